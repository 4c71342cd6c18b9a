// Pages through the verifications the actor may see, newest first.

import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { verifications } from '#db/schema/verification.ts'
import type { Ctx } from '#src/context.ts'
import type { VerificationsQuery } from './inputs.ts'
import { onlyOwn, readCursor, writeCursor } from './rules.ts'

export type VerificationRow = typeof verifications.$inferSelect
/** A verification without its report. */
export type VerificationLine = Omit<VerificationRow, 'report'>

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
    .where(
      and(
        owner === undefined ? undefined : eq(verifications.actorId, owner),
        query.verdict === undefined ? undefined : eq(verifications.verdict, query.verdict),
        query.cursor === undefined ? undefined : before(query.cursor),
      ),
    )
    .orderBy(desc(verifications.createdAt), desc(verifications.id))
    .limit(query.limit + 1)
  const items = rows.slice(0, query.limit)
  const last = items.at(-1)
  const hasMore = rows.length > query.limit && last !== undefined
  return { items, nextCursor: hasMore ? writeCursor({ at: last.createdAt, id: last.id }) : null }
}

function before(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  const moment = new Date(at).toISOString()
  return sql`(${verifications.createdAt}, ${verifications.id}) < (${moment}::timestamptz, ${id}::uuid)`
}
