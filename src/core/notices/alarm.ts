// Which changes of a cause are worth a message: not while its parent is down, not in a maintenance window, not for the
// fifth time in half an hour, not again once somebody has taken it. What is not told is recorded with its reason. House rules.

import type { Instant } from '../verdict.ts'

const MINUTE_MS = 60_000
export const FLAP_CHANGES = 4
export const FLAP_WINDOW_MS = 30 * MINUTE_MS
export const FLAP_SUMMARY_MS = 60 * MINUTE_MS

export interface Maintenance {
  /** Half open. */
  from: Instant
  to: Instant
  /** Names of systems; empty: all. */
  systems: readonly string[]
}

export interface Alarm {
  /** Fingerprint: one cause, one alarm. */
  cause: string
  change: 'raised' | 'repeated' | 'recovered'
  /** Null: of no system in particular. */
  system: string | null
  /** A certificate that runs out does so in a maintenance window as well. */
  isExpiry: boolean
}

export interface AlarmFacts {
  /** Instants at which the cause was raised or recovered, this change included, in any order. */
  changes: readonly Instant[]
  /** The last message that said the cause flaps, or its last hourly summary. */
  flappingToldAt?: Instant | undefined
  /** Causes this one hangs on (the network node before it, the CA behind a responder) that are raised now. */
  raisedParents: readonly string[]
  maintenance: readonly Maintenance[]
  /** Somebody has taken this cause. */
  isAcknowledged: boolean
  /** When it was last raised, nobody was told. */
  isRaiseSilent: boolean
}

/** Held back for now, and told later unless it is over by then. */
export const HELD_CODES = ['notice.parent-down', 'notice.in-maintenance', 'notice.flapping'] as const

export type Telling =
  | { isTold: true; as: 'alarm' | 'flapping' }
  | { isTold: false; code: (typeof HELD_CODES)[number] | 'notice.acknowledged' | 'notice.raise-not-told' }

/** The countdown of a certificate, by the reason's code. */
export function isExpiryCode(code: string | null): boolean {
  return code !== null && /expir/.test(code)
}

export function isFlapping(changes: readonly Instant[], now: Instant): boolean {
  return changes.filter((at) => at > now - FLAP_WINDOW_MS && at <= now).length >= FLAP_CHANGES
}

export function isInMaintenance(windows: readonly Maintenance[], system: string | null, at: Instant): boolean {
  return windows.some(
    ({ from, to, systems }) =>
      from <= at && at < to && (systems.length === 0 || (system !== null && systems.includes(system))),
  )
}

export function judgeAlarm(alarm: Alarm, facts: AlarmFacts, now: Instant): Telling {
  if (facts.raisedParents.some((parent) => parent !== alarm.cause)) return { isTold: false, code: 'notice.parent-down' }
  if (!alarm.isExpiry && isInMaintenance(facts.maintenance, alarm.system, now))
    return { isTold: false, code: 'notice.in-maintenance' }
  if (isFlapping(facts.changes, now)) {
    const isDue = facts.flappingToldAt === undefined || facts.flappingToldAt + FLAP_SUMMARY_MS <= now
    return isDue ? { isTold: true, as: 'flapping' } : { isTold: false, code: 'notice.flapping' }
  }
  if (alarm.change === 'recovered' && facts.isRaiseSilent) return { isTold: false, code: 'notice.raise-not-told' }
  if (alarm.change === 'repeated' && facts.isAcknowledged) return { isTold: false, code: 'notice.acknowledged' }
  return { isTold: true, as: 'alarm' }
}

/** What people are told of a cause once nothing holds it back any more; undefined: they know how it stands. */
export function newsOf(
  lastTold: 'raised' | 'recovered' | undefined,
  isRaised: boolean,
): 'raised' | 'recovered' | undefined {
  if (isRaised) return lastTold === 'raised' ? undefined : 'raised'
  return lastTold === 'raised' ? 'recovered' : undefined
}
