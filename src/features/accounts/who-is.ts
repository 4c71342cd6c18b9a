import { eq } from 'drizzle-orm'
import type { Db } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { type AccountActor, AppError, type Factor, type Owed, type Role } from '#src/context.ts'
import { ENROLLED, factorsIn } from './factors/enrolled.ts'
import { recoveryCodesLeft } from './factors/recovery.ts'
import { isPrivileged } from './rules.ts'

export interface Self {
  id: string
  name: string
  username: string
  roles: Role[]
  /** What this session has proven. */
  factors: Factor[]
  /** What it has still to bring before it may do anything else. */
  owes: Owed | null
  /** What the account can bring beside its password. */
  enrolled: Factor[]
  hasRecoveryCodes: boolean
  /** Signs in with less than would be demanded where two factors are required. */
  isUnderprotected: boolean
}

/** What a person may know about their own account. */
export async function whoIs(db: Db, actor: AccountActor): Promise<Self> {
  const { accountId, name, roles, assurance } = actor
  const [account] = await db
    .select({ username: accounts.username, ...ENROLLED })
    .from(accounts)
    .where(eq(accounts.id, accountId))
  if (!account) throw new AppError('not-found', 'accounts.account-unknown')
  const enrolled = factorsIn(account)
  return {
    ...{ id: accountId, name, username: account.username, roles: [...roles] },
    ...{ factors: [...assurance.factors], owes: assurance.owes ?? null, enrolled },
    hasRecoveryCodes: (await recoveryCodesLeft(db, accountId)) > 0,
    isUnderprotected: isPrivileged(actor) && enrolled.length === 0,
  }
}
