// Corrects what is on record of a lineage: who answers for it, what it is for, which rules bind it.

import { eq } from 'drizzle-orm'
import { certificateLineages } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { type LineageRow, lockLineage } from './create.ts'
import type { AmendLineage } from './inputs.ts'

/** What is absent stays. The owners of its keys are on record with the keys. @throws AppError `not-found`, `precondition` for a withdrawn one */
export async function amendLineage(ctx: Ctx, id: string, input: AmendLineage): Promise<LineageRow> {
  return ctx.db.transaction(async (tx) => {
    const before = await lockLineage(tx, id)
    const { owner = before.owner, purpose = before.purpose, trust = before.trust } = input
    const after = { owner, purpose, trust }
    const [row] = await tx.update(certificateLineages).set(after).where(eq(certificateLineages.id, id)).returning()
    await recordAudit(tx, ctx, {
      action: 'lineage.amended',
      object: { type: 'lineage', id },
      detail: { before: { owner: before.owner, purpose: before.purpose, trust: before.trust }, after },
    })
    return row ?? before
  })
}
