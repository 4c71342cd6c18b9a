// 备件: stock, use and replacement. The stock is what the moves add up to, and never less than nothing.

import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { spareMoves, spareParts } from '#db/schema/service.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { AddPart, MovePart } from './inputs.ts'
import { MOVES } from './rules.ts'

export type PartRow = typeof spareParts.$inferSelect
export type MoveRow = typeof spareMoves.$inferSelect

export async function addPart(ctx: Ctx, input: AddPart): Promise<PartRow> {
  return ctx.db.transaction(async (tx) => {
    const [part] = await tx
      .insert(spareParts)
      .values({ ...input, createdAt: ctx.now })
      .returning()
    if (!part) throw new Error('the database stored a part and gave nothing back')
    await recordAudit(tx, ctx, { action: 'spare.added', object: { type: 'spare', id: String(part.id) }, detail: input })
    return part
  })
}

/** @throws AppError `not-found`, `precondition` when there is not so much in stock */
export async function movePart(ctx: Ctx, partId: number, { kind, count, ...rest }: MovePart): Promise<PartRow> {
  const change = MOVES[kind].sign * count
  return ctx.db.transaction(async (tx) => {
    const part = await changeStock(tx, partId, change)
    const by = ctx.actor.type === 'anonymous' ? '' : ctx.actor.name
    await tx.insert(spareMoves).values({ ...rest, partId, kind, change, by, at: ctx.now })
    await recordAudit(tx, ctx, {
      action: 'spare.moved',
      object: { type: 'spare', id: String(partId) },
      detail: { kind, change, stock: part.stock, ...rest },
    })
    return part
  })
}

/** One statement decides: two takers of the last piece cannot both have it. */
async function changeStock(tx: Tx, partId: number, change: number): Promise<PartRow> {
  const [part] = await tx
    .update(spareParts)
    .set({ stock: sql`${spareParts.stock} + ${change}` })
    .where(and(eq(spareParts.id, partId), gte(sql`${spareParts.stock} + ${change}`, 0)))
    .returning()
  if (part) return part
  const [known] = await tx.select().from(spareParts).where(eq(spareParts.id, partId))
  if (!known) throw new AppError('not-found', 'spares.not-found', { id: partId })
  throw new AppError('precondition', 'spares.not-enough', { name: known.name, stock: known.stock })
}

export async function listParts(ctx: Ctx): Promise<PartRow[]> {
  return ctx.db.select().from(spareParts).orderBy(spareParts.name, spareParts.id).limit(500)
}

export async function listMoves(
  ctx: Ctx,
  partId: number,
  cursor: number | undefined,
  limit: number,
): Promise<{ items: MoveRow[]; nextCursor: string | null }> {
  const rows = await ctx.db
    .select()
    .from(spareMoves)
    .where(and(eq(spareMoves.partId, partId), cursor === undefined ? undefined : lt(spareMoves.id, cursor)))
    .orderBy(desc(spareMoves.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.id) : null }
}
