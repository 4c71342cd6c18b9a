// The electronic seals at hand: taken in as their makers signed them, told with the keys that may use them.

import { randomUUID } from 'node:crypto'
import { and, desc, eq, ne, sql } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { judgeSeal } from '#core/seals/judge.ts'
import { parseSeal, type Seal } from '#core/seals/structure.ts'
import type { Tx } from '#db/database.ts'
import { seals } from '#db/schema/seals.ts'
import { electronicSeals } from '#db/schema/signing.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type Actor, AppError, type Ctx } from '#src/context.ts'
import { listSigningKeys } from './keys.ts'
import { makerRevocation, makerRevocations } from './makers.ts'
import { lists, MAX_SEAL_BYTES, type SealStanding } from './rules.ts'

export interface KeptSeal {
  id: string
  sealNumber: string
  name: string
  pictureType: string
  widthMm: number
  heightMm: number
  validFrom: number
  validUntil: number
  standing: SealStanding
  isMakerRevoked: boolean
  /** Ids of the signing keys it lists the certificate of. */
  keys: string[]
}

/**
 * Whoever is limited to a district seals with what was made for it: the register of seals says so, by row-level security. What others made
 * and was taken in here is of no district.
 */
const IN_REACH = sql`(may_see_district(null) or exists (select from ${seals} where ${seals.sha256} = ${electronicSeals.sha256}))`

/** Newest first, without those withdrawn for good. */
export async function listSeals(ctx: Ctx): Promise<KeptSeal[]> {
  const rows = await ctx.db
    .select()
    .from(electronicSeals)
    .where(and(ne(electronicSeals.standing, 'withdrawn'), IN_REACH))
    .orderBy(desc(electronicSeals.createdAt))
    .limit(200)
  const keys = await listSigningKeys(ctx)
  const read = rows.map(({ der }) => parseSeal(der))
  const makers = read.map((seal) => (seal.ok ? seal.value.makerCertificate : new Uint8Array()))
  const revocations = await makerRevocations(ctx.db, ctx.ports.primitives, makers)
  return Promise.all(
    rows.map(async ({ der: _, sha256: __, createdBy: ___, createdAt: ____, ...row }, index) => {
      const seal = read[index]
      const usable: string[] = []
      for (const { id, certificate } of keys) {
        if (!seal?.ok || !certificate) continue
        const sm3 = await ctx.ports.primitives.digest('sm3', certificate.raw)
        if (lists(seal.value, certificate.raw, sm3)) usable.push(id)
      }
      return { ...row, isMakerRevoked: revocations[index] !== undefined, keys: usable }
    }),
  )
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** By its id, or by its maker's number. @throws AppError `not-found` */
export async function findSeal(
  ctx: Ctx,
  id: string,
): Promise<{ id: string; seal: Seal; standing: SealStanding; isMakerRevoked: boolean }> {
  const named = UUID.test(id) ? eq(electronicSeals.id, id) : eq(electronicSeals.sealNumber, id)
  const [row] = await ctx.db
    .select()
    .from(electronicSeals)
    .where(and(named, IN_REACH))
    .orderBy(desc(electronicSeals.createdAt))
    .limit(1)
  const read = row && parseSeal(row.der)
  if (!row || !read?.ok) throw new AppError('not-found', 'signing.seal-not-found')
  const revoked = await makerRevocation(ctx.db, ctx.ports.primitives, read.value.makerCertificate)
  return { id: row.id, seal: read.value, standing: row.standing, isMakerRevoked: revoked !== undefined }
}

/**
 * Takes an SESeal into use. Its maker's signature must hold; whether the maker is trusted is said when a sealed document is verified.
 * @throws AppError `bad-input` for what is no seal, or one that was changed
 */
export async function importSeal(ctx: Ctx, file: GivenSeal): Promise<{ id: string; isNew: boolean }> {
  const row = await readSealRow(ctx, file.bytes)
  return ctx.db.transaction((tx) => keepSeal(tx, ctx, file.name, row))
}

interface GivenSeal {
  name: string
  bytes: Uint8Array
}

type SealRow = typeof electronicSeals.$inferInsert

/** What is kept of a seal, judged. @throws AppError as `importSeal` */
export async function readSealRow(ctx: Ctx, der: Uint8Array): Promise<SealRow> {
  if (der.length > MAX_SEAL_BYTES) throw new AppError('limit', 'signing.seal-unreadable', { problem: 'size' })
  const read = parseSeal(der)
  if (!read.ok) throw new AppError('bad-input', 'signing.seal-unreadable', { problem: read.error.code })
  const seal = read.value
  const { primitives } = ctx.ports
  const trust = { anchors: [], intermediates: [], crls: [], ocsps: [], at: ctx.now, requireRevocation: false }
  const report = await judgeSeal({ file: der, trust }, primitives)
  if (report.technical !== 'intact') throw new AppError('bad-input', 'signing.seal-broken')
  return {
    id: randomUUID(),
    sha256: toHex(await primitives.digest('sha256', der)),
    der,
    sealNumber: seal.id,
    name: seal.name,
    pictureType: seal.picture.type.toUpperCase(),
    widthMm: seal.picture.widthMm,
    heightMm: seal.picture.heightMm,
    validFrom: seal.validFrom,
    validUntil: seal.validUntil,
    createdBy: actorId(ctx.actor),
    createdAt: ctx.now,
  }
}

/** In the transaction of what it is taken in for. A seal that is here already stays as it stands. */
export async function keepSeal(tx: Tx, ctx: Ctx, file: string, row: SealRow): Promise<{ id: string; isNew: boolean }> {
  const { sha256, sealNumber, name } = row
  const [known] = await tx
    .select({ id: electronicSeals.id })
    .from(electronicSeals)
    .where(eq(electronicSeals.sha256, sha256))
  if (known) return { id: known.id, isNew: false }
  await tx.insert(electronicSeals).values(row)
  await recordAudit(tx, ctx, {
    action: 'electronic-seal.imported',
    object: { type: 'electronic-seal', id: row.id },
    detail: { file, sha256, sealNumber, name },
  })
  return { id: row.id, isNew: true }
}

/**
 * Says how a seal stands from now on, by the SHA-256 of its SESeal; whose register decides that keeps the audit row. A seal that was
 * never taken in is nothing to refuse. @returns whether there is one
 */
export async function setSealStanding(tx: Tx, sha256: string, standing: SealStanding): Promise<boolean> {
  const changed = await tx
    .update(electronicSeals)
    .set({ standing })
    .where(eq(electronicSeals.sha256, sha256))
    .returning({ id: electronicSeals.id })
  return changed.length > 0
}

function actorId(actor: Actor): string {
  if (actor.type === 'account') return actor.accountId
  if (actor.type === 'system') return actor.name
  throw new AppError('unauthenticated', 'app.sign-in-required')
}
