// Sheets of requests and how far they have come.

import { and, asc, count, desc, eq, gt } from 'drizzle-orm'
import { userRequestBatches, userRequestBatchRows, userRequests } from '#db/schema/requests.ts'
import { AppError, type Ctx } from '#src/context.ts'

type RowState = (typeof userRequestBatchRows.$inferSelect)['state']

export interface BatchLine {
  batch: typeof userRequestBatches.$inferSelect
  counts: Record<RowState, number>
}

const NONE: Record<RowState, number> = { refused: 0, ready: 0, submitting: 0, submitted: 0, failed: 0, cancelled: 0 }
const SHOWN_AT_ONCE = 50

/** Newest first. */
export async function listBatches(ctx: Ctx): Promise<BatchLine[]> {
  const batches = await ctx.db
    .select()
    .from(userRequestBatches)
    .orderBy(desc(userRequestBatches.createdAt), desc(userRequestBatches.id))
    .limit(SHOWN_AT_ONCE)
  return Promise.all(batches.map((batch) => lineOf(ctx, batch)))
}

/** @throws AppError `not-found`, also for one of another district */
export async function getBatch(ctx: Ctx, id: string): Promise<BatchLine> {
  const [batch] = await ctx.db.select().from(userRequestBatches).where(eq(userRequestBatches.id, id))
  if (!batch) throw new AppError('not-found', 'requests.batch-unknown')
  return lineOf(ctx, batch)
}

async function lineOf(ctx: Ctx, batch: BatchLine['batch']): Promise<BatchLine> {
  const { batchId, state } = userRequestBatchRows
  const rows = await ctx.db
    .select({ state, rows: count() })
    .from(userRequestBatchRows)
    .where(eq(batchId, batch.id))
    .groupBy(state)
  return { batch, counts: { ...NONE, ...Object.fromEntries(rows.map((one) => [one.state, one.rows])) } }
}

export interface BatchRowLine {
  row: typeof userRequestBatchRows.$inferSelect
  requestNumber: string | null
}

/** In the order of the sheet. */
export async function listBatchRows(
  ctx: Ctx,
  id: string,
  { state, cursor, limit }: { state?: RowState | undefined; cursor?: number | undefined; limit: number },
): Promise<{ items: BatchRowLine[]; nextCursor: string | null }> {
  const rows = userRequestBatchRows
  const found = await ctx.db
    .select({ row: rows, requestNumber: userRequests.number })
    .from(rows)
    .leftJoin(userRequests, eq(userRequests.id, rows.requestId))
    .where(
      and(
        eq(rows.batchId, id),
        state && eq(rows.state, state),
        cursor === undefined ? undefined : gt(rows.row, cursor),
      ),
    )
    .orderBy(asc(rows.row))
    .limit(limit + 1)
  const items = found.slice(0, limit)
  return { items, nextCursor: found.length > limit ? String(items.at(-1)?.row.row) : null }
}
