// In an emergency one person passes one thing alone, also what they asked for themselves.

import { desc, eq } from 'drizzle-orm'
import { breakGlassOpenings } from '#db/schema/break-glass.ts'
import { approve, type Decided, type Kinds } from '#features/approvals/index.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type OpeningRow, openingState } from './rules.ts'

/** The emergency of who asks, the newest; none where there was none. */
export async function ownOpening(ctx: Ctx): Promise<OpeningRow | undefined> {
  if (ctx.actor.type !== 'account') return undefined
  const [row] = await ctx.db
    .select()
    .from(breakGlassOpenings)
    .where(eq(breakGlassOpenings.accountId, ctx.actor.accountId))
    .orderBy(desc(breakGlassOpenings.enteredAt))
    .limit(1)
  return row
}

/** @throws AppError `precondition` without an open emergency; `forbidden` where its role does not decide this kind; as an approval */
export async function passInEmergency(ctx: Ctx, kinds: Kinds, approvalId: string): Promise<Decided> {
  const own = await ownOpening(ctx)
  if (!own || openingState(own, ctx.now) !== 'open') throw new AppError('precondition', 'break-glass.not-open')
  const { id, role, reason } = own
  return approve(ctx, kinds, approvalId, {
    id,
    role,
    take: async (tx) => {
      const taken = await tx
        .update(breakGlassOpenings)
        .set({ approvalId, passedAt: ctx.now })
        .where(eq(breakGlassOpenings.id, id))
        .returning({ id: breakGlassOpenings.id })
      if (taken.length === 0) throw new AppError('precondition', 'break-glass.not-open')
      await recordAudit(tx, ctx, {
        action: 'break-glass.passed',
        object: { type: 'break-glass', id },
        detail: { approvalId, role, reason },
      })
    },
  })
}
