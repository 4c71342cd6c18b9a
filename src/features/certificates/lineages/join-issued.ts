// What is issued for a request that was opened for a lineage joins that lineage, in the transaction that takes the certificate in.
// House rule: matched by the key of the request, which the judge of the reply has held against the certificate; never by name.

import { and, eq, isNull } from 'drizzle-orm'
import { defect } from '#core/finding.ts'
import type { Finding } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { certificateLineages, lineageCertificates, lineageRequests } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { lockLineage } from './create.ts'
import { joinLineage } from './join.ts'
import { settleUnknown } from './unknown.ts'

export interface Joined {
  /** Of the request; absent: it was opened for none, or was given up. */
  lineageId?: string
  /** Why the certificate stays outside. It is in the inventory all the same: nothing that a CA has issued may get lost. */
  problem?: Finding
}

/** Safe to call twice: the second time finds it there. */
export async function joinIssued(tx: Tx, ctx: Ctx, requestId: string, certificateId: string): Promise<Joined> {
  const [asked] = await tx
    .select()
    .from(lineageRequests)
    .where(and(eq(lineageRequests.requestId, requestId), isNull(lineageRequests.givenUpAt)))
    .for('update')
  if (!asked) return {}
  const { lineageId } = asked
  if (asked.certificateId === certificateId) return { lineageId }
  try {
    await tx.transaction((inner) => join(inner, ctx, asked, certificateId))
    return { lineageId }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { problem: defect(error.code, 'house rule', { ...error.params }) }
  }
}

async function join(
  tx: Tx,
  ctx: Ctx,
  { lineageId, requestId, replacesId, origin, custody }: typeof lineageRequests.$inferSelect,
  certificateId: string,
): Promise<void> {
  const lineage = await lockLineage(tx, lineageId)
  const [held] = await tx
    .select({ lineageId: lineageCertificates.lineageId })
    .from(lineageCertificates)
    .where(eq(lineageCertificates.certificateId, certificateId))
  if (held?.lineageId !== lineageId) {
    const key = { origin, ...(custody !== null && { custody }) }
    const input = { certificateId, key, ...(replacesId !== null && { supersedesId: replacesId }) }
    const row = await joinLineage(tx, ctx, lineage, input, 'issued')
    await settleUnknown(tx, ctx, certificateId, { state: 'adopted' })
    await recordAudit(tx, ctx, {
      action: 'lineage.certificate-added',
      object: { type: 'lineage', id: lineageId },
      detail: { certificateId, requestId, keyId: row.keyId, supersedesId: row.supersedesId },
    })
  }
  await tx.update(lineageRequests).set({ certificateId }).where(eq(lineageRequests.requestId, requestId))
}

/** What a request is to replace, and the trust its lineage works under; nothing for a request outside of lineages. */
export async function replacedBy(
  db: Db | Tx,
  requestId: string,
): Promise<{ replacesId: string | null; trust: 'public' | 'private' } | undefined> {
  const [row] = await db
    .select({ replacesId: lineageRequests.replacesId, trust: certificateLineages.trust })
    .from(lineageRequests)
    .innerJoin(certificateLineages, eq(certificateLineages.id, lineageRequests.lineageId))
    .where(eq(lineageRequests.requestId, requestId))
  return row
}
