// The signed-in person replaces their password; every other session of the account ends.

import { randomUUID } from 'node:crypto'
import { and, desc, eq, isNull, ne, notInArray } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { passwordHistory } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type Candidate, recordFailure, reserveAttempt, takeBack } from './attempts.ts'
import { signedInAccount } from './factors/signed-in.ts'
import type { ChangePassword } from './inputs.ts'
import { passwordFault, REMEMBERED_PASSWORDS } from './rules.ts'

/**
 * A wrong current password counts as a failure to sign in: else an unlocked screen would be a place to guess.
 * @throws AppError `forbidden` for a wrong current password, `bad-input` for a new one that breaks a rule
 */
export async function changePassword(ctx: Ctx, input: ChangePassword): Promise<void> {
  const actor = signedInAccount(ctx)
  const account = await holder(ctx, actor.accountId, input.current)
  const fault =
    input.next === input.current ? 'accounts.password-unchanged' : passwordFault(input.next, account.username)
  if (fault) throw new AppError('bad-input', fault)
  if (await isRemembered(ctx, account, input.next)) throw new AppError('bad-input', 'accounts.password-reused')
  const passwordHash = await ctx.ports.passwords.hash(input.next)
  await ctx.db.transaction(async (tx) => {
    const changed = await tx
      .update(accounts)
      .set({ passwordHash, passwordChangedAt: ctx.now, passwordIsTemporary: false })
      // Somebody else changed it since it was read: then the password given as current no longer is.
      .where(and(eq(accounts.id, account.id), eq(accounts.passwordHash, account.passwordHash)))
      .returning({ id: accounts.id })
    if (changed.length === 0) throw new AppError('conflict', 'accounts.password-wrong')
    await remember(tx, ctx, account)
    await tx
      .update(sessions)
      .set({ endedAt: ctx.now })
      .where(and(eq(sessions.accountId, account.id), ne(sessions.id, actor.sessionId), isNull(sessions.endedAt)))
    await recordAudit(tx, ctx, { action: 'account.password-changed', object: { type: 'account', id: account.id } })
  })
}

async function holder(ctx: Ctx, accountId: string, password: string): Promise<Candidate> {
  const account = await reserveAttempt(ctx, { accountId })
  const isRight = await ctx.ports.passwords.verify(account?.passwordHash, password)
  if (account && isRight) {
    await ctx.db.transaction((tx) => takeBack(tx, account.id, 'one'))
    return account
  }
  if (account) await ctx.db.transaction((tx) => recordFailure(tx, ctx, account, 'password'))
  throw new AppError('forbidden', 'accounts.password-wrong')
}

async function isRemembered(ctx: Ctx, account: Candidate, next: string): Promise<boolean> {
  for (const { passwordHash } of await earlier(ctx.db, account.id))
    if (await ctx.ports.passwords.verify(passwordHash, next)) return true
  return false
}

/** Beside the one in use. */
function earlier(db: Ctx['db'] | Tx, accountId: string) {
  return db
    .select({ id: passwordHistory.id, passwordHash: passwordHistory.passwordHash })
    .from(passwordHistory)
    .where(eq(passwordHistory.accountId, accountId))
    .orderBy(desc(passwordHistory.replacedAt))
    .limit(REMEMBERED_PASSWORDS - 1)
}

async function remember(tx: Tx, ctx: Ctx, { id: accountId, passwordHash }: Candidate): Promise<void> {
  await tx.insert(passwordHistory).values({ id: randomUUID(), accountId, passwordHash, replacedAt: ctx.now })
  const kept = (await earlier(tx, accountId)).map(({ id }) => id)
  await tx
    .delete(passwordHistory)
    .where(and(eq(passwordHistory.accountId, accountId), notInArray(passwordHistory.id, kept)))
}
