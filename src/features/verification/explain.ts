// Why one document was refused, in plain words, for whoever may see its report.

import { type Explanation, explainReport } from '#core/explanation.ts'
import type { Ctx } from '#src/context.ts'
import { nextRefused } from './batches/list.ts'
import { getVerification } from './get.ts'
import type { VerificationRow } from './list.ts'

export interface Explained extends Explanation {
  row: VerificationRow
  /** The next file of the same batch that nobody may rely on. */
  nextInBatch: { id: string; number: string } | null
}

/** @throws AppError `not-found` as `getVerification` */
export async function explainVerification(ctx: Ctx, id: string): Promise<Explained> {
  const row = await getVerification(ctx, id)
  const nextInBatch = row.batchId === null ? null : await nextRefused(ctx, row.batchId, id)
  return { row, nextInBatch, ...explainReport(row.report) }
}
