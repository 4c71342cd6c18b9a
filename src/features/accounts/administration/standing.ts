// Whether a change of an account makes sense as things stand: asked when it is proposed and again when it is done.

import { and, eq } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { accountRoles, accounts, persons } from '#db/schema/accounts.ts'
import { AppError, type Role } from '#src/context.ts'
import type { ChangeOfExisting } from './inputs.ts'

export interface Standing {
  accountId: string
  personId: string
  name: string
  username: string
  roles: Role[]
  isDisabled: boolean
  districtId: string | null
  lockedUntil: Instant | null
}

/** @throws AppError `not-found` */
export async function standingOf(tx: Tx, accountId: string): Promise<Standing> {
  const rows = await tx
    .select({
      personId: persons.id,
      name: persons.name,
      username: accounts.username,
      isDisabled: accounts.isDisabled,
      districtId: accounts.districtId,
      lockedUntil: accounts.lockedUntil,
      role: accountRoles.role,
    })
    .from(accounts)
    .innerJoin(persons, eq(persons.id, accounts.personId))
    .leftJoin(accountRoles, eq(accountRoles.accountId, accounts.id))
    .where(eq(accounts.id, accountId))
    .orderBy(accountRoles.role)
  const [first] = rows
  if (!first) throw new AppError('not-found', 'accounts.account-unknown')
  const { role: _, ...rest } = first
  return { accountId, ...rest, roles: rows.flatMap(({ role }) => (role === null ? [] : [role])) }
}

type Wanted = Pick<ChangeOfExisting, 'action'> & {
  roles?: readonly Role[]
  districtId?: string | null
  isDisabled?: boolean
}

/** @throws AppError `conflict` where it is so already, `precondition` where nobody could approve anything afterwards */
export async function requireSense(tx: Tx, standing: Standing, wanted: Wanted): Promise<void> {
  const { action, roles = [] } = wanted
  const { isDisabled, lockedUntil } = standing
  const isSo = {
    grant: roles.every((role) => standing.roles.includes(role)),
    take: false,
    disable: isDisabled,
    enable: !isDisabled,
    unlock: lockedUntil === null,
    'reset-password': false,
    'reset-factors': false,
    move: standing.districtId === wanted.districtId,
    confirm: false,
  }[action]
  if (isSo) throw new AppError('conflict', 'accounts.nothing-changes')
  if (action === 'take' && !roles.every((role) => standing.roles.includes(role)))
    throw new AppError('conflict', 'accounts.role-unknown-held')
  const leaves = action === 'disable' || (action === 'take' && roles.includes('security-admin'))
  if (leaves && standing.roles.includes('security-admin')) await requireTwoStay(tx, standing.accountId)
}

/** Two persons, without the account that is to go. */
async function requireTwoStay(tx: Tx, withoutId: string): Promise<void> {
  const rows = await tx
    .select({ id: accounts.id, personId: accounts.personId })
    .from(accounts)
    .innerJoin(accountRoles, eq(accountRoles.accountId, accounts.id))
    .where(and(eq(accountRoles.role, 'security-admin'), eq(accounts.isDisabled, false)))
  const staying = new Set(rows.filter(({ id }) => id !== withoutId).map(({ personId }) => personId))
  if (staying.size < 2) throw new AppError('precondition', 'accounts.two-security-admins')
}
