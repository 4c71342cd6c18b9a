// Which identity of the provider is whose account: set by a security administrator beforehand.

import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { accounts } from '#db/schema/accounts.ts'
import { loginIdentities } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'

export type LoginIdentity = typeof loginIdentities.$inferSelect

export function listIdentities({ db }: Ctx, accountId: string): Promise<LoginIdentity[]> {
  return db
    .select()
    .from(loginIdentities)
    .where(eq(loginIdentities.accountId, accountId))
    .orderBy(asc(loginIdentities.createdAt))
}

/** Of the provider that is configured. @throws AppError `unavailable` without one, `not-found` for the account, `conflict` for a subject that is somebody's */
export async function registerIdentity(ctx: Ctx, accountId: string, subject: string): Promise<void> {
  const { issuer } = ctx.ports.identityProvider
  if (issuer === undefined) throw new AppError('unavailable', 'accounts.provider-absent')
  await ctx.db.transaction(async (tx) => {
    const [account] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId))
    if (!account) throw new AppError('not-found', 'accounts.account-unknown')
    const added = await tx
      .insert(loginIdentities)
      .values({ id: randomUUID(), accountId, issuer, subject, createdAt: ctx.now })
      .onConflictDoNothing()
      .returning({ id: loginIdentities.id })
    if (added.length === 0) throw new AppError('conflict', 'accounts.identity-registered')
    const object = { type: 'account', id: accountId }
    await recordAudit(tx, ctx, { action: 'account.identity-registered', object, detail: { issuer, subject } })
  })
}

/** @throws AppError `not-found` */
export async function removeIdentity(ctx: Ctx, accountId: string, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [removed] = await tx
      .delete(loginIdentities)
      .where(and(eq(loginIdentities.id, id), eq(loginIdentities.accountId, accountId)))
      .returning()
    if (!removed) throw new AppError('not-found', 'accounts.factor-unknown')
    const { issuer, subject } = removed
    const object = { type: 'account', id: accountId }
    await recordAudit(tx, ctx, { action: 'account.identity-removed', object, detail: { issuer, subject } })
  })
}
