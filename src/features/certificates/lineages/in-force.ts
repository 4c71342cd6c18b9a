// What of a lineage is in force, by the rule of core: one answer for the list, the page, the table and the calendar.

import { eq } from 'drizzle-orm'
import { certificatesInForce } from '#core/renewal/lineage.ts'
import type { Instant } from '#core/verdict.ts'
import { isAnyOf } from '#db/any-of.ts'
import type { Db } from '#db/database.ts'
import { grouped } from '#db/grouped.ts'
import { certificates } from '#db/schema/certificates.ts'
import { lineageCertificates } from '#db/schema/lineages.ts'
import { placementsOf, type WatchedBinding } from '../watching/placements.ts'

export interface InForce {
  notBefore: Instant
  notAfter: Instant
}

/** What ends first, of each lineage that has something in force. @param watched the bindings of these lineages */
export async function firstInForce(
  db: Db,
  lineageIds: readonly string[],
  watched: ReadonlyMap<string, readonly WatchedBinding[]>,
): Promise<Map<string, InForce>> {
  if (lineageIds.length === 0) return new Map()
  const held = await db
    .select({
      lineageId: lineageCertificates.lineageId,
      fingerprint: certificates.sha256,
      state: lineageCertificates.state,
      notBefore: certificates.notBefore,
      notAfter: certificates.notAfter,
    })
    .from(lineageCertificates)
    .innerJoin(certificates, eq(certificates.id, lineageCertificates.certificateId))
    .where(isAnyOf(lineageCertificates.lineageId, lineageIds))
  const firsts = [...grouped(held, ({ lineageId }) => lineageId)].flatMap(([id, own]): [string, InForce][] => {
    const [first] = firstEnding(certificatesInForce(own, placementsOf(watched.get(id) ?? [])))
    return first ? [[id, first]] : []
  })
  return new Map(firsts)
}

export function firstEnding<T extends InForce>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => a.notAfter - b.notAfter)
}
