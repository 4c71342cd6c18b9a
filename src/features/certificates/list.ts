// The expiry board: certificates by the end of their validity, with how many of the nodes that should serve them do.

import { and, arrayOverlaps, asc, eq, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { DAY_MS } from '#core/calendar/civil.ts'
import { daysLeft, type ExpiryLevel, expiryLevel } from '#core/renewal/expiry.ts'
import { certificates, servedChains } from '#db/schema/certificates.ts'
import type { Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import type { CertificatesQuery } from './inputs.ts'
import type { CertificateRow } from './known.ts'

/** A certificate that ended longer ago stays on the expiry board only while somebody serves it. */
const FORGOTTEN_AFTER_DAYS = 30

export interface CertificateLine extends Omit<CertificateRow, 'der' | 'subjectKey' | 'issuerKey' | 'spkiSha256'> {
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

export async function listCertificates(ctx: Ctx, query: CertificatesQuery): Promise<CertificatePage> {
  const rows = await ctx.db
    .select()
    .from(certificates)
    .where(and(...conditionsOf(query, ctx.now)))
    .orderBy(asc(certificates.notAfter), asc(certificates.id))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const hasMore = rows.length > query.limit && last !== undefined
  return {
    items: await toLines(ctx, page),
    nextCursor: hasMore ? writeCursor({ at: last.notAfter, id: last.id }) : null,
  }
}

function conditionsOf(query: CertificatesQuery, now: number): (SQL | undefined)[] {
  const { expiringWithinDays, algorithm, q, cursor } = query
  return [
    cursor === undefined ? undefined : after(cursor),
    algorithm === undefined ? undefined : eq(certificates.algorithm, algorithm),
    q === undefined ? undefined : holding(q),
    expiringWithinDays === undefined ? undefined : lt(certificates.notAfter, now + expiringWithinDays * DAY_MS),
    expiringWithinDays === undefined ? undefined : notForgotten(now),
  ]
}

function after(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  const moment = new Date(at).toISOString()
  return sql`(${certificates.notAfter}, ${certificates.id}) > (${moment}::timestamptz, ${id}::uuid)`
}

function holding(text: string): SQL {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const { subject, issuer, serial, sha256, sans } = certificates
  return sql`concat_ws(' ', ${subject}, ${issuer}, ${serial}, ${sha256}, array_to_string(${sans}, ' ')) ilike ${pattern}`
}

function notForgotten(now: number): SQL | undefined {
  const isServed = sql`exists (select from ${servedChains} where ${servedChains.isCurrent} and ${certificates.id} = any(${servedChains.chain}))`
  return or(sql`${certificates.notAfter} > ${new Date(now - FORGOTTEN_AFTER_DAYS * DAY_MS).toISOString()}`, isServed)
}

/** Rows as people see them at `ctx.now`. */
export async function toLines(ctx: Ctx, rows: readonly CertificateRow[]): Promise<CertificateLine[]> {
  const counts = await nodeCounts(
    ctx,
    rows.map(({ id }) => id),
  )
  return rows.map(({ der: _, subjectKey: __, issuerKey: ___, spkiSha256: ____, ...row }) => ({
    ...row,
    daysLeft: daysLeft(row.notAfter, ctx.now),
    level: expiryLevel(row, ctx.now),
    ...(counts.get(row.id) ?? { nodesServing: 0, nodesTotal: 0 }),
  }))
}

/** For each certificate: endpoints that serve it now, and endpoints that answer now for any name it is served under. */
async function nodeCounts({ db }: Ctx, ids: string[]) {
  const counts = new Map<string, { nodesServing: number; nodesTotal: number }>()
  if (ids.length === 0) return counts
  const isServing = arrayOverlaps(servedChains.chain, ids)
  const names = db
    .select({ name: servedChains.serverName })
    .from(servedChains)
    .where(and(servedChains.isCurrent, isServing))
  const current = await db
    .select({ chain: servedChains.chain, serverName: servedChains.serverName })
    .from(servedChains)
    .where(and(servedChains.isCurrent, inArray(servedChains.serverName, names)))
  for (const id of ids) {
    const serving = current.filter(({ chain }) => chain.includes(id))
    const asked = new Set(serving.map(({ serverName }) => serverName))
    const total = current.filter(({ serverName }) => asked.has(serverName))
    counts.set(id, { nodesServing: serving.length, nodesTotal: total.length })
  }
  return counts
}
