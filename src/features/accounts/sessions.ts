// Sessions seen and ended: one's own, and by a security administrator all of an account.

import { and, desc, eq, gt, isNull, ne, type SQL } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx, type Factor } from '#src/context.ts'
import { signedInAccount } from './factors/signed-in.ts'
import { SESSION_IDLE_MS } from './rules.ts'

export interface OwnSession {
  id: string
  address: string
  factors: Factor[]
  createdAt: Instant
  lastSeenAt: Instant
  isCurrent: boolean
}

/** Those that could still be used, the latest first. */
export async function listOwnSessions(ctx: Ctx): Promise<OwnSession[]> {
  const { accountId, sessionId } = signedInAccount(ctx)
  const { id, address, factors, createdAt, lastSeenAt } = sessions
  const rows = await ctx.db
    .select({ id, address, factors, createdAt, lastSeenAt })
    .from(sessions)
    .where(
      and(
        eq(sessions.accountId, accountId),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, ctx.now),
        gt(sessions.lastSeenAt, ctx.now - SESSION_IDLE_MS),
      ),
    )
    .orderBy(desc(lastSeenAt))
  return rows.map((row) => ({ ...row, isCurrent: row.id === sessionId }))
}

/** @throws AppError `not-found` for one that is not one's own, or has ended */
export async function endOwnSession(ctx: Ctx, id: string): Promise<void> {
  const { accountId } = signedInAccount(ctx)
  const ended = await end(ctx, accountId, eq(sessions.id, id))
  if (ended === 0) throw new AppError('not-found', 'accounts.session-unknown')
}

/** All but the one that asks. */
export async function endOtherSessions(ctx: Ctx): Promise<number> {
  const { accountId, sessionId } = signedInAccount(ctx)
  return end(ctx, accountId, ne(sessions.id, sessionId))
}

/** @throws AppError `not-found` */
export async function endSessionsOf(ctx: Ctx, accountId: string): Promise<number> {
  await mustExist(ctx, accountId)
  return end(ctx, accountId)
}

async function mustExist({ db }: Ctx, accountId: string): Promise<void> {
  const [account] = await db.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId))
  if (!account) throw new AppError('not-found', 'accounts.account-unknown')
}

async function end(ctx: Ctx, accountId: string, which?: SQL): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ endedAt: ctx.now })
      .where(and(eq(sessions.accountId, accountId), isNull(sessions.endedAt), which))
      .returning({ id: sessions.id })
    const object = { type: 'account', id: accountId }
    const detail = { sessions: ended.map(({ id }) => id) }
    if (ended.length > 0) await recordAudit(tx, ctx, { action: 'session.revoked', object, detail })
    return ended.length
  })
}
