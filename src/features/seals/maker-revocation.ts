// 吊销制章证书: the certificate of a key that makes seals is revoked as it was issued, by three persons – neither who asks nor who approves
// made the key. From the commit on the responder says so, nothing is made or packed with it, and no seal it made is used for sealing.

import { and, count, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { toHex } from '#core/bytes/hex.ts'
import { nameText } from '#core/x509/names.ts'
import type { Tx } from '#db/database.ts'
import { sealMakerRevocations, seals } from '#db/schema/seals.ts'
import { type ApprovalKind, type Approved, LIFETIME_MS, propose } from '#features/approvals/index.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { issuanceOf, revokeCredential } from '#features/authority/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { demandOtherThanKeyMaker } from './key-maker.ts'
import { listMakerKeys } from './make.ts'
import { MAKER_REASONS, MAKERS, OFFICERS } from './rules.ts'

const MakerRevocationRequest = z.strictObject({
  keyRequestId: z.uuid(),
  issuanceId: z.uuid(),
  reason: z.enum(MAKER_REASONS),
  key: z.string(),
  subject: z.string(),
  serial: z.string(),
  certificateSha256: z.string(),
  /** Who made the key. */
  keyMakerPerson: z.uuid(),
})
type MakerRevocationRequest = z.output<typeof MakerRevocationRequest>

export const makerRevocationKind: ApprovalKind<MakerRevocationRequest> = {
  id: 'seal-maker-revocation',
  requesters: MAKERS,
  deciders: OFFICERS,
  lifetimeMs: LIFETIME_MS,
  request: MakerRevocationRequest,
  describe: ({ reason, key, subject, serial, certificateSha256 }) => [
    { code: `approvals.seal-maker-revocation.${reason}`, params: { key, subject } },
    { code: 'approvals.seal-maker-revocation.which', params: { serial, sha256: certificateSha256 } },
    { code: 'approvals.seal-maker-revocation.final' },
  ],
  concerns: ({ keyMakerPerson }) => keyMakerPerson,
  effect: { when: 'on-approval', perform: revoke },
}

/**
 * Asks for it; another person approves, and neither is who made the key.
 * @throws AppError `not-found` for what is no key of the seal maker, `forbidden` for who made it, `precondition` for a key without a
 * certificate of an authority of ours, or with one that is revoked already
 */
export async function askMakerRevocation(
  ctx: Ctx,
  keyRequestId: string,
  { reason, why }: { reason: (typeof MAKER_REASONS)[number]; why: string },
): Promise<{ approvalId: string }> {
  const key = (await listMakerKeys(ctx)).find(({ id }) => id === keyRequestId)
  if (!key) throw new AppError('not-found', 'signing.key-not-found')
  const { name, certificate, certificateSha256, revoked } = key
  if (!certificate || !certificateSha256) throw new AppError('precondition', 'signing.key-waiting', { key: name })
  if (revoked) throw new AppError('precondition', 'seal-requests.maker-revoked-already', { key: name })
  return ctx.db.transaction(async (tx) => {
    const { keyMakerPerson } = await demandOtherThanKeyMaker(tx, ctx, keyRequestId)
    const issuanceId = await issuanceOf(tx, certificateSha256)
    if (!issuanceId) throw new AppError('precondition', 'seal-requests.maker-certificate-not-ours', { key: name })
    const which = { subject: nameText(certificate.subject), serial: toHex(certificate.serial), certificateSha256 }
    const { id } = await propose(tx, ctx, makerRevocationKind, {
      object: { type: 'certificate-request', id: keyRequestId },
      subject: name,
      request: { keyRequestId, issuanceId, reason, key: name, ...which, keyMakerPerson },
      reason: why,
    })
    return { approvalId: id }
  })
}

async function revoke(tx: Tx, ctx: Ctx, { id: approvalId, request }: Approved<MakerRevocationRequest>) {
  const { keyRequestId, issuanceId, reason, certificateSha256, subject } = request
  await lockAudit(tx)
  await revokeCredential(tx, ctx, { issuanceId, reason })
  await tx.insert(sealMakerRevocations).values({ certificateSha256, keyRequestId, reason, revokedAt: ctx.now })
  const outcome = { issuanceId, certificateSha256, sealsInUse: await sealsInUse(tx, keyRequestId) }
  await recordAudit(tx, ctx, {
    action: 'seal-maker.revoked',
    object: { type: 'certificate-request', id: keyRequestId },
    detail: { ...outcome, reason, subject, approvalId },
  })
  return { outcome }
}

/** Made with the key, under this certificate or another of it, and neither replaced nor destroyed. */
async function sealsInUse(tx: Tx, keyRequestId: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(seals)
    .where(and(eq(seals.makerKeyId, keyRequestId), inArray(seals.state, ['active', 'frozen'])))
  return row?.n ?? 0
}
