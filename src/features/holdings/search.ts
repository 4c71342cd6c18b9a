// 谁在某日持有哪张证书、哪枚印章: one question, from whatever is known. That it was asked, and what came of it, is in the trail before it is answered.

import { and, desc, eq, ilike, inArray, lte, or, type SQL, sql } from 'drizzle-orm'
import { civilDateOf, instantOf, parseCivilDate } from '#core/calendar/civil.ts'
import { IDENTITY_KINDS, maskIdentity, readIdentity } from '#core/persons/identity-number.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { carriers, credentialEvents, credentials } from '#db/schema/credentials.ts'
import { orgUnits, staff } from '#db/schema/organisation.ts'
import { userRequestMaterials, userRequests } from '#db/schema/requests.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type Identity, identityDigests } from '#features/organisation/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { HoldingsQuery } from './inputs.ts'
import { dayFrom, endOf, type Span, type Standing, standingAt, type Told, wasHeld } from './rules.ts'
import { type HeldSeal, heldSeals } from './seals.ts'

/** More is no answer to a question about one person, one carrier or one number. */
const MAX_FOUND = 200

export interface HeldLine {
  credential: typeof credentials.$inferSelect
  holder: { id: string; name: string; staffNumber: string; unit: string; identityMasked: string } | null
  carrier: { serial: string; model: string; kind: string }
  request: typeof userRequests.$inferSelect | null
  materials: number
  standing: Standing
  /** Of the day asked about: not what it is now. */
  endedAt: Instant | null
}

export interface Holdings {
  on: string
  items: HeldLine[]
  seals: HeldSeal[]
  /** There were more than are shown: ask closer. */
  isCut: boolean
}

/** @throws AppError `bad-input` for a day there is none, or one that has not begun */
export async function findHoldings(ctx: Ctx, input: HoldingsQuery): Promise<Holdings> {
  const day = dayOf(input.on, ctx.now)
  const documents = documentsIn(input.query, ctx.now)
  return ctx.db.transaction(async (tx) => {
    const digests = documents.length === 0 ? [] : await identityDigests(tx, ctx, documents)
    const rows = await candidates(tx, input.query, digests, day)
    const told = await eventsOf(tx, rows)
    const lines = rows.flatMap((row) => lineOf(row, told.get(row.credential.id) ?? [], day, input.withEnded))
    const items = lines.slice(0, MAX_FOUND)
    const isCut = rows.length > MAX_FOUND
    const { query, withEnded } = input
    const certificates = rows.map(({ credential }) => credential.signSha256)
    const seals = await heldSeals(tx, { query, digests, certificates, day, withEnded })
    const isByDocument = items.some(({ digest }) => digest !== null && digests.includes(digest))
    const mayBeDocument = documents.some(({ kind }) => kind !== 'officer') || looksLikeDocument(input.query)
    await recordAudit(tx, ctx, {
      action: 'holdings.searched',
      object: { type: 'holdings', id: input.on },
      detail: {
        query: shown(input.query, isByDocument || mayBeDocument),
        withEnded: input.withEnded,
        found: items.length,
        credentials: items.map(({ credential }) => credential.id),
        seals: seals.map(({ seal }) => seal.id),
      },
    })
    return { on: input.on, items: items.map(({ digest: _, ...line }) => line), seals, isCut }
  })
}

/** The number of a document stays out of the trail, which is kept for years and copied outside. */
function shown(query: string, isDocument: boolean): string {
  return isDocument ? maskIdentity(query) : query
}

/** Of a resident's card, whole or with a slip of the hand. */
function looksLikeDocument(query: string): boolean {
  return /^\d{14,17}[\dXx]?$/.test(query.replace(/[\s-]/g, ''))
}

function dayOf(on: string, now: Instant): Span {
  const date = parseCivilDate(on)
  if (!date.ok) throw new AppError('bad-input', date.error)
  if (date.value > civilDateOf(now)) throw new AppError('bad-input', 'holdings.in-future')
  const { from, to } = dayFrom(instantOf(date.value))
  return { from, to: Math.min(to, now) }
}

/** What the words may be the whole number of. */
function documentsIn(query: string, now: Instant): Identity[] {
  return IDENTITY_KINDS.flatMap((kind) => {
    const read = readIdentity(kind, query, now)
    return read.ok ? [{ kind, number: read.value }] : []
  })
}

type Candidate = Awaited<ReturnType<typeof candidates>>[number]

function candidates(tx: Tx, query: string, digests: readonly string[], day: Span) {
  return tx
    .select({
      credential: credentials,
      staff,
      unit: orgUnits.name,
      carrier: { serial: carriers.serial, model: carriers.model, kind: carriers.kind },
      request: userRequests,
      materials: sql<number>`(select count(*)::int from ${userRequestMaterials} m
        where m.request_id = ${credentials.requestId} and m.removed_at is null)`,
    })
    .from(credentials)
    .innerJoin(carriers, eq(carriers.id, credentials.carrierId))
    .leftJoin(staff, eq(staff.id, credentials.staffId))
    .leftJoin(orgUnits, eq(orgUnits.id, staff.unitId))
    .leftJoin(userRequests, eq(userRequests.id, credentials.requestId))
    .where(and(lte(credentials.createdAt, day.to), matches(query, digests)))
    .orderBy(desc(credentials.createdAt), desc(credentials.id))
    .limit(MAX_FOUND + 1)
}

function matches(query: string, digests: readonly string[]): SQL | undefined {
  const like = `%${query.replace(/[\\%_]/g, '\\$&')}%`
  const serial = query.toLowerCase().replace(/[\s:]/g, '')
  return or(
    ilike(staff.name, like),
    // As they were called when it was made.
    ilike(credentials.subject, like),
    eq(staff.staffNumber, query),
    inArray(credentials.signSerial, [serial, serial.replace(/^0+/, '')]),
    inArray(credentials.encryptionSerial, [serial, serial.replace(/^0+/, '')]),
    ilike(carriers.serial, query.replace(/[\\%_]/g, '\\$&')),
    ilike(userRequests.number, query.replace(/[\\%_]/g, '\\$&')),
    digests.length === 0 ? undefined : inArray(staff.identityDigest, [...digests]),
  )
}

async function eventsOf(tx: Tx, rows: readonly Candidate[]): Promise<Map<string, Told[]>> {
  const ids = rows.map(({ credential }) => credential.id)
  const told = new Map<string, Told[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return told
  const { credentialId, kind, at } = credentialEvents
  const events = await tx.select({ credentialId, kind, at }).from(credentialEvents).where(inArray(credentialId, ids))
  for (const { credentialId: id, ...event } of events) told.get(id)?.push(event)
  return told
}

function lineOf(row: Candidate, events: readonly Told[], day: Span, withEnded: boolean) {
  const { notAfter } = row.credential
  const standing = standingAt(events, notAfter, day.to)
  if (standing === undefined || !(withEnded || wasHeld(events, notAfter, day))) return []
  const { staff: person, unit, ...rest } = row
  const holder = person && {
    ...{ id: person.id, name: person.name, staffNumber: person.staffNumber, unit: unit ?? '' },
    identityMasked: person.identityMasked,
  }
  // For the row of the trail, and for nobody's eyes.
  const digest = person?.identityDigest ?? null
  return [{ ...rest, holder, standing, endedAt: endOf(events, notAfter, day.to), digest }]
}
