// Whether a way to people works: by what its peer said last, how long it has taken nothing, and what reached nobody. House rule.

import type { Reason } from '../checks/check.ts'
import type { Instant } from '../verdict.ts'

/** A restart of the peer is over by then. */
export const FAILING_AFTER_MS = 5 * 60_000

export interface ChannelFacts {
  name: string
  /** The last message it answered, or did not; undefined: none was ever sent. */
  last: { outcome: 'sent' | 'refused' | 'later' | 'unknown'; words: string } | undefined
  /** The first message after the last one it took; null: it took the last one. */
  failingSince: Instant | null
  /** Notices that ended here, and that no other channel told. */
  undelivered: number
}

const CITATION = '运维规则：通知须送达'

/** Empty: it works, as far as anybody knows. */
export function standingReasons({ name, last, failingSince, undelivered }: ChannelFacts, now: Instant): Reason[] {
  const params = { channel: name, words: last?.words.slice(0, 200) ?? '' }
  const reasons: Reason[] = []
  if (last?.outcome === 'refused')
    reasons.push({ code: 'notice.channel-refuses', verdict: 'warn', citation: CITATION, params })
  else if (failingSince !== null && failingSince + FAILING_AFTER_MS <= now)
    reasons.push({ code: 'notice.channel-fails', verdict: 'warn', citation: CITATION, params })
  if (undelivered > 0)
    reasons.push({
      code: 'notice.undelivered',
      verdict: 'fail',
      citation: CITATION,
      params: { channel: name, count: undelivered },
    })
  return reasons
}
