// Checks a name and a password, and opens a session. Every refusal looks and costs the same, whether the name exists or not.

import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type AccountActor, AppError, type Ctx } from '#src/context.ts'
import { actorOf } from './actor.ts'
import type { SignIn } from './inputs.ts'
import { LOCK_MS, MAX_FAILED_ATTEMPTS, SESSION_ABSOLUTE_MS } from './rules.ts'
import { newToken, tokenHash } from './secrets.ts'

export interface SignedIn {
  /** For the cookie; only its hash is kept. */
  token: string
  account: AccountActor
}

/** @throws AppError `unauthenticated` for a wrong name, a wrong password, a locked or a disabled account alike. */
export async function signIn(ctx: Ctx, input: SignIn): Promise<SignedIn> {
  const candidate = await reserveAttempt(ctx, input.username.trim().toLowerCase())
  const isRight = await ctx.ports.passwords.verify(candidate?.passwordHash, input.password)
  if (!candidate || !isRight) {
    if (candidate) await ctx.db.transaction((tx) => recordFailure(tx, ctx, candidate))
    throw new AppError('unauthenticated', 'accounts.sign-in-failed')
  }
  return ctx.db.transaction((tx) => openSession(tx, ctx, candidate.id))
}

interface Candidate {
  id: string
  passwordHash: string
  failedAttempts: number
}

/**
 * Counts the attempt as a failure before looking at the password: guesses made at the same time cannot all slip under the limit.
 * The fifth one locks at once; a success takes it all back.
 */
async function reserveAttempt(ctx: Ctx, username: string): Promise<Candidate | undefined> {
  const now = new Date(ctx.now).toISOString()
  const isLocked = sql`${accounts.lockedUntil} is not null and ${accounts.lockedUntil} > ${now}`
  const attempt = sql<number>`case when ${accounts.lockedUntil} is null then ${accounts.failedAttempts} + 1 else 1 end`
  const lockedUntil = new Date(ctx.now + LOCK_MS).toISOString()
  const [row] = await ctx.db
    .update(accounts)
    .set({
      failedAttempts: attempt,
      lockedUntil: sql`case when ${attempt} >= ${MAX_FAILED_ATTEMPTS} then ${lockedUntil}::timestamptz end`,
    })
    .where(and(eq(accounts.username, username), eq(accounts.isDisabled, false), sql`not (${isLocked})`))
    .returning({ id: accounts.id, passwordHash: accounts.passwordHash, failedAttempts: accounts.failedAttempts })
  return row
}

async function recordFailure(tx: Tx, ctx: Ctx, candidate: Candidate): Promise<void> {
  const isLocked = candidate.failedAttempts >= MAX_FAILED_ATTEMPTS
  await recordAudit(tx, ctx, {
    action: isLocked ? 'account.locked' : 'account.sign-in-refused',
    object: { type: 'account', id: candidate.id },
    detail: { failedAttempts: candidate.failedAttempts },
  })
}

async function openSession(tx: Tx, ctx: Ctx, accountId: string): Promise<SignedIn> {
  const token = newToken()
  const id = randomUUID()
  const address = ctx.actor.type === 'system' ? '' : ctx.actor.address
  await tx.update(accounts).set({ failedAttempts: 0, lockedUntil: null }).where(eq(accounts.id, accountId))
  await tx.insert(sessions).values({
    id,
    accountId,
    tokenHash: tokenHash(token),
    address,
    factors: ['password'],
    authenticatedAt: ctx.now,
    createdAt: ctx.now,
    lastSeenAt: ctx.now,
    expiresAt: ctx.now + SESSION_ABSOLUTE_MS,
  })
  const account = await actorOf(tx, accountId, {
    sessionId: id,
    address,
    assurance: { factors: ['password'], at: ctx.now },
  })
  await recordAudit(
    tx,
    { ...ctx, actor: account },
    { action: 'session.opened', object: { type: 'account', id: accountId } },
  )
  return { token, account }
}
