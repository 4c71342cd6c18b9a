// The electronic seals at hand: taken in as their makers signed them, told with the keys that may use them.

import { randomUUID } from 'node:crypto'
import { desc, eq } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { judgeSeal } from '#core/seals/judge.ts'
import { parseSeal, type Seal } from '#core/seals/structure.ts'
import { electronicSeals } from '#db/schema/signing.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type Actor, AppError, type Ctx } from '#src/context.ts'
import { listSigningKeys } from './keys.ts'
import { lists, MAX_SEAL_BYTES } from './rules.ts'

export interface KeptSeal {
  id: string
  sealNumber: string
  name: string
  pictureType: string
  widthMm: number
  heightMm: number
  validFrom: number
  validUntil: number
  /** Ids of the signing keys it lists the certificate of. */
  keys: string[]
}

/** Newest first. */
export async function listSeals(ctx: Ctx): Promise<KeptSeal[]> {
  const rows = await ctx.db.select().from(electronicSeals).orderBy(desc(electronicSeals.createdAt)).limit(200)
  const keys = await listSigningKeys(ctx)
  return Promise.all(
    rows.map(async ({ der, sha256: _, createdBy: __, createdAt: ___, ...row }) => {
      const read = parseSeal(der)
      const usable: string[] = []
      for (const { id, certificate } of keys) {
        if (!read.ok || !certificate) continue
        const sm3 = await ctx.ports.primitives.digest('sm3', certificate.raw)
        if (lists(read.value, certificate.raw, sm3)) usable.push(id)
      }
      return { ...row, keys: usable }
    }),
  )
}

/** @throws AppError `not-found` */
export async function findSeal(ctx: Ctx, id: string): Promise<{ id: string; seal: Seal }> {
  const rows = await ctx.db.select().from(electronicSeals).limit(200)
  const row = rows.find((one) => one.id === id || one.sealNumber === id)
  const read = row && parseSeal(row.der)
  if (!row || !read?.ok) throw new AppError('not-found', 'signing.seal-not-found')
  return { id: row.id, seal: read.value }
}

/**
 * Takes an SESeal into use. Its maker's signature must hold; whether the maker is trusted is said when a sealed document is verified.
 * @throws AppError `bad-input` for what is no seal, or one that was changed
 */
export async function importSeal(
  ctx: Ctx,
  file: { name: string; bytes: Uint8Array },
): Promise<{ id: string; isNew: boolean }> {
  if (file.bytes.length > MAX_SEAL_BYTES) throw new AppError('limit', 'signing.seal-unreadable', { problem: 'size' })
  const read = parseSeal(file.bytes)
  if (!read.ok) throw new AppError('bad-input', 'signing.seal-unreadable', { problem: read.error.code })
  const seal = read.value
  const { primitives } = ctx.ports
  const trust = { anchors: [], intermediates: [], crls: [], ocsps: [], at: ctx.now, requireRevocation: false }
  const report = await judgeSeal({ file: file.bytes, trust }, primitives)
  if (report.technical !== 'intact') throw new AppError('bad-input', 'signing.seal-broken')
  const sha256 = toHex(await primitives.digest('sha256', file.bytes))
  const row = {
    id: randomUUID(),
    sha256,
    der: file.bytes,
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
  return ctx.db.transaction(async (tx) => {
    const [known] = await tx
      .select({ id: electronicSeals.id })
      .from(electronicSeals)
      .where(eq(electronicSeals.sha256, sha256))
    if (known) return { id: known.id, isNew: false }
    await tx.insert(electronicSeals).values(row)
    await recordAudit(tx, ctx, {
      action: 'electronic-seal.imported',
      object: { type: 'electronic-seal', id: row.id },
      detail: { file: file.name, sha256, sealNumber: row.sealNumber, name: row.name },
    })
    return { id: row.id, isNew: true }
  })
}

function actorId(actor: Actor): string {
  if (actor.type === 'account') return actor.accountId
  if (actor.type === 'system') return actor.name
  throw new AppError('unauthenticated', 'app.sign-in-required')
}
