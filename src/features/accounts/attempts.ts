// Counts attempts before they are looked at: guesses made at the same time cannot all slip under a limit. By account, and by where they come from.

import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { addressFailures } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { ADDRESS_WINDOW_MS, addressBucket, LOCK_MS, MAX_ADDRESS_FAILURES, MAX_FAILED_ATTEMPTS } from './rules.ts'

export interface Candidate {
  id: string
  username: string
  passwordHash: string
  failedAttempts: number
}

/** Old counts that one attempt clears away at most. */
const SWEEP = 50

/**
 * Counts the attempt as a failure of the account, which a success takes back; the fifth one locks it at once.
 * Nothing for an account that is unknown, disabled or locked.
 */
export async function reserveAttempt(
  ctx: Ctx,
  who: { username: string } | { accountId: string },
): Promise<Candidate | undefined> {
  const now = new Date(ctx.now).toISOString()
  const isLocked = sql`${accounts.lockedUntil} is not null and ${accounts.lockedUntil} > ${now}`
  const attempt = sql<number>`case when ${accounts.lockedUntil} is null then ${accounts.failedAttempts} + 1 else 1 end`
  const lockedUntil = new Date(ctx.now + LOCK_MS).toISOString()
  const isThem = 'username' in who ? eq(accounts.username, who.username) : eq(accounts.id, who.accountId)
  const [row] = await ctx.db
    .update(accounts)
    .set({
      failedAttempts: attempt,
      lockedUntil: sql`case when ${attempt} >= ${MAX_FAILED_ATTEMPTS} then ${lockedUntil}::timestamptz end`,
    })
    .where(and(isThem, eq(accounts.isDisabled, false), sql`not (${isLocked})`))
    .returning({
      id: accounts.id,
      username: accounts.username,
      passwordHash: accounts.passwordHash,
      failedAttempts: accounts.failedAttempts,
    })
  return row
}

/**
 * The attempt was right. `all`: so were all that is asked, and the count begins anew. `one`: something is still owed, and what was
 * guessed of that stays counted; else a known password would buy any number of guesses at the second factor.
 */
export async function takeBack(tx: Tx, accountId: string, what: 'one' | 'all'): Promise<void> {
  const failedAttempts: SQL | number = what === 'all' ? 0 : sql`greatest(${accounts.failedAttempts} - 1, 0)`
  await tx.update(accounts).set({ failedAttempts, lockedUntil: null }).where(eq(accounts.id, accountId))
}

export async function recordFailure(tx: Tx, ctx: Ctx, candidate: Candidate, by: string): Promise<void> {
  const isLocked = candidate.failedAttempts >= MAX_FAILED_ATTEMPTS
  await recordAudit(tx, ctx, {
    action: isLocked ? 'account.locked' : 'account.sign-in-refused',
    object: { type: 'account', id: candidate.id },
    detail: { failedAttempts: candidate.failedAttempts, by },
  })
}

/**
 * Counts the attempt against the address it comes from, in the database: all instances count together.
 * @throws AppError `limit` with the seconds to wait, whatever the name
 */
export async function reserveAddress(ctx: Ctx): Promise<void> {
  const now = new Date(ctx.now).toISOString()
  const start = new Date(ctx.now - ADDRESS_WINDOW_MS).toISOString()
  const isOver = sql`(${addressFailures.failures} = 0 or ${addressFailures.since} <= ${start}::timestamptz)`
  const [row] = await ctx.db
    .insert(addressFailures)
    .values({ address: bucketOf(ctx), failures: 1, since: ctx.now })
    .onConflictDoUpdate({
      target: addressFailures.address,
      set: {
        failures: sql`case when ${isOver} then 1 else least(${addressFailures.failures} + 1, 1000000) end`,
        since: sql`case when ${isOver} then ${now}::timestamptz else ${addressFailures.since} end`,
      },
    })
    .returning({ failures: addressFailures.failures, since: addressFailures.since })
  if (!row || row.failures <= MAX_ADDRESS_FAILURES) return
  const retryAfterSeconds = Math.max(1, Math.ceil((row.since + ADDRESS_WINDOW_MS - ctx.now) / 1000))
  throw new AppError('limit', 'accounts.too-many-attempts', { retryAfterSeconds })
}

/** It was no failure. Sweeps a few counts that are over: an address seldom comes back. */
export async function releaseAddress(ctx: Ctx): Promise<void> {
  await ctx.db
    .update(addressFailures)
    .set({ failures: sql`greatest(${addressFailures.failures} - 1, 0)` })
    .where(eq(addressFailures.address, bucketOf(ctx)))
  const start = new Date(ctx.now - ADDRESS_WINDOW_MS).toISOString()
  const over = ctx.db
    .select({ address: addressFailures.address })
    .from(addressFailures)
    .where(sql`${addressFailures.since} <= ${start}::timestamptz`)
    .limit(SWEEP)
    .for('update', { skipLocked: true })
  await ctx.db.delete(addressFailures).where(inArray(addressFailures.address, over))
}

function bucketOf({ actor }: Ctx): string {
  return addressBucket(actor.type === 'system' ? '' : actor.address)
}
