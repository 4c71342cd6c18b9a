// One verification with its whole report.

import { eq } from 'drizzle-orm'
import { verifications } from '#db/schema/verification.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { VerificationRow } from './list.ts'

/** @throws AppError `not-found` */
export async function getVerification(ctx: Ctx, id: string): Promise<VerificationRow> {
  const [row] = await ctx.db.select().from(verifications).where(eq(verifications.id, id))
  if (!row) throw new AppError('not-found', 'verification.not-found')
  return row
}
