// Rounds by date with their progress, and the items of one round page by page.

import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from 'drizzle-orm'
import { civilDateOf } from '#core/calendar/civil.ts'
import type { Db, Tx } from '#db/database.ts'
import { roundItems, roundResults, rounds } from '#db/schema/inspections.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ItemWithResult } from './content.ts'
import type { ItemsQuery, RoundsQuery } from './inputs.ts'
import { CONCLUSIONS, type Conclusion, type Tally, worstConclusion } from './rules.ts'
import type { RoundRow } from './transition.ts'

export interface RoundLine {
  round: RoundRow
  progress: Tally
}

/** Newest first. Without `to`, nothing that lies in the future. */
export async function listRounds(
  ctx: Ctx,
  query: RoundsQuery,
): Promise<{ items: RoundLine[]; nextCursor: string | null }> {
  const [, plannedAt, id] = /^(\d{1,15})_(.+)$/.exec(query.cursor ?? '') ?? []
  const isBefore =
    plannedAt === undefined || id === undefined
      ? undefined
      : or(lt(rounds.plannedAt, Number(plannedAt)), and(eq(rounds.plannedAt, Number(plannedAt)), lt(rounds.id, id)))
  const rows = await ctx.db
    .select()
    .from(rounds)
    .where(
      and(
        lte(rounds.date, query.to ?? civilDateOf(ctx.now)),
        query.from === undefined ? undefined : gte(rounds.date, query.from),
        isBefore,
      ),
    )
    .orderBy(desc(rounds.plannedAt), desc(rounds.id))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: await withProgress(ctx.db, page),
    nextCursor: rows.length > query.limit && last ? `${last.plannedAt}_${last.id}` : null,
  }
}

export async function withProgress(db: Db | Tx, page: readonly RoundRow[]): Promise<RoundLine[]> {
  const counted = await db
    .select({ roundId: roundItems.roundId, conclusion: roundItems.conclusion, items: count() })
    .from(roundItems)
    .where(
      inArray(
        roundItems.roundId,
        page.map((round) => round.id),
      ),
    )
    .groupBy(roundItems.roundId, roundItems.conclusion)
  return page.map((round) => ({ round, progress: tallyOf(counted.filter((row) => row.roundId === round.id)) }))
}

function tallyOf(rows: readonly { conclusion: string | null; items: number }[]): Tally {
  const itemsWith = (conclusion: string | null) => rows.find((row) => row.conclusion === conclusion)?.items ?? 0
  const counts = Object.fromEntries(CONCLUSIONS.map((one) => [one, itemsWith(one)])) as Record<Conclusion, number>
  const done = Object.values(counts).reduce((sum, one) => sum + one, 0)
  return { done, total: done + itemsWith(null), counts }
}

/** @throws AppError `not-found` */
export async function findRound(db: Db | Tx, id: string): Promise<RoundRow> {
  const [round] = await db.select().from(rounds).where(eq(rounds.id, id))
  if (!round) throw new AppError('not-found', 'inspections.round-not-found', { id })
  return round
}

export async function listItems(
  ctx: Ctx,
  roundId: string,
  query: ItemsQuery,
): Promise<{ items: ItemWithResult[]; nextCursor: string | null }> {
  await findRound(ctx.db, roundId)
  const rows = await ctx.db
    .select({ item: roundItems, result: roundResults })
    .from(roundItems)
    .leftJoin(roundResults, and(eq(roundResults.id, roundItems.resultId), isNotNull(roundItems.conclusion)))
    .where(
      and(
        eq(roundItems.roundId, roundId),
        query.verdict === undefined ? undefined : eq(roundItems.conclusion, query.verdict),
        query.layer === undefined ? undefined : eq(roundItems.layer, query.layer),
        query.kind === undefined ? undefined : isOfKind(query.kind),
        query.isOpen === undefined ? undefined : isOpen(query.isOpen === 'true'),
        query.cursor === undefined ? undefined : gt(roundItems.number, query.cursor),
      ),
    )
    .orderBy(asc(roundItems.number))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  return {
    items: page.map(({ item, result }) => ({ ...item, conclusion: item.conclusion as Conclusion | null, result })),
    nextCursor: rows.length > query.limit ? String(page.at(-1)?.item.number) : null,
  }
}

function isOfKind(kind: 'manual' | 'automatic') {
  return kind === 'manual' ? eq(roundItems.kind, 'manual') : ne(roundItems.kind, 'manual')
}

function isOpen(open: boolean) {
  return open ? isNull(roundItems.conclusion) : isNotNull(roundItems.conclusion)
}

export interface MatrixRow {
  systemId: string
  system: string
  /** The worst conclusion of each layer; null while an item of it is open; absent when the system has no such layer. */
  layers: Record<string, Conclusion | null>
}

/** System × layer, in the order of the round's items. */
export async function matrixOf(db: Db | Tx, roundId: string): Promise<MatrixRow[]> {
  const rows = await db
    .select({
      systemId: roundItems.systemId,
      system: roundItems.systemName,
      layer: roundItems.layer,
      conclusions: sql<(Conclusion | null)[]>`array_agg(distinct ${roundItems.conclusion})`,
      first: sql<number>`min(${roundItems.number})`,
    })
    .from(roundItems)
    .where(eq(roundItems.roundId, roundId))
    .groupBy(roundItems.systemId, roundItems.systemName, roundItems.layer)
    .orderBy(asc(sql`min(${roundItems.number})`))
  const matrix = new Map<string, MatrixRow>()
  for (const { systemId, system, layer, conclusions } of rows) {
    const row = matrix.get(systemId) ?? { systemId, system, layers: {} }
    row.layers[layer] = worstConclusion(conclusions) ?? null
    matrix.set(systemId, row)
  }
  return [...matrix.values()]
}
