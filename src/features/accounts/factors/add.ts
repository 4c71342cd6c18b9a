// A session whose person has just proven a factor: it counts from now on, under a new token.

import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { sessions } from '#db/schema/accounts.ts'
import { AppError, type Ctx, type Factor } from '#src/context.ts'
import { newToken, tokenHash } from '../secrets.ts'
import { signedInAccount } from './signed-in.ts'

/** The session's next token; the one it had is worth nothing any more. @throws AppError `unauthenticated` when it has ended meanwhile */
export async function addFactor(tx: Tx, ctx: Ctx, factor: Factor): Promise<string> {
  const { sessionId } = signedInAccount(ctx)
  const isOpen = and(eq(sessions.id, sessionId), isNull(sessions.endedAt))
  const [session] = await tx.select({ factors: sessions.factors }).from(sessions).where(isOpen).for('update')
  if (!session) throw new AppError('unauthenticated', 'app.sign-in-required')
  const token = newToken()
  const factors = [...new Set([...session.factors, factor])]
  await tx
    .update(sessions)
    .set({ tokenHash: tokenHash(token), factors, authenticatedAt: ctx.now })
    .where(isOpen)
  return token
}
