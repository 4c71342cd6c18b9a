import { asc, eq, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { accountRoles, accounts, persons } from '#db/schema/accounts.ts'
import type { Ctx, Role } from '#src/context.ts'

export interface AccountSummary {
  id: string
  personId: string
  name: string
  username: string
  roles: Role[]
  districtId: string | null
  isDisabled: boolean
  lockedUntil: Instant | null
  createdAt: Instant
}

/** All accounts, by name. Tens, not thousands: not paged. */
export async function listAccounts(ctx: Ctx): Promise<AccountSummary[]> {
  return ctx.db
    .select({
      id: accounts.id,
      personId: persons.id,
      name: persons.name,
      username: accounts.username,
      roles: sql<
        Role[]
      >`coalesce(array_agg(${accountRoles.role} order by ${accountRoles.role}) filter (where ${accountRoles.role} is not null), '{}')`,
      districtId: accounts.districtId,
      isDisabled: accounts.isDisabled,
      lockedUntil: accounts.lockedUntil,
      createdAt: accounts.createdAt,
    })
    .from(accounts)
    .innerJoin(persons, eq(persons.id, accounts.personId))
    .leftJoin(accountRoles, eq(accountRoles.accountId, accounts.id))
    .groupBy(accounts.id, persons.id)
    .orderBy(asc(accounts.username))
}
