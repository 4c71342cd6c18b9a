// Signing in by a passkey alone (the device has verified its owner: two factors), or proving by it once more.

import { and, eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { passkeys } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { releaseAddress, reserveAddress } from '../attempts.ts'
import { type Holder, takeChallenge } from '../challenges.ts'
import { addFactor } from '../factors/add.ts'
import { signedInAccount } from '../factors/signed-in.ts'
import type { PasskeyAnswer } from '../inputs.ts'
import { openSession } from '../open-session.ts'

/** @returns the token of a new session. @throws AppError `forbidden` for whatever does not hold, `limit` for too many failures from one address */
export async function signInByPasskey(
  ctx: Ctx,
  answer: PasskeyAnswer,
  origin: string,
  holder: Holder,
): Promise<string> {
  await reserveAddress(ctx)
  const { value } = await takeChallenge(ctx.db, ctx, { id: answer.challengeId, kind: 'passkey', holder, origin })
  const token = await ctx.db.transaction(async (tx) => {
    const accountId = await usePasskey(tx, ctx, answer, value, origin)
    return (await openSession(tx, ctx, accountId, 'webauthn')).token
  })
  await releaseAddress(ctx)
  return token
}

/** @returns the session's next token. @throws AppError `forbidden`: also for a passkey of somebody else */
export async function proveByPasskey(ctx: Ctx, answer: PasskeyAnswer, origin: string): Promise<string> {
  const { accountId, sessionId } = signedInAccount(ctx)
  const holder = { sessionId, browserHash: null }
  const { value } = await takeChallenge(ctx.db, ctx, { id: answer.challengeId, kind: 'passkey', holder, origin })
  return ctx.db.transaction(async (tx) => {
    if ((await usePasskey(tx, ctx, answer, value, origin)) !== accountId)
      throw new AppError('forbidden', 'accounts.passkey-refused')
    const token = await addFactor(tx, ctx, 'webauthn')
    const object = { type: 'account', id: accountId }
    await recordAudit(tx, ctx, { action: 'session.proven', object, detail: { by: 'webauthn' } })
    return token
  })
}

/** Whose passkey signed. Its count goes up in the same transaction: of two answers at once one is refused. */
async function usePasskey(
  tx: Tx,
  ctx: Ctx,
  { id, response }: PasskeyAnswer,
  challenge: string,
  origin: string,
): Promise<string> {
  const [passkey] = await tx
    .select({ id: passkeys.id, publicKey: passkeys.publicKey, counter: passkeys.counter, accountId: accounts.id })
    .from(passkeys)
    .innerJoin(accounts, and(eq(accounts.id, passkeys.accountId), eq(accounts.isDisabled, false)))
    .where(eq(passkeys.id, id))
    .for('update', { of: passkeys })
  const judged = passkey && (await ctx.ports.passkeys.assertion({ response, challenge, origin, passkey }))
  if (!judged) throw new AppError('forbidden', 'accounts.passkey-refused')
  await tx.update(passkeys).set({ counter: judged.counter, lastUsedAt: ctx.now }).where(eq(passkeys.id, id))
  return passkey.accountId
}
