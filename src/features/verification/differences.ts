// Holds two reports against each other, for whoever may see both.

import { compareReports, type ReportComparison } from '#core/report-comparison.ts'
import type { Ctx } from '#src/context.ts'
import { getVerification } from './get.ts'

/** @throws AppError `not-found` for either */
export async function differencesBetween(ctx: Ctx, id: string, otherId: string): Promise<ReportComparison> {
  const [one, other] = await Promise.all([getVerification(ctx, id), getVerification(ctx, otherId)])
  return compareReports(one.report, other.report)
}
