// Ends a batch before its time: what was verified stays, what waits is not verified.

import { and, eq, inArray } from 'drizzle-orm'
import { verificationBatches, verificationBatchFiles, verificationBatchItems } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type BatchLine, getBatch } from './list.ts'

/** @throws AppError `not-found`, `precondition` for one that has ended */
export async function cancelBatch(ctx: Ctx, id: string): Promise<BatchLine> {
  await getBatch(ctx, id)
  await ctx.db.transaction(async (tx) => {
    // Items before the batch, as whoever records a result locks them.
    const cancelled = await tx
      .update(verificationBatchItems)
      .set({ state: 'cancelled', leaseUntil: null })
      .where(and(eq(verificationBatchItems.batchId, id), inArray(verificationBatchItems.state, ['waiting', 'running'])))
      .returning({ position: verificationBatchItems.position })
    const ended = await tx
      .update(verificationBatches)
      .set({ state: 'cancelled', finishedAt: ctx.now })
      .where(and(eq(verificationBatches.id, id), inArray(verificationBatches.state, ['waiting', 'running'])))
      .returning({ id: verificationBatches.id })
    if (ended.length === 0) throw new AppError('precondition', 'batch.ended')
    await tx.delete(verificationBatchFiles).where(eq(verificationBatchFiles.batchId, id))
    await recordAudit(tx, ctx, {
      action: 'verification-batch.cancelled',
      object: { type: 'verification-batch', id },
      detail: { items: cancelled.length },
    })
  })
  return getBatch(ctx, id)
}
