// How often a channel may be used: the provider's limit, a part of it reserved for what has priority, and alarms gathered.
// A flood of alarms becomes a few messages, and never holds up the report of a round. House rules over the limits of `channel.ts`.

import type { Instant } from '../verdict.ts'
import type { Pace } from './channel.ts'

const MINUTE_MS = 60_000
/** Alarms that come between two of their messages share the next one: three a minute at most. */
export const GATHER_MS = 20_000

/**
 * The earliest instant, `now` or later, at which one more message may go.
 * @param sentAt of the channel's messages of the last minute, in any order, taken or not: the provider counts them all
 */
export function earliest(sentAt: readonly Instant[], pace: Pace, isPriority: boolean, now: Instant): Instant {
  const sorted = [...sentAt].sort((a, b) => b - a)
  const allowed = isPriority ? pace.perMinute : pace.perMinute - pace.reserve
  const last = sorted[0]
  const blocking = sorted[allowed - 1]
  return Math.max(
    now,
    last === undefined ? now : last + pace.gapMs,
    blocking === undefined ? now : blocking + MINUTE_MS,
  )
}

/** When the alarms waiting for a channel go together. */
export function earliestAlarm(lastAlarmAt: Instant | undefined, now: Instant): Instant {
  return lastAlarmAt === undefined ? now : Math.max(now, lastAlarmAt + GATHER_MS)
}
