// 写入 UKey: what the carrier needs, and the clerk's word that it has it.

import { fromBase64 } from '#core/bytes/base64.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { getCredentialRow } from './get.ts'
import { type Credential, lockedCredential, step, tell } from './history.ts'

export interface CarrierPackage {
  /** DER. */
  sign: Uint8Array
  encryption: Uint8Array | null
  /** DER SM2EnvelopedKey: only the carrier that made the signing key opens it. */
  envelope: Uint8Array | null
  chain: Uint8Array[]
}

/** @throws AppError `not-found`; `precondition` once it is in use */
export async function carrierPackage(ctx: Ctx, id: string): Promise<CarrierPackage> {
  const row = await getCredentialRow(ctx.db, id)
  if (row.state !== 'issued' && row.state !== 'written')
    throw new AppError('precondition', 'credentials.written-already')
  return {
    sign: row.signCertificate,
    encryption: row.encryptionCertificate,
    envelope: row.envelope,
    chain: row.chain.map((one) => fromBase64(one) ?? new Uint8Array()),
  }
}

/** The carrier has taken both. Said again, nothing changes. @throws AppError `not-found`, `precondition` */
export async function markWritten(ctx: Ctx, id: string): Promise<Credential> {
  return ctx.db.transaction(async (tx) => {
    const credential = await lockedCredential(tx, id)
    if (credential.state === 'written') return credential
    await step(tx, ctx, credential, 'written')
    await tell(tx, ctx, id, 'written')
    await recordAudit(tx, ctx, { action: 'credential.written', object: { type: 'credential', id } })
    return lockedCredential(tx, id)
  })
}
