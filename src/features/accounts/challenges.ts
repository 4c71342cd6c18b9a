// What is asked of somebody who is about to prove who they are: bound to our origin, to a session or a browser, and to a short time; answered once.

import { randomBytes, randomUUID } from 'node:crypto'
import { and, eq, gt, inArray, isNull, lte } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { type CHALLENGE_KINDS, loginChallenges } from '#db/schema/factors.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { newToken, tokenHash } from './secrets.ts'

export type Challenge = typeof loginChallenges.$inferSelect
export type ChallengeKind = (typeof CHALLENGE_KINDS)[number]

/** To whom it is given: the session of the request, or a browser that keeps the nonce in a cookie. */
export interface Holder {
  sessionId: string | null
  browserHash: string | null
}

export const CHALLENGE_MS = 2 * 60_000
const CHALLENGE_BYTES = 32
/** Challenges nobody can answer any more that making one clears away at most. */
const SWEEP = 50

/** The session of the request; without one the browser, which is given a nonce to bring along. */
export function holderOf({ actor }: Ctx, browserNonce: string): Holder {
  if (actor.type === 'account') return { sessionId: actor.sessionId, browserHash: null }
  return { sessionId: null, browserHash: tokenHash(browserNonce) }
}

export const newBrowserNonce = newToken

export async function issueChallenge(
  ctx: Ctx,
  order: { kind: ChallengeKind; holder: Holder; origin: string; value?: string; detail?: Record<string, string> },
  lifetimeMs = CHALLENGE_MS,
): Promise<Challenge> {
  const { kind, holder, origin, detail = {} } = order
  const challenge = {
    ...{ id: randomUUID(), kind, value: order.value ?? randomBytes(CHALLENGE_BYTES).toString('base64url') },
    ...holder,
    ...{ origin, detail, createdAt: ctx.now, expiresAt: ctx.now + lifetimeMs, usedAt: null },
  }
  await ctx.db.insert(loginChallenges).values(challenge)
  await sweep(ctx)
  return challenge
}

/**
 * Uses the challenge up, whatever becomes of the answer.
 * @throws AppError `forbidden` for one that is unknown, over, answered already, of another origin or given to somebody else: all alike
 */
export async function takeChallenge(
  db: Db | Tx,
  ctx: Ctx,
  answer: { kind: ChallengeKind; holder: Holder; origin: string } & ({ id: string } | { value: string }),
): Promise<Challenge> {
  const { sessionId, browserHash } = answer.holder
  const [taken] = await db
    .update(loginChallenges)
    .set({ usedAt: ctx.now })
    .where(
      and(
        'id' in answer ? eq(loginChallenges.id, answer.id) : eq(loginChallenges.value, answer.value),
        eq(loginChallenges.kind, answer.kind),
        eq(loginChallenges.origin, answer.origin),
        sessionId === null
          ? and(isNull(loginChallenges.sessionId), eq(loginChallenges.browserHash, browserHash ?? ''))
          : eq(loginChallenges.sessionId, sessionId),
        isNull(loginChallenges.usedAt),
        gt(loginChallenges.expiresAt, ctx.now),
      ),
    )
    .returning()
  if (!taken) throw new AppError('forbidden', 'accounts.challenge-over')
  return taken
}

async function sweep({ db, now }: Ctx): Promise<void> {
  const over = db
    .select({ id: loginChallenges.id })
    .from(loginChallenges)
    .where(lte(loginChallenges.expiresAt, now))
    .limit(SWEEP)
    .for('update', { skipLocked: true })
  await db.delete(loginChallenges).where(inArray(loginChallenges.id, over))
}
