// Who hears that a report is there. Everything told here is told in the transaction that finishes the report: it is there and was told, or neither.

import type { ReportModel } from '#core/reports/model.ts'
import type { Tx } from '#db/database.ts'
import { tellReport } from '#features/notices/index.ts'
import type { Ctx } from '#src/context.ts'
import type { ReportRow } from './list.ts'

export interface FinishedReport {
  report: ReportRow
  model: ReportModel
  files: readonly { format: 'pdf' | 'xlsx'; sha256: string; sizeBytes: number }[]
  /** Finished after it was due: a service that was down makes up for many at once. */
  isLate: boolean
}

/**
 * Final reports and corrections. Not told: previews; rounds, whose review has told them; days that are made up for after an
 * absence, which would be one message each.
 */
export async function announceReport(
  tx: Tx,
  ctx: Pick<Ctx, 'now'>,
  { report, model, files, isLate }: FinishedReport,
): Promise<void> {
  if (report.kind === 'round' || (report.kind === 'day' && isLate)) return
  await tellReport(tx, ctx, {
    number: report.number,
    onceKey: `report-${report.number}`,
    title: `【报告】${model.title.zh}${report.edition === 'correction' ? '（更正）' : isLate ? '（补）' : ''}`,
    items: files.map(({ format, sha256 }) => `${format} ${sha256.slice(0, 8)}…${sha256.slice(-4)}`),
  })
}
