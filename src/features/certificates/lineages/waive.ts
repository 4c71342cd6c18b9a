// Waivers (豁免): somebody decides to live with one alarm of one lineage, until a day and for a reason.

import { randomUUID } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { mayWaive } from '#core/renewal/waivers.ts'
import { certificateWaivers } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import { lockLineage } from './create.ts'
import type { CreateWaiver } from './inputs.ts'

export type WaiverRow = typeof certificateWaivers.$inferSelect

/** @throws AppError `not-found`, `precondition` for what must not be waived or not for so long */
export async function waiveAlarm(ctx: Ctx, lineageId: string, input: CreateWaiver): Promise<WaiverRow> {
  const allowed = mayWaive(input, ctx.now)
  if (!allowed.ok) throw new AppError('precondition', allowed.error, { code: input.code })
  return ctx.db.transaction(async (tx) => {
    await lockLineage(tx, lineageId)
    const row = { ...input, id: randomUUID(), lineageId, createdBy: actorId(ctx.actor), createdAt: ctx.now }
    const [kept] = await tx.insert(certificateWaivers).values(row).returning()
    if (!kept) throw new Error('the database stored a waiver and gave nothing back')
    await recordAudit(tx, ctx, {
      action: 'waiver.created',
      object: { type: 'waiver', id: row.id },
      detail: { lineageId, code: input.code, until: new Date(input.until).toISOString(), reason: input.reason },
    })
    return kept
  })
}

/** Ends one before its day. @throws AppError `not-found` when it has ended */
export async function endWaiver(ctx: Ctx, id: string, reason: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(certificateWaivers)
      .set({ endedAt: ctx.now, endedBy: actorId(ctx.actor) })
      .where(
        and(eq(certificateWaivers.id, id), isNull(certificateWaivers.endedAt), gt(certificateWaivers.until, ctx.now)),
      )
      .returning()
    if (!row) throw new AppError('not-found', 'waiver.not-in-force')
    await recordAudit(tx, ctx, {
      action: 'waiver.ended',
      object: { type: 'waiver', id },
      detail: { lineageId: row.lineageId, code: row.code, reason },
    })
  })
}
