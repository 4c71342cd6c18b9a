// One shape for every rule we judge by: certificate lints, signature steps, system health, inspection items, backup tests.
// All rules run, all findings are reported; nothing stops at the first.

/** Names the probe verdicts of the inspection: `unknown` = the prober could not judge, `skipped` = not applicable or under maintenance. */
export type ProbeVerdict = 'pass' | 'warn' | 'fail' | 'unknown' | 'skipped'

/** Why a check is not a pass. `code` is stable (`ocsp.response-stale`); texts come from the message catalogue. */
export interface Reason {
  code: string
  verdict: Exclude<ProbeVerdict, 'pass'>
  citation: string
  params?: Readonly<Record<string, string | number>>
}

export interface Check<Evidence, Settings = void> {
  /** Stable, e.g. `ocsp.never-issued-is-not-good`. */
  id: string
  /** Where the rule stands. A clause nobody here has read ends in `(clause unverified)`. */
  citation: string
  /** ISO date from which the rule applies; absent: always. */
  effectiveFrom?: string
  appliesTo?(evidence: Evidence): boolean
  run(evidence: Evidence, settings: Settings): Reason[]
}

/** Every reason every applicable check gives. */
export function judge<E, S>(checks: readonly Check<E, S>[], evidence: E, settings: S): Reason[] {
  return checks.flatMap((check) => (check.appliesTo?.(evidence) === false ? [] : check.run(evidence, settings)))
}

const RANK: Record<ProbeVerdict, number> = { pass: 0, skipped: 1, warn: 2, unknown: 3, fail: 4 }

/** The verdict of a list of reasons: the gravest of them, or pass when there is none. */
export function probeVerdict(reasons: readonly Reason[]): ProbeVerdict {
  return reasons.reduce<ProbeVerdict>(
    (worst, reason) => (RANK[reason.verdict] > RANK[worst] ? reason.verdict : worst),
    'pass',
  )
}
