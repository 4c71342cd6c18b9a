// Issues what was ordered, in two phases (docs/decisions/0012): that signing begins is committed before it does, what was signed after it.
// Nothing is ever signed a second time under a serial number: where a signature may exist that nobody kept, its numbers are burned – they
// count as revoked – and the intent goes on under new ones, for everybody to see.

import { randomUUID } from 'node:crypto'
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { signedFrame, withSerial } from '#core/issuance/make-certificate.ts'
import { writeCsrResponse } from '#core/keystores/csr-response.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { checkSignature } from '#core/x509/signatures.ts'
import type { Tx } from '#db/database.ts'
import { authorityCertificates, authorityIssuances } from '#db/schema/authority.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Sign } from '#src/ports.ts'
import { demandRightClock } from '#src/right-clock.ts'
import { judgePlanned } from './judge.ts'
import { advanceOutside, type HandedOver, judgeOutside, keepOutside } from './outside.ts'
import { burn } from './revoke.ts'
import { type AuthorityRow, type IssuanceRow, retryAfterMs, SIGNING_LEASE_MS } from './rules.ts'
import { newSerial } from './serial.ts'
import type { IssuanceStanding, IssuedPair } from './shapes.ts'
import { type BuiltinAuthority, lockIssuance, signingAs } from './standing.ts'

export type CertificateRow = typeof authorityCertificates.$inferSelect

/** What this call has begun, and it alone may finish. */
interface Taken {
  issuance: Pick<IssuanceRow, 'id' | 'takes'>
  authority: BuiltinAuthority
  certificates: CertificateRow[]
}

/**
 * Signs and records. Safe to call again, by any instance, after any crash: never a second certificate for one intent.
 * @throws AppError `not-found`; `unavailable` where the key does not sign now (it may be asked again); `precondition` for a closed authority
 */
export async function issueCredential(ctx: Ctx, issuanceId: string): Promise<IssuanceStanding> {
  demandRightClock(ctx)
  const begun = await ctx.db.transaction((tx) => begin(tx, ctx, issuanceId))
  if ('state' in begun) return begun
  if ('outside' in begun) return issueOutside(ctx, begun.row, begun.outside)
  const signed = await signAll(ctx, begun)
  return ctx.db.transaction((tx) => settle(tx, ctx, begun, signed))
}

async function issueOutside(ctx: Ctx, row: IssuanceRow, authority: AuthorityRow): Promise<IssuanceStanding> {
  const step = await advanceOutside(ctx, row, authority)
  if ('state' in step) return step
  return endOutside(ctx, step.issuance, step.handedOver)
}

/** Takes what an authority outside handed over, or refuses it whole. */
export async function endOutside(ctx: Ctx, { id, takes }: IssuanceRow, handed: HandedOver): Promise<IssuanceStanding> {
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(authorityIssuances).where(eq(authorityIssuances.id, id)).for('update')
    if (!row || row.takes !== takes || row.state === 'issued')
      throw new AppError('conflict', 'authority.issuing-elsewhere')
    const judged = await judgeOutside({ ...ctx, db: tx as unknown as Ctx['db'] }, row, handed)
    if (Array.isArray(judged))
      return refuse(tx, ctx, row, { code: 'authority.answer-refused', params: { findings: judged.join(' ') } })
    await keepOutside(tx, ctx, row, judged)
    const [issued] = await tx.select().from(authorityIssuances).where(eq(authorityIssuances.id, id))
    return standingOf(tx, issued ?? row)
  })
}

async function begin(
  tx: Tx,
  ctx: Ctx,
  issuanceId: string,
): Promise<Taken | IssuanceStanding | { outside: AuthorityRow; row: IssuanceRow }> {
  const { row, ...found } = await lockIssuance(tx, issuanceId)
  if (row.state === 'issued' || row.state === 'refused' || row.state === 'failed') return standingOf(tx, row)
  const authority = found.authority()
  if (authority.kind !== 'builtin') return { outside: authority, row }
  if (row.state === 'signing' && (row.leaseUntil ?? 0) > ctx.now)
    return { state: 'waiting', code: 'authority.issuing-elsewhere', params: {} }
  const certificates = row.state === 'signing' ? await drawAnew(tx, ctx, row) : await rowsOf(tx, row, 'drawn')
  const refusal = await judgePlanned(ctx, authority, certificates)
  if (refusal) return refuse(tx, ctx, row, refusal)
  const issuance = { id: row.id, takes: row.takes + 1 }
  await take(tx, ctx, issuance, certificates)
  return { issuance, authority, certificates }
}

