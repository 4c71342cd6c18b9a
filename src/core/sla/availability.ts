// Availability over a period, mean time to repair and between failures (tender 001:1067-1073: ≥ 99.95 % a year, MTTR < 60 minutes).
// Time in which nobody could look is neither up nor down and is told apart.

import type { Instant } from '../verdict.ts'
import { type BasisPoints, reaches } from './share.ts'
import { lengthOf, merged, type Span, without } from './spans.ts'

export interface Observed {
  period: Span
  /** Agreed maintenance: not part of the promise. */
  maintenance: readonly Span[]
  down: readonly Span[]
  /** The prober could not look. Down time inside it stays down: somebody saw it. */
  unknown: readonly Span[]
}

export interface Availability {
  /** Time the promise is about: the period without agreed maintenance. */
  promisedMs: number
  downMs: number
  unknownMs: number
  failures: number
  isMet: boolean
  /** The worst it can have been: unknown time counted as down. */
  isMetAtWorst: boolean
  meanTimeToRepairMs: number | null
  meanTimeBetweenFailuresMs: number | null
  /** Outages longer than the contract allows without a written report, by their beginning. */
  reportsOwed: Instant[]
}

export const AVAILABILITY: BasisPoints = 9_995

export function availability(
  { period, maintenance, down, unknown }: Observed,
  threshold: BasisPoints = AVAILABILITY,
  reportAfterHours = 24,
): Availability {
  const agreed = merged(maintenance)
  const outages = merged(down.map((span) => clip(span, period)))
  const promisedMs = lengthOf(without(period, agreed))
  const outside = (spans: readonly Span[], holes: readonly Span[]) => spans.flatMap((span) => without(span, holes))
  const counted = outages.map((span) => ({ from: span.from, ms: lengthOf(without(span, agreed)) }))
  const failing = counted.filter(({ ms }) => ms > 0)
  const downMs = failing.reduce((sum, { ms }) => sum + ms, 0)
  const unknownMs = lengthOf(
    outside(merged(unknown.map((span) => clip(span, period))), merged([...agreed, ...outages])),
  )
  return {
    promisedMs,
    downMs,
    unknownMs,
    failures: failing.length,
    isMet: reaches(promisedMs - downMs, promisedMs, threshold),
    isMetAtWorst: reaches(promisedMs - downMs - unknownMs, promisedMs, threshold),
    meanTimeToRepairMs: failing.length === 0 ? null : downMs / failing.length,
    meanTimeBetweenFailuresMs: failing.length === 0 ? null : (promisedMs - downMs) / failing.length,
    reportsOwed: failing.filter(({ ms }) => ms > reportAfterHours * 3_600_000).map(({ from }) => from),
  }
}

function clip({ from, to }: Span, period: Span): Span {
  return { from: Math.max(from, period.from), to: Math.min(to, period.to) }
}
