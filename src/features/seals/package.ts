// Hands a made seal out as a package for the signing system, and takes such packages in.

import { eq } from 'drizzle-orm'
import { type Zippable, zipSync } from 'fflate'
import { fromBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { openArchive } from '#core/documents/archive.ts'
import { layOutPackage, openPackage, PACKAGE_FILES } from '#core/seals/package.ts'
import { seals } from '#db/schema/seals.ts'
import { requirePerson } from '#features/approvals/index.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { importSeal, makerRevocation } from '#features/signing/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { advance } from './decide.ts'
import { tell } from './events.ts'
import { findRequest, findSeal } from './list.ts'
import { makerKey, PURPOSE } from './make.ts'
import { locked } from './request.ts'
import type { SealRow } from './rules.ts'

/** A seal, its picture twice, and some certificates. */
export const MAX_PACKAGE_BYTES = 4 * 1024 * 1024

export interface SealPackage {
  name: string
  bytes: Uint8Array
  sha256: string
}

/**
 * The package of a seal, signed by the key that made it; the first time, the request is thereby delivered.
 * @throws AppError `precondition` for a seal that is no longer in use, or whose maker's certificate has ended or was revoked
 */
export async function exportSeal(ctx: Ctx, sealId: string): Promise<SealPackage> {
  requirePerson(ctx.actor)
  const seal = await findSeal(ctx, sealId)
  if (seal.state !== 'active') throw new AppError('precondition', 'seal-requests.seal-is', { state: seal.state })
  if (await makerRevocation(ctx.db, ctx.ports.primitives, seal.makerCertificate))
    throw new AppError('precondition', 'signing.seal-maker-revoked', { seal: seal.name })
  const { bytes, sha256 } = await packed(ctx, seal)
  const request = await findRequest(ctx, seal.requestId)
  await ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const row = await locked(tx, request.id)
    if (row.state !== 'made') {
      await tell(tx, ctx, row, { step: 'export', sealId, detail: { number: seal.number, sha256 } })
      return
    }
    await advance(tx, ctx, row, 'deliver', {})
    await tx.update(seals).set({ deliveredAt: ctx.now }).where(eq(seals.id, sealId))
    await tell(tx, ctx, row, { step: 'deliver', sealId, detail: { number: seal.number, sha256 } })
  })
  return { name: `seal-${seal.number}.zip`, bytes, sha256 }
}

async function packed(ctx: Ctx, seal: SealRow): Promise<{ bytes: Uint8Array; sha256: string }> {
  const { primitives, keys } = ctx.ports
  const { der, picture, pictureSvg, makerCertificate, number, name, version, madeAt } = seal
  const certificates = seal.certificates.flatMap((one) => fromBase64(one) ?? [])
  const { files, manifest } = await layOutPackage(
    {
      ...{ seal: der, picture, certificates, makerCertificate, number, name, version, madeAt },
      ...(pictureSvg && { pictureSvg }),
    },
    primitives,
  )
  const key = await makerKey(ctx, seal.makerKeyId)
  // A manifest begins with a brace and a seal with a SEQUENCE: what signs the one can never be shown as the other.
  const signature = await keys.sign(ctx.db, key.keyId, PURPOSE, manifest)
  const whole = { ...files, [PACKAGE_FILES.manifest]: manifest, [PACKAGE_FILES.signature]: signature }
  const entries: Zippable = Object.fromEntries(
    Object.entries(whole).map(([file, bytes]) => [file, [bytes, { mtime: ZIP_DATE }]]),
  )
  const bytes = zipSync(entries)
  return { bytes, sha256: toHex(await primitives.digest('sha256', bytes)) }
}

/** A ZIP tells local times without saying which: the same one for all. */
const ZIP_DATE = new Date(2026, 0, 1)

/** Takes a package into use where documents are sealed. @throws AppError `bad-input` naming what in it is not as its maker signed it */
export async function importPackage(
  ctx: Ctx,
  bytes: Uint8Array,
): Promise<{ id: string; isNew: boolean; number: string }> {
  if (bytes.length > MAX_PACKAGE_BYTES) throw new AppError('limit', 'package.seal-unreadable', { problem: 'size' })
  const archive = openArchive(bytes, ctx.ports.primitives.inflate, LIMITS)
  if (!archive.ok) throw new AppError('bad-input', 'package.seal-unreadable', { problem: archive.error.code })
  const opened = await openPackage(archive.value, ctx.ports.primitives)
  if (!opened.ok) throw new AppError('bad-input', opened.error.code, { ...opened.error.params })
  const { seal } = opened.value
  const taken = await importSeal(ctx, { name: `${seal.id}.esl`, bytes: seal.raw })
  const sha256 = toHex(await ctx.ports.primitives.digest('sha256', bytes))
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'seal-package.imported',
      object: { type: 'electronic-seal', id: taken.id },
      detail: { number: seal.id, name: seal.name, sha256, isNew: taken.isNew },
    }),
  )
  return { ...taken, number: seal.id }
}

const LIMITS = { maxEntries: 64, maxEntryBytes: 2 * 1024 * 1024, maxTotalBytes: 8 * 1024 * 1024, takesAll: true }
