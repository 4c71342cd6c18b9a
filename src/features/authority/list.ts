// What there is of authorities and profiles, for people and for the slices that order.

import { asc } from 'drizzle-orm'
import { PROFILES, type Profile } from '#core/issuance/profiles.ts'
import type { Db, Tx } from '#db/database.ts'
import { authorities } from '#db/schema/authority.ts'
import type { AuthorityRow } from './rules.ts'

/** In the order they were founded. */
export function listAuthorities({ db }: { db: Db | Tx }): Promise<AuthorityRow[]> {
  return db.select().from(authorities).orderBy(asc(authorities.createdAt), asc(authorities.id))
}

/** Those that can be ordered by. */
export function listProfiles(): Profile[] {
  return Object.values(PROFILES).filter(({ isOrdered }) => isOrdered)
}
