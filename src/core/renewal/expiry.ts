// How urgent the end of a certificate is: fixed days before it, but never more than a share of its lifetime. House policy, no clause:
// 30, 15 and 7 days alone would have a certificate of 47 days warn from its first week on.

import { DAY_MS } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'
import type { Validity } from './validity-limits.ts'

export type ExpiryLevel = 'ok' | 'notice' | 'warning' | 'critical' | 'expired'

export interface ExpiryStep {
  level: Exclude<ExpiryLevel, 'ok' | 'expired'>
  /** So many days before the end, */
  days: number
  /** but no earlier than this share of the whole lifetime before it. */
  share: number
}

/** Most urgent first. */
export const EXPIRY_STEPS: readonly ExpiryStep[] = [
  { level: 'critical', days: 7, share: 1 / 10 },
  { level: 'warning', days: 30, share: 1 / 4 },
  { level: 'notice', days: 60, share: 1 / 3 },
]

/** The share of a lifetime after which a renewal should be on its way. */
export const RENEW_AFTER_SHARE = 2 / 3

export function expiryLevel(
  validity: Validity,
  now: Instant,
  steps: readonly ExpiryStep[] = EXPIRY_STEPS,
): ExpiryLevel {
  const left = validity.notAfter - now
  if (left < 0) return 'expired'
  return steps.find((step) => left < windowOf(step, validity))?.level ?? 'ok'
}

function windowOf({ days, share }: ExpiryStep, { notBefore, notAfter }: Validity): number {
  return Math.min(days * DAY_MS, share * (notAfter - notBefore))
}

/** Whole days until the end; negative once it has passed. */
export function daysLeft(notAfter: Instant, now: Instant): number {
  return Math.floor((notAfter - now) / DAY_MS)
}

/** When each level begins, mildest first: for calendars. */
export function expiryCalendar(
  validity: Validity,
  steps: readonly ExpiryStep[] = EXPIRY_STEPS,
): { level: ExpiryLevel; at: Instant }[] {
  const entries = steps.map((step) => ({ level: step.level, at: validity.notAfter - windowOf(step, validity) + 1 }))
  return [...entries.reverse(), { level: 'expired' as const, at: validity.notAfter + 1 }]
}

/** When a renewal should be on its way. */
export function renewBy({ notBefore, notAfter }: Validity): Instant {
  return Math.floor(notBefore + RENEW_AFTER_SHARE * (notAfter - notBefore))
}
