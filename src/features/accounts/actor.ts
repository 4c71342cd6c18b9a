// An account as the actor of a request: its person and its roles.

import { eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { accountRoles, accounts, persons } from '#db/schema/accounts.ts'
import { type AccountActor, AppError, type Role } from '#src/context.ts'

/** @throws AppError `not-found` when there is no such account. */
export async function actorOf(
  db: Db | Tx,
  accountId: string,
  session: Pick<AccountActor, 'sessionId' | 'address' | 'assurance'>,
): Promise<AccountActor> {
  const rows = await db
    .select({ personId: persons.id, name: persons.name, districtId: accounts.districtId, role: accountRoles.role })
    .from(accounts)
    .innerJoin(persons, eq(persons.id, accounts.personId))
    .leftJoin(accountRoles, eq(accountRoles.accountId, accounts.id))
    .where(eq(accounts.id, accountId))
    .orderBy(accountRoles.role)
  const [first] = rows
  if (!first) throw new AppError('not-found', 'accounts.account-unknown')
  const roles = rows.map((row) => row.role).filter((role): role is Role => role !== null)
  const { personId, name, districtId } = first
  return { type: 'account', accountId, personId, name, roles, ...(districtId !== null && { districtId }), ...session }
}
