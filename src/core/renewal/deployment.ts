// Whether a certificate stands where it should: what every binding showed against what it must show. House rule (no clause): renewed
// is what every binding proves, on every address it was asked at; "configured" and "most of them" are not.

import type { Instant } from '../verdict.ts'

export interface Sighting {
  /** Address and port that were asked. */
  place: string
  /** Fingerprint of the leaf; none: nothing was shown. */
  seen: string | null
  /** Codes of what the probe found there. */
  codes: readonly string[]
  /** False where nobody could tell: a silence that may be the prober's own fault is no silence of the node. */
  isJudged: boolean
  at: Instant
}

export interface Placement {
  bindingId: string
  nodeName: string
  /** Fingerprint it must show; none: nothing is to be served here. */
  expected: string | null
  sightings: readonly Sighting[]
}

/** `proved`: every place shows it. `other`: some place shows another. `silent`: a place shows nothing. `unasked`: not looked at yet. */
export type PlacementState = 'proved' | 'other' | 'silent' | 'unasked'

/** A chain in plain text proves no key: a node that cannot finish its handshake serves nobody. */
const UNPROVEN: ReadonlySet<string> = new Set([
  'tls.handshake-failed',
  'tls.response-malformed',
  'tls.answers-differ',
  'tls.timeout',
  'tls.connection-broken',
])

/** @param since sightings before it prove nothing: the work was not begun */
export function placementState({ expected, sightings }: Placement, since: Instant): PlacementState {
  const recent = sightings.filter(({ at }) => at >= since)
  if (recent.length === 0 || recent.length < sightings.length) return 'unasked'
  if (recent.some(({ seen }) => seen !== null && seen !== expected)) return 'other'
  if (recent.some(({ isJudged }) => !isJudged)) return 'unasked'
  if (expected === null) return 'proved'
  return recent.every(({ seen, codes }) => seen === expected && !codes.some((code) => UNPROVEN.has(code)))
    ? 'proved'
    : 'silent'
}

export interface Standing {
  proved: string[]
  other: string[]
  silent: string[]
  unasked: string[]
}

/** The bindings by their state, each by the name of its node. */
export function standingOf(placements: readonly Placement[], since: Instant): Standing {
  const named = (wanted: PlacementState) =>
    placements.filter((one) => placementState(one, since) === wanted).map(({ nodeName }) => nodeName)
  return { proved: named('proved'), other: named('other'), silent: named('silent'), unasked: named('unasked') }
}

/** No binding at all proves nothing: a renewal nobody can see is none. */
export function isProvedEverywhere(placements: readonly Placement[], since: Instant): boolean {
  return placements.length > 0 && placements.every((one) => placementState(one, since) === 'proved')
}
