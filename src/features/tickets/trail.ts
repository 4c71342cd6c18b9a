// The audit trail is watched like any system: a break, a checkpoint that does not come and a copy that lags are findings with a ticket.

import { placeReasons, trailReasons, trailStanding } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { OWN_SYSTEM } from './own.ts'
import { recordSighting } from './record.ts'

const NODE = { id: 'zhengxun-audit', name: '审计记录' }

export async function watchTrail(ctx: Ctx): Promise<void> {
  const standing = await trailStanding(ctx)
  const looks = [
    {
      check: { id: 'audit.trail', title: { zh: '审计记录链与检查点', en: 'Audit trail and checkpoints' } },
      reasons: trailReasons(standing, ctx.now),
    },
    ...standing.places.map((place) => ({
      check: {
        id: `audit.copy.${place.name}`,
        title: { zh: `库外检查点“${place.name}”`, en: `Outside checkpoints “${place.name}”` },
      },
      reasons: placeReasons(place, ctx.now),
    })),
  ]
  for (const look of looks)
    await ctx.db.transaction((tx) => recordSighting(tx, { system: OWN_SYSTEM, node: NODE, ...look, at: ctx.now }))
}
