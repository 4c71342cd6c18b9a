// A person registers the key of their own UKey, by signing a challenge with it.

import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { nameText } from '#core/x509/names.ts'
import { loginCertificates } from '#db/schema/factors.ts'
import { addFactor, signedInAccount } from '#features/accounts/index.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type Circumstances, type Given, judgeGiven } from './prove.ts'

export type LoginCertificate = typeof loginCertificates.$inferSelect

export function listLoginCertificates(ctx: Ctx): Promise<LoginCertificate[]> {
  const { accountId } = signedInAccount(ctx)
  return ctx.db
    .select()
    .from(loginCertificates)
    .where(eq(loginCertificates.accountId, accountId))
    .orderBy(asc(loginCertificates.createdAt))
}

/**
 * @returns the session's next token: the key was proven just now
 * @throws AppError `conflict` for a key that is registered, `forbidden` for an answer that proves nothing or a certificate known to be revoked
 */
export async function registerCertificate(ctx: Ctx, given: Given, circumstances: Circumstances): Promise<string> {
  const { accountId } = signedInAccount(ctx)
  const { certificate, keyDigest, revocation } = await judgeGiven(ctx, given, circumstances)
  if (revocation.status === 'revoked') throw new AppError('forbidden', 'ukeys.certificate-revoked')
  return ctx.db.transaction(async (tx) => {
    const subject = nameText(certificate.subject)
    const described = { subject, issuer: nameText(certificate.issuer), notAfter: certificate.notAfter }
    const added = await tx
      .insert(loginCertificates)
      .values({
        id: randomUUID(),
        accountId,
        keyDigest,
        certificate: certificate.raw,
        ...described,
        createdAt: ctx.now,
      })
      .onConflictDoNothing()
      .returning({ id: loginCertificates.id })
    if (added.length === 0) throw new AppError('conflict', 'ukeys.certificate-registered')
    const token = await addFactor(tx, ctx, 'certificate')
    const object = { type: 'account', id: accountId }
    await recordAudit(tx, ctx, { action: 'account.certificate-registered', object, detail: { keyDigest, subject } })
    return token
  })
}

/** @throws AppError `not-found` for one that is not one's own */
export async function removeCertificate(ctx: Ctx, id: string): Promise<void> {
  const { accountId } = signedInAccount(ctx)
  await ctx.db.transaction(async (tx) => {
    const [removed] = await tx
      .delete(loginCertificates)
      .where(and(eq(loginCertificates.id, id), eq(loginCertificates.accountId, accountId)))
      .returning()
    if (!removed) throw new AppError('not-found', 'accounts.factor-unknown')
    const { keyDigest, subject } = removed
    const object = { type: 'account', id: accountId }
    await recordAudit(tx, ctx, { action: 'account.certificate-removed', object, detail: { keyDigest, subject } })
  })
}
