// When inspection rounds are due: plans as data, and the occurrences a plan has in a span of days (tender 3.6.1.2.4: 每天早晚提供二次全面巡检).
// A round is named by plan, date and slot and by nothing else. What each contract asks for is in house-plans.ts.

import { isWorkingDay, type WorkCalendar } from '../sla/calendar.ts'
import type { Instant } from '../verdict.ts'
import { addDays, type CivilDate, type CivilTime, instantOf } from './civil.ts'

export interface Slot {
  /** Stable, part of the round's name: `morning`, `evening`. */
  id: string
  title: { zh: string; en: string }
  /** Nothing done before this time counts for the slot. */
  opensAt: CivilTime
  plannedAt: CivilTime
  /** Signed by then: on time. */
  onTimeUntil: CivilTime
  /** Days after the round's own date on which `onTimeUntil` lies; absent: none. */
  onTimeDays?: number
  /** Not signed by then: missed, for good. */
  missedAfter: CivilTime
  /** Days after the round's own date on which `missedAfter` lies; absent: none. */
  missedDays?: number
}

/** One day of a month. `nth` counts from 1, from the end where it is negative; `weekday` is 1 for Monday … 7 for Sunday. */
export type MonthDay =
  | { by: 'date'; day: number }
  | { by: 'working-day'; nth: number }
  | { by: 'weekday'; weekday: number; nth: number }

/** On which days the plan runs. `month` is the month of the quarter: 1, 2 or 3. */
export type PlanDays =
  | { kind: 'daily' }
  | { kind: 'working-days' }
  | { kind: 'monthly'; on: readonly MonthDay[] }
  | { kind: 'quarterly'; month: number; on: readonly MonthDay[] }

export interface Plan {
  id: string
  title: { zh: string; en: string }
  days: PlanDays
  slots: readonly Slot[]
}

export interface Occurrence {
  planId: string
  date: CivilDate
  slot: string
  opensAt: Instant
  plannedAt: Instant
  onTimeUntil: Instant
  missedAfter: Instant
}

function runsOn(days: PlanDays, date: CivilDate, calendar: WorkCalendar): boolean {
  switch (days.kind) {
    case 'daily':
      return true
    case 'working-days':
      return isWorkingDay(calendar, date)
    case 'monthly':
      return days.on.some((day) => isMonthDay(day, date, calendar))
    case 'quarterly':
      return ((monthOf(date) - 1) % 3) + 1 === days.month && days.on.some((day) => isMonthDay(day, date, calendar))
  }
}

function isMonthDay(day: MonthDay, date: CivilDate, calendar: WorkCalendar): boolean {
  if (day.by === 'date') return Number(date.slice(8)) === day.day
  const counts = (other: CivilDate) =>
    day.by === 'working-day' ? isWorkingDay(calendar, other) : weekdayOf(other) === day.weekday
  if (!counts(date)) return false
  const step = day.nth < 0 ? 1 : -1
  let nth = 0
  for (let other = date; other.slice(0, 7) === date.slice(0, 7); other = addDays(other, step)) if (counts(other)) nth++
  return nth === Math.abs(day.nth)
}

const monthOf = (date: CivilDate) => Number(date.slice(5, 7))
const weekdayOf = (date: CivilDate) => new Date(`${date}T00:00:00.000Z`).getUTCDay() || 7

function occurrence(plan: Plan, date: CivilDate, slot: Slot): Occurrence {
  return {
    planId: plan.id,
    date,
    slot: slot.id,
    opensAt: instantOf(date, slot.opensAt),
    plannedAt: instantOf(date, slot.plannedAt),
    onTimeUntil: instantOf(addDays(date, slot.onTimeDays ?? 0), slot.onTimeUntil),
    missedAfter: instantOf(addDays(date, slot.missedDays ?? 0), slot.missedAfter),
  }
}

/** Every occurrence from `from` to `through`, both included, in order of time. */
export function occurrences(plan: Plan, from: CivilDate, through: CivilDate, calendar: WorkCalendar): Occurrence[] {
  const found: Occurrence[] = []
  for (let date = from; date <= through; date = addDays(date, 1))
    if (runsOn(plan.days, date, calendar)) for (const slot of plan.slots) found.push(occurrence(plan, date, slot))
  return found
}

/** The first date from `from` on which the plan runs; `undefined` when there is none within `days`. */
export function nextDate(plan: Plan, from: CivilDate, days: number, calendar: WorkCalendar): CivilDate | undefined {
  for (let date = from, day = 0; day < days; date = addDays(date, 1), day++)
    if (runsOn(plan.days, date, calendar)) return date
  return undefined
}

/** Whether a slot's times stand in the order a round lives through them. */
export function isOrdered(slot: Slot): boolean {
  const onTime = slot.onTimeDays ?? 0
  const missed = slot.missedDays ?? 0
  return (
    slot.opensAt <= slot.plannedAt &&
    (onTime > 0 || (onTime === 0 && slot.plannedAt < slot.onTimeUntil)) &&
    (onTime < missed || (onTime === missed && slot.onTimeUntil < slot.missedAfter))
  )
}

/** The UTC cron expression that fires when a daily slot is planned, for hosts whose triggers are UTC. */
export function utcCron(time: CivilTime): string {
  const utc = new Date(instantOf('2025-01-02', time)).toISOString()
  return `${Number(utc.slice(14, 16))} ${Number(utc.slice(11, 13))} * * *`
}
