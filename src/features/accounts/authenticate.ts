// From the token of a request to its actor.

import { and, eq, isNull } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import type { AccountActor } from '#src/context.ts'
import { actorOf } from './actor.ts'
import { ENROLLED, factorsIn } from './factors/enrolled.ts'
import type { Seeing } from './rights/whole.ts'
import { HALF_SESSION_MS, isSessionAlive, owedBy, SESSION_TOUCH_MS, type TwoFactors } from './rules.ts'
import { tokenHash } from './secrets.ts'

export interface Request {
  now: Instant
  address: string
  /** Whether accounts with privileged roles must bring two factors. */
  twoFactors: TwoFactors
}

/**
 * The signed-in account, or nothing: unknown, ended, idle too long, expired, or the account is disabled by now.
 * What its session has still to bring is in `assurance.owes`; the guard of the routes looks at it.
 */
export async function authenticate(seeing: Seeing, token: string, request: Request): Promise<AccountActor | undefined> {
  const { db } = seeing
  const [session] = await db
    .select({
      id: sessions.id,
      accountId: sessions.accountId,
      createdAt: sessions.createdAt,
      passwordIsTemporary: accounts.passwordIsTemporary,
      ...ENROLLED,
      factors: sessions.factors,
      authenticatedAt: sessions.authenticatedAt,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
      endedAt: sessions.endedAt,
    })
    .from(sessions)
    .innerJoin(accounts, and(eq(accounts.id, sessions.accountId), eq(accounts.isDisabled, false)))
    .where(eq(sessions.tokenHash, tokenHash(token)))
  if (!session || !isSessionAlive(session, request.now)) return undefined
  const { factors, authenticatedAt: at, passwordIsTemporary } = session
  const actor = await actorOf(seeing, session.accountId, {
    sessionId: session.id,
    address: request.address,
    assurance: { factors, at },
  })
  const standing = { roles: actor.roles, factors, enrolled: factorsIn(session), passwordIsTemporary }
  const owes = owedBy(standing, request.twoFactors)
  if (owes === 'second-factor' && request.now - session.createdAt >= HALF_SESSION_MS) return undefined
  if (request.now - session.lastSeenAt >= SESSION_TOUCH_MS) await touch(db, session.id, request.now)
  return owes ? { ...actor, assurance: { factors, at, owes } } : actor
}

async function touch(db: Seeing['db'], sessionId: string, now: Instant): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: now })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)))
}
