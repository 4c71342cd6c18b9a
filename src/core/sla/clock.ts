// When a promise falls due and whether it was kept: wall clocks and working-time clocks, two readings of "n working days", pauses.
// Tender 004 (3rd working day, 15 minutes); reading A follows Civil Code Art. 201 and 203 (clause unverified): the day of receipt does not count.

import { addDays, civilDateOf, DAY_MS, instantOf, MINUTE_MS } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'
import { isWorkingDay, missingYears, type WorkCalendar, type WorkHours } from './calendar.ts'
import { lengthOf, merged, type Span, without } from './spans.ts'

/**
 * `wall` runs 7×24; `working-time` runs in working hours only; `working-days` is n whole working days, read by `Reading`.
 * The amount is minutes, working minutes, or working days.
 */
export interface Allowance {
  kind: 'wall' | 'working-time' | 'working-days'
  amount: number
}

/** A: the day of receipt is not counted, due at the close of the n-th working day. B: n days' worth of working time from receipt. */
export type Reading = 'A' | 'B'

/** `below`: strictly less than the allowance (小于); `within`: the last instant still counts (以内). */
export type Bound = 'below' | 'within'

export interface Terms {
  calendar: WorkCalendar
  hours: WorkHours
  reading: Reading
}

/** A pause that is still on has no end. */
export interface Pause {
  from: Instant
  to: Instant | null
}

export interface ClockRun {
  startedAt: Instant
  /** Null while it runs. */
  stoppedAt: Instant | null
  pauses: readonly Pause[]
}

/** `running` and `paused` are not decided; `overdue` runs on after its due time; `kept` and `broken` are final. */
export type ClockState = 'running' | 'paused' | 'overdue' | 'kept' | 'broken'

export interface ClockReading {
  state: ClockState
  /** Null: paused now, and due no sooner than the pause ends. */
  dueAt: Instant | null
  /** Time used, in the clock's own calendar, pauses taken out. */
  usedMs: number
  allowedMs: number
  /** Paused time, in the clock's own calendar. */
  pausedMs: number
  /** Years without a calendar that this answer rests on; empty: it is firm. */
  provisionalFor: number[]
}

const FOREVER = Number.POSITIVE_INFINITY
/** Four years without reaching the allowance: no calendar lets working time run out that long, only a pause does. */
const MAX_DAYS = 1_500

/** Milliseconds of working time in a working day. */
export function dayLengthMs({ opensAt, closesAt }: WorkHours): number {
  return instantOf('2025-01-02', closesAt) - instantOf('2025-01-02', opensAt)
}

export function allowedMs({ kind, amount }: Allowance, hours: WorkHours): number {
  return kind === 'working-days' ? amount * dayLengthMs(hours) : amount * MINUTE_MS
}

/** Reading A counts from the midnight after receipt; everything else from receipt. */
export function countsFrom(startedAt: Instant, { kind }: Allowance, { reading }: Terms): Instant {
  if (kind !== 'working-days' || reading === 'B') return startedAt
  return instantOf(addDays(civilDateOf(startedAt), 1))
}

/** The spans of `within` in which the clock's calendar runs, in order; whole days are looked at one by one. */
function* running(within: Span, { kind }: Allowance, { calendar, hours }: Terms): Generator<Span> {
  if (kind === 'wall') {
    yield within
    return
  }
  let date = civilDateOf(within.from)
  for (let day = 0; day < MAX_DAYS && instantOf(date) < within.to; day++, date = addDays(date, 1)) {
    if (!isWorkingDay(calendar, date)) continue
    const from = Math.max(within.from, instantOf(date, hours.opensAt))
    const to = Math.min(within.to, instantOf(date, hours.closesAt))
    if (from < to) yield { from, to }
  }
}

