// Asks a CA to revoke a certificate, or when it wants it renewed.

import { eq } from 'drizzle-orm'
import { certificates } from '#db/schema/certificates.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { getConnection } from './connect.ts'
import type { RevokeInput } from './inputs.ts'
import { openConnection } from './open.ts'
import { keyOfCertificate } from './poll.ts'

/**
 * The CA has taken the revocation when this returns; that it shows in CRL and OCSP is somebody else's to prove.
 * @throws AppError `not-found`; `precondition` without the key asked for; as the connection
 */
export async function revokeCertificate(ctx: Ctx, input: RevokeInput): Promise<void> {
  const { connectionId, certificateId, reason, withCertificateKey } = input
  const connection = await getConnection(ctx, connectionId)
  const row = await certificateRow(ctx, certificateId)
  const key = withCertificateKey ? await keyOfCertificate(ctx, row.spkiSha256) : undefined
  if (withCertificateKey && !key) throw new AppError('precondition', 'issuer.certificate-key-not-here')
  // Asked for first: that somebody tried has to be known whatever the CA says.
  await audited(ctx, 'certificate.revocation-asked', row.id, { connection: connection.name, reason })
  await (await openConnection(ctx, connection)).revoke({ certificate: row.der, reason, ...(key && { key }) })
  await audited(ctx, 'certificate.revocation-taken', row.id, {
    connection: connection.name,
    reason,
    serial: row.serial,
  })
}

function audited(ctx: Ctx, action: string, id: string, detail: Record<string, unknown>): Promise<void> {
  return ctx.db.transaction((tx) => recordAudit(tx, ctx, { action, object: { type: 'certificate', id }, detail }))
}

async function certificateRow({ db }: Ctx, id: string) {
  const [row] = await db.select().from(certificates).where(eq(certificates.id, id))
  if (!row) throw new AppError('not-found', 'certificates.not-found')
  return row
}

/** `undefined`: the CA makes no suggestion. @throws AppError `not-found`, or as the connection */
export async function renewalInfo(
  ctx: Ctx,
  { connectionId, certificateId }: { connectionId: string; certificateId: string },
) {
  const connection = await getConnection(ctx, connectionId)
  const { der } = await certificateRow(ctx, certificateId)
  return (await openConnection(ctx, connection)).renewalInfo(der)
}
