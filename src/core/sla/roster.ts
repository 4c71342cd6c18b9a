// Who is on duty at an instant, and when nobody is (值班表: on site in working time, 7×24 behind it). Pure: shifts in, names out.

import type { Instant } from '../verdict.ts'
import { merged, type Span, without } from './spans.ts'

/** 驻场 · 7×24 值守. */
export const DUTY_KINDS = ['on-site', 'standby'] as const
export type DutyKind = (typeof DUTY_KINDS)[number]

export interface Shift {
  id: string
  kind: DutyKind
  /** Half open. */
  from: Instant
  to: Instant
  /** 1 is called first, 2 when 1 does not answer. */
  rank: number
  person: string
  phone: string
}

/** Everybody on duty at the instant, in the order they are called: on site before standby, then by rank. */
export function onDuty<S extends Shift>(shifts: readonly S[], at: Instant): S[] {
  return shifts
    .filter(({ from, to }) => from <= at && at < to)
    .sort(
      (a, b) => DUTY_KINDS.indexOf(a.kind) - DUTY_KINDS.indexOf(b.kind) || a.rank - b.rank || (a.id < b.id ? -1 : 1),
    )
}

/** The parts of `needed` in which nobody of that kind is on duty. */
export function uncovered(shifts: readonly Shift[], kind: DutyKind, needed: readonly Span[]): Span[] {
  const covered = merged(shifts.filter((shift) => shift.kind === kind).map(({ from, to }) => ({ from, to })))
  return merged(needed).flatMap((span) => without(span, covered))
}

/** The first shift in the way of a new one: same kind and rank, overlapping in time. Touching ends do not overlap. */
export function overlapping<S extends Shift>(shifts: readonly S[], wanted: Omit<Shift, 'id'>): S | undefined {
  return shifts.find(
    ({ kind, rank, from, to }) => kind === wanted.kind && rank === wanted.rank && from < wanted.to && wanted.from < to,
  )
}
