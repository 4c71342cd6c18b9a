// What becomes of signing in by a certificate when that certificate is replaced, suspended or ended. The account follows the identity
// number inside the certificates (1.2.156.10260.4.1.1), never their names.

import { eq } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { isSamePerson } from '#core/x509/identity.ts'
import { nameText } from '#core/x509/names.ts'
import type { Tx } from '#db/database.ts'
import { loginCertificates } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { readable } from './judge.ts'

/**
 * Whoever signed in with the one signs in with the other, if both are of one person; otherwise with neither.
 * @returns whether an account followed
 */
export async function moveLogin(tx: Tx, ctx: Ctx, from: Certificate, to: Certificate): Promise<boolean> {
  const [old, next] = await Promise.all([digestOf(ctx, from), digestOf(ctx, to)])
  const [known] = await tx.select().from(loginCertificates).where(eq(loginCertificates.keyDigest, old)).for('update')
  if (!known) return false
  const [registered] = readable([known.certificate])
  const [taken] = await tx.select().from(loginCertificates).where(eq(loginCertificates.keyDigest, next))
  if (!registered || !isSamePerson(registered, to) || (taken && old !== next)) {
    await endLogin(tx, ctx, from)
    return false
  }
  const described = { subject: nameText(to.subject), issuer: nameText(to.issuer), notAfter: to.notAfter }
  await tx
    .update(loginCertificates)
    .set({ keyDigest: next, certificate: to.raw, ...described, heldAt: null })
    .where(eq(loginCertificates.id, known.id))
  const object = { type: 'account', id: known.accountId }
  await recordAudit(tx, ctx, { action: 'account.certificate-moved', object, detail: { from: old, to: next } })
  return true
}

/** 挂失 and back: stops at once, before any list says so. */
export async function holdLogin(tx: Tx, ctx: Ctx, certificate: Certificate, isHeld: boolean): Promise<void> {
  const keyDigest = await digestOf(ctx, certificate)
  const changed = await tx
    .update(loginCertificates)
    .set({ heldAt: isHeld ? ctx.now : null })
    .where(eq(loginCertificates.keyDigest, keyDigest))
    .returning({ accountId: loginCertificates.accountId })
  const action = isHeld ? 'account.certificate-held' : 'account.certificate-released'
  for (const { accountId } of changed)
    await recordAudit(tx, ctx, { action, object: { type: 'account', id: accountId }, detail: { keyDigest } })
}

/** Nobody signs in with it any more. */
export async function endLogin(tx: Tx, ctx: Ctx, certificate: Certificate): Promise<void> {
  const keyDigest = await digestOf(ctx, certificate)
  const ended = await tx.delete(loginCertificates).where(eq(loginCertificates.keyDigest, keyDigest)).returning()
  for (const { accountId, subject } of ended) {
    const object = { type: 'account', id: accountId }
    await recordAudit(tx, ctx, { action: 'account.certificate-removed', object, detail: { keyDigest, subject } })
  }
}

async function digestOf({ ports }: Ctx, { publicKeyInfo }: Certificate): Promise<string> {
  return toHex(await ports.primitives.digest('sha256', publicKeyInfo))
}
