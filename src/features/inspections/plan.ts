// Writes the coming rounds down, so that a round nobody ran is a row in the wrong state and not a row that is not there.

import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import { addDays, type CivilDate, civilDateOf } from '#core/calendar/civil.ts'
import { HOUSE_PLANS, type HousePlan } from '#core/calendar/house-plans.ts'
import type { Occurrence } from '#core/calendar/plan.ts'
import type { WorkCalendar } from '#core/sla/calendar.ts'
import type { Tx } from '#db/database.ts'
import { inspectionPlans, rounds } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import type { Ctx } from '#src/context.ts'
import { type Planned, type PlanVersion, plannedBetween, planVersions, seedHousePlans } from './plans/stored.ts'
import type { RoundRow } from './transition.ts'

export const HORIZON_DAYS = 35
/** A plan that runs less often than this is planned for no day at all. */
const LONGEST_WAIT_DAYS = 400

/**
 * Plans every round from where planning stopped to 35 days ahead, and of a rarer plan at least the next one; also those that fell due
 * while the service was down. What a later version of a plan, or a late notice of holidays, says differently is put right for the days after today.
 * Any number of instances may do so at once. Returns how many rounds were written.
 */
export async function planRounds(ctx: Ctx, shipped: readonly HousePlan[] = HOUSE_PLANS): Promise<number> {
  await seedHousePlans(ctx.db, shipped, ctx.now)
  const ids = new Set((await planVersions(ctx.db)).map(({ planId }) => planId))
  let planned = 0
  for (const id of ids) planned += await ctx.db.transaction((tx) => planOne(tx, ctx, id))
  return planned
}

/** Brings the rounds of one plan in line with its versions. */
export async function planOne(tx: Tx, ctx: Ctx, planId: string): Promise<number> {
  const today = civilDateOf(ctx.now)
  await tx
    .insert(inspectionPlans)
    .values({ id: planId, effectiveFrom: ctx.now, plannedThrough: addDays(today, -1) })
    .onConflictDoNothing()
  const [row] = await tx.select().from(inspectionPlans).where(eq(inspectionPlans.id, planId)).for('update')
  if (!row) return 0
  const versions = await planVersions(tx, planId)
  const calendar = await houseCalendar(tx)
  const through = latest(row.plannedThrough, horizonOf(versions, calendar, today))
  const tomorrow = addDays(today, 1)
  const from = row.plannedThrough < today ? addDays(row.plannedThrough, 1) : tomorrow
  // The service cannot have missed what was due before it was there.
  const due = plannedBetween(versions, calendar, from, through).filter((one) => one.plannedAt >= row.effectiveFrom)
  const known = await tx
    .select()
    .from(rounds)
    .where(and(eq(rounds.planId, planId), gt(rounds.date, today), lte(rounds.date, through)))
  await putRight(tx, ctx, due, known)
  if (row.plannedThrough < through)
    await tx.update(inspectionPlans).set({ plannedThrough: through }).where(eq(inspectionPlans.id, planId))
  const knownIds = new Set(known.map(({ id }) => id))
  return writeDown(
    tx,
    due.filter((one) => !knownIds.has(roundId(one))),
  )
}

function latest(one: CivilDate, other: CivilDate): CivilDate {
  return one > other ? one : other
}

/** 35 days, or as far as the next round of a plan that runs less often. */
function horizonOf(versions: readonly PlanVersion[], calendar: WorkCalendar, today: CivilDate): CivilDate {
  const horizon = addDays(today, HORIZON_DAYS)
  const [next] = plannedBetween(versions, calendar, addDays(today, 1), addDays(today, LONGEST_WAIT_DAYS))
  return next ? latest(horizon, next.date) : horizon
}

/** Rounds of the days to come that nobody has begun: moved where the plan moved them, taken out where it no longer has them. */
async function putRight(tx: Tx, ctx: Ctx, due: readonly Planned[], known: readonly RoundRow[]): Promise<void> {
  const untouched = known.filter(({ state }) => state === 'planned')
  const wanted = new Map(due.map((one) => [roundId(one), rowOf(one)]))
  const withdrawn = untouched.filter(({ id }) => !wanted.has(id)).map(({ id }) => id)
  for (const round of untouched) {
    const row = wanted.get(round.id)
    if (row && !agrees(round, row)) await tx.update(rounds).set(row).where(eq(rounds.id, round.id))
  }
  if (withdrawn.length === 0) return
  await tx.delete(rounds).where(and(inArray(rounds.id, withdrawn), eq(rounds.state, 'planned')))
  await recordAudit(tx, ctx, {
    action: 'rounds.withdrawn',
    object: { type: 'plan', id: known[0]?.planId ?? '' },
    detail: { count: withdrawn.length, rounds: withdrawn },
  })
}

function rowOf({ version, ...one }: Planned) {
  const slot = version.slots.find(({ id }) => id === one.slot)
  return {
    ...one,
    titleZh: slot?.title.zh ?? '',
    titleEn: slot?.title.en ?? '',
    isCounted: version.isCounted,
    planVersionId: version.id,
  }
}

function agrees(round: RoundRow, row: ReturnType<typeof rowOf>): boolean {
  return (Object.keys(row) as (keyof typeof row)[]).every((name) => round[name] === row[name])
}

async function writeDown(tx: Tx, due: readonly Planned[]): Promise<number> {
  if (due.length === 0) return 0
  const rows = due.map((one) => ({ ...rowOf(one), id: roundId(one), state: 'planned' }))
  const written = await tx.insert(rounds).values(rows).onConflictDoNothing().returning({ id: rounds.id })
  return written.length
}

export function roundId({ planId, date, slot }: Pick<Occurrence, 'planId' | 'date' | 'slot'>): string {
  return `${planId}.${date}.${slot}`
}
