// Checks a name and a password, and opens a session. Every refusal looks and costs the same, whether the name exists or not.

import { AppError, type Ctx } from '#src/context.ts'
import { recordFailure, releaseAddress, reserveAddress, reserveAttempt, takeBack } from './attempts.ts'
import { enrolledFactors } from './factors/enrolled.ts'
import type { SignIn } from './inputs.ts'
import { openSession, type SignedIn } from './open-session.ts'

/** @throws AppError `unauthenticated` for a wrong name, a wrong password, a locked or a disabled account alike; `limit` for too many from one address. */
export async function signIn(ctx: Ctx, input: SignIn): Promise<SignedIn> {
  await reserveAddress(ctx)
  const candidate = await reserveAttempt(ctx, { username: input.username.trim().toLowerCase() })
  const isRight = await ctx.ports.passwords.verify(candidate?.passwordHash, input.password)
  if (!candidate || !isRight) {
    if (candidate) await ctx.db.transaction((tx) => recordFailure(tx, ctx, candidate, 'password'))
    throw new AppError('unauthenticated', 'accounts.sign-in-failed')
  }
  const signedIn = await ctx.db.transaction(async (tx) => {
    const isAll = (await enrolledFactors(tx, candidate.id)).length === 0
    await takeBack(tx, candidate.id, isAll ? 'all' : 'one')
    return openSession(tx, ctx, candidate.id, 'password')
  })
  await releaseAddress(ctx)
  return signedIn
}
