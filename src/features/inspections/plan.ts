// Writes the coming rounds down, so that a round nobody ran is a row in the wrong state and not a row that is not there.

import { eq } from 'drizzle-orm'
import { addDays, civilDateOf } from '#core/calendar/civil.ts'
import { type Occurrence, occurrences, PLANS, type Plan } from '#core/calendar/plan.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { inspectionPlans, rounds } from '#db/schema/inspections.ts'
import type { Ctx } from '#src/context.ts'

export const HORIZON_DAYS = 35

/**
 * Plans every round from where planning stopped to 35 days ahead, also those that fell due while the service was down.
 * Any number of instances may do so at once. Returns how many rounds were written.
 */
export async function planRounds(ctx: Ctx, plans: readonly Plan[] = PLANS): Promise<number> {
  let planned = 0
  for (const plan of plans) planned += await ctx.db.transaction((tx) => planOne(tx, plan, ctx.now))
  return planned
}

async function planOne(tx: Tx, plan: Plan, now: Instant): Promise<number> {
  const today = civilDateOf(now)
  await tx
    .insert(inspectionPlans)
    .values({ id: plan.id, effectiveFrom: now, plannedThrough: addDays(today, -1) })
    .onConflictDoNothing()
  const [row] = await tx.select().from(inspectionPlans).where(eq(inspectionPlans.id, plan.id)).for('update')
  const through = addDays(today, HORIZON_DAYS)
  if (!row || row.plannedThrough >= through) return 0
  const due = occurrences(plan, addDays(row.plannedThrough, 1), through).filter(
    // The service cannot have missed what was due before it was there.
    (one) => one.plannedAt >= row.effectiveFrom,
  )
  await tx.update(inspectionPlans).set({ plannedThrough: through }).where(eq(inspectionPlans.id, plan.id))
  return due.length === 0 ? 0 : writeDown(tx, due)
}

async function writeDown(tx: Tx, due: readonly Occurrence[]): Promise<number> {
  const rows = due.map((one) => ({ ...one, id: roundId(one), isCounted: true, state: 'planned' }))
  const written = await tx.insert(rounds).values(rows).onConflictDoNothing().returning({ id: rounds.id })
  return written.length
}

export function roundId({ planId, date, slot }: Pick<Occurrence, 'planId' | 'date' | 'slot'>): string {
  return `${planId}.${date}.${slot}`
}
