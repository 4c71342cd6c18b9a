// Opens a lineage: the one record a site certificate keeps through all its renewals.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { certificateLineages } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import type { CreateLineage } from './inputs.ts'

export type LineageRow = typeof certificateLineages.$inferSelect

/** @throws AppError `conflict` for a name in use, `not-found` for what it is to supersede */
export async function createLineage(ctx: Ctx, input: CreateLineage): Promise<LineageRow> {
  return ctx.db.transaction((tx) => openLineage(tx, ctx, input))
}

/** @throws AppError as `createLineage` */
export async function openLineage(tx: Tx, ctx: Ctx, { supersedesId, ...input }: CreateLineage): Promise<LineageRow> {
  if (supersedesId !== undefined) await loadLineage(tx, supersedesId)
  const [row] = await tx
    .insert(certificateLineages)
    .values({
      ...input,
      id: randomUUID(),
      supersedesId: supersedesId ?? null,
      state: 'active',
      createdBy: actorId(ctx.actor),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new AppError('conflict', 'lineage.name-taken', { name: input.name })
  await recordAudit(tx, ctx, {
    action: 'lineage.created',
    object: { type: 'lineage', id: row.id },
    detail: { ...input, supersedesId },
  })
  return row
}

/** @throws AppError `not-found` */
export async function loadLineage(db: Db | Tx, id: string): Promise<LineageRow> {
  const [row] = await db.select().from(certificateLineages).where(eq(certificateLineages.id, id))
  if (!row) throw new AppError('not-found', 'lineage.not-found')
  return row
}

/** Locked against everybody else who changes it. @throws AppError `not-found`, `precondition` for a withdrawn one */
export async function lockLineage(tx: Tx, id: string): Promise<LineageRow> {
  const [row] = await tx.select().from(certificateLineages).where(eq(certificateLineages.id, id)).for('update')
  if (!row) throw new AppError('not-found', 'lineage.not-found')
  if (row.state === 'withdrawn') throw new AppError('precondition', 'lineage.withdrawn', { name: row.name })
  return row
}
