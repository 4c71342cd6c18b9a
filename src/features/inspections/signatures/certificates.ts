// Whose certificate is whose. A security administrator registers them; only registered ones sign rounds.

import { and, asc, eq, isNull } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { unarmoured } from '#core/formats.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { accounts, persons } from '#db/schema/accounts.ts'
import { signerCertificates } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { person } from '../person.ts'

export type SignerCertificate = typeof signerCertificates.$inferSelect

/** Of one person, those that may sign. */
export function certificatesOf({ db }: Pick<Ctx, 'db'>, personId: string): Promise<SignerCertificate[]> {
  return db
    .select()
    .from(signerCertificates)
    .where(and(eq(signerCertificates.personId, personId), isNull(signerCertificates.endedAt)))
    .orderBy(asc(signerCertificates.registeredAt))
}

/** Everybody's, those that ended too. */
export async function listSignerCertificates({ db }: Ctx): Promise<(SignerCertificate & { person: string })[]> {
  const rows = await db
    .select({ certificate: signerCertificates, person: persons.name })
    .from(signerCertificates)
    .innerJoin(persons, eq(persons.id, signerCertificates.personId))
    .orderBy(asc(persons.name), asc(signerCertificates.registeredAt))
  return rows.map(({ certificate, person: name }) => ({ ...certificate, person: name }))
}

/** @throws AppError `bad-input` for what is no single certificate, `not-found` for the account, `conflict` for one that is registered */
export async function registerSignerCertificate(
  ctx: Ctx,
  username: string,
  file: Uint8Array,
): Promise<SignerCertificate> {
  const by = person(ctx)
  const [der, ...more] = unarmoured(file)
  const read = der && parseCertificate(der)
  if (!der || more.length > 0 || !read?.ok) throw new AppError('bad-input', 'inspections.certificate-unreadable')
  const { subject, notAfter } = read.value
  const sha256 = toHex(await ctx.ports.primitives.digest('sha256', der))
  return ctx.db.transaction(async (tx) => {
    const [account] = await tx.select().from(accounts).where(eq(accounts.username, username))
    if (!account) throw new AppError('not-found', 'inspections.account-not-found', { username })
    const values = { sha256, personId: account.personId, der, subject: nameText(subject), notAfter }
    const [row] = await tx
      .insert(signerCertificates)
      .values({ ...values, registeredBy: by.name, registeredAt: ctx.now })
      .onConflictDoNothing()
      .returning()
    if (!row) throw new AppError('conflict', 'inspections.certificate-registered')
    await recordAudit(tx, ctx, {
      action: 'signer-certificate.registered',
      object: { type: 'person', id: account.personId },
      detail: { sha256, subject: row.subject, username },
    })
    return row
  })
}

/** From now on it signs nothing; what it signed stays. @throws AppError `not-found` */
export async function endSignerCertificate(ctx: Ctx, sha256: string): Promise<void> {
  const by = person(ctx)
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(signerCertificates)
      .set({ endedBy: by.name, endedAt: ctx.now })
      .where(and(eq(signerCertificates.sha256, sha256), isNull(signerCertificates.endedAt)))
      .returning()
    if (!row) throw new AppError('not-found', 'inspections.certificate-not-found')
    await recordAudit(tx, ctx, {
      action: 'signer-certificate.ended',
      object: { type: 'person', id: row.personId },
      detail: { sha256, subject: row.subject },
    })
  })
}
