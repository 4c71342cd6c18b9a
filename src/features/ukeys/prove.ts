// Signing in by a UKey, or proving by it once more: whose registered key signed the challenge, and is nothing known against it.

import { and, eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { loginCertificates } from '#db/schema/factors.ts'
import {
  actorOf,
  addFactor,
  type Holder,
  isPrivileged,
  openSession,
  releaseAddress,
  reserveAddress,
  signedInAccount,
  takeChallenge,
} from '#features/accounts/index.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { challengeDocument } from './document.ts'
import { type Answer, type JudgedKey, judgeAnswer } from './judge.ts'

export interface Given extends Answer {
  challengeId: string
}

/** Where and by whom the answer comes back, and what is conceded to clerks. */
export interface Circumstances {
  holder: Holder
  origin: string
  /** Clerks may sign in while nobody can say whether their certificate is revoked. Nobody else ever may. */
  mayClerksBeUnknown: boolean
}

/** The judged answer to a challenge that is used up by it. */
export async function judgeGiven(ctx: Ctx, given: Given, { holder, origin }: Circumstances): Promise<JudgedKey> {
  const challenge = await takeChallenge(ctx.db, ctx, { id: given.challengeId, kind: 'certificate', holder, origin })
  return judgeAnswer(ctx, challengeDocument(challenge), given)
}

/** @returns the token of a new session. @throws AppError `forbidden` with what is wrong, `limit` for too many failures from one address */
export async function signInByCertificate(ctx: Ctx, given: Given, circumstances: Circumstances): Promise<string> {
  await reserveAddress(ctx)
  const judged = await judgeGiven(ctx, given, circumstances)
  const token = await ctx.db
    .transaction(async (tx) => {
      const accountId = await useKey(tx, ctx, judged, circumstances)
      return (await openSession(tx, ctx, accountId, 'certificate')).token
    })
    .catch((error: unknown) => recordRefusal(ctx, judged, error))
  await releaseAddress(ctx)
  return token
}

/** @returns the session's next token. @throws AppError `forbidden`: also for a key of somebody else */
export async function proveByCertificate(ctx: Ctx, given: Given, circumstances: Circumstances): Promise<string> {
  const { accountId } = signedInAccount(ctx)
  const judged = await judgeGiven(ctx, given, circumstances)
  const proven = ctx.db.transaction(async (tx) => {
    if ((await useKey(tx, ctx, judged, circumstances)) !== accountId)
      throw new AppError('forbidden', 'ukeys.certificate-unregistered')
    const token = await addFactor(tx, ctx, 'certificate')
    const object = { type: 'account', id: accountId }
    await recordAudit(tx, ctx, { action: 'session.proven', object, detail: { by: 'certificate' } })
    return token
  })
  return proven.catch((error: unknown) => recordRefusal(ctx, judged, error))
}

/** A signature was right, and yet its key may not be used: worth knowing. @throws what refused it */
async function recordRefusal(ctx: Ctx, { keyDigest }: JudgedKey, error: unknown): Promise<never> {
  if (error instanceof AppError)
    await ctx.db.transaction((tx) =>
      recordAudit(tx, ctx, {
        action: 'certificate.sign-in-refused',
        object: { type: 'login-certificate', id: keyDigest },
        detail: { because: error.code },
      }),
    )
  throw error
}

/** Whose key it is, if it may be used now. */
async function useKey(tx: Tx, ctx: Ctx, judged: JudgedKey, { mayClerksBeUnknown }: Circumstances): Promise<string> {
  const { keyDigest, revocation } = judged
  const [owner] = await tx
    .select({ accountId: accounts.id, heldAt: loginCertificates.heldAt })
    .from(loginCertificates)
    .innerJoin(accounts, and(eq(accounts.id, loginCertificates.accountId), eq(accounts.isDisabled, false)))
    .where(eq(loginCertificates.keyDigest, keyDigest))
  if (!owner) throw new AppError('forbidden', 'ukeys.certificate-unregistered')
  if (revocation.status === 'revoked' || owner.heldAt !== null)
    throw new AppError('forbidden', 'ukeys.certificate-revoked')
  if (revocation.status === 'unknown') {
    const session = { sessionId: '', address: '', assurance: { factors: [], at: ctx.now } }
    const isConceded =
      mayClerksBeUnknown && !isPrivileged(await actorOf({ db: tx, ports: ctx.ports }, owner.accountId, session))
    if (!isConceded) throw new AppError('forbidden', 'ukeys.revocation-unknown', { problem: revocation.problem })
  }
  await tx.update(loginCertificates).set({ lastUsedAt: ctx.now }).where(eq(loginCertificates.keyDigest, keyDigest))
  return owner.accountId
}
