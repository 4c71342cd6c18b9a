// The shared shapes of judgement: what a check finds, how findings become a verdict, and the times a report keeps apart.
// Indications and sub-indications are named as in ETSI EN 319 102-1 §5.1.3.

export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E }

export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value }
}

export function err<E>(error: E): Result<never, E> {
  return { ok: false, error }
}

/** Milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored. Core never asks for the current one: it is an argument. */
export type Instant = number

/** `VALID_WITH_DEFECTS`: reliable, but something deviates from its standard. `INDETERMINATE`: evidence is missing, not contradicted. */
export type Verdict = 'VALID' | 'VALID_WITH_DEFECTS' | 'INDETERMINATE' | 'INVALID'

export type Indication = 'TOTAL_PASSED' | 'INDETERMINATE' | 'TOTAL_FAILED'

export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'POLICY_PROCESSING_ERROR'
  | 'SIGNATURE_POLICY_NOT_AVAILABLE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'REVOCATION_OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND'
  | 'GENERIC'

/**
 * What a finding does to the verdict of the thing it was found in:
 * `fatal` → INVALID, `unknown` → INDETERMINATE, `defect` → VALID_WITH_DEFECTS, `note` → nothing.
 */
export type Effect = 'fatal' | 'unknown' | 'defect' | 'note'

/** One thing a check has to say. The text shown to people comes from the message catalogue, by `code` and `params`. */
export interface Finding {
  /** Stable, e.g. `path.certificate-expired`. */
  code: string
  effect: Effect
  /** Where the rule stands, e.g. `RFC 5280 §6.1.3(a)(2)`. */
  clause: string
  subIndication?: SubIndication
  /** What was seen, for the text and for machines: names, dates, numbers. Never a secret. */
  params?: Readonly<Record<string, string | number>>
}

export type StepStatus = 'passed' | 'failed' | 'indeterminate' | 'defective' | 'skipped'

/** One line of the checklist a report shows. `skipped` says why in a finding of effect `note`. */
export interface Step {
  /** Stable, e.g. `cms.message-digest`. */
  id: string
  status: StepStatus
  clause: string
  findings: Finding[]
  /** What was compared to reach the finding, for the reader who wants to repeat it: digests, serials, dates. Never a secret. */
  evidence?: Evidence
}

export type Evidence = Readonly<Record<string, string | number>>

/** The three times that must never be confused (RFC 3161; ETSI EN 319 102-1 §5.2). */
export interface Times {
  /** What the signer says; proves nothing. */
  claimed?: Instant
  /** What a verified timestamp proves. */
  proven?: Instant
  /** When the judgement was made, or the moment it was asked for. */
  validation: Instant
}

/** The signature alone, without trust. */
export type Technical = 'intact' | 'broken' | 'digest-only' | 'unreadable' | 'no-signature'

export interface Judgement {
  verdict: Verdict
  indication: Indication
  subIndication?: SubIndication
}

/** No check ran, or none that says anything: INDETERMINATE never comes without its reason (EN 319 102-1 §5.1.3). */
const NOTHING_JUDGED: Judgement = { verdict: 'INDETERMINATE', indication: 'INDETERMINATE', subIndication: 'GENERIC' }

const RANK: Record<Effect, number> = { note: 0, defect: 1, unknown: 2, fatal: 3 }

/** The step a set of findings makes: its status is that of the worst finding. */
export function step(id: string, clause: string, findings: Finding[], evidence?: Evidence): Step {
  const worst = worstEffect(findings)
  const status: Record<Effect, StepStatus> = {
    note: 'passed',
    defect: 'defective',
    unknown: 'indeterminate',
    fatal: 'failed',
  }
  return { id, status: status[worst], clause, findings, ...(evidence && { evidence }) }
}

export function worstEffect(findings: readonly Finding[]): Effect {
  let worst: Effect = 'note'
  for (const finding of findings) if (RANK[finding.effect] > RANK[worst]) worst = finding.effect
  return worst
}

/**
 * The verdict of a list of steps. No step at all is no evidence, hence INDETERMINATE: the default is never VALID.
 * The sub-indication is that of the first finding with the worst effect.
 */
export function conclude(steps: readonly Step[]): Judgement {
  if (steps.every((one) => one.status === 'skipped')) return NOTHING_JUDGED
  let worst: Effect = 'note'
  let subIndication: SubIndication | undefined
  for (const { findings } of steps) {
    for (const finding of findings) {
      if (RANK[finding.effect] > RANK[worst]) {
        worst = finding.effect
        subIndication = undefined
      }
      if (finding.effect === worst) subIndication ??= finding.subIndication
    }
  }
  const sub = subIndication ? { subIndication } : {}
  if (worst === 'fatal') return { verdict: 'INVALID', indication: 'TOTAL_FAILED', ...sub }
  if (worst === 'unknown') return { verdict: 'INDETERMINATE', indication: 'INDETERMINATE', ...sub }
  return { verdict: worst === 'defect' ? 'VALID_WITH_DEFECTS' : 'VALID', indication: 'TOTAL_PASSED' }
}

const VERDICT_RANK: Record<Verdict, number> = { VALID: 0, VALID_WITH_DEFECTS: 1, INDETERMINATE: 2, INVALID: 3 }

export function isWorse(one: Judgement, than: Judgement): boolean {
  return VERDICT_RANK[one.verdict] > VERDICT_RANK[than.verdict]
}

/** The worst of several judgements: a document is as good as its worst signer. An empty list is INDETERMINATE. */
export function worstOf(judgements: readonly Judgement[]): Judgement {
  return judgements.reduce<Judgement>(
    (worst, next) => (isWorse(next, worst) ? next : worst),
    judgements[0] ?? NOTHING_JUDGED,
  )
}
