// The clocks of one ticket, read from its rows: which rules run, when each stops, and what falls due next.
// A later milestone implies the earlier ones: what was solved from afar needs nobody on site (house rule).

import type { Instant } from '../verdict.ts'
import type { WorkCalendar } from './calendar.ts'
import { type ClockReading, type Pause, readClock } from './clock.ts'
import { type ClockRule, type ClockSubject, clocksFor, type Milestone, type Profile } from './profile.ts'

export interface TicketTimes extends ClockSubject {
  /** When its clocks began: the report, or the last change of its kind. */
  clockFrom: Instant
  milestones: Readonly<Record<Milestone, Instant | null>>
  pauses: readonly Pause[]
}

export interface TicketClock {
  rule: ClockRule
  reading: ClockReading
  /** Null while it runs. */
  stoppedAt: Instant | null
}

const IMPLIED_BY: Readonly<Record<Milestone, readonly Milestone[]>> = {
  assigned: ['assigned', 'responded', 'supported', 'arrived', 'planned', 'resolved'],
  responded: ['responded', 'supported', 'arrived', 'planned', 'resolved'],
  supported: ['supported', 'arrived', 'resolved'],
  arrived: ['arrived', 'resolved'],
  planned: ['planned', 'resolved'],
  resolved: ['resolved'],
}

/** The earliest milestone that counts as this one. */
export function reachedAt(milestone: Milestone, milestones: TicketTimes['milestones']): Instant | null {
  const times = IMPLIED_BY[milestone].map((one) => milestones[one]).filter((time) => time !== null)
  return times.length === 0 ? null : Math.min(...times)
}

export function ticketClocks(
  profile: Profile,
  times: TicketTimes,
  calendar: WorkCalendar,
  now: Instant,
): TicketClock[] {
  const { hours, reading } = profile
  return clocksFor(profile, times).map((rule) => {
    const stoppedAt = reachedAt(rule.stopsAt, times.milestones)
    const run = { startedAt: times.clockFrom, stoppedAt, pauses: rule.isPausable ? times.pauses : [] }
    return { rule, stoppedAt, reading: readClock(run, rule, { calendar, hours, reading }, now) }
  })
}

/** The earliest due time of the clocks that still run, overdue ones included; null: none, or all of them paused. */
export function nextDue(clocks: readonly TicketClock[]): Instant | null {
  const due = clocks
    .filter(({ reading }) => reading.state === 'running' || reading.state === 'overdue' || reading.state === 'paused')
    .map(({ reading }) => reading.dueAt)
    .filter((time) => time !== null)
  return due.length === 0 ? null : Math.min(...due)
}
