// One verification with its whole report, for whoever may see it.

import { eq } from 'drizzle-orm'
import { verifications } from '#db/schema/verification.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { VerificationRow } from './list.ts'
import { onlyOwn } from './rules.ts'

/** @throws AppError `not-found`, also for one that is somebody else's and may not be seen: whether it exists stays open */
export async function getVerification(ctx: Ctx, id: string): Promise<VerificationRow> {
  const [row] = await ctx.db.select().from(verifications).where(eq(verifications.id, id))
  const owner = onlyOwn(ctx.actor)
  if (!row || (owner !== undefined && row.actorId !== owner)) throw new AppError('not-found', 'verification.not-found')
  return row
}