/** Time of the clock's own calendar in a span, pauses taken out. */
export function clockTimeMs(span: Span, allowance: Allowance, terms: Terms, pauses: readonly Pause[] = []): number {
  const holes = closed(pauses)
  let sum = 0
  for (const piece of running(span, allowance, terms)) sum += lengthOf(without(piece, holes))
  return sum
}

function closed(pauses: readonly Pause[]): Span[] {
  return merged(pauses.map(({ from, to }) => ({ from, to: to ?? FOREVER })))
}

/**
 * The first instant at which the allowance is used up; null when a pause without end comes before it.
 * A pause that begins later moves nothing: what is broken stays broken.
 */
export function dueAt(
  startedAt: Instant,
  allowance: Allowance,
  terms: Terms,
  pauses: readonly Pause[] = [],
): Instant | null {
  const holes = closed(pauses)
  const endless = holes.find(({ to }) => to === FOREVER)
  const counted = { from: countsFrom(startedAt, allowance, terms), to: endless?.from ?? FOREVER }
  let left = allowedMs(allowance, terms.hours)
  for (const span of running(counted, allowance, terms))
    for (const { from, to } of without(span, holes)) {
      if (to - from >= left) return from + left
      left -= to - from
    }
  return null
}

/** Whether something done at `at` was in time. */
export function isInTime(at: Instant, due: Instant, bound: Bound): boolean {
  return bound === 'below' ? at < due : at <= due
}

/** Where a clock stands at `now`. A clock stopped after `now` counts as running: the past is judged as it was. */
export function readClock(
  run: ClockRun,
  rule: { allowance: Allowance; bound: Bound },
  terms: Terms,
  now: Instant,
): ClockReading {
  const { allowance } = rule
  const stoppedAt = run.stoppedAt !== null && run.stoppedAt <= now ? run.stoppedAt : null
  const pauses = run.pauses.filter(({ from }) => from <= now).map((pause) => asKnownAt(pause, stoppedAt ?? now))
  const due = dueAt(run.startedAt, allowance, terms, pauses)
  const end = stoppedAt ?? now
  const counted = { from: countsFrom(run.startedAt, allowance, terms), to: end }
  const usedMs = counted.from < end ? clockTimeMs(counted, allowance, terms, pauses) : 0
  const wholeMs = counted.from < end ? clockTimeMs(counted, allowance, terms) : 0
  return {
    state: stateOf(stoppedAt, due, rule.bound, pauses, now),
    dueAt: due,
    usedMs,
    allowedMs: allowedMs(allowance, terms.hours),
    pausedMs: wholeMs - usedMs,
    provisionalFor:
      allowance.kind === 'wall' ? [] : missingYears(terms.calendar, run.startedAt, Math.max(end, due ?? end)),
  }
}

/** A pause whose end lies ahead is still on; one that was on when the clock stopped ended there. */
function asKnownAt({ from, to }: Pause, at: Instant): Pause {
  return { from, to: to !== null && to <= at ? to : null }
}

function stateOf(
  stoppedAt: Instant | null,
  due: Instant | null,
  bound: Bound,
  pauses: readonly Pause[],
  now: Instant,
): ClockState {
  if (stoppedAt !== null) return due === null || isInTime(stoppedAt, due, bound) ? 'kept' : 'broken'
  if (due !== null && !isInTime(now, due, bound)) return 'overdue'
  return pauses.some(({ to }) => to === null) ? 'paused' : 'running'
}

/** The close of business of the n-th working day by reading A, the start day not counted. */
export function nthWorkingDay(from: Instant, days: number, terms: Omit<Terms, 'reading'>): Instant {
  const due = dueAt(from, { kind: 'working-days', amount: days }, { ...terms, reading: 'A' })
  if (due === null) throw new RangeError(`no ${days}th working day within ${MAX_DAYS} days`)
  return due
}

/** The end of the n-th calendar day after the day of `from` (n 日内). */
export function nthCalendarDay(from: Instant, days: number): Instant {
  return instantOf(addDays(civilDateOf(from), days)) + DAY_MS - 1
}