function rowsOf(tx: Tx, { id }: IssuanceRow, state: CertificateRow['state']): Promise<CertificateRow[]> {
  const { issuanceId, state: column, role } = authorityCertificates
  return tx
    .select()
    .from(authorityCertificates)
    .where(and(eq(issuanceId, id), eq(column, state)))
    .orderBy(role)
}

/** Who began to sign is gone: what may have been signed is burned, and the same is laid out under new numbers. */
async function drawAnew(tx: Tx, ctx: Ctx, row: IssuanceRow): Promise<CertificateRow[]> {
  const lost = await rowsOf(tx, row, 'signing')
  await burn(tx, ctx, lost)
  const drawn = lost.map((one) => {
    const serial = newSerial()
    const { authorityId, issuanceId, role, notBefore, notAfter } = one
    const drawnAnew = { id: randomUUID(), serial: toHex(serial), tbs: withSerial(one.tbs, serial) }
    return { ...{ authorityId, issuanceId, role, notBefore, notAfter }, ...drawnAnew }
  })
  await recordAudit(tx, ctx, {
    action: 'credential.serials-burned',
    object: { type: 'authority-issuance', id: row.id },
    detail: { burned: lost.map(({ serial }) => serial), drawn: drawn.map(({ serial }) => serial), takes: row.takes },
  })
  return tx
    .insert(authorityCertificates)
    .values(drawn.map((one) => ({ ...one, state: 'drawn' as const, createdAt: ctx.now })))
    .returning()
}

async function refuse(
  tx: Tx,
  ctx: Ctx,
  row: IssuanceRow,
  { code, params }: { code: string; params: Record<string, string | number> },
): Promise<IssuanceStanding> {
  await tx
    .update(authorityIssuances)
    .set({ state: 'refused', code, params, leaseUntil: null })
    .where(eq(authorityIssuances.id, row.id))
  await recordAudit(tx, ctx, {
    action: 'credential.refused',
    object: { type: 'authority-issuance', id: row.id },
    detail: { requestId: row.requestId, code, params },
  })
  return { state: 'refused', code, params }
}

/** From its commit on a signature may exist: of the intent and of its numbers, in one statement. */
async function take(
  tx: Tx,
  { now }: Ctx,
  { id, takes }: Taken['issuance'],
  certificates: readonly CertificateRow[],
): Promise<void> {
  const ids = certificates.map((one) => one.id)
  const marked = tx.$with('marked').as(
    tx
      .update(authorityCertificates)
      .set({ state: 'signing' })
      .where(and(inArray(authorityCertificates.id, ids), eq(authorityCertificates.state, 'drawn')))
      .returning({ id: authorityCertificates.id }),
  )
  await tx
    .with(marked)
    .update(authorityIssuances)
    .set({ state: 'signing', takes, leaseUntil: now + SIGNING_LEASE_MS, code: null, params: null })
    .where(eq(authorityIssuances.id, id))
}

interface Signed {
  id: string
  der: Uint8Array
  sha256: string
}

/** A failure leaves the row as it was begun, and lets the next call settle it at once. */
async function signAll(ctx: Ctx, taken: Taken): Promise<Signed[]> {
  try {
    return await signingAs(ctx, ctx.db, taken.authority, (sign) =>
      Promise.all(taken.certificates.map((one) => signOne(ctx, taken.authority, one, sign))),
    )
  } catch (error) {
    const { id, takes } = taken.issuance
    await ctx.db
      .update(authorityIssuances)
      .set({ leaseUntil: ctx.now, nextAt: ctx.now + retryAfterMs(takes) })
      .where(and(eq(authorityIssuances.id, id), eq(authorityIssuances.takes, takes)))
    throw error
  }
}

