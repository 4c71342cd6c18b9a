// From the token of a request to its actor.

import { and, eq, isNull } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Db } from '#db/database.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import type { AccountActor } from '#src/context.ts'
import { actorOf } from './actor.ts'
import { isSessionAlive, SESSION_TOUCH_MS } from './rules.ts'
import { tokenHash } from './secrets.ts'

/** The signed-in account, or nothing: unknown, ended, idle too long, expired, or the account is disabled by now. */
export async function authenticate(
  db: Db,
  token: string,
  request: { now: Instant; address: string },
): Promise<AccountActor | undefined> {
  const [session] = await db
    .select({
      id: sessions.id,
      accountId: sessions.accountId,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
      endedAt: sessions.endedAt,
    })
    .from(sessions)
    .innerJoin(accounts, and(eq(accounts.id, sessions.accountId), eq(accounts.isDisabled, false)))
    .where(eq(sessions.tokenHash, tokenHash(token)))
  if (!session || !isSessionAlive(session, request.now)) return undefined
  if (request.now - session.lastSeenAt >= SESSION_TOUCH_MS)
    await db
      .update(sessions)
      .set({ lastSeenAt: request.now })
      .where(and(eq(sessions.id, session.id), isNull(sessions.endedAt)))
  return actorOf(db, session.accountId, { sessionId: session.id, address: request.address })
}
