// Whether our own clock is right, from what several time servers say: those that agree outvote those that do not (RFC 5905 §11.2.1, simplified
// to one count: the offset inside the most error intervals).

import type { Instant } from '../verdict.ts'
import type { NtpAnswer } from './ntp.ts'

/** Further than this and nothing is issued, signed or stamped. */
export const MAX_OFFSET_MS = 1_000
/** A finding from here on. */
export const WARN_OFFSET_MS = 100
/** Our clock is read in milliseconds, by a loop that may come to it a moment late: two readings nearer than this say the same. */
export const READING_ERROR_MS = 5
/** Fewer sources cannot outvote one that is wrong. */
export const MIN_SOURCES = 3

export interface ClockReading {
  source: string
  /** How far ahead of us the source is. */
  offsetMs: number
  /** The truth lies within so much of it, by the way there and back and by what the source says of itself. */
  errorMs: number
}

/** `unchecked`: no sources are configured, or none was asked yet. `unknown`: too few agree. */
export interface ClockStanding {
  state: 'unchecked' | 'right' | 'drifting' | 'wrong' | 'unknown'
  /** What is to be added to our clock; only where enough agree. */
  offsetMs?: number
  agreeing: number
  sources: number
}

/** @param sent and `received`: our clock when the question left and the answer came, `received` from the monotonic clock on top of `sent` */
export function readingOf(source: string, answer: NtpAnswer, sent: Instant, received: Instant): ClockReading {
  const offsetMs = (answer.receivedAt - sent + (answer.sentAt - received)) / 2
  const delayMs = received - sent - (answer.sentAt - answer.receivedAt)
  return { source, offsetMs, errorMs: Math.max(0, delayMs) / 2 + answer.errorMs + READING_ERROR_MS }
}

/** @param sources how many were asked; silence is not agreement */
export function judgeClock(readings: readonly ClockReading[], sources: number): ClockStanding {
  const counted = readings.map(({ offsetMs }) => ({ offsetMs, agreeing: within(readings, offsetMs).length }))
  const best = counted.reduce((most, one) => (one.agreeing > most.agreeing ? one : most), { offsetMs: 0, agreeing: 0 })
  const { agreeing } = best
  if (agreeing < Math.max(2, Math.floor(sources / 2) + 1)) return { state: 'unknown', agreeing, sources }
  const offsetMs = median(within(readings, best.offsetMs).map((one) => one.offsetMs))
  const off = Math.abs(offsetMs)
  const state = off > MAX_OFFSET_MS ? 'wrong' : off > WARN_OFFSET_MS ? 'drifting' : 'right'
  return { state, offsetMs, agreeing, sources }
}

const within = (readings: readonly ClockReading[], offsetMs: number) =>
  readings.filter((one) => Math.abs(one.offsetMs - offsetMs) <= one.errorMs)

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}
