// How often a certificate will have to be renewed in the years to come, under the limits that bind each renewal
// (CA/Browser Forum ballot SC-081v3); a private one keeps its lifetime.

import { DAY_MS } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'
import { RENEW_AFTER_SHARE } from './expiry.ts'
import { type Validity, validityLimitAt } from './validity-limits.ts'

export type Trust = 'public' | 'private'

export interface ProjectedRenewal extends Validity {
  /** When it should be done: the notBefore of the next certificate. */
  at: Instant
}

export interface ProjectionOptions {
  trust: Trust
  /** Nothing is projected past it. */
  until: Instant
  /** Of a lifetime, when renewal is done. Default two thirds. */
  renewAfterShare?: number
}

/** Stops lifetimes of nothing from being renewed for ever. */
const MAX_RENEWALS = 1_000
/** CAs stay a day below the limit, so that a second of clock difference breaks no rule. */
const MARGIN_DAYS = 1

/** Every renewal from now on. A certificate that should have been renewed already is renewed now. */
export function projectRenewals(current: Validity, now: Instant, options: ProjectionOptions): ProjectedRenewal[] {
  const { trust, until, renewAfterShare = RENEW_AFTER_SHARE } = options
  const lifetime = current.notAfter - current.notBefore
  const renewals: ProjectedRenewal[] = []
  let last = current
  while (renewals.length < MAX_RENEWALS && lifetime > 0) {
    const due = last.notBefore + renewAfterShare * (last.notAfter - last.notBefore)
    const at = Math.max(Math.floor(due), renewals.length === 0 ? now : last.notBefore)
    if (at > until) break
    last = { notBefore: at, notAfter: at + lifetimeAt(at, lifetime, trust) }
    renewals.push({ at, ...last })
  }
  return renewals
}

function lifetimeAt(at: Instant, wanted: number, trust: Trust): number {
  if (trust === 'private') return wanted
  return Math.min(wanted, (validityLimitAt(at).maxValidityDays - MARGIN_DAYS) * DAY_MS)
}

/** How many of them fall into each calendar year (UTC), in order. */
export function renewalsPerYear(renewals: readonly ProjectedRenewal[]): { year: number; count: number }[] {
  const counts = new Map<number, number>()
  for (const { at } of renewals) {
    const year = new Date(at).getUTCFullYear()
    counts.set(year, (counts.get(year) ?? 0) + 1)
  }
  return [...counts].map(([year, count]) => ({ year, count }))
}
