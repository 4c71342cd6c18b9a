// Two people of one role: one asks, the other approves.

import { eq } from 'drizzle-orm'
import type { Db } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { actorOf } from '#features/accounts/actor.ts'
import { createAccount } from '#features/accounts/index.ts'
import type { Ctx, Role } from '#src/context.ts'
import { testCtx } from '../../context.ts'

const DAY_MS = 24 * 3_600_000

/** Accounts that exist, made the day before `now`: the database knows who asks and who decides. */
export async function twoOf(role: Role, db: Db, given: { now: number; ports?: Partial<Ctx['ports']> }) {
  const as = async (username: string): Promise<Ctx> => {
    const yesterday = testCtx(db, { now: given.now - DAY_MS })
    const [known] = await db.select({ id: accounts.id }).from(accounts).where(eq(accounts.username, username))
    const { id } = known ?? (await createAccount(yesterday, { name: username, username, roles: [role] }))
    const actor = await actorOf(testCtx(db), id, {
      sessionId: id,
      address: '127.0.0.1',
      assurance: { factors: ['password', 'totp'], at: given.now },
    })
    return testCtx(db, { ...given, actor })
  }
  return { asks: await as(`${role}-asks`), approves: await as(`${role}-approves`) }
}
