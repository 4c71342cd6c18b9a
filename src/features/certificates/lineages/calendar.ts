// The expiry calendar (到期日历): for every lineage when its certificate ends, when it should be renewed, and which clocks run beside it.

import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm'
import { DAY_MS } from '#core/calendar/civil.ts'
import { daysLeft, type ExpiryLevel, expiryCalendar, expiryLevel, renewBy } from '#core/renewal/expiry.ts'
import { projectRenewals } from '#core/renewal/projection.ts'
import { type EvidenceKind, reusableUntil, VALIDITY_LIMITS, type ValidityLimit } from '#core/renewal/validity-limits.ts'
import type { Instant } from '#core/verdict.ts'
import { grouped } from '#db/grouped.ts'
import { certificateLineages, certificateWaivers, validationEvidence } from '#db/schema/lineages.ts'
import type { Ctx } from '#src/context.ts'
import { watchedBindings } from '../watching/placements.ts'
import type { LineageRow } from './create.ts'
import { firstInForce, type InForce } from './in-force.ts'

/** More lanes than this nobody reads; those that end first are shown. */
export const MAX_LANES = 200
/** Of a lineage, the most that are looked at. */
const MAX_LINEAGES = 5_000

export interface Lane {
  lineage: Pick<LineageRow, 'id' | 'name' | 'owner' | 'trust'>
  notBefore: Instant
  notAfter: Instant
  daysLeft: number
  level: ExpiryLevel
  renewBy: Instant
  /** When each level begins. */
  steps: { level: ExpiryLevel; at: Instant }[]
  /** Renewals to come, if each is done in time. */
  renewals: Instant[]
  /** Until when the newest validation of a kind may be used again; private ones have no such clock. */
  evidence: { kind: EvidenceKind; until: Instant }[]
  waivers: { code: string; until: Instant }[]
}

export interface ExpiryPlan {
  from: Instant
  until: Instant
  /** Limits that begin within the span (SC-081v3). */
  ceilings: ValidityLimit[]
  lanes: Lane[]
  /** Lineages with a certificate in force, shown or not. */
  total: number
}

/** @param days how far it looks ahead */
export async function expiryPlan(ctx: Ctx, days: number): Promise<ExpiryPlan> {
  const until = ctx.now + days * DAY_MS
  const rows = await ctx.db
    .select()
    .from(certificateLineages)
    .where(eq(certificateLineages.state, 'active'))
    .orderBy(asc(certificateLineages.createdAt), asc(certificateLineages.id))
    .limit(MAX_LINEAGES)
  const watched = grouped(await watchedBindings(ctx.db, idsOf(rows)), ({ binding }) => binding.lineageId)
  const firstEnds = await firstInForce(ctx.db, idsOf(rows), watched)
  const shown = rows
    .flatMap((row) => {
      const current = firstEnds.get(row.id)
      return current ? [{ row, current }] : []
    })
    .sort((a, b) => a.current.notAfter - b.current.notAfter)
  const lanes = shown.slice(0, MAX_LANES)
  const clocks = await clocksOf(ctx, idsOf(lanes.map(({ row }) => row)))
  return {
    from: ctx.now,
    until,
    ceilings: VALIDITY_LIMITS.filter(({ from }) => from > ctx.now && from <= until),
    lanes: lanes.map(({ row, current }) => laneOf(row, current, clocks, ctx.now, until)),
    total: shown.length,
  }
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)

interface Clocks {
  evidence: { lineageId: string; kind: EvidenceKind; validatedAt: Instant }[]
  waivers: { lineageId: string; code: string; until: Instant }[]
}

async function clocksOf({ db, now }: Ctx, ids: readonly string[]): Promise<Clocks> {
  if (ids.length === 0) return { evidence: [], waivers: [] }
  const { lineageId, kind, validatedAt } = validationEvidence
  const evidence = await db
    .select({ lineageId, kind, validatedAt })
    .from(validationEvidence)
    .where(inArray(lineageId, [...ids]))
  const { code, until } = certificateWaivers
  const waivers = await db
    .select({ lineageId: certificateWaivers.lineageId, code, until })
    .from(certificateWaivers)
    .where(and(inArray(certificateWaivers.lineageId, [...ids]), gt(until, now), isNull(certificateWaivers.endedAt)))
    .orderBy(asc(until))
  return { evidence, waivers }
}

function laneOf(
  { id, name, owner, trust }: LineageRow,
  current: InForce,
  clocks: Clocks,
  now: Instant,
  until: Instant,
): Lane {
  const { notBefore, notAfter } = current
  const own = <T extends { lineageId: string }>(rows: readonly T[]) => rows.filter(({ lineageId }) => lineageId === id)
  const newest = (kind: EvidenceKind) =>
    own(clocks.evidence)
      .filter((one) => one.kind === kind)
      .map(({ validatedAt }) => reusableUntil(kind, validatedAt))
  return {
    lineage: { id, name, owner, trust },
    ...{ notBefore, notAfter },
    daysLeft: daysLeft(notAfter, now),
    level: expiryLevel(current, now),
    renewBy: renewBy(current),
    steps: expiryCalendar(current),
    renewals: projectRenewals(current, now, { trust, until }).map(({ at }) => at),
    evidence:
      trust === 'private'
        ? []
        : (['domain', 'identity'] as const).flatMap((kind) => {
            const ends = newest(kind)
            return ends.length > 0 ? [{ kind, until: Math.max(...ends) }] : []
          }),
    waivers: own(clocks.waivers).map(({ code, until: end }) => ({ code, until: end })),
  }
}
