// One's own passkeys: adding, seeing and removing them.

import { and, asc, eq } from 'drizzle-orm'
import { passkeys } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { takeChallenge } from '../challenges.ts'
import { addFactor } from '../factors/add.ts'
import { signedInAccount } from '../factors/signed-in.ts'
import type { PasskeyAnswer } from '../inputs.ts'

export type Passkey = typeof passkeys.$inferSelect

export function listPasskeys(ctx: Ctx): Promise<Passkey[]> {
  const { accountId } = signedInAccount(ctx)
  return ctx.db.select().from(passkeys).where(eq(passkeys.accountId, accountId)).orderBy(asc(passkeys.createdAt))
}

/** @returns the session's next token. @throws AppError `forbidden` for an answer that does not hold, `conflict` for a known credential */
export async function registerPasskey(
  ctx: Ctx,
  answer: PasskeyAnswer & { label: string },
  origin: string,
): Promise<string> {
  const { accountId, sessionId } = signedInAccount(ctx)
  const holder = { sessionId, browserHash: null }
  const { value } = await takeChallenge(ctx.db, ctx, {
    id: answer.challengeId,
    kind: 'passkey-registration',
    holder,
    origin,
  })
  const made = await ctx.ports.passkeys.registration({ response: answer.response, challenge: value, origin })
  if (!made) throw new AppError('forbidden', 'accounts.passkey-refused')
  return ctx.db.transaction(async (tx) => {
    const { label } = answer
    const added = await tx
      .insert(passkeys)
      .values({ ...made, accountId, label, createdAt: ctx.now })
      .onConflictDoNothing()
      .returning({ id: passkeys.id })
    if (added.length === 0) throw new AppError('conflict', 'accounts.passkey-registered')
    const token = await addFactor(tx, ctx, 'webauthn')
    const object = { type: 'account', id: accountId }
    await recordAudit(tx, ctx, { action: 'account.passkey-registered', object, detail: { passkey: made.id, label } })
    return token
  })
}

/** @throws AppError `not-found` for one that is not one's own */
export async function removePasskey(ctx: Ctx, id: string): Promise<void> {
  const { accountId } = signedInAccount(ctx)
  await ctx.db.transaction(async (tx) => {
    const [removed] = await tx
      .delete(passkeys)
      .where(and(eq(passkeys.id, id), eq(passkeys.accountId, accountId)))
      .returning()
    if (!removed) throw new AppError('not-found', 'accounts.factor-unknown')
    const object = { type: 'account', id: accountId }
    const detail = { passkey: id, label: removed.label }
    await recordAudit(tx, ctx, { action: 'account.passkey-removed', object, detail })
  })
}
