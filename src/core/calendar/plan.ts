// When inspection rounds are due: plans as data, and the occurrences a plan has in a span of days (tender 3.6.1.2.4: 每天早晚提供二次全面巡检).
// The windows are the house's defaults; a plan may carry others. A round is named by plan, date and slot and by nothing else.

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
  /** Not signed by then: missed, for good. */
  missedAfter: CivilTime
}

/** On which days the plan runs. `monthly` and `quarterly` run on `dayOfMonth` (1–28). */
export type PlanDays = { kind: 'daily' } | { kind: 'monthly' | 'quarterly'; dayOfMonth: number }

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

/** 早班 must be finished by 08:30, 晚班 by 18:30; unsigned at 10:00 and 20:00 they are missed. */
export const DAILY_PLAN: Plan = {
  id: 'daily',
  title: { zh: '每日巡检', en: 'Daily inspection' },
  days: { kind: 'daily' },
  slots: [
    {
      id: 'morning',
      title: { zh: '早班', en: 'Morning' },
      opensAt: '07:30',
      plannedAt: '08:00',
      onTimeUntil: '08:30',
      missedAfter: '10:00',
    },
    {
      id: 'evening',
      title: { zh: '晚班', en: 'Evening' },
      opensAt: '16:30',
      plannedAt: '17:00',
      onTimeUntil: '18:30',
      missedAfter: '20:00',
    },
  ],
}

export const PLANS: readonly Plan[] = [DAILY_PLAN]

function runsOn(days: PlanDays, date: CivilDate): boolean {
  if (days.kind === 'daily') return true
  const month = Number(date.slice(5, 7))
  const isMonth = days.kind === 'monthly' || month % 3 === 1
  return isMonth && Number(date.slice(8, 10)) === days.dayOfMonth
}

function occurrence(plan: Plan, date: CivilDate, slot: Slot): Occurrence {
  return {
    planId: plan.id,
    date,
    slot: slot.id,
    opensAt: instantOf(date, slot.opensAt),
    plannedAt: instantOf(date, slot.plannedAt),
    onTimeUntil: instantOf(date, slot.onTimeUntil),
    missedAfter: instantOf(date, slot.missedAfter),
  }
}

/** Every occurrence from `from` to `through`, both included, in order of time. */
export function occurrences(plan: Plan, from: CivilDate, through: CivilDate): Occurrence[] {
  const found: Occurrence[] = []
  for (let date = from; date <= through; date = addDays(date, 1))
    if (runsOn(plan.days, date)) for (const slot of plan.slots) found.push(occurrence(plan, date, slot))
  return found
}

/** Whether a slot's times stand in the order a round lives through them. */
export function isOrdered(slot: Slot): boolean {
  return slot.opensAt <= slot.plannedAt && slot.plannedAt < slot.onTimeUntil && slot.onTimeUntil < slot.missedAfter
}

/** The UTC cron expression that fires when a daily slot is planned, for hosts whose triggers are UTC. */
export function utcCron(time: CivilTime): string {
  const utc = new Date(instantOf('2025-01-02', time)).toISOString()
  return `${Number(utc.slice(14, 16))} ${Number(utc.slice(11, 13))} * * *`
}
