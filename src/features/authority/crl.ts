// Publishes what is revoked: a complete list when it is due, a delta when something changed. One instance at a time for each authority, so
// that numbers rise; what is signed here leaves the service by way of the table only (docs/decisions/0012).

import { randomUUID } from 'node:crypto'
import { and, desc, eq, max } from 'drizzle-orm'
import { signedFrame } from '#core/issuance/make-certificate.ts'
import {
  crlToBeSigned,
  entriesOfDelta,
  entriesOfFull,
  type ListedCertificate,
  type Standing,
} from '#core/issuance/make-crl.ts'
import { parseCrl } from '#core/revocation/crl.ts'
import { checkSignature } from '#core/x509/signatures.ts'
import type { Db, Tx } from '#db/database.ts'
import { authorities, authorityCrls, authorityRevocations } from '#db/schema/authority.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { demandRightClock } from '#src/right-clock.ts'
import { lastChanges } from './revoke.ts'
import { addressesOf, crlDue } from './rules.ts'
import { type BuiltinAuthority, builtinAuthorities, signAs } from './standing.ts'

export type CrlRow = typeof authorityCrls.$inferSelect

const MINUTE_MS = 60_000

/** A job: whatever is due, for every authority of our own, closed ones too. */
export async function publishCrls(ctx: Ctx): Promise<void> {
  for (const authority of await builtinAuthorities(ctx.db)) await publishDue(ctx, authority)
}

/** @param isForced a complete list, due or not. The lists made, none where nothing was due */
export async function publishDue(ctx: Ctx, authority: BuiltinAuthority, isForced = false): Promise<CrlRow[]> {
  demandRightClock(ctx)
  return ctx.db.transaction(async (tx) => {
    await tx.select({ id: authorities.id }).from(authorities).where(eq(authorities.id, authority.id)).for('update')
    const full = await latestCrl(tx, authority.id, false)
    const delta = await latestCrl(tx, authority.id, true)
    const position = await lastPosition(tx, authority.id)
    const newest = Math.max(full?.position ?? 0, delta?.position ?? 0)
    const hasChanged = position > newest
    const due = crlDue(authority, { now: ctx.now, full, delta, hasChanged, isForced })
    if (!due) return []
    const number = Math.max(full?.number ?? 0, delta?.number ?? 0) + 1
    const made: CrlRow[] = []
    const edition = { authority, number, position }
    // Both kinds at once have one number and say the same (RFC 5280 §5.2.3); a delta is to the list before.
    if (due === 'full') made.push(await publish(tx, ctx, edition, await fullEntries(tx, authority.id, full)))
    if (full)
      made.push(await publish(tx, ctx, { ...edition, base: full }, await deltaEntries(tx, ctx, authority, full)))
    return made
  })
}

async function lastPosition(tx: Tx, authorityId: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(authorityRevocations.position) })
    .from(authorityRevocations)
    .where(eq(authorityRevocations.authorityId, authorityId))
  return row?.last ?? 0
}

async function fullEntries(tx: Tx, authorityId: string, before: CrlRow | undefined): Promise<ListedCertificate[]> {
  const changes = await lastChanges(tx, authorityId)
  const standings = changes.map((one): Standing => ({ ...one, now: nowOf(one), isOnBase: false, isChanged: true }))
  return entriesOfFull(standings, before?.thisUpdate)
}

type Change = Awaited<ReturnType<typeof lastChanges>>[number]
const nowOf = ({ kind, at, reason }: Change) => (kind === 'revoked' ? { at, reason } : undefined)

async function deltaEntries(tx: Tx, ctx: Ctx, { id }: BuiltinAuthority, base: CrlRow): Promise<ListedCertificate[]> {
  const before = new Map((await lastChanges(tx, id, base.position)).map((one) => [one.certificateId, one]))
  const changes = await lastChanges(tx, id)
  const standings = changes.map((one): Standing => {
    const old = before.get(one.certificateId)
    return { ...one, now: nowOf(one), isOnBase: old?.kind === 'revoked', isChanged: one.position > base.position }
  })
  return entriesOfDelta(standings, ctx.now)
}

interface Edition {
  authority: BuiltinAuthority
  number: number
  position: number
  base?: CrlRow
}

async function publish(
  tx: Tx,
  ctx: Ctx,
  { authority, number, position, base }: Edition,
  entries: readonly ListedCertificate[],
): Promise<CrlRow> {
  const thisUpdate = Math.floor(ctx.now / 1000) * 1000
  const nextUpdate = thisUpdate + authority.crlLifeMinutes * MINUTE_MS
  const { signedWith, own } = authority
  const tbs = crlToBeSigned({
    ...{ signedWith, issuer: own.subject.raw, issuerKeyIdentifier: authority.keyIdentifier },
    ...{ thisUpdate, nextUpdate, number, entries },
    ...(base ? { base: base.number } : { deltaAddress: addressesOf(authority).delta }),
  })
  const crl = signedFrame(tbs, signedWith, await signAs(ctx, tx, authority, tbs))
  await demandGood(ctx, authority, crl)
  const row = {
    ...{ id: randomUUID(), authorityId: authority.id, isDelta: base !== undefined, number, base: base?.number ?? null },
    ...{ thisUpdate, nextUpdate, position, entries: entries.length, crl },
  }
  await tx.insert(authorityCrls).values(row)
  await recordAudit(tx, ctx, {
    action: base ? 'authority.delta-published' : 'authority.crl-published',
    object: { type: 'authority', id: authority.id },
    detail: { number, base: base?.number, entries: entries.length, nextUpdate: new Date(nextUpdate).toISOString() },
  })
  return row
}

/** Read and verified before anybody sees it. */
async function demandGood(ctx: Ctx, authority: BuiltinAuthority, crl: Uint8Array): Promise<void> {
  const read = parseCrl(crl)
  if (!read.ok) throw new Error(`our own CRL does not parse: ${read.error.code}`)
  const state = await checkSignature(ctx.ports.primitives, read.value, authority.own.publicKeyInfo)
  if (state !== 'good') throw new AppError('unavailable', 'authority.signature-wrong', { name: authority.name })
}

export async function latestCrl(db: Db | Tx, authorityId: string, isDelta: boolean): Promise<CrlRow | undefined> {
  const [row] = await db
    .select()
    .from(authorityCrls)
    .where(and(eq(authorityCrls.authorityId, authorityId), eq(authorityCrls.isDelta, isDelta)))
    .orderBy(desc(authorityCrls.number))
    .limit(1)
  return row
}
