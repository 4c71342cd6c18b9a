// Whose seals somebody's leaving is about: those made for the person, and those that list a certificate of theirs. The person's own are asked
// to be frozen, which takes effect when another person approves; one that others may use too is not stopped by somebody's leaving.

import { and, arrayOverlaps, eq, inArray, notInArray, or } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { credentials } from '#db/schema/credentials.ts'
import { sealRequests, seals } from '#db/schema/seals.ts'
import type { Ctx } from '#src/context.ts'
import { requestStandingIn } from './request.ts'
import { CLOSED, type SealRequestRow, type SealRow } from './rules.ts'

export interface SealOfStaff extends Pick<SealRow, 'id' | 'number' | 'name' | 'state'> {
  /** Nobody besides the person may seal with it. */
  isOwn: boolean
  /** The change of it that somebody has still to act on. */
  request: Pick<SealRequestRow, 'id' | 'kind' | 'state'> | null
}

/** The ended ones too, by number. */
export async function sealsOfStaff(db: Db | Tx, staffId: string): Promise<SealOfStaff[]> {
  const { rows, listed } = await rowsOf(db, staffId)
  const open = await openRequests(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((seal) => {
    const { id, number, name, state } = seal
    return { id, number, name, state, isOwn: isOwn(seal, staffId, listed), request: open.get(id) ?? null }
  })
}

/** In the transaction of the leaving: own ones in use, unless a change of them is under way. */
export async function freezeOfStaff(tx: Tx, ctx: Ctx, staffId: string, reason: string): Promise<void> {
  const { rows, listed } = await rowsOf(tx, staffId)
  const inUse = rows.filter((seal) => seal.state === 'active' && isOwn(seal, staffId, listed))
  const open = await openRequests(
    tx,
    inUse.map(({ id }) => id),
  )
  for (const seal of inUse) if (!open.has(seal.id)) await requestStandingIn(tx, ctx, seal, { kind: 'freeze', reason })
}

async function rowsOf(db: Db | Tx, staffId: string): Promise<{ rows: SealRow[]; listed: ReadonlySet<string> }> {
  const held = await db
    .select({ sha256: credentials.signSha256 })
    .from(credentials)
    .where(eq(credentials.staffId, staffId))
  const listed = held.map(({ sha256 }) => sha256)
  const rows = await db
    .select()
    .from(seals)
    .where(
      or(eq(seals.staffId, staffId), listed.length > 0 ? arrayOverlaps(seals.certificateSha256, listed) : undefined),
    )
    .orderBy(seals.number)
  return { rows, listed: new Set(listed) }
}

function isOwn(
  { staffId: madeFor, certificateSha256 }: SealRow,
  staffId: string,
  listed: ReadonlySet<string>,
): boolean {
  return madeFor === staffId || certificateSha256.every((one) => listed.has(one))
}

async function openRequests(db: Db | Tx, sealIds: readonly string[]): Promise<Map<string, SealOfStaff['request']>> {
  if (sealIds.length === 0) return new Map()
  const { id, kind, state, sealId } = sealRequests
  const rows = await db
    .select({ id, kind, state, sealId })
    .from(sealRequests)
    .where(and(inArray(sealId, [...sealIds]), notInArray(state, [...CLOSED])))
  return new Map(rows.map(({ sealId: seal, ...request }) => [seal ?? '', request]))
}
