// Seals rights when they change, and once, at the first start that knows of seals, those that were there before.

import { eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { apiKeys } from '#db/schema/api-keys.ts'
import { auditLog } from '#db/schema/audit.ts'
import { rightsSeals } from '#db/schema/keys.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { sealedRights } from './read.ts'
import { keyText, rightsText } from './rules.ts'

type Sealing = Pick<Ctx, 'ports'>

/** After every change of what an account may do, in its transaction. The version is for the audit row of the change. */
export async function sealRights(tx: Tx, ctx: Sealing, accountId: string): Promise<{ rightsVersion: number }> {
  await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for('update')
  const [held] = await sealedRights(tx, eq(accounts.id, accountId))
  if (!held) throw new AppError('not-found', 'accounts.account-unknown')
  // Above what the trail tells, also where the row was put back to an earlier state.
  const version = Math.max(held.version, held.recordedVersion ?? 0) + 1
  const rightsMac = await codeOf(tx, ctx, rightsText({ ...held, version }))
  await tx.update(accounts).set({ rightsVersion: version, rightsMac }).where(eq(accounts.id, accountId))
  return { rightsVersion: version }
}

/** @throws AppError `unavailable` where no key is at hand: then nothing is granted */
export async function codeOf(tx: Tx, { ports }: Sealing, text: string): Promise<string> {
  const [code] = (await ports.rights.codes(tx, [text])) ?? []
  if (code === undefined) throw new AppError('unavailable', 'accounts.rights-key-missing')
  return code
}

/**
 * At every start: does something at the first one only. Whoever empties the seals later gains nothing by a restart: that sealing was
 * done stands in a table the service cannot change and in the audit trail, and either of them is enough to refuse a second one.
 * @throws AppError `precondition` where the trail tells of seals and the table has none
 */
export async function sealExistingRights(ctx: Ctx): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    if ((await tx.select({ id: rightsSeals.id }).from(rightsSeals).limit(1)).length > 0) return
    if (await wasSealed(tx)) throw new AppError('precondition', 'accounts.rights-key-missing')
    await sealAll(tx, ctx, 'rights.sealed', {})
  })
}

/** A new key, and all rights under it as they stand: at the first start, or by two persons at the terminal after the key was lost. */
export async function sealAll(tx: Tx, ctx: Ctx, action: string, detail: Record<string, unknown>): Promise<number> {
  await ctx.ports.rights.begin(tx, ctx.now)
  const all = await tx.select({ id: accounts.id }).from(accounts).orderBy(accounts.username)
  for (const { id } of all) {
    const sealed = await sealRights(tx, ctx, id)
    const object = { type: 'account', id }
    await recordAudit(tx, ctx, { action: 'account.rights-sealed', object, detail: { ...sealed } })
  }
  for (const key of await tx.select().from(apiKeys))
    await tx
      .update(apiKeys)
      .set({ mac: await codeOf(tx, ctx, keyText(key)) })
      .where(eq(apiKeys.id, key.id))
  const object = { type: 'rights', id: 'seal' }
  await recordAudit(tx, ctx, { action, object, detail: { ...detail, accounts: all.length } })
  return all.length
}

async function wasSealed(tx: Tx): Promise<boolean> {
  const rows = await tx
    .select({ seq: auditLog.seq })
    .from(auditLog)
    .where(eq(auditLog.action, 'rights.sealed'))
    .limit(1)
  return rows.length > 0
}
