// The authorities as people look at them: how each stands, what it published last, what it issued.

import { and, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { authorityCertificates, authorityIssuances, type IssuanceState } from '#db/schema/authority.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import { latestCrl } from './crl.ts'
import type { IssuancesQuery } from './inputs.ts'
import { listAuthorities } from './list.ts'
import { type AuthorityRow, addressesOf } from './rules.ts'

export interface ShownCrl {
  number: number
  thisUpdate: Instant
  nextUpdate: Instant
  entries: number
}

export interface ShownAuthority {
  row: AuthorityRow
  /** Of its key: what it is, and whether it lies sealed here or on a device. */
  key: { algorithm: string; custody: 'sealed' | 'token' } | undefined
  own: { subject: string; issuer: string; notBefore: Instant; notAfter: Instant; sha256: string } | undefined
  addresses: ReturnType<typeof addressesOf> | undefined
  full: ShownCrl | undefined
  delta: ShownCrl | undefined
  /** When the certificate of its responder ends. */
  responderUntil: Instant | null
  counts: Partial<Record<IssuanceState, number>>
}

export async function showAuthorities(ctx: Ctx): Promise<ShownAuthority[]> {
  const rows = await listAuthorities(ctx)
  return Promise.all(rows.map((row) => showAuthority(ctx, row)))
}

async function showAuthority(ctx: Ctx, row: AuthorityRow): Promise<ShownAuthority> {
  const own = row.certificate ? parseCertificate(row.certificate) : undefined
  return {
    row,
    key: await keyOf(ctx, row.keyId),
    own: own?.ok
      ? {
          subject: nameText(own.value.subject),
          issuer: nameText(own.value.issuer),
          notBefore: own.value.notBefore,
          notAfter: own.value.notAfter,
          sha256: toHex(await ctx.ports.primitives.digest('sha256', own.value.raw)),
        }
      : undefined,
    addresses: row.publicUrl === null ? undefined : addressesOf(row),
    full: await latestCrl(ctx.db, row.id, false),
    delta: await latestCrl(ctx.db, row.id, true),
    responderUntil: await responderUntil(ctx, row.id),
    counts: await countsOf(ctx, row.id),
  }
}

async function keyOf({ db }: Ctx, keyId: string | null) {
  if (keyId === null) return undefined
  const { algorithm, custody } = sealedKeys
  const [key] = await db.select({ algorithm, custody }).from(sealedKeys).where(eq(sealedKeys.id, keyId))
  return key
}

async function responderUntil({ db }: Ctx, id: string): Promise<Instant | null> {
  const { authorityId, role, notAfter } = authorityCertificates
  const [row] = await db
    .select({ notAfter })
    .from(authorityCertificates)
    .where(and(eq(authorityId, id), eq(role, 'responder')))
    .orderBy(desc(notAfter))
    .limit(1)
  return row?.notAfter ?? null
}

async function countsOf({ db }: Ctx, id: string): Promise<Partial<Record<IssuanceState, number>>> {
  const { state, authorityId } = authorityIssuances
  const rows = await db.select({ state, n: count() }).from(authorityIssuances).where(eq(authorityId, id)).groupBy(state)
  return Object.fromEntries(rows.map(({ state: one, n }) => [one, n]))
}

export interface IssuanceLine {
  id: string
  requestId: string
  authorityId: string
  profileId: string
  districtId: string
  subject: string
  carrierSerial: string
  state: IssuanceState
  code: string | null
  params: Record<string, string | number> | null
  takes: number
  createdAt: Instant
  issuedAt: Instant | null
  certificates: { role: string; serial: string; state: string; standing: 'good' | 'suspended' | 'revoked' }[]
}

/** Newest first. What is laid out to be signed, and whose number stands in it, is not among it. */
export async function listIssuances(
  ctx: Ctx,
  { authorityId, state, cursor, limit }: IssuancesQuery,
): Promise<{ items: IssuanceLine[]; nextCursor: string | null }> {
  const row = authorityIssuances
  const { id, requestId, profileId, districtId, subject, carrierSerial, code, params, takes, createdAt, issuedAt } = row
  const found = await ctx.db
    .select({
      ...{ id, requestId, profileId, districtId, subject, carrierSerial, code, params, takes, createdAt, issuedAt },
      ...{ state: row.state, authorityId: row.authorityId },
    })
    .from(authorityIssuances)
    .where(
      and(
        authorityId === undefined ? undefined : eq(row.authorityId, authorityId),
        state === undefined ? undefined : eq(row.state, state),
        cursor === undefined ? undefined : before(cursor),
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(limit + 1)
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  const certificates = await certificatesOf(
    ctx,
    items.map((one) => one.id),
  )
  return {
    items: items.map((one) => ({ ...one, certificates: certificates.get(one.id) ?? [] })),
    nextCursor: last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

function before(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  return sql`(${authorityIssuances.createdAt}, ${authorityIssuances.id}) < (${new Date(at).toISOString()}::timestamptz, ${id}::uuid)`
}

async function certificatesOf({ db }: Ctx, ids: readonly string[]): Promise<Map<string, IssuanceLine['certificates']>> {
  const lines = new Map<string, IssuanceLine['certificates']>()
  if (ids.length === 0) return lines
  const { issuanceId, role, serial, state, createdAt } = authorityCertificates
  const last = sql<string | null>`(select case when r.kind <> 'revoked' then null else r.reason end
    from authority_revocations r where r.certificate_id = ${authorityCertificates.id} order by r.position desc limit 1)`
  const rows = await db
    .select({ issuanceId, role, serial, state, reason: last })
    .from(authorityCertificates)
    .where(inArray(issuanceId, [...ids]))
    .orderBy(createdAt, role)
  for (const { issuanceId: id, reason, ...one } of rows) {
    const standing = reason === null ? 'good' : reason === 'certificateHold' ? 'suspended' : 'revoked'
    lines.set(id ?? '', [...(lines.get(id ?? '') ?? []), { ...one, standing }])
  }
  return lines
}

/** PEM text of the request for the authority above. @throws AppError `not-found` where none was made */
export async function authorityRequest(ctx: Ctx, id: string): Promise<{ label: string; request: Uint8Array }> {
  const row = (await listAuthorities(ctx)).find((one) => one.id === id)
  if (!row?.request) throw new AppError('not-found', 'authority.no-request')
  return { label: row.label, request: row.request }
}
