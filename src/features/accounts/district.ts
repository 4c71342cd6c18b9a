// What of the districts an actor's handle of the database sees.

import type { Db } from '#db/database.ts'
import { type DistrictScope, inDistrict, WHOLE_ESTATE } from '#db/scope.ts'
import type { Actor, Role } from '#src/context.ts'

/** Roles that work for one district: without one, they see nothing that belongs to any. */
const DISTRICT_ROLES: readonly Role[] = ['district-clerk']

export function districtScopeOf(actor: Actor): DistrictScope {
  if (actor.type === 'system') return WHOLE_ESTATE
  if (actor.type === 'anonymous') return ''
  if (actor.districtId !== undefined) return actor.districtId
  return actor.roles.some((role) => !DISTRICT_ROLES.includes(role)) ? WHOLE_ESTATE : ''
}

/** The handle for a request of this actor; `db` sees the whole estate. */
export function databaseFor(db: Db, actor: Actor): Db {
  const scope = districtScopeOf(actor)
  return scope === WHOLE_ESTATE ? db : inDistrict(db, scope)
}
