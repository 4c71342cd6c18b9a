import { asc, eq, max, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { accountRoles, accounts, persons, sessions } from '#db/schema/accounts.ts'
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
  lastSignInAt: Instant | null
  createdAt: Instant
}

/** All accounts, by name. Tens, not thousands: not paged. */
export async function listAccounts(ctx: Ctx): Promise<AccountSummary[]> {
  const last = ctx.db
    .select({ accountId: sessions.accountId, at: max(sessions.createdAt).as('at') })
    .from(sessions)
    .groupBy(sessions.accountId)
    .as('last')
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
      lastSignInAt: last.at,
      createdAt: accounts.createdAt,
    })
    .from(accounts)
    .innerJoin(persons, eq(persons.id, accounts.personId))
    .leftJoin(accountRoles, eq(accountRoles.accountId, accounts.id))
    .leftJoin(last, eq(last.accountId, accounts.id))
    .groupBy(accounts.id, persons.id, last.at)
    .orderBy(asc(accounts.username))
}
