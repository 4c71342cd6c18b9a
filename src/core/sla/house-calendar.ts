// The State Council's calendar as the product carries it, built once.

import { workCalendar } from './calendar.ts'
import { STATE_COUNCIL_YEARS } from './state-council.ts'

export const HOUSE_CALENDAR = workCalendar(STATE_COUNCIL_YEARS)
