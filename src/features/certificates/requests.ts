// The requests made here, newest first, and one of them as the CA gets it.

import { asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { writePem } from '#core/bytes/pem.ts'
import type { Instant } from '#core/verdict.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
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

export async function listRequests(ctx: Ctx, { cursor, limit }: RequestsQuery) {
  const { createdAt, id } = certificateRequests
  const place = cursor === undefined ? undefined : readCursor(cursor)
  const before =
    place && sql`(${createdAt}, ${id}) < (${new Date(place.at).toISOString()}::timestamptz, ${place.id}::uuid)`
  const rows = await ctx.db
    .select()
    .from(certificateRequests)
    .where(before)
    .orderBy(desc(createdAt), desc(id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const issued = await issuedFor(
    ctx,
    page.map(({ spkiSha256 }) => spkiSha256),
  )
  const items = page.map(
    ({ der: _, keyId: __, spkiSha256, ...row }): RequestLine => ({
      ...row,
      certificateId: issued.get(spkiSha256) ?? null,
    }),
  )
  const last = page.at(-1)
  const nextCursor = rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null
  return { items, nextCursor }
}

/** By key, the certificate for it that lasts longest. */
async function issuedFor({ db }: Ctx, spkis: string[]): Promise<Map<string, string>> {
  const { id, spkiSha256, notAfter } = certificates
  if (spkis.length === 0) return new Map()
  const rows = await db
    .select({ id, spkiSha256 })
    .from(certificates)
    .where(inArray(spkiSha256, spkis))
    .orderBy(asc(notAfter))
  return new Map(rows.map((row) => [row.spkiSha256, row.id]))
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
