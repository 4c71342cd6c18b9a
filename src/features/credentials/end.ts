// 挂失, 解挂, 吊销: what is held is suspended, taken up again or ended. Both certificates together, and nobody signs in with them.

import { and, eq, ne } from 'drizzle-orm'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Tx } from '#db/database.ts'
import { credentials } from '#db/schema/credentials.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { type CredentialReason, resumeCredential, revokeCredential } from '#features/authority/index.ts'
import { endLogin, holdLogin } from '#features/ukeys/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type Credential, lockedCredential, releaseCarrier, step, tell } from './history.ts'

/** In the caller's transaction. @throws AppError `not-found`; `precondition` unless it is active */
export async function suspendHeld(tx: Tx, ctx: Ctx, { credentialId }: { credentialId: string }): Promise<Credential> {
  await lockAudit(tx)
  const credential = await lockedCredential(tx, credentialId)
  await step(tx, ctx, credential, 'suspended')
  await revokeCredential(tx, ctx, { issuanceId: credential.issuanceId, reason: 'certificateHold' })
  await holdLogin(tx, ctx, certificateOf(credential), true)
  await told(tx, ctx, credential, 'suspended')
  return lockedCredential(tx, credentialId)
}

/** In the caller's transaction. @throws AppError `not-found`; `precondition` unless it is suspended */
export async function resumeHeld(tx: Tx, ctx: Ctx, { credentialId }: { credentialId: string }): Promise<Credential> {
  await lockAudit(tx)
  const credential = await lockedCredential(tx, credentialId)
  // What was never in use comes into use by its own signature alone.
  if (credential.state !== 'suspended') throw new AppError('precondition', 'credentials.not-suspended')
  await step(tx, ctx, credential, 'active')
  await resumeCredential(tx, ctx, { issuanceId: credential.issuanceId })
  await holdLogin(tx, ctx, certificateOf(credential), false)
  await told(tx, ctx, credential, 'resumed')
  return lockedCredential(tx, credentialId)
}

export interface Revocation {
  credentialId: string
  /** RFC 5280 §5.3.1. */
  reason: Exclude<CredentialReason, 'certificateHold'>
}

/** In the caller's transaction. @throws AppError `not-found`; `precondition` for one that is over already */
export async function revokeHeld(tx: Tx, ctx: Ctx, { credentialId, reason }: Revocation): Promise<Credential> {
  await lockAudit(tx)
  const credential = await lockedCredential(tx, credentialId)
  await step(tx, ctx, credential, 'revoked')
  await revokeCredential(tx, ctx, { issuanceId: credential.issuanceId, reason })
  await endLogin(tx, ctx, certificateOf(credential))
  await releaseCarrier(tx, ctx, credential)
  await told(tx, ctx, credential, 'revoked', { reason })
  return lockedCredential(tx, credentialId)
}

/**
 * In the caller's transaction, from the whole estate: what a person holds, or held, goes with them to another district. Whose hands the
 * carriers were in stays written where it was.
 */
export async function moveHeld(
  tx: Tx,
  ctx: Ctx,
  { staffId, districtId }: { staffId: string; districtId: string },
): Promise<void> {
  await lockAudit(tx)
  const moved = await tx
    .update(credentials)
    .set({ districtId })
    .where(and(eq(credentials.staffId, staffId), ne(credentials.districtId, districtId)))
    .returning({ id: credentials.id })
  for (const { id } of moved) {
    await tell(tx, ctx, id, 'moved', { districtId })
    await recordAudit(tx, ctx, {
      action: 'held-credential.moved',
      object: { type: 'credential', id },
      detail: { districtId },
    })
  }
}

async function told(
  tx: Tx,
  ctx: Ctx,
  { id }: Credential,
  kind: 'suspended' | 'resumed' | 'revoked',
  detail: Record<string, string> = {},
): Promise<void> {
  await tell(tx, ctx, id, kind, detail)
  // The authority's own row is about the issuance.
  await recordAudit(tx, ctx, { action: `held-credential.${kind}`, object: { type: 'credential', id }, detail })
}

/** It was read when it was received. */
function certificateOf({ signCertificate }: Credential): Certificate {
  const read = parseCertificate(signCertificate)
  if (!read.ok) throw new Error('a certificate that was received cannot be read any more')
  return read.value
}
