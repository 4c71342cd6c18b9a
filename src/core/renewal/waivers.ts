// Which alarms somebody has decided to live with, and until when. House policy, no clause: a waiver names its alarm, has a reason and an end,
// and what it hid alarms again from that end on.

import { DAY_MS } from '../calendar/civil.ts'
import type { Reason } from '../checks/check.ts'
import { err, type Instant, ok, type Result } from '../verdict.ts'

export interface Waiver {
  /** Reason code that is not to alarm. */
  code: string
  until: Instant
  /** Ended before its day by a person. */
  endedAt?: Instant | null
}

/** Longer than this nobody remembers why. */
export const MAX_WAIVER_DAYS = 400

/** Nobody may decide to live with these: whoever relies on the certificate is harmed, not whoever waives. */
const NEVER_WAIVED: ReadonlySet<string> = new Set([
  'tls.revoked',
  'tls.intermediate-revoked',
  'tls.key-roca',
  'tls.key-close-primes',
  'tls.key-small-factor',
  'tls.key-exponent',
  'lineage.key-compromised',
  'lineage.withdrawn-still-served',
  'tls.fingerprint-unexpected',
])

export type WaiverProblem = 'waiver.never' | 'waiver.in-the-past' | 'waiver.too-long'

export function mayWaive({ code, until }: Waiver, now: Instant): Result<true, WaiverProblem> {
  if (NEVER_WAIVED.has(code)) return err('waiver.never')
  if (until <= now) return err('waiver.in-the-past')
  return until > now + MAX_WAIVER_DAYS * DAY_MS ? err('waiver.too-long') : ok(true)
}

export function isInForce({ until, endedAt }: Waiver, now: Instant): boolean {
  return now < until && (endedAt === undefined || endedAt === null || now < endedAt)
}

export interface Sorted {
  alarming: Reason[]
  waived: Reason[]
}

/** Parts what alarms from what is waived at this instant. */
export function applyWaivers(reasons: readonly Reason[], waivers: readonly Waiver[], now: Instant): Sorted {
  const codes = new Set(waivers.filter((one) => isInForce(one, now)).map(({ code }) => code))
  const isWaived = ({ code }: Reason) => codes.has(code) && !NEVER_WAIVED.has(code)
  return { alarming: reasons.filter((one) => !isWaived(one)), waived: reasons.filter(isWaived) }
}
