// The report of one verification on paper, for whoever may see it.

import type { Language } from '#core/messages/index.ts'
import type { Ctx } from '#src/context.ts'
import { getVerification } from './get.ts'

/** @throws AppError `not-found` as `getVerification`; `unavailable` where this runtime prints nothing */
export async function printReport(
  ctx: Ctx,
  id: string,
  language: Language,
): Promise<{ number: string; pdf: Uint8Array }> {
  const { number, report } = await getVerification(ctx, id)
  return { number, pdf: await ctx.ports.printer.verificationReport(report, { language, number }) }
}
