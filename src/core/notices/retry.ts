// When a message that was not taken is tried again, and when another channel is asked instead. House rules.

import type { Instant } from '../verdict.ts'
import type { Judgement } from './reply.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
/** The last one is repeated. */
const DELAYS_MS = [5, 15, 45, 120, 300, 900].map((seconds) => seconds * SECOND_MS)
const JITTER = 0.2
const GIVEN_UP_AFTER_MS = 24 * 60 * MINUTE_MS
/** By then somebody must have heard of it, by whatever channel. */
export const SECOND_CHANNEL_AFTER_MS = MINUTE_MS

export interface Tried {
  firstAt: Instant
  /** Attempts so far, the judged one included. */
  attempts: number
}

export interface Next {
  /** Absent: no further attempt on this channel. */
  retryAt?: Instant
  /** The second channel is asked now. */
  isHandedOn: boolean
}

/** For a judgement other than `sent`. @param chance 0 ≤ chance < 1, so that a crowd does not come back at once */
export function nextAttempt({ outcome, pauseMs = 0 }: Judgement, tried: Tried, now: Instant, chance: number): Next {
  if (outcome === 'refused') return { isHandedOn: true }
  const delayMs = DELAYS_MS[Math.min(tried.attempts, DELAYS_MS.length) - 1] ?? 0
  const retryAt = now + Math.max(Math.round(delayMs * (1 + JITTER * chance)), pauseMs)
  if (retryAt > tried.firstAt + GIVEN_UP_AFTER_MS) return { isHandedOn: true }
  return { retryAt, isHandedOn: retryAt > tried.firstAt + SECOND_CHANNEL_AFTER_MS - 5 * SECOND_MS }
}

/** A report goes 1–4 minutes after its slot, and never on a full or half hour, when everybody sends. */
export function offTheHour(slot: Instant, chance: number): Instant {
  const at = slot + MINUTE_MS + Math.floor(chance * 3 * MINUTE_MS)
  const sinceHalfHourMs = at % (30 * MINUTE_MS)
  return sinceHalfHourMs < MINUTE_MS ? at + MINUTE_MS - sinceHalfHourMs : at
}

/** 0 ≤ chance < 1 out of a text: the same one waits the same time, a crowd of them is spread. FNV-1a. */
export function spreadOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  return hash / 2 ** 32
}
