// The requests made here, newest first, and one of them as the CA gets it.

import { and, desc, eq, sql } from 'drizzle-orm'
import { writePem } from '#core/bytes/pem.ts'
import type { Instant } from '#core/verdict.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { RequestsQuery } from './inputs.ts'

export interface RequestLine {
  id: string
  algorithm: string
  commonName: string
  subject: string
  sans: string[]
  createdBy: string
  createdAt: Instant
  /** The certificate issued for the key of this request, once it is in the inventory. Matched by key, never by name. */
  certificateId: string | null
}

const LINE = {
  id: certificateRequests.id,
  algorithm: certificateRequests.algorithm,
  commonName: certificateRequests.commonName,
  subject: certificateRequests.subject,
  sans: certificateRequests.sans,
  createdBy: certificateRequests.createdBy,
  createdAt: certificateRequests.createdAt,
  certificateId: sql<string | null>`(
    select ${certificates.id} from ${certificates}
    where ${certificates.spkiSha256} = ${certificateRequests.spkiSha256}
    order by ${certificates.notAfter} desc limit 1)`,
}

export async function listRequests(ctx: Ctx, { cursor, limit }: RequestsQuery) {
  const { createdAt, id } = certificateRequests
  const place = cursor === undefined ? undefined : readCursor(cursor)
  const before =
    place && sql`(${createdAt}, ${id}) < (${new Date(place.at).toISOString()}::timestamptz, ${place.id}::uuid)`
  const rows = await ctx.db
    .select(LINE)
    .from(certificateRequests)
    .where(and(before))
    .orderBy(desc(createdAt), desc(id))
    .limit(limit + 1)
  const items: RequestLine[] = rows.slice(0, limit)
  const last = items.at(-1)
  const nextCursor = rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null
  return { items, nextCursor }
}

/** @throws AppError `not-found`. */
export async function getRequestPem(ctx: Ctx, id: string): Promise<string> {
  const [row] = await ctx.db
    .select({ der: certificateRequests.der })
    .from(certificateRequests)
    .where(eq(certificateRequests.id, id))
  if (!row) throw new AppError('not-found', 'request.not-found')
  return writePem('CERTIFICATE REQUEST', row.der)
}
