// The expiry board: certificates by the end of their validity, with how many of the nodes that should serve them do.

import { and, asc, eq, getTableColumns, gt, lt, lte, type SQL, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { DAY_MS } from '#core/calendar/civil.ts'
import { daysLeft, type ExpiryLevel, expiryLevel } from '#core/renewal/expiry.ts'
import type { Db } from '#db/database.ts'
import { certificates, servedChains } from '#db/schema/certificates.ts'
import type { Ctx } from '#src/context.ts'
import { type Place, readCursor, writeCursor } from '#src/page-mark.ts'
import type { CertificatesQuery } from './inputs.ts'
import type { CertificateRow } from './known.ts'

/** A certificate that ended longer ago stays on the expiry board only while somebody serves it. */
const FORGOTTEN_AFTER_DAYS = 30

type ShownRow = Omit<CertificateRow, 'der' | 'subjectKey' | 'issuerKey' | 'spkiSha256'>

export interface CertificateLine extends ShownRow {
  daysLeft: number
  level: ExpiryLevel
  /** Nodes that serve it now, of all nodes that answer for the same names. */
  nodesServing: number
  nodesTotal: number
}

export interface CertificatePage {
  items: CertificateLine[]
  nextCursor: string | null
}

const {
  der: _der,
  subjectKey: _subject,
  issuerKey: _issuer,
  spkiSha256: _key,
  ...SHOWN
} = getTableColumns(certificates)

export async function listCertificates(ctx: Ctx, query: CertificatesQuery): Promise<CertificatePage> {
  const rows = await rowsOf(ctx, query)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const hasMore = rows.length > query.limit && last !== undefined
  return {
    items: await toLines(ctx, page),
    nextCursor: hasMore ? writeCursor({ at: last.notAfter, id: last.id }) : null,
  }
}

/** One row more than asked for, where there is one. */
function rowsOf({ db, now }: Ctx, query: CertificatesQuery): Promise<ShownRow[]> {
  const { expiringWithinDays, algorithm, q, cursor, limit } = query
  const place = cursor === undefined ? undefined : readCursor(cursor)
  const narrowed = [
    algorithm === undefined ? undefined : eq(certificates.algorithm, algorithm),
    q === undefined ? undefined : holding(q),
  ]
  const onward = place && after(place)
  if (expiringWithinDays === undefined) return inOrder(db, [onward, ...narrowed], limit)
  const forgotten = now - FORGOTTEN_AFTER_DAYS * DAY_MS
  const ending = [lt(certificates.notAfter, now + expiringWithinDays * DAY_MS), ...narrowed]
  // One lower bound at a time: given two, PostgreSQL may start from the lower.
  if (place && place.at > forgotten) return inOrder(db, [onward, ...ending], limit)
  const kept = [onward, lte(certificates.notAfter, forgotten), isServedAfterItsEnd(forgotten), ...narrowed]
  const recent = [gt(certificates.notAfter, forgotten), ...ending]
  // Two questions with an index each: as one with `or`, every certificate that ever ended would be looked at.
  return unionAll(inOrder(db, kept, limit), inOrder(db, recent, limit))
    .orderBy(sql`not_after`, sql`id`)
    .limit(limit + 1)
}

function inOrder(db: Db, conditions: readonly (SQL | undefined)[], limit: number) {
  return db
    .select(SHOWN)
    .from(certificates)
    .where(and(...conditions))
    .orderBy(asc(certificates.notAfter), asc(certificates.id))
    .limit(limit + 1)
}

function after({ at, id }: Place): SQL {
  const moment = new Date(at).toISOString()
  return sql`(${certificates.notAfter}, ${certificates.id}) > (${moment}::timestamptz, ${id}::uuid)`
}

function holding(text: string): SQL {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const { subject, issuer, serial, sha256, sans } = certificates
  return sql`concat_ws(' ', ${subject}, ${issuer}, ${serial}, ${sha256}, array_to_string(${sans}, ' ')) ilike ${pattern}`
}

function isServedAfterItsEnd(forgotten: number): SQL {
  const ended = lte(servedChains.firstEnd, forgotten)
  return sql`${certificates.id} = any(array(select unnest(${servedChains.chain}) from ${servedChains} where ${servedChains.isCurrent} and ${ended}))`
}

/** Rows as people see them at `ctx.now`. */
export async function toLines(ctx: Ctx, rows: readonly ShownRow[]): Promise<CertificateLine[]> {
  const counts = await nodeCounts(
    ctx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    ...row,
    daysLeft: daysLeft(row.notAfter, ctx.now),
    level: expiryLevel(row, ctx.now),
    ...(counts.get(row.id) ?? { nodesServing: 0, nodesTotal: 0 }),
  }))
}

type Counts = Pick<CertificateLine, 'nodesServing' | 'nodesTotal'>

/** For each certificate that is served: endpoints that serve it now, and endpoints that answer now for any name it is served under. */
async function nodeCounts({ db }: Ctx, ids: string[]): Promise<Map<string, Counts>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute<Counts & { id: string }>(sql`
    with serving as (
      select member, server_name, count(*) as nodes
      from unnest(${sql.param(ids)}::uuid[]) as member join ${servedChains} on is_current and chain @> array[member]
      group by member, server_name
    )
    select member as id, sum(nodes)::int as "nodesServing", sum(
      (select count(*) from ${servedChains} as named where is_current and named.server_name = serving.server_name)
    )::int as "nodesTotal"
    from serving group by member`)
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}
