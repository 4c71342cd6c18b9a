import { asc, eq, max, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { accountRoles, accounts, persons, sessions } from '#db/schema/accounts.ts'
import { districts } from '#db/schema/districts.ts'
import type { Ctx, Role } from '#src/context.ts'
import type { RightsFault } from './rights/rules.ts'
import { rightsStanding } from './rights/whole.ts'

export interface AccountSummary {
  id: string
  personId: string
  name: string
  username: string
  roles: Role[]
  districtId: string | null
  isDisabled: boolean
  /** How its rights differ from what was sealed; it is refused then. */
  rightsFault: RightsFault | null
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
  const faults = new Map(
    (await rightsStanding(ctx)).altered.flatMap(({ accountId, fault, keyName }) =>
      keyName === undefined ? [[accountId, fault] as const] : [],
    ),
  )
  const rows = await ctx.db
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
  return rows.map((row) => ({ ...row, rightsFault: faults.get(row.id) ?? null }))
}

/** For the choice of one. */
export async function listDistricts({ db }: Pick<Ctx, 'db'>): Promise<{ id: string; name: string; nameEn: string }[]> {
  const { id, name, nameEn, position } = districts
  return db.select({ id, name, nameEn }).from(districts).orderBy(asc(position))
}
