// Seals and requests for those who may see them: a page at a time, newest first; the district is the handle's.

import { and, arrayContains, asc, desc, eq, ilike, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { sealEvents, sealMakerRevocations, sealRequests, seals } from '#db/schema/seals.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import type { RequestsQuery, SealsQuery } from './inputs.ts'
import { CLOSED, type SealRequestRow, type SealRow } from './rules.ts'

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** What lists leave out: octets. */
const LINE = {
  id: seals.id,
  districtId: seals.districtId,
  number: seals.number,
  kind: seals.kind,
  name: seals.name,
  holderName: seals.holderName,
  unitName: seals.unitName,
  state: seals.state,
  stateAt: seals.stateAt,
  version: seals.version,
  widthMm: seals.widthMm,
  heightMm: seals.heightMm,
  validFrom: seals.validFrom,
  validUntil: seals.validUntil,
  madeAt: seals.madeAt,
  isMakerRevoked: sql<boolean>`exists (select from ${sealMakerRevocations}
    where ${sealMakerRevocations.certificateSha256} = encode(sha256(${seals.makerCertificate}), 'hex'))`,
} as const
export type SealLine = Pick<SealRow, Exclude<keyof typeof LINE, 'isMakerRevoked'>> & { isMakerRevoked: boolean }

export async function listSeals(ctx: Ctx, { q, state, kind, cursor, limit }: SealsQuery): Promise<Page<SealLine>> {
  const rows = await ctx.db
    .select(LINE)
    .from(seals)
    .where(
      and(
        q ? within(q, [seals.number, seals.name, seals.holderName, seals.unitName]) : undefined,
        state && eq(seals.state, state),
        kind && eq(seals.kind, kind),
        cursor ? before(cursor, seals.madeAt, seals.id) : undefined,
      ),
    )
    .orderBy(desc(seals.madeAt), desc(seals.id))
    .limit(limit + 1)
  return pageOf(rows, limit, ({ madeAt }) => madeAt)
}

export async function listRequests(
  ctx: Ctx,
  { q, state, kind, open, cursor, limit }: RequestsQuery,
): Promise<Page<SealRequestRow>> {
  const rows = await ctx.db
    .select()
    .from(sealRequests)
    .where(
      and(
        q ? within(q, [sealRequests.name, sealRequests.holderName, sealRequests.unitName]) : undefined,
        state && eq(sealRequests.state, state),
        kind && eq(sealRequests.kind, kind),
        open ? notInArray(sealRequests.state, [...CLOSED]) : undefined,
        cursor ? before(cursor, sealRequests.requestedAt, sealRequests.id) : undefined,
      ),
    )
    .orderBy(desc(sealRequests.requestedAt), desc(sealRequests.id))
    .limit(limit + 1)
  return pageOf(rows, limit, ({ requestedAt }) => requestedAt)
}

/** Letters only: what people type is no pattern. */
function within(text: string, columns: readonly AnyPgColumn[]): SQL | undefined {
  const pattern = `%${text.replace(/[\\%_]/g, (one) => `\\${one}`)}%`
  return or(...columns.map((column) => ilike(column, pattern)))
}

function before(cursor: string, moment: AnyPgColumn, id: AnyPgColumn): SQL {
  const place = readCursor(cursor)
  return sql`(${moment}, ${id}) < (${new Date(place.at).toISOString()}::timestamptz, ${place.id}::uuid)`
}

function pageOf<T extends { id: string }>(rows: T[], limit: number, at: (row: T) => number): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? writeCursor({ at: at(last), id: last.id }) : null }
}

/** @throws AppError `not-found`, also for one of another district */
export async function findSeal({ db }: Pick<Ctx, 'db'>, id: string): Promise<SealRow> {
  const [row] = await db.select().from(seals).where(eq(seals.id, id))
  if (!row) throw new AppError('not-found', 'seal-requests.seal-not-found')
  return row
}

/** @throws AppError `not-found`, also for one of another district */
export async function findRequest({ db }: Pick<Ctx, 'db'>, id: string): Promise<SealRequestRow> {
  const [row] = await db.select().from(sealRequests).where(eq(sealRequests.id, id))
  if (!row) throw new AppError('not-found', 'seal-requests.not-found')
  return row
}

/** What happened to a seal or to a request, from the beginning. */
export function eventsOf({ db }: Ctx, of: { sealId: string } | { requestId: string }) {
  const which = 'sealId' in of ? eq(sealEvents.sealId, of.sealId) : eq(sealEvents.requestId, of.requestId)
  return db.select().from(sealEvents).where(which).orderBy(asc(sealEvents.id)).limit(500)
}

/** Seals that list a certificate, by its SHA-256. */
export function sealsListing({ db }: Pick<Ctx, 'db'>, certificateSha256: string): Promise<SealRow[]> {
  return db
    .select()
    .from(seals)
    .where(arrayContains(seals.certificateSha256, [certificateSha256]))
}
