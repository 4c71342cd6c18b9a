// Who hears that a report is there. Everything told here is told in the transaction that finishes the report: it is there and was told, or neither.
// A slice that reports may import (notices) is called from this function; nothing else announces reports.

import type { ReportModel } from '#core/reports/model.ts'
import type { Tx } from '#db/database.ts'
import type { Ctx } from '#src/context.ts'
import type { ReportRow } from './list.ts'

export interface FinishedReport {
  report: ReportRow
  model: ReportModel
  files: readonly { format: 'pdf' | 'xlsx'; sha256: string; sizeBytes: number }[]
  /** Finished after it was due: a service that was down makes up for many at once, which is one message and not forty. */
  isLate: boolean
}

/** Nobody listens yet: the outbox of notices joins here. Previews are not announced. */
export async function announceReport(
  _tx: Tx,
  _ctx: Pick<Ctx, 'actor' | 'now' | 'requestId'>,
  _finished: FinishedReport,
): Promise<void> {}
