// The signed-in person replaces their password; every other session of the account ends.

import { and, eq, isNull, ne } from 'drizzle-orm'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { signedInAccount } from './factors/signed-in.ts'
import type { ChangePassword } from './inputs.ts'
import { passwordFault } from './rules.ts'

/** @throws AppError `forbidden` for a wrong current password, `bad-input` for a new one that breaks a rule. */
export async function changePassword(ctx: Ctx, input: ChangePassword): Promise<void> {
  const { now } = ctx
  const actor = signedInAccount(ctx)
  const [account] = await ctx.db.select().from(accounts).where(eq(accounts.id, actor.accountId))
  if (!account || !(await ctx.ports.passwords.verify(account.passwordHash, input.current)))
    throw new AppError('forbidden', 'accounts.password-wrong')
  const fault =
    input.next === input.current ? 'accounts.password-unchanged' : passwordFault(input.next, account.username)
  if (fault) throw new AppError('bad-input', fault)
  const passwordHash = await ctx.ports.passwords.hash(input.next)
  await ctx.db.transaction(async (tx) => {
    const changed = await tx
      .update(accounts)
      .set({ passwordHash, passwordChangedAt: now, passwordIsTemporary: false })
      // Somebody else changed it since it was read: then the password given as current no longer is.
      .where(and(eq(accounts.id, account.id), eq(accounts.passwordHash, account.passwordHash)))
      .returning({ id: accounts.id })
    if (changed.length === 0) throw new AppError('conflict', 'accounts.password-wrong')
    await tx
      .update(sessions)
      .set({ endedAt: now })
      .where(and(eq(sessions.accountId, account.id), ne(sessions.id, actor.sessionId), isNull(sessions.endedAt)))
    await recordAudit(tx, ctx, { action: 'account.password-changed', object: { type: 'account', id: account.id } })
  })
}
