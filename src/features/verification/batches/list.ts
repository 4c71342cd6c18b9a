// Batches and their items, for whoever may see the verifications in them.

import { and, arrayContains, asc, count, desc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Verdict } from '#core/verdict.ts'
import type { ReportKind } from '#core/verification-report.ts'
import { verificationBatches, verificationBatchItems, verifications } from '#db/schema/verification.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import { onlyOwn } from '../rules.ts'
import type { BatchesQuery, FindingsQuery, ItemsQuery } from './inputs.ts'

type BatchRow = typeof verificationBatches.$inferSelect
export type ItemState = (typeof verificationBatchItems.$inferSelect)['state']

export interface BatchLine extends BatchRow {
  total: number
  /** Ended one way or another. */
  done: number
  verdicts: Partial<Record<Verdict, number>>
  states: Partial<Record<ItemState, number>>
  /** What its files turned out to be. */
  kinds: Partial<Record<ReportKind, number>>
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
    .select({ batchId, state, verdict: verifications.verdict, kind: verifications.kind, items: count() })
    .from(verificationBatchItems)
    .leftJoin(verifications, eq(verifications.id, verificationBatchItems.verificationId))
    .where(
      inArray(
        batchId,
        rows.map(({ id }) => id),
      ),
    )
    .groupBy(batchId, state, verifications.verdict, verifications.kind)
  return rows.map((row) => {
    const line: BatchLine = { ...row, total: 0, done: 0, verdicts: {}, states: {}, kinds: {} }
    for (const one of counted.filter(({ batchId: id }) => id === row.id)) {
      line.total += one.items
      if (one.state !== 'waiting' && one.state !== 'running') line.done += one.items
      line.states[one.state] = (line.states[one.state] ?? 0) + one.items
      if (one.kind) line.kinds[one.kind] = (line.kinds[one.kind] ?? 0) + one.items
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
    | 'id'
    | 'number'
    | 'kind'
    | 'verdict'
    | 'indication'
    | 'subIndication'
    | 'technical'
    | 'sha256'
    | 'stopsValidatingAt'
    | 'reasons'
    | 'mainReason'
  > | null
}

/** @throws AppError `not-found` */
export async function listItems(
  ctx: Ctx,
  id: string,
  query: ItemsQuery,
): Promise<{ items: ItemLine[]; nextCursor: string | null }> {
  await getBatch(ctx, id)
  const { limit } = query
  const rows = await itemsOf(ctx, id, wanted(query)).limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.position) : null }
}

function wanted({ verdict, state, kind, code, relied, cursor }: ItemsQuery): (SQL | undefined)[] {
  return [
    verdict && eq(verifications.verdict, verdict),
    state && eq(verificationBatchItems.state, state),
    kind && eq(verifications.kind, kind),
    code === undefined ? undefined : arrayContains(verifications.reasons, [code]),
    relied && inArray(verifications.verdict, relied === 'true' ? [...RELIED] : [...REFUSED]),
    cursor === undefined ? undefined : gt(verificationBatchItems.position, cursor),
  ]
}

const RELIED = ['VALID', 'VALID_WITH_DEFECTS'] as const satisfies readonly Verdict[]
const REFUSED = ['INDETERMINATE', 'INVALID'] as const satisfies readonly Verdict[]

/** The next file behind a verification of a batch that nobody may rely on; the first one where `id` is none of its. */
export async function nextRefused(
  ctx: Ctx,
  batchId: string,
  id: string,
): Promise<{ id: string; number: string } | null> {
  const items = verificationBatchItems
  const [here] = await ctx.db
    .select({ position: items.position })
    .from(items)
    .where(and(eq(items.batchId, batchId), eq(items.verificationId, id)))
  const [next] = await itemsOf(ctx, batchId, [
    inArray(verifications.verdict, [...REFUSED]),
    gt(items.position, here?.position ?? 0),
  ]).limit(1)
  return next?.verification ? { id: next.verification.id, number: next.verification.number } : null
}

/** A finding and how many files of a batch it decided on. */
export interface FindingCount {
  code: string
  files: number
}

/** The most frequent first. @throws AppError `not-found` */
export async function countFindings(
  ctx: Ctx,
  id: string,
  { cursor, limit }: FindingsQuery,
): Promise<{ items: FindingCount[]; nextCursor: string | null }> {
  await getBatch(ctx, id)
  const code = sql<string>`unnest(${verifications.reasons})`.as('code')
  const each = ctx.db.select({ code }).from(verifications).where(eq(verifications.batchId, id)).as('each')
  const rows = await ctx.db
    .select({ code: each.code, files: count() })
    .from(each)
    .groupBy(each.code)
    .orderBy(desc(count()), asc(each.code))
    .offset(cursor)
    .limit(limit + 1)
  return { items: rows.slice(0, limit), nextCursor: rows.length > limit ? String(cursor + limit) : null }
}

/** Every item in order. @throws AppError `not-found` */
export async function allItems(ctx: Ctx, id: string): Promise<ItemLine[]> {
  await getBatch(ctx, id)
  return itemsOf(ctx, id, [])
}

function itemsOf(ctx: Ctx, batchId: string, conditions: (SQL | undefined)[]) {
  const { id, number, kind, verdict, indication, subIndication, technical, sha256 } = verifications
  const { stopsValidatingAt, reasons, mainReason } = verifications
  const { position, fileName, state, errorCode, errorParams } = verificationBatchItems
  return ctx.db
    .select({
      position,
      fileName,
      state,
      errorCode,
      errorParams,
      verification: {
        id,
        number,
        kind,
        verdict,
        indication,
        subIndication,
        technical,
        sha256,
        stopsValidatingAt,
        reasons,
        mainReason,
      },
    })
    .from(verificationBatchItems)
    .leftJoin(verifications, eq(verifications.id, verificationBatchItems.verificationId))
    .where(and(eq(verificationBatchItems.batchId, batchId), ...conditions))
    .orderBy(asc(position))
    .$dynamic()
}
