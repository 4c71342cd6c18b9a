// Puts a certificate into a lineage: a first one, a renewal, or a second one for a device with a key of its own.

import { and, desc, eq, inArray } from 'drizzle-orm'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Tx } from '#db/database.ts'
import { certificates } from '#db/schema/certificates.ts'
import { lineageCertificates } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import { issuersOf } from '../known.ts'
import { isSelfIssued } from '../rules.ts'
import { type LineageRow, lockLineage } from './create.ts'
import type { AddCertificate } from './inputs.ts'
import { keyFor } from './keys.ts'
import { settleUnknown } from './unknown.ts'

export type LineageCertificateRow = typeof lineageCertificates.$inferSelect

/**
 * Takes a certificate of the inventory into a lineage as issued: it becomes the active one when it was proved on every binding.
 * @throws AppError `not-found` · `precondition` for a CA or a compromised key · `conflict` when it stands in a lineage already
 */
export async function addCertificate(
  ctx: Ctx,
  lineageId: string,
  input: AddCertificate,
): Promise<LineageCertificateRow> {
  return ctx.db.transaction(async (tx) => {
    const lineage = await lockLineage(tx, lineageId)
    const row = await joinLineage(tx, ctx, lineage, input, 'issued')
    await settleUnknown(tx, ctx, input.certificateId, { state: 'adopted' })
    await recordAudit(tx, ctx, {
      action: 'lineage.certificate-added',
      object: { type: 'lineage', id: lineageId },
      detail: { certificateId: input.certificateId, keyId: row.keyId, supersedesId: row.supersedesId },
    })
    return row
  })
}

/** @throws AppError as `addCertificate` */
export async function joinLineage(
  tx: Tx,
  ctx: Ctx,
  lineage: LineageRow,
  { certificateId, key, supersedesId }: AddCertificate,
  state: 'issued' | 'active',
): Promise<LineageCertificateRow> {
  const certificate = await loadLeaf(tx, certificateId)
  const keyRecord = await keyFor(tx, ctx, certificate, key, lineage.owner)
  const superseded = supersedesId ?? (await newestOf(tx, lineage.id))?.certificateId ?? null
  if (supersedesId !== undefined) await requireIn(tx, lineage.id, supersedesId)
  const [row] = await tx
    .insert(lineageCertificates)
    .values({
      certificateId,
      lineageId: lineage.id,
      keyId: keyRecord.id,
      chain: await chainOf(tx, ctx, certificate.der),
      state,
      supersedesId: superseded,
      addedBy: actorId(ctx.actor),
      addedAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new AppError('conflict', 'lineage.certificate-taken')
  return row
}

async function loadLeaf(tx: Tx, id: string) {
  const [row] = await tx.select().from(certificates).where(eq(certificates.id, id))
  if (!row) throw new AppError('not-found', 'certificates.not-found')
  if (row.isCa) throw new AppError('precondition', 'lineage.certificate-is-ca', { subject: row.subject })
  return row
}

/** The newest certificate still in force in the lineage, whatever its key. */
export async function newestOf(tx: Tx, lineageId: string): Promise<LineageCertificateRow | undefined> {
  const [row] = await tx
    .select()
    .from(lineageCertificates)
    .where(and(eq(lineageCertificates.lineageId, lineageId), inArray(lineageCertificates.state, ['issued', 'active'])))
    .orderBy(desc(lineageCertificates.addedAt), desc(lineageCertificates.certificateId))
    .limit(1)
  return row
}

/** @throws AppError `precondition` when the certificate stands in another lineage or in none */
export async function requireIn(tx: Tx, lineageId: string, certificateId: string): Promise<LineageCertificateRow> {
  const [row] = await tx.select().from(lineageCertificates).where(eq(lineageCertificates.certificateId, certificateId))
  if (row?.lineageId !== lineageId) throw new AppError('precondition', 'lineage.certificate-elsewhere')
  return row
}

/** What is to be sent behind the leaf: the issuers the inventory knows, without the root. */
async function chainOf(tx: Tx, { ports }: Ctx, der: Uint8Array): Promise<string[]> {
  const read = parseCertificate(der)
  if (!read.ok) return []
  const issuers = await issuersOf(tx, ports.primitives, read.value)
  return issuers.filter(({ certificate }) => !isSelfIssued(certificate)).map(({ id }) => id)
}
