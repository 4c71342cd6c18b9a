// Batches and their items, for whoever may see the verifications in them.

import { and, asc, count, desc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Verdict } from '#core/verdict.ts'
import { verificationBatches, verificationBatchItems, verifications } from '#db/schema/verification.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { onlyOwn, readCursor, writeCursor } from '../rules.ts'
import type { BatchesQuery, ItemsQuery } from './inputs.ts'

type BatchRow = typeof verificationBatches.$inferSelect
export type ItemState = (typeof verificationBatchItems.$inferSelect)['state']

export interface BatchLine extends BatchRow {
  total: number
  /** Ended one way or another. */
  done: number
  verdicts: Partial<Record<Verdict, number>>
  states: Partial<Record<ItemState, number>>
}

export async function listBatches(
  ctx: Ctx,
  { cursor, limit }: BatchesQuery,
): Promise<{ items: BatchLine[]; nextCursor: string | null }> {
  const owner = onlyOwn(ctx.actor)
  const rows = await ctx.db
    .select()
    .from(verificationBatches)
    .where(
      and(
        owner === undefined ? undefined : eq(verificationBatches.actorId, owner),
        cursor === undefined ? undefined : before(cursor),
      ),
    )
    .orderBy(desc(verificationBatches.createdAt), desc(verificationBatches.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return {
    items: await withCounts(ctx, page),
    nextCursor: hasMore ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

function before(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  const moment = new Date(at).toISOString()
  return sql`(${verificationBatches.createdAt}, ${verificationBatches.id}) < (${moment}::timestamptz, ${id}::uuid)`
}

/** @throws AppError `not-found`, also for somebody else's that may not be seen */
export async function getBatch(ctx: Ctx, id: string): Promise<BatchLine> {
  const rows = await ctx.db.select().from(verificationBatches).where(eq(verificationBatches.id, id))
  const owner = onlyOwn(ctx.actor)
  const [batch] = await withCounts(
    ctx,
    rows.filter((row) => owner === undefined || row.actorId === owner),
  )
  if (!batch) throw new AppError('not-found', 'batch.not-found')
  return batch
}

async function withCounts(ctx: Ctx, rows: readonly BatchRow[]): Promise<BatchLine[]> {
  if (rows.length === 0) return []
  const { batchId, state } = verificationBatchItems
  const counted = await ctx.db
    .select({ batchId, state, verdict: verifications.verdict, items: count() })
    .from(verificationBatchItems)
    .leftJoin(verifications, eq(verifications.id, verificationBatchItems.verificationId))
    .where(
      inArray(
        batchId,
        rows.map(({ id }) => id),
      ),
    )
    .groupBy(batchId, state, verifications.verdict)
  return rows.map((row) => {
    const line: BatchLine = { ...row, total: 0, done: 0, verdicts: {}, states: {} }
    for (const one of counted.filter(({ batchId: id }) => id === row.id)) {
      line.total += one.items
      if (one.state !== 'waiting' && one.state !== 'running') line.done += one.items
      line.states[one.state] = (line.states[one.state] ?? 0) + one.items
      if (one.verdict) line.verdicts[one.verdict] = (line.verdicts[one.verdict] ?? 0) + one.items
    }
    return line
  })
}

export interface ItemLine {
  position: number
  fileName: string
  state: ItemState
  errorCode: string | null
  errorParams: Record<string, string | number> | null
  verification: Pick<
    typeof verifications.$inferSelect,
    'id' | 'number' | 'verdict' | 'indication' | 'subIndication' | 'technical' | 'sha256' | 'stopsValidatingAt'
  > | null
}

/** @throws AppError `not-found` */
export async function listItems(
  ctx: Ctx,
  id: string,
  { verdict, state, cursor, limit }: ItemsQuery,
): Promise<{ items: ItemLine[]; nextCursor: string | null }> {
  await getBatch(ctx, id)
  const rows = await itemsOf(ctx, id, [
    verdict && eq(verifications.verdict, verdict),
    state && eq(verificationBatchItems.state, state),
    cursor === undefined ? undefined : gt(verificationBatchItems.position, cursor),
  ]).limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.position) : null }
}

/** Every item in order. @throws AppError `not-found` */
export async function allItems(ctx: Ctx, id: string): Promise<ItemLine[]> {
  await getBatch(ctx, id)
  return itemsOf(ctx, id, [])
}

function itemsOf(ctx: Ctx, batchId: string, conditions: (SQL | undefined)[]) {
  const { id, number, verdict, indication, subIndication, technical, sha256, stopsValidatingAt } = verifications
  const { position, fileName, state, errorCode, errorParams } = verificationBatchItems
  return ctx.db
    .select({
      position,
      fileName,
      state,
      errorCode,
      errorParams,
      verification: { id, number, verdict, indication, subIndication, technical, sha256, stopsValidatingAt },
    })
    .from(verificationBatchItems)
    .leftJoin(verifications, eq(verifications.id, verificationBatchItems.verificationId))
    .where(and(eq(verificationBatchItems.batchId, batchId), ...conditions))
    .orderBy(asc(position))
    .$dynamic()
}
