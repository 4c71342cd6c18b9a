// Which of the waiting deliveries of a channel goes next, and with which others. Pure.

import type { Pace } from '#core/notices/channel.ts'
import { earliest, earliestAlarm } from '#core/notices/pace.ts'
import type { Instant } from '#core/verdict.ts'
import type { NoticeKind } from '#db/schema/notices.ts'

/** Longer than an attempt: who is silent longer has died. */
export const LEASE_MS = 30_000

export interface Waiting {
  id: number
  kind: NoticeKind
  isPriority: boolean
  /** It was tried before: nothing more is gathered into it. */
  isFrozen: boolean
}

export interface Spoken {
  at: Instant
  isAlarm: boolean
}

export interface Choice<W> {
  leader: W
  /** Alarms that go in the same message. */
  gathered: W[]
}

/** Undefined: nothing may go now. @param waiting due, oldest first @param spoken in the last minute */
export function choose<W extends Waiting>(
  waiting: readonly W[],
  spoken: readonly Spoken[],
  pace: Pace,
  now: Instant,
): Choice<W> | undefined {
  const times = spoken.map(({ at }) => at)
  const first = waiting.find(({ isPriority }) => isPriority)
  if (first && earliest(times, pace, true, now) <= now) return { leader: first, gathered: [] }
  if (earliest(times, pace, false, now) > now) return undefined
  const plain = waiting.find(({ kind, isPriority }) => kind !== 'alarm' && !isPriority)
  if (plain) return { leader: plain, gathered: [] }
  const alarms = waiting.filter(({ kind, isPriority }) => kind === 'alarm' && !isPriority)
  const lastAlarmAt = spoken.reduce<Instant | undefined>(
    (last, { at, isAlarm }) => (isAlarm ? Math.max(last ?? at, at) : last),
    undefined,
  )
  const leader = alarms.find(({ isFrozen }) => isFrozen) ?? alarms[0]
  if (!leader || earliestAlarm(lastAlarmAt, now) > now) return undefined
  const gathered = leader.isFrozen ? [] : alarms.filter((one) => one !== leader && !one.isFrozen)
  return { leader, gathered }
}
