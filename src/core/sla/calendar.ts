// Which days the bureau works: Monday to Friday but for the days off of the State Council, and the make-up days it puts on week-ends.
// The days come as data, a year at a time; a year nobody announced yet is guessed from the week and called provisional.

import { addDays, type CivilDate, type CivilTime, civilDateOf, instantOf } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'

/** One year as announced. Days are listed under their own year, whichever notice announced them. */
export interface CalendarYear {
  year: number
  /** Where the days were taken from, and the digest of that file. */
  source: string
  sha256: string
  daysOff: readonly CivilDate[]
  makeUpDays: readonly CivilDate[]
}

export interface WorkCalendar {
  years: ReadonlySet<number>
  daysOff: ReadonlySet<CivilDate>
  makeUpDays: ReadonlySet<CivilDate>
}

/** Working time of a working day; without a break at noon. */
export interface WorkHours {
  opensAt: CivilTime
  closesAt: CivilTime
}

/** 工作时间 8:30–17:30 (tender 004, level table). */
export const BUREAU_HOURS: WorkHours = { opensAt: '08:30', closesAt: '17:30' }

/** The notice of New Year's Day may move the last days of the old year: until it is known they are not. */
const NEW_YEAR_REACHES_BACK_TO = '-12-25'

export function workCalendar(years: readonly CalendarYear[]): WorkCalendar {
  return {
    years: new Set(years.map(({ year }) => year)),
    daysOff: new Set(years.flatMap(({ daysOff }) => daysOff)),
    makeUpDays: new Set(years.flatMap(({ makeUpDays }) => makeUpDays)),
  }
}

/**
 * A notice takes the place of what was known of its year, an earlier notice included; what it says of the last days of the year before
 * is added there. @param notices oldest first
 */
export function amendedCalendar(years: readonly CalendarYear[], notices: readonly CalendarYear[]): WorkCalendar {
  const known = workCalendar(years)
  const daysOff = new Set(known.daysOff)
  const makeUpDays = new Set(known.makeUpDays)
  for (const notice of notices) {
    for (const days of [daysOff, makeUpDays])
      for (const date of days) if (date.startsWith(`${notice.year}-`)) days.delete(date)
    move(notice.daysOff, makeUpDays, daysOff)
    move(notice.makeUpDays, daysOff, makeUpDays)
  }
  return { years: new Set([...known.years, ...notices.map(({ year }) => year)]), daysOff, makeUpDays }
}

function move(dates: readonly CivilDate[], from: Set<CivilDate>, to: Set<CivilDate>): void {
  for (const date of dates) {
    from.delete(date)
    to.add(date)
  }
}

export function isWorkingDay(calendar: WorkCalendar, date: CivilDate): boolean {
  if (calendar.makeUpDays.has(date)) return true
  if (calendar.daysOff.has(date)) return false
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** Whether the State Council has said what this day is. */
export function isAnnounced(calendar: WorkCalendar, date: CivilDate): boolean {
  const year = Number(date.slice(0, 4))
  if (!calendar.years.has(year)) return false
  return date < `${year}${NEW_YEAR_REACHES_BACK_TO}` || calendar.years.has(year + 1)
}

/** The years missing to know every day from `from` through `through`; none: nothing about the span is a guess. */
export function missingYears(calendar: WorkCalendar, from: Instant, through: Instant): number[] {
  const missing = new Set<number>()
  const last = civilDateOf(through)
  for (let year = Number(civilDateOf(from).slice(0, 4)); year <= Number(last.slice(0, 4)); year++) {
    if (!calendar.years.has(year)) missing.add(year)
    else if (!isAnnounced(calendar, `${year}-12-31`) && last >= `${year}${NEW_YEAR_REACHES_BACK_TO}`)
      missing.add(year + 1)
  }
  return [...missing].sort((a, b) => a - b)
}

export function workingDaysBetween(calendar: WorkCalendar, from: CivilDate, through: CivilDate): number {
  let count = 0
  for (let date = from; date <= through; date = addDays(date, 1)) if (isWorkingDay(calendar, date)) count++
  return count
}

/** Whether the instant lies in working time; the closing instant itself does not. */
export function isWorkingTime(calendar: WorkCalendar, hours: WorkHours, at: Instant): boolean {
  const date = civilDateOf(at)
  if (!isWorkingDay(calendar, date)) return false
  return instantOf(date, hours.opensAt) <= at && at < instantOf(date, hours.closesAt)
}
