// Our own clock against the time servers, as one finding of our own: times are what every other judgement stands on.

import type { Reason } from '#core/checks/check.ts'
import { type ClockStanding, MAX_OFFSET_MS, WARN_OFFSET_MS } from '#core/network/own-clock.ts'
import { recordSighting } from '#features/tickets/index.ts'
import type { Ctx } from '#src/context.ts'
import { OWN_SYSTEM } from './own-system.ts'

const NODE = { id: 'zhengxun-clock', name: '本机时钟' }
const CHECK = { id: 'zhengxun-clock.offset', title: { zh: '本机时钟', en: 'Our own clock' } }
const CITATION = 'RFC 5905 §11.2.1；偏差超过 1 秒不签发、不签名、不加盖时间戳'

/** Asks the servers; a clock nobody checks leaves no finding. */
export async function watchClock(ctx: Ctx): Promise<void> {
  const standing = await ctx.ports.ownClock.check()
  if (standing.state === 'unchecked') return
  const { id, name } = OWN_SYSTEM
  const reasons = reasonsOf(standing)
  await ctx.db.transaction((tx) =>
    recordSighting(tx, { system: { id, name }, node: NODE, check: CHECK, reasons, at: ctx.now }),
  )
}

function reasonsOf({ state, offsetMs = 0, agreeing, sources }: ClockStanding): Reason[] {
  const params = { offsetMs: Math.round(offsetMs), agreeing, sources }
  const because = (code: string, verdict: Reason['verdict'], more = {}): Reason[] => [
    { code, verdict, citation: CITATION, params: { ...params, ...more } },
  ]
  if (state === 'wrong') return because('clock.wrong', 'fail', { limitMs: MAX_OFFSET_MS })
  if (state === 'drifting') return because('clock.drifting', 'warn', { limitMs: WARN_OFFSET_MS })
  return state === 'unknown' ? because('clock.sources-disagree', 'warn') : []
}
