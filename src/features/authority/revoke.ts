// Revokes, suspends and resumes what was issued: both certificates of a credential together, as a row each that stays. What the lists and the
// responder say follows from the last row.

import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { CrlReason } from '#core/issuance/make-crl.ts'
import type { Db, Tx } from '#db/database.ts'
import { authorities, authorityCertificates, authorityIssuances, authorityRevocations } from '#db/schema/authority.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'

/** What a person may give as the reason; `certificateHold` suspends (RFC 5280 §5.3.1). */
export const CREDENTIAL_REASONS = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
] as const satisfies readonly CrlReason[]
export type CredentialReason = (typeof CREDENTIAL_REASONS)[number]

export type CertificateStanding =
  | { status: 'good' }
  /** `certificateHold`: suspended, and may come back. */
  | { status: 'revoked'; at: number; reason: CrlReason }

/**
 * In the caller's transaction. The responder says so from its commit on, the next delta within a minute.
 * @throws AppError `not-found`; `precondition` where nothing was issued; `conflict` where it is revoked, or suspended twice
 */
export async function revokeCredential(
  tx: Tx,
  ctx: Ctx,
  { issuanceId, reason }: { issuanceId: string; reason: CredentialReason },
): Promise<void> {
  const certificates = await issuedOf(tx, issuanceId)
  if (reason === 'certificateHold') await demandOwn(tx, certificates)
  for (const one of certificates) {
    const standing = await standingOfCertificate(tx, one.id)
    if (standing.status === 'revoked' && (standing.reason !== 'certificateHold' || reason === 'certificateHold'))
      throw new AppError('conflict', 'authority.revoked-already')
  }
  await write(tx, ctx, certificates, 'revoked', reason)
  await recordAudit(tx, ctx, {
    action: reason === 'certificateHold' ? 'credential.suspended' : 'credential.revoked',
    object: { type: 'authority-issuance', id: issuanceId },
    detail: { reason, serials: certificates.map(({ serial }) => serial) },
  })
}

/** In the caller's transaction. The next delta takes both off the list. @throws AppError as `revokeCredential`; `precondition` unless suspended */
export async function resumeCredential(tx: Tx, ctx: Ctx, { issuanceId }: { issuanceId: string }): Promise<void> {
  const certificates = await issuedOf(tx, issuanceId)
  for (const one of certificates) {
    const standing = await standingOfCertificate(tx, one.id)
    if (standing.status !== 'revoked' || standing.reason !== 'certificateHold')
      throw new AppError('precondition', 'authority.not-suspended')
  }
  await write(tx, ctx, certificates, 'resumed', 'removeFromCRL')
  await recordAudit(tx, ctx, {
    action: 'credential.resumed',
    object: { type: 'authority-issuance', id: issuanceId },
    detail: { serials: certificates.map(({ serial }) => serial) },
  })
}

/** CMP tells an authority outside of a revocation; for a suspension it has no word that all of them know. @throws AppError `precondition` */
async function demandOwn(tx: Tx, [first]: readonly Known[]): Promise<void> {
  const [row] = await tx
    .select({ kind: authorities.kind })
    .from(authorities)
    .where(eq(authorities.id, first?.authorityId ?? ''))
  if (row?.kind !== 'builtin') throw new AppError('precondition', 'authority.outside-no-hold')
}

type Known = Pick<typeof authorityCertificates.$inferSelect, 'id' | 'authorityId' | 'serial' | 'notAfter'>

/** A signature may exist under these numbers that nobody has: they count as revoked from here on. */
export async function burn(tx: Tx, ctx: Ctx, certificates: readonly Known[]): Promise<void> {
  if (certificates.length === 0) return
  const ids = certificates.map(({ id }) => id)
  await tx.update(authorityCertificates).set({ state: 'burned' }).where(inArray(authorityCertificates.id, ids))
  await write(tx, ctx, certificates, 'revoked', 'unspecified')
}

async function write(
  tx: Tx,
  { now, actor }: Ctx,
  certificates: readonly Known[],
  kind: 'revoked' | 'resumed',
  reason: CrlReason,
): Promise<void> {
  const by = actor.type === 'account' ? actor.accountId : actor.type === 'system' ? actor.name : 'anonymous'
  await tx.insert(authorityRevocations).values(
    certificates.map(({ id, authorityId, serial, notAfter }) => ({
      ...{ certificateId: id, authorityId, serial, notAfter, kind, reason, by, at: now },
    })),
  )
}

/** Locked: two who change one standing take turns. */
async function issuedOf(tx: Tx, issuanceId: string): Promise<Known[]> {
  const [row] = await tx
    .select({ id: authorityIssuances.id })
    .from(authorityIssuances)
    .where(eq(authorityIssuances.id, issuanceId))
    .for('update')
  if (!row) throw new AppError('not-found', 'authority.issuance-not-found')
  const { id, authorityId, serial, notAfter, state } = authorityCertificates
  const rows = await tx
    .select({ id, authorityId, serial, notAfter })
    .from(authorityCertificates)
    .where(and(eq(authorityCertificates.issuanceId, issuanceId), eq(state, 'issued')))
  if (rows.length === 0) throw new AppError('precondition', 'authority.not-issued')
  return rows
}

/** The issuance that a certificate of a holder came from, by its SHA-256; `undefined` for one that is not ours. */
export async function issuanceOf(db: Db | Tx, certificateSha256: string): Promise<string | undefined> {
  const { issuanceId, sha256 } = authorityCertificates
  const [row] = await db.select({ issuanceId }).from(authorityCertificates).where(eq(sha256, certificateSha256))
  return row?.issuanceId ?? undefined
}

async function standingOfCertificate(db: Db | Tx, certificateId: string): Promise<CertificateStanding> {
  const [last] = await db
    .select()
    .from(authorityRevocations)
    .where(eq(authorityRevocations.certificateId, certificateId))
    .orderBy(desc(authorityRevocations.position))
    .limit(1)
  return last?.kind === 'revoked' ? { status: 'revoked', at: last.at, reason: last.reason } : { status: 'good' }
}

/** What is known of a certificate of ours, by its SHA-256 or by authority and serial number (lower-case hex). `unknown`: never issued. */
export async function statusOf(
  db: Db | Tx,
  which: { sha256: string } | { authorityId: string; serial: string },
): Promise<CertificateStanding | { status: 'unknown' }> {
  const { sha256, authorityId, serial } = authorityCertificates
  const [row] = await db
    .select()
    .from(authorityCertificates)
    .where(
      'sha256' in which ? eq(sha256, which.sha256) : and(eq(authorityId, which.authorityId), eq(serial, which.serial)),
    )
  // A number that was drawn and under which nothing was signed yet was not issued.
  if (!row || row.state === 'drawn' || row.state === 'signing') return { status: 'unknown' }
  return standingOfCertificate(db, row.id)
}

/** The last row of each certificate of an authority that ever changed, as far as `upTo`; the whole of it where that is absent. */
export async function lastChanges(db: Db | Tx, authorityId: string, upTo?: number) {
  const { certificateId, position } = authorityRevocations
  return db
    .selectDistinctOn([certificateId])
    .from(authorityRevocations)
    .where(
      and(
        eq(authorityRevocations.authorityId, authorityId),
        upTo === undefined ? sql`true` : sql`${position} <= ${upTo}`,
      ),
    )
    .orderBy(certificateId, desc(position))
}
