// Somebody with a session proves again who they are: the second step of signing in, or a fresh proof for what takes one.

import type { Tx } from '#db/database.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx, type Factor } from '#src/context.ts'
import { type Candidate, recordFailure, reserveAttempt, takeBack } from './attempts.ts'
import { addFactor } from './factors/add.ts'
import { takeRecoveryCode } from './factors/recovery.ts'
import { signedInAccount } from './factors/signed-in.ts'
import { takeCode } from './factors/totp.ts'
import type { Proof } from './inputs.ts'
import { strengthOf } from './rules.ts'

/** A recovery code stands in for the device that was lost. */
const FACTOR: Record<Proof['kind'], Factor> = { password: 'password', totp: 'totp', 'recovery-code': 'totp' }

/**
 * @returns the session's next token
 * @throws AppError `forbidden` for a wrong proof, or while the account is locked: wrong ones count as failures to sign in
 */
export async function proveIdentity(ctx: Ctx, proof: Proof): Promise<string> {
  const actor = signedInAccount(ctx)
  const candidate = await reserveAttempt(ctx, { accountId: actor.accountId })
  const token = candidate && (await ctx.db.transaction((tx) => proven(tx, ctx, candidate, proof)))
  if (token) return token
  if (candidate) await ctx.db.transaction((tx) => recordFailure(tx, ctx, candidate, proof.kind))
  throw new AppError('forbidden', 'accounts.proof-failed')
}

async function proven(tx: Tx, ctx: Ctx, candidate: Candidate, proof: Proof): Promise<string | undefined> {
  if (!(await holds(tx, ctx, candidate, proof))) return undefined
  const { accountId, assurance } = signedInAccount(ctx)
  const factor = FACTOR[proof.kind]
  const isWhole = assurance.owes !== 'second-factor' || strengthOf([...assurance.factors, factor]) > 1
  await takeBack(tx, accountId, isWhole ? 'all' : 'one')
  const token = await addFactor(tx, ctx, factor)
  const object = { type: 'account', id: accountId }
  await recordAudit(tx, ctx, { action: 'session.proven', object, detail: { by: proof.kind } })
  return token
}

function holds(tx: Tx, ctx: Ctx, { id, passwordHash }: Candidate, proof: Proof): Promise<boolean> {
  if (proof.kind === 'password') return ctx.ports.passwords.verify(passwordHash, proof.password)
  if (proof.kind === 'totp') return takeCode(tx, ctx, id, proof.code)
  return takeRecoveryCode(tx, ctx, id, proof.code)
}
