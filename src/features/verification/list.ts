// Pages through the verifications the actor may see, newest first.

import {
  and,
  arrayContains,
  desc,
  eq,
  getTableColumns,
  gte,
  ilike,
  isNull,
  like,
  lt,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { verificationFiles, verifications } from '#db/schema/verification.ts'
import type { Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import type { VerificationsQuery } from './inputs.ts'
import { onlyOwn } from './rules.ts'

export type VerificationRow = typeof verifications.$inferSelect
/** A verification without its report. */
export type VerificationLine = Omit<VerificationRow, 'report'>

/** Another judgement of the same material. */
export type RerunLine = Pick<VerificationRow, 'id' | 'number' | 'verdict' | 'createdAt'>

export interface VerificationPage {
  items: VerificationLine[]
  nextCursor: string | null
}

/** @throws AppError `bad-input` for a cursor of somebody else's making */
export async function listVerifications(ctx: Ctx, query: VerificationsQuery): Promise<VerificationPage> {
  const { report: _, ...columns } = getTableColumns(verifications)
  const owner = onlyOwn(ctx.actor)
  const rows = await ctx.db
    .select(columns)
    .from(verifications)
    .where(and(owner === undefined ? undefined : eq(verifications.actorId, owner), ...wanted(query)))
    .orderBy(desc(verifications.createdAt), desc(verifications.id))
    .limit(query.limit + 1)
  const items = rows.slice(0, query.limit)
  const last = items.at(-1)
  const hasMore = rows.length > query.limit && last !== undefined
  return { items, nextCursor: hasMore ? writeCursor({ at: last.createdAt, id: last.id }) : null }
}

function wanted({ verdict, kind, code, q, batch, rerunOf, from, to, cursor }: VerificationsQuery): (SQL | undefined)[] {
  return [
    verdict && eq(verifications.verdict, verdict),
    kind && eq(verifications.kind, kind),
    code === undefined ? undefined : arrayContains(verifications.reasons, [code]),
    q === undefined ? undefined : named(q),
    batch === undefined ? undefined : eq(verifications.batchId, batch),
    rerunOf === undefined ? undefined : eq(verifications.rerunOf, rerunOf),
    from === undefined ? undefined : gte(verifications.createdAt, from),
    to === undefined ? undefined : lt(verifications.createdAt, to),
    cursor === undefined ? undefined : before(cursor),
  ]
}

function named(text: string): SQL | undefined {
  const plain = text.replace(/[\\%_]/g, '\\$&')
  return or(
    ilike(verifications.fileName, `%${plain}%`),
    ilike(verifications.number, `%${plain}%`),
    like(verifications.sha256, `${plain.toLowerCase()}%`),
  )
}

function before(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  const moment = new Date(at).toISOString()
  return sql`(${verifications.createdAt}, ${verifications.id}) < (${moment}::timestamptz, ${id}::uuid)`
}

/** Judgements made again of this one, oldest first. */
export function rerunsOf(ctx: Ctx, id: string): Promise<RerunLine[]> {
  const { number, verdict, createdAt } = getTableColumns(verifications)
  return ctx.db
    .select({ id: verifications.id, number, verdict, createdAt })
    .from(verifications)
    .where(eq(verifications.rerunOf, id))
    .orderBy(verifications.createdAt, verifications.id)
}

/** The reports of a batch as they were numbered, with the bytes behind each. */
export function verificationsOfBatch(ctx: Ctx, batchId: string): Promise<{ id: string; bytes: number }[]> {
  const { id, number } = verifications
  const bytes = sql<number>`coalesce(sum(${verificationFiles.sizeBytes}), 0)`.mapWith(Number)
  return ctx.db
    .select({ id, bytes })
    .from(verifications)
    .leftJoin(verificationFiles, eq(verificationFiles.verificationId, id))
    .where(and(eq(verifications.batchId, batchId), isNull(verifications.rerunOf)))
    .groupBy(id, number)
    .orderBy(number)
}
