// Makes the seal of a settled request: signed by the maker's key, judged by our own engine before anybody has it, recorded with its
// request, its predecessor and the signing side in one transaction.

import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { fromBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { makerMessage, SEAL_TYPES, type SealContent, writeSeal, writeSealInfo } from '#core/seals/write.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { seals } from '#db/schema/seals.ts'
import { requirePerson } from '#features/approvals/index.ts'
import { lockAudit } from '#features/audit/index.ts'
import { keepSeal, listSigningKeys, type ReadyKey, readSealRow, readyKey } from '#features/signing/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { demandRightClock } from '#src/right-clock.ts'
import { advance, restate } from './decide.ts'
import { tell } from './events.ts'
import { demandInUse, readHolders } from './given.ts'
import { findRequest } from './list.ts'
import { locked } from './request.ts'
import { demandStep, type SealRequestRow, sealNumber, validUntil } from './rules.ts'

/** What the maker's key is kept for, in the vault: it signs seals and their packages, nothing else. */
export const PURPOSE = 'seal-making'
const VENDOR = 'ZHENGXUN'

/** The maker's keys with their certificates. */
export const listMakerKeys = (ctx: Ctx) => listSigningKeys(ctx, PURPOSE)

/** @throws AppError `not-found` or `precondition` for a key that makes no seals */
export async function makerKey(ctx: Ctx, id: string): Promise<ReadyKey> {
  const key = await readyKey(ctx, id, PURPOSE)
  if (key.algorithm !== 'sm2') throw new AppError('precondition', 'seal-requests.maker-not-sm2', { key: key.name })
  return key
}

export async function makeSeal(ctx: Ctx, requestId: string, makerKeyId: string): Promise<{ sealId: string }> {
  demandRightClock(ctx)
  const asked = await findRequest(ctx, requestId)
  demandStep('make', asked, requirePerson(ctx.actor))
  const key = await makerKey(ctx, makerKeyId)
  const holders = readHolders(
    ctx,
    asked.certificates.map((one) => fromBase64(one) ?? new Uint8Array()),
  )
  await demandInUse(ctx, holders)
  const made = await signed(ctx, asked, holders, key)
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const request = await locked(tx, requestId)
    if (request.changedAt !== asked.changedAt) throw new AppError('conflict', 'seal-requests.changed-meanwhile')
    await advance(tx, ctx, request, 'make', {})
    const before = request.kind === 'new' ? undefined : await restate(tx, ctx, request)
    const row = { ...rowOf(request, made, ctx), makerCertificate: key.certificate.raw, makerKeyId: key.id }
    await tx.insert(seals).values(row)
    // Version 1 is for other systems: what is sealed here is sealed as version 4.
    if (row.version === 4) await keepSeal(tx, ctx, `${row.number}.esl`, made.kept)
    const { number, sha256 } = row
    const detail = { number, sha256, makerCertificateSha256: key.certificateSha256, supersedes: before?.number }
    await tell(tx, ctx, request, { step: 'make', sealId: row.id, detail })
    if (before)
      await tell(tx, ctx, request, {
        step: 'supersede',
        sealId: before.id,
        detail: { number: before.number, by: number },
      })
    return { sealId: row.id }
  })
}

interface Made {
  number: string
  content: SealContent
  kept: Awaited<ReturnType<typeof readSealRow>>
  certificateSha256: string[]
}

/** @throws AppError as `readSealRow` when our own engine refuses what was made */
async function signed(
  ctx: Ctx,
  request: SealRequestRow,
  holders: readonly Certificate[],
  key: ReadyKey,
): Promise<Made> {
  const { picture, widthMm, heightMm, version, sealKind, name } = request
  if (!picture || !widthMm || !heightMm)
    throw new AppError('precondition', 'seal-requests.not-now', { state: request.state, step: 'make' })
  const { primitives, keys } = ctx.ports
  const number = sealNumber(request.districtId, ctx.now, await nextSerial(ctx))
  const now = Math.floor(ctx.now / 1000) * 1000
  const content: SealContent = {
    ...{ version, id: number, vendor: VENDOR, name, created: now, validFrom: now },
    type: sealKind === 'name' ? SEAL_TYPES.person : SEAL_TYPES.organisation,
    signers: { kind: 'certificates', certificates: holders.map(({ raw }) => raw) },
    validUntil: validUntil(now, request.validYears, holders, version),
    picture: { type: 'PNG', data: picture, widthMm, heightMm },
  }
  const info = writeSealInfo(content)
  const certificate = key.certificate.raw
  const signature = await keys.sign(ctx.db, key.keyId, PURPOSE, makerMessage(version, info, certificate))
  const kept = await readSealRow(ctx, writeSeal(version, info, certificate, signature))
  const digests = await Promise.all(holders.map(({ raw }) => primitives.digest('sha256', raw)))
  return { number, content, kept, certificateSha256: digests.map(toHex) }
}

function rowOf(request: SealRequestRow, { number, content, kept, certificateSha256 }: Made, ctx: Ctx) {
  const {
    districtId,
    sealKind: kind,
    name,
    holderName,
    unitName,
    staffId,
    version,
    design,
    pictureSvg,
    certificates,
  } = request
  return {
    ...{ id: randomUUID(), districtId, number, kind, name, holderName, unitName, staffId, version, design, pictureSvg },
    ...{ certificates, certificateSha256, der: kept.der, sha256: kept.sha256 },
    ...{
      state: 'active' as const,
      stateBy: request.id,
      stateAt: ctx.now,
      requestId: request.id,
      supersedesId: request.sealId,
    },
    picture: content.picture.data,
    widthMm: content.picture.widthMm,
    heightMm: content.picture.heightMm,
    validFrom: content.validFrom,
    validUntil: content.validUntil,
    madeAt: ctx.now,
  }
}

async function nextSerial({ db }: Ctx): Promise<number> {
  const { rows } = await db.execute<{ serial: string }>(sql`select nextval('seal_numbers') as serial`)
  return Number(rows[0]?.serial)
}
