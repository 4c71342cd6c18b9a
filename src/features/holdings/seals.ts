// 谁在某日持有哪枚印章: the seals of whoever or whatever was asked about, as they stood that day, with who asked, reviewed and made each.

import { and, arrayOverlaps, desc, eq, ilike, inArray, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { staff } from '#db/schema/organisation.ts'
import { sealEvents, sealRequests, seals } from '#db/schema/seals.ts'
import {
  endOfSeal,
  type SealStanding,
  type SealTold,
  type Span,
  sealStandingAt,
  sealTurn,
  wasSealHeld,
} from './rules.ts'

const MAX_FOUND = 200

type SealRow = typeof seals.$inferSelect
const { id, number, name, kind, districtId, holderName, unitName, sha256, certificateSha256 } = seals
const LINE = {
  ...{ id, number, name, kind, districtId, holderName, unitName, sha256, certificateSha256 },
  ...{ validFrom: seals.validFrom, validUntil: seals.validUntil, madeAt: seals.madeAt },
} as const

export interface HeldSeal {
  seal: Pick<SealRow, keyof typeof LINE>
  persons: { requester: string; reviewer: string | null; drafter: string | null; maker: string | null }
  standing: SealStanding
  endedAt: Instant | null
}

export interface SealQuestion {
  query: string
  /** Of the whole number of a document, where it may be one. */
  digests: readonly string[]
  /** SHA-256 of the signing certificates that were found: whose seal lists one of them holds it by that. */
  certificates: readonly string[]
  day: Span
  withEnded: boolean
}

/** Newest first. */
export async function heldSeals(tx: Tx, question: SealQuestion): Promise<HeldSeal[]> {
  const { day, withEnded } = question
  const { requesterName: requester, reviewerName: reviewer, drafterName: drafter, makerName: maker } = sealRequests
  const rows = await tx
    .select({ seal: LINE, persons: { requester, reviewer, drafter, maker } })
    .from(seals)
    .innerJoin(sealRequests, eq(sealRequests.id, seals.requestId))
    .where(and(lte(seals.madeAt, day.to), matches(question)))
    .orderBy(desc(seals.madeAt), desc(seals.id))
    .limit(MAX_FOUND)
  const told = await storiesOf(
    tx,
    rows.map(({ seal }) => seal.id),
  )
  return rows.flatMap(({ seal, persons }) => {
    const story = told.get(seal.id) ?? []
    const standing = sealStandingAt(story, seal.validUntil, day.to)
    if (standing === undefined || !(withEnded || wasSealHeld(story, seal.validUntil, day))) return []
    return [{ seal, persons, standing, endedAt: endOfSeal(story, seal.validUntil, day.to) }]
  })
}

function matches({ query, digests, certificates }: SealQuestion): SQL | undefined {
  const plain = query.replace(/[\\%_]/g, '\\$&')
  const people = sql`(select ${staff.id} from ${staff} where ${or(
    ilike(staff.name, `%${plain}%`),
    eq(staff.staffNumber, query),
    digests.length === 0 ? undefined : inArray(staff.identityDigest, [...digests]),
  )})`
  return or(
    ilike(seals.holderName, `%${plain}%`),
    ilike(seals.name, `%${plain}%`),
    eq(seals.number, query),
    sql`${seals.staffId} in ${people}`,
    certificates.length === 0 ? undefined : arrayOverlaps(seals.certificateSha256, [...certificates]),
  )
}

/** What changed how a seal stands, from the events of whatever request did it. */
async function storiesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, SealTold[]>> {
  const told = new Map<string, SealTold[]>(ids.map((one) => [one, []]))
  if (ids.length === 0) return told
  const events = await tx
    .select({ sealId: sealEvents.sealId, step: sealEvents.step, at: sealEvents.at, kind: sealRequests.kind })
    .from(sealEvents)
    .innerJoin(sealRequests, eq(sealRequests.id, sealEvents.requestId))
    .where(inArray(sealEvents.sealId, [...ids]))
    .orderBy(sealEvents.id)
  for (const { sealId, step, kind: of, at } of events) {
    const to = sealTurn(step, of)
    if (to !== undefined) told.get(sealId ?? '')?.push({ to, at })
  }
  return told
}
