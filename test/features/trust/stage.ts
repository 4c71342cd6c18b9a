// The cast of two-person change: two people who are security administrators, one of them with two accounts.

import { actorOf } from '#features/accounts/actor.ts'
import { createAccount } from '#features/accounts/index.ts'
import type { Ctx, Role } from '#src/context.ts'
import { NOW, testCtx } from '../../context.ts'
import type { TestDatabase } from '../../database.ts'

const DAY_MS = 24 * 3_600_000

export interface Cast {
  wang: Ctx
  /** Another account of the same person. */
  wangsOther: Ctx
  li: Ctx
  /** An administrator whose account is made at `now`. */
  newcomer: () => Promise<Ctx>
}

export const daysLater = (ctx: Ctx, days: number): Ctx => ({ ...ctx, now: ctx.now + days * DAY_MS })

/** Accounts that exist, made the day before: who decides is looked up. */
export async function cast({ db }: TestDatabase, now = NOW, ports: Partial<Ctx['ports']> = {}): Promise<Cast> {
  const as = async (username: string, since: number, personId?: string): Promise<Ctx> => {
    const roles: Role[] = ['security-admin']
    const person = personId === undefined ? {} : { personId }
    const { id } = await createAccount(testCtx(db, { now: since }), { name: username, username, roles, ...person })
    const actor = await actorOf(testCtx(db), id, {
      sessionId: id,
      address: '127.0.0.1',
      assurance: { factors: ['password', 'totp'], at: now },
    })
    return testCtx(db, { actor, now, ports })
  }
  const wang = await as('wang', now - DAY_MS)
  const person = wang.actor.type === 'account' ? wang.actor.personId : ''
  return {
    wang,
    wangsOther: await as('wang-2', now - DAY_MS, person),
    li: await as('li', now - DAY_MS),
    newcomer: () => as('newcomer', now),
  }
}
