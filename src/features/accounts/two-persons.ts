// Two persons at one terminal, for what is done while the service stands still: each shows who they are with their password.

import { AppError, type Ctx, type Role } from '#src/context.ts'
import { actorOf } from './actor.ts'
import { recordFailure, reserveAttempt, takeBack } from './attempts.ts'

/** One of each: who runs the machines, and who decides what may be done with them. */
const NEEDED: readonly Role[] = ['system-admin', 'security-admin']

export interface ShownPerson {
  accountId: string
  personId: string
  name: string
}

/** @throws AppError `forbidden` for a wrong name or password, or a locked account, alike; for two accounts of one person, or where a role is missing */
export async function judgeTwoPersons(
  ctx: Ctx,
  credentials: readonly [Credential, Credential],
): Promise<[ShownPerson, ShownPerson]> {
  const first = await shown(ctx, credentials[0])
  const second = await shown(ctx, credentials[1])
  if (first.personId === second.personId) throw new AppError('forbidden', 'accounts.one-person')
  const roles = [...first.roles, ...second.roles]
  const missing = NEEDED.find((role) => !roles.includes(role))
  if (missing) throw new AppError('forbidden', 'app.role-required', { roles: missing })
  return [told(first), told(second)]
}

interface Credential {
  username: string
  password: string
}

async function shown(ctx: Ctx, { username, password }: Credential) {
  // As at the sign-in: the fifth wrong password locks the account, for here and for there.
  const account = await reserveAttempt(ctx, { username })
  const isRight = await ctx.ports.passwords.verify(account?.passwordHash, password)
  if (!account || !isRight) {
    if (account) await ctx.db.transaction((tx) => recordFailure(tx, ctx, account, 'password'))
    throw new AppError('forbidden', 'accounts.sign-in-failed')
  }
  await ctx.db.transaction((tx) => takeBack(tx, account.id, 'one'))
  return actorOf(ctx, account.id, {
    sessionId: '',
    address: '',
    assurance: { factors: ['password'], at: ctx.now },
  })
}

const told = ({ accountId, personId, name }: ShownPerson): ShownPerson => ({ accountId, personId, name })
