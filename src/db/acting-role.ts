// As whom the service acts in the database: a role that owns nothing, so that what the tables refuse it cannot allow itself.

import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'

/** Made by the first migration (guards.sql). Belongs to the server, not to one database. */
export const APPLICATION_ROLE = 'zhengxun_app'

export interface ActingRole {
  acting: string
  /** As whom the connection signed in. */
  login: string
  /** What the acting role may and must not, by stable codes; empty when all is well. */
  faults: ('superuser' | 'bypasses-row-security' | 'owns-tables' | 'creates-tables' | 'changes-the-audit-trail')[]
  /** The connection could take the owner's rights back: one address serves migrations and service alike. */
  isLoginOwner: boolean
}

/** Asks the server itself. */
export async function actingRole(db: Db): Promise<ActingRole> {
  const { rows } = await db.execute<{
    acting: string
    login: string
    owner: boolean
    faults: ActingRole['faults']
  }>(sql`
    with own as (
      select c.relowner from pg_catalog.pg_class c where c.relnamespace in ('public'::regnamespace, 'drizzle'::regnamespace)
    )
    select current_user as acting, session_user as login,
      exists (select from own where pg_has_role(session_user, relowner, 'MEMBER')) as owner,
      array_remove(array[
        case when rolsuper then 'superuser' end,
        case when rolbypassrls then 'bypasses-row-security' end,
        case when exists (select from own where pg_has_role(current_user, relowner, 'MEMBER')) then 'owns-tables' end,
        case when has_schema_privilege(current_user, 'public', 'CREATE') then 'creates-tables' end,
        case when has_table_privilege(current_user, 'public.audit_log', 'UPDATE, DELETE, TRUNCATE, TRIGGER')
          then 'changes-the-audit-trail' end
      ], null) as faults
    from pg_catalog.pg_roles where rolname = current_user`)
  const [row] = rows
  if (!row) throw new Error('the server does not say who is acting')
  return { acting: row.acting, login: row.login, faults: row.faults, isLoginOwner: row.owner }
}

/** The service would be able to change what it must only be able to add to. */
export class RoleTooStrong extends Error {
  readonly role: string
  readonly faults: ActingRole['faults']

  constructor({ acting, faults }: ActingRole) {
    super(`the role ${acting} may too much: ${faults.join(', ')}`)
    this.name = 'RoleTooStrong'
    this.role = acting
    this.faults = faults
  }
}

/** @throws RoleTooStrong */
export async function refuseStrongRole(db: Db): Promise<ActingRole> {
  const role = await actingRole(db)
  if (role.faults.length > 0) throw new RoleTooStrong(role)
  return role
}
