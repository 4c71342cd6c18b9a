// How long a publicly trusted site certificate may last, and how long a validation may be used again
// (CA/Browser Forum ballot SC-081v3 for the Baseline Requirements §4.2.1 and §6.3.2). Private hierarchies are not bound by it.

import { DAY_MS } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'

export interface ValidityLimit {
  /** First instant, UTC, at which a certificate issued is bound by this row. */
  from: Instant
  maxValidityDays: number
  /** Validation of domain names and addresses. */
  domainReuseDays: number
  /** Validation of everything else about the subject. */
  identityReuseDays: number
}

/** Rows by date. The first stands for everything before. */
export const VALIDITY_LIMITS: readonly ValidityLimit[] = [
  { from: Number.NEGATIVE_INFINITY, maxValidityDays: 398, domainReuseDays: 398, identityReuseDays: 825 },
  { from: Date.UTC(2026, 2, 15), maxValidityDays: 200, domainReuseDays: 200, identityReuseDays: 398 },
  { from: Date.UTC(2027, 2, 15), maxValidityDays: 100, domainReuseDays: 100, identityReuseDays: 398 },
  { from: Date.UTC(2029, 2, 15), maxValidityDays: 47, domainReuseDays: 10, identityReuseDays: 398 },
]

const [BEFORE] = VALIDITY_LIMITS as readonly [ValidityLimit, ...ValidityLimit[]]

/** The row that binds what is issued at that instant: a certificate keeps the limit of its own notBefore for life. */
export function validityLimitAt(issuedAt: Instant): ValidityLimit {
  return VALIDITY_LIMITS.findLast(({ from }) => issuedAt >= from) ?? BEFORE
}

export interface Validity {
  notBefore: Instant
  notAfter: Instant
}

/** Days a certificate lasts as the Baseline Requirements §6.3.2 count: its last second is part of it, and a day begun is a day. */
export function validityDays({ notBefore, notAfter }: Validity): number {
  return Math.ceil((notAfter - notBefore + 1_000) / DAY_MS)
}

/** The limit a certificate breaks, if it does. */
export function brokenValidityLimit(validity: Validity): ValidityLimit | undefined {
  const limit = validityLimitAt(validity.notBefore)
  return validityDays(validity) > limit.maxValidityDays ? limit : undefined
}

/** What was validated: control of the names (DCV), or who the organisation is (SII). */
export type EvidenceKind = 'domain' | 'identity'

/**
 * The last instant at which a CA may still issue on a validation. The limit of the day of issue counts, not that of the validation:
 * a change of the rules shortens what was validated before it.
 */
export function reusableUntil(kind: EvidenceKind, validatedAt: Instant): Instant {
  const ends = VALIDITY_LIMITS.map((limit, index) => {
    const days = kind === 'domain' ? limit.domainReuseDays : limit.identityReuseDays
    const end = Math.min(
      validatedAt + days * DAY_MS,
      (VALIDITY_LIMITS[index + 1]?.from ?? Number.POSITIVE_INFINITY) - 1,
    )
    return end >= limit.from && end >= validatedAt ? end : validatedAt
  })
  return Math.max(...ends)
}
