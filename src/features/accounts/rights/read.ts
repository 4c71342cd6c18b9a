// The rights of accounts as the database has them, each with its seal and with the version the trail tells of: one statement, one moment.

import { eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { accountRoles, accounts, persons } from '#db/schema/accounts.ts'
import { auditLog } from '#db/schema/audit.ts'
import type { Role } from '#src/context.ts'
import type { SealedRights } from './rules.ts'

/** Audit rows that say at which version they left the rights: found by their action, whatever else the trail holds of an account. */
const TELLING = [
  'account.created',
  'account.roles-granted',
  'account.roles-taken',
  'account.disabled',
  'account.enabled',
  'account.moved',
  'account.rights-confirmed',
  'account.rights-sealed',
]

const ROLES = sql<Role[]>`array(select role from ${accountRoles} r where r.account_id = ${accounts.id} order by role)`

const HELD = {
  accountId: accounts.id,
  personId: accounts.personId,
  username: accounts.username,
  name: persons.name,
  roles: ROLES,
  districtId: accounts.districtId,
  isDisabled: accounts.isDisabled,
  version: accounts.rightsVersion,
  mac: accounts.rightsMac,
}

export type HeldRights = Omit<SealedRights, 'recordedVersion'> & { username: string; name: string }

/** Without what the trail tells: for every request. */
export async function heldRights(db: Db | Tx, accountId: string): Promise<HeldRights | undefined> {
  const [row] = await from(db).where(eq(accounts.id, accountId))
  return row
}

/** Of one account, or of all. */
export async function sealedRights(db: Db | Tx, which?: SQL): Promise<(HeldRights & SealedRights)[]> {
  const version = sql<number | null>`max((${auditLog.detail}->>'rightsVersion')::int)`.as('version')
  const told = db
    .select({ accountId: auditLog.objectId, version })
    .from(auditLog)
    .where(inArray(auditLog.action, TELLING))
    .groupBy(auditLog.objectId)
    .as('told')
  return db
    .select({ ...HELD, recordedVersion: told.version })
    .from(accounts)
    .innerJoin(persons, eq(persons.id, accounts.personId))
    .leftJoin(told, eq(told.accountId, sql`${accounts.id}::text`))
    .where(which)
    .orderBy(accounts.username)
}

function from(db: Db | Tx) {
  return db.select(HELD).from(accounts).innerJoin(persons, eq(persons.id, accounts.personId)).$dynamic()
}
