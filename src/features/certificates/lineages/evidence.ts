// Keeps when names and identity were last validated, because that evidence has a clock of its own (SC-081v3).

import { randomUUID } from 'node:crypto'
import { validationEvidence } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from '../acting.ts'
import { lockLineage } from './create.ts'
import type { RecordEvidence } from './inputs.ts'

export type EvidenceRow = typeof validationEvidence.$inferSelect

/** @throws AppError `not-found`, `bad-input` for a day that has not come */
export async function recordEvidence(ctx: Ctx, lineageId: string, input: RecordEvidence): Promise<EvidenceRow> {
  if (input.validatedAt > ctx.now) throw new AppError('bad-input', 'lineage.evidence-in-future')
  return ctx.db.transaction(async (tx) => {
    await lockLineage(tx, lineageId)
    const row = { ...input, id: randomUUID(), lineageId, recordedBy: actorId(ctx.actor), recordedAt: ctx.now }
    await tx.insert(validationEvidence).values(row)
    await recordAudit(tx, ctx, {
      action: 'lineage.evidence-recorded',
      object: { type: 'lineage', id: lineageId },
      detail: { kind: input.kind, validatedAt: new Date(input.validatedAt).toISOString(), reference: input.reference },
    })
    return row
  })
}
