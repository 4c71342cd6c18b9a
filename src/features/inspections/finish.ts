// Ends the automatic part of a round: every automatic item has its result, and the round waits for people.

import { and, count, eq, isNull, ne } from 'drizzle-orm'
import { roundItems } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Claim } from './claim.ts'
import { advance, lockRound } from './transition.ts'

/** False when the round is no longer ours or an item is still open; nothing is written then. */
export async function finishAutomatic(ctx: Ctx, claim: Claim): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const round = await lockRound(tx, claim.roundId)
    if (round.fence !== claim.fence || round.state !== 'running') return false
    const [open] = await tx
      .select({ items: count() })
      .from(roundItems)
      .where(and(eq(roundItems.roundId, round.id), ne(roundItems.kind, 'manual'), isNull(roundItems.conclusion)))
    if (!open || open.items > 0) return false
    await advance(tx, ctx, round, 'automatic-done', { automaticDoneAt: ctx.now, leaseOwner: null, leaseUntil: null })
    await recordAudit(tx, ctx, {
      action: 'round.automatic-done',
      object: { type: 'round', id: round.id },
      detail: { owner: claim.owner, fence: claim.fence },
    })
    return true
  })
}
