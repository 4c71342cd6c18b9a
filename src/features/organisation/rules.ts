// What the slice decides without a database.

import type { orgUnits, staff } from '#db/schema/organisation.ts'
import { type AccountActor, type Actor, AppError, type Role } from '#src/context.ts'

export type Staff = typeof staff.$inferSelect
export type OrgUnit = typeof orgUnits.$inferSelect

/** Who keeps the lists: the own district's clerk, and the centre. */
export const STAFF_KEEPERS = ['district-clerk', 'ra-officer'] as const satisfies readonly Role[]
/** Who reads them besides; numbers of documents stay masked for everybody. */
export const STAFF_READERS = [...STAFF_KEEPERS, 'auditor'] as const satisfies readonly Role[]

/** @throws AppError `forbidden`: people are answerable for people */
export function requireAccount(actor: Actor): AccountActor {
  if (actor.type !== 'account') throw new AppError('forbidden', 'organisation.person-required')
  return actor
}

/** @throws AppError `precondition` for somebody who has left */
export function requireActive(row: Staff): Staff {
  if (row.state !== 'active') throw new AppError('precondition', 'organisation.staff-left', { name: row.name })
  return row
}

/** How two units of one house may stand to each other: only outlets are opened and closed. @throws AppError `precondition` */
export function requireOutlet(unit: OrgUnit): void {
  if (unit.tier !== 'outlet') throw new AppError('precondition', 'organisation.unit-fixed', { name: unit.name })
}

/** @throws AppError `precondition` for a unit that is closed */
export function requireOpenUnit(unit: OrgUnit): OrgUnit {
  if (unit.state !== 'active') throw new AppError('precondition', 'organisation.unit-closed', { name: unit.name })
  return unit
}
