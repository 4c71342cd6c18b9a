// Lineages as people see them: a page of them, and one with its certificates, its matrix of bindings and places, its clocks and its future.

import { and, asc, desc, eq, ilike, or, type SQL, sql } from 'drizzle-orm'
import type { Reason } from '#core/checks/check.ts'
import {
  type Placement,
  type PlacementState,
  placementState,
  type Standing,
  standingOf,
} from '#core/renewal/deployment.ts'
import { daysLeft, type ExpiryLevel, expiryCalendar, expiryLevel, renewBy } from '#core/renewal/expiry.ts'
import { certificatesInForce, judgeLineage } from '#core/renewal/lineage.ts'
import { projectRenewals, renewalsPerYear } from '#core/renewal/projection.ts'
import { reusableUntil } from '#core/renewal/validity-limits.ts'
import { applyWaivers } from '#core/renewal/waivers.ts'
import type { Instant } from '#core/verdict.ts'
import { grouped } from '#db/grouped.ts'
import { certificates } from '#db/schema/certificates.ts'
import { deploymentRuns } from '#db/schema/deployments.ts'
import {
  certificateLineages,
  certificateWaivers,
  keyRecords,
  lineageCertificates,
  validationEvidence,
} from '#db/schema/lineages.ts'
import type { Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import {
  lineageFacts,
  placementsOf,
  runningLineages,
  type WatchedBinding,
  watchedBindings,
} from '../watching/placements.ts'
import { type LineageRow, loadLineage } from './create.ts'
import type { EvidenceRow } from './evidence.ts'
import { firstEnding, firstInForce } from './in-force.ts'
import type { LineagesQuery } from './inputs.ts'
import type { WaiverRow } from './waive.ts'

export interface LineageLine extends LineageRow {
  /** The first end among what is shown or to be shown; before any place is known, among what is active. */
  notAfter: Instant | null
  daysLeft: number | null
  level: ExpiryLevel | null
  /** Nodes and the addresses in front of them. */
  bindings: number
  proved: number
  isRunOpen: boolean
}

export async function listLineages(ctx: Ctx, query: LineagesQuery) {
  const rows = await ctx.db
    .select()
    .from(certificateLineages)
    .where(and(eq(certificateLineages.state, query.state), query.q ? holding(query.q) : undefined, after(query.cursor)))
    .orderBy(asc(certificateLineages.createdAt), asc(certificateLineages.id))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const nextCursor = rows.length > query.limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null
  return { items: await linesOf(ctx, page), nextCursor }
}

function after(cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined
  const { at, id } = readCursor(cursor)
  return sql`(${certificateLineages.createdAt}, ${certificateLineages.id}) > (${new Date(at).toISOString()}::timestamptz, ${id}::uuid)`
}

function holding(q: string): SQL | undefined {
  const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return or(ilike(certificateLineages.name, part), ilike(certificateLineages.owner, part))
}

export async function linesOf(ctx: Ctx, rows: readonly LineageRow[]): Promise<LineageLine[]> {
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const running = await runningLineages(ctx.db, ids)
  const watched = grouped(await watchedBindings(ctx.db, ids), ({ binding }) => binding.lineageId)
  const firsts = await firstInForce(ctx.db, ids, watched)
  return rows.map((row) => {
    const places = placementsOf(watched.get(row.id) ?? [])
    const first = firsts.get(row.id)
    return {
      ...row,
      notAfter: first?.notAfter ?? null,
      daysLeft: first ? daysLeft(first.notAfter, ctx.now) : null,
      level: first ? expiryLevel(first, ctx.now) : null,
      bindings: places.length,
      proved: places.filter((one) => placementState(one, Number.NEGATIVE_INFINITY) === 'proved').length,
      isRunOpen: running.has(row.id),
    }
  })
}

/** Of the node itself, whenever it was asked last. */
function stateOf(watched: WatchedBinding): PlacementState {
  const [node] = placementsOf([watched])
  return node ? placementState(node, Number.NEGATIVE_INFINITY) : 'unasked'
}

export interface HeldCertificate {
  certificateId: string
  sha256: string
  subject: string
  issuer: string
  sans: string[]
  algorithm: string
  notBefore: Instant
  notAfter: Instant
  state: typeof lineageCertificates.$inferSelect.state
  supersedesId: string | null
  revokedAt: Instant | null
  seenInCrlAt: Instant | null
  seenInOcspAt: Instant | null
  keyId: string
  keyOrigin: typeof keyRecords.$inferSelect.origin
  keyOwner: string
  keyCustody: string | null
  keyCompromisedAt: Instant | null
  addedAt: Instant
}

export interface LineageDetail extends LineageLine {
  certificates: HeldCertificate[]
  matrix: (WatchedBinding & { state: PlacementState })[]
  standing: Standing
  alarming: Reason[]
  waived: Reason[]
  evidence: (EvidenceRow & { usableUntil: Instant })[]
  waivers: WaiverRow[]
  runs: (typeof deploymentRuns.$inferSelect)[]
  calendar: { level: ExpiryLevel; at: Instant }[]
  renewBy: Instant | null
  renewalsPerYear: { year: number; count: number }[]
}

/** Far enough to see the limits of 2029 take hold. */
const PROJECTED_YEARS = 5

/** @throws AppError `not-found` */
export async function getLineage(ctx: Ctx, id: string): Promise<LineageDetail> {
  const lineage = await loadLineage(ctx.db, id)
  const [line] = await linesOf(ctx, [lineage])
  const watched = await watchedBindings(ctx.db, [id])
  const held = await heldBy(ctx, id)
  const waivers = await ctx.db
    .select()
    .from(certificateWaivers)
    .where(eq(certificateWaivers.lineageId, id))
    .orderBy(desc(certificateWaivers.createdAt))
  const evidence = await ctx.db
    .select()
    .from(validationEvidence)
    .where(eq(validationEvidence.lineageId, id))
    .orderBy(desc(validationEvidence.validatedAt))
  const runs = await ctx.db
    .select()
    .from(deploymentRuns)
    .where(eq(deploymentRuns.lineageId, id))
    .orderBy(desc(deploymentRuns.openedAt))
    .limit(50)
  const sorted = applyWaivers(judgeLineage(await lineageFacts(ctx.db, lineage, watched), ctx.now), waivers, ctx.now)
  return {
    ...(line as LineageLine),
    certificates: held,
    matrix: watched.map((one) => ({ ...one, state: stateOf(one) })),
    standing: standingOf(placementsOf(watched), Number.NEGATIVE_INFINITY),
    ...sorted,
    evidence: evidence.map((one) => ({ ...one, usableUntil: reusableUntil(one.kind, one.validatedAt) })),
    waivers,
    runs,
    ...futureOf(lineage, held, placementsOf(watched), ctx.now),
  }
}

/** Of what is to be shown from now on. */
function futureOf(
  { trust }: LineageRow,
  held: readonly HeldCertificate[],
  placements: readonly Placement[],
  now: Instant,
): Pick<LineageDetail, 'calendar' | 'renewBy' | 'renewalsPerYear'> {
  const wanted = placements.map((one) => ({ ...one, sightings: [] }))
  const known = held.map((one) => ({ ...one, fingerprint: one.sha256 }))
  const [current] = firstEnding(certificatesInForce(known, wanted))
  if (!current) return { calendar: [], renewBy: null, renewalsPerYear: [] }
  const until = Date.UTC(new Date(now).getUTCFullYear() + PROJECTED_YEARS, 0, 1) - 1
  return {
    calendar: expiryCalendar(current),
    renewBy: renewBy(current),
    renewalsPerYear: renewalsPerYear(projectRenewals(current, now, { trust, until })),
  }
}

function heldBy({ db }: Ctx, lineageId: string): Promise<HeldCertificate[]> {
  return db
    .select({
      certificateId: certificates.id,
      sha256: certificates.sha256,
      subject: certificates.subject,
      issuer: certificates.issuer,
      sans: certificates.sans,
      algorithm: certificates.algorithm,
      notBefore: certificates.notBefore,
      notAfter: certificates.notAfter,
      state: lineageCertificates.state,
      supersedesId: lineageCertificates.supersedesId,
      revokedAt: lineageCertificates.revokedAt,
      seenInCrlAt: lineageCertificates.seenInCrlAt,
      seenInOcspAt: lineageCertificates.seenInOcspAt,
      keyId: keyRecords.id,
      keyOrigin: keyRecords.origin,
      keyOwner: keyRecords.owner,
      keyCustody: keyRecords.custody,
      keyCompromisedAt: keyRecords.compromisedAt,
      addedAt: lineageCertificates.addedAt,
    })
    .from(lineageCertificates)
    .innerJoin(certificates, eq(certificates.id, lineageCertificates.certificateId))
    .innerJoin(keyRecords, eq(keyRecords.id, lineageCertificates.keyId))
    .where(eq(lineageCertificates.lineageId, lineageId))
    .orderBy(desc(lineageCertificates.addedAt), desc(certificates.notAfter))
}
