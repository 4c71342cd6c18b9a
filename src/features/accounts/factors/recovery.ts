// Codes for the day the device is lost: ten, each good once, kept as hashes.

import { and, count, eq, isNull } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { recoveryCodes } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { newPassword, tokenHash } from '../secrets.ts'
import { enrolledFactors } from './enrolled.ts'
import { signedInAccount } from './signed-in.ts'

const CODES = 10

/** Takes the place of all earlier ones. Shown once. */
export async function newRecoveryCodes(tx: Tx, ctx: Ctx, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newPassword)
  await dropRecoveryCodes(tx, accountId)
  await tx
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ codeHash: tokenHash(code), accountId, createdAt: ctx.now })))
  await recordAudit(tx, ctx, { action: 'account.recovery-codes-made', object: { type: 'account', id: accountId } })
  return codes
}

/** New ones, for somebody who has a device they stand in for. @throws AppError `precondition` without one */
export async function renewRecoveryCodes(ctx: Ctx): Promise<string[]> {
  const { accountId } = signedInAccount(ctx)
  return ctx.db.transaction(async (tx) => {
    if (!(await enrolledFactors(tx, accountId)).includes('totp'))
      throw new AppError('precondition', 'accounts.totp-absent')
    return newRecoveryCodes(tx, ctx, accountId)
  })
}

export async function dropRecoveryCodes(tx: Tx, accountId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId))
}

/** Uses a code up, in `tx`. Case and the spaces around it do not matter. */
export async function takeRecoveryCode(tx: Tx, ctx: Ctx, accountId: string, code: string): Promise<boolean> {
  const used = await tx
    .update(recoveryCodes)
    .set({ usedAt: ctx.now })
    .where(
      and(
        eq(recoveryCodes.codeHash, tokenHash(code.trim().toLowerCase())),
        eq(recoveryCodes.accountId, accountId),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ accountId: recoveryCodes.accountId })
  return used.length > 0
}

export async function recoveryCodesLeft(db: Db | Tx, accountId: string): Promise<number> {
  const isLeft = and(eq(recoveryCodes.accountId, accountId), isNull(recoveryCodes.usedAt))
  const [row] = await db.select({ left: count() }).from(recoveryCodes).where(isLeft)
  return row?.left ?? 0
}
