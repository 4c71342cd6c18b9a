// Begins or ends watching a verification.

import { eq } from 'drizzle-orm'
import { verifications } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { settleFindings } from './findings.ts'
import { getVerification } from './get.ts'
import type { VerificationRow } from './list.ts'
import { isRelied } from './rules.ts'

/** @throws AppError `not-found`; `precondition` for one that nobody relies on: there is nothing to watch */
export async function watchVerification(ctx: Ctx, id: string, isWatched: boolean): Promise<VerificationRow> {
  const { verdict, number, sha256, isWatched: was } = await getVerification(ctx, id)
  if (isWatched && !isRelied(verdict)) throw new AppError('precondition', 'verification.nothing-to-watch', { number })
  if (isWatched !== was)
    await ctx.db.transaction(async (tx) => {
      await tx.update(verifications).set({ isWatched }).where(eq(verifications.id, id))
      await settleFindings(tx, sha256, ctx.now, { mayOpen: isWatched })
      await recordAudit(tx, ctx, {
        action: isWatched ? 'verification.watched' : 'verification.unwatched',
        object: { type: 'verification', id },
        detail: { number },
      })
    })
  return getVerification(ctx, id)
}