/** What comes back is read and verified before anybody sees it: a device that signs wrongly issues nothing. */
async function signOne(
  ctx: Ctx,
  authority: BuiltinAuthority,
  { id, tbs }: CertificateRow,
  sign: Sign,
): Promise<Signed> {
  const der = signedFrame(tbs, authority.signedWith, await sign(tbs))
  const read = parseCertificate(der)
  if (!read.ok) throw new Error(`our own certificate does not parse: ${read.error.code}`)
  const state = await checkSignature(ctx.ports.primitives, read.value, authority.own.publicKeyInfo)
  if (state !== 'good') throw new AppError('unavailable', 'authority.signature-wrong', { name: authority.name })
  return { id, der, sha256: toHex(await ctx.ports.primitives.digest('sha256', der)) }
}

async function settle(
  tx: Tx,
  ctx: Ctx,
  { issuance, authority, certificates }: Taken,
  signed: readonly Signed[],
): Promise<IssuanceStanding> {
  const { id, takes } = issuance
  const [row] = await tx.select().from(authorityIssuances).where(eq(authorityIssuances.id, id)).for('update')
  // Somebody else took us for gone, and burned our numbers: what we signed is nobody's.
  if (row?.state !== 'signing' || row.takes !== takes)
    return row ? standingOf(tx, row) : { state: 'failed', code: 'authority.issuance-not-found', params: {} }
  await record(tx, ctx, signed)
  const chain = [authority.own.raw, ...authority.chain]
  const issued = { state: 'issued' as const, chain, leaseUntil: null, issuedAt: ctx.now }
  await tx.update(authorityIssuances).set(issued).where(eq(authorityIssuances.id, id))
  await recordAudit(tx, ctx, {
    action: 'credential.issued',
    object: { type: 'authority-issuance', id },
    detail: {
      ...{ requestId: row.requestId, authority: authority.name, profile: row.profileId, takes },
      certificates: certificates.map(({ id: own, role, serial }) => ({
        ...{ role, serial, sha256: signed.find((one) => one.id === own)?.sha256 },
      })),
      persons: { requester: row.requester, reviewer: row.reviewer, approver: row.approver },
    },
  })
  const derOf = (role: string) => {
    const id = certificates.find((one) => one.role === role)?.id
    return signed.find((one) => one.id === id)?.der
  }
  return { state: 'issued', pair: pairOf({ ...row, ...issued }, derOf('sign'), derOf('encryption')) }
}

/** All certificates of a credential in one statement. */
async function record(tx: Tx, { now }: Ctx, signed: readonly Signed[]): Promise<void> {
  const { id } = authorityCertificates
  const of = (column: (one: Signed) => SQL) =>
    sql`case ${id} ${sql.join(
      signed.map((one) => sql`when ${one.id} then ${column(one)}`),
      sql` `,
    )} end`
  const certificate = of(({ der }) => sql`${der}::bytea`)
  const sha256 = of((one) => sql`${one.sha256}`)
  await tx
    .update(authorityCertificates)
    .set({ state: 'issued', certificate, sha256, issuedAt: now })
    .where(
      inArray(
        id,
        signed.map((one) => one.id),
      ),
    )
}

/** As it stands in the database. */
export async function standingOf(tx: Tx | Ctx['db'], row: IssuanceRow): Promise<IssuanceStanding> {
  if (row.state === 'refused' || row.state === 'failed')
    return { state: row.state, code: row.code ?? 'authority.issuance-failed', params: row.params ?? {} }
  if (row.state !== 'issued')
    return { state: 'waiting', code: row.code ?? 'authority.issuance-waiting', params: row.params ?? {} }
  const { issuanceId, state, role, certificate } = authorityCertificates
  const rows = await tx
    .select({ role, certificate })
    .from(authorityCertificates)
    .where(and(eq(issuanceId, row.id), eq(state, 'issued')))
  const of = (wanted: string) => rows.find((one) => one.role === wanted)?.certificate ?? undefined
  return { state: 'issued', pair: pairOf(row, of('sign'), of('encryption')) }
}

function pairOf(
  { envelope, chain }: IssuanceRow,
  sign: Uint8Array | undefined,
  encryption: Uint8Array | undefined,
): IssuedPair {
  if (!sign || (encryption === undefined) !== (envelope === null)) throw new Error('half a credential in the database')
  if (!encryption || !envelope) return { sign, chain, response: writeCsrResponse({ signing: [sign] }) }
  const response = writeCsrResponse({ signing: [sign], encryption: { certificates: [encryption], envelope } })
  return { sign, encryption, envelope, chain, response }
}
