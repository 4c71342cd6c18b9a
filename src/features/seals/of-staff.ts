// Whose seals somebody's leaving is about: those made for the person, and those that list a certificate of theirs.

import { arrayOverlaps, eq, or } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { credentials } from '#db/schema/credentials.ts'
import { seals } from '#db/schema/seals.ts'
import type { SealRow } from './rules.ts'

export type SealOfStaff = Pick<SealRow, 'id' | 'number' | 'name' | 'state'>

/** The ended ones too, by number. */
export async function sealsOfStaff(db: Db | Tx, staffId: string): Promise<SealOfStaff[]> {
  const held = await db
    .select({ sha256: credentials.signSha256 })
    .from(credentials)
    .where(eq(credentials.staffId, staffId))
  const listed = held.map(({ sha256 }) => sha256)
  return db
    .select({ id: seals.id, number: seals.number, name: seals.name, state: seals.state })
    .from(seals)
    .where(
      or(eq(seals.staffId, staffId), listed.length > 0 ? arrayOverlaps(seals.certificateSha256, listed) : undefined),
    )
    .orderBy(seals.number)
}
