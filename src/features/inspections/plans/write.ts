// Adds a plan, or lets a new version follow. What was planned for days that have begun stays as it was.

import { eq } from 'drizzle-orm'
import { civilDateOf } from '#core/calendar/civil.ts'
import type { Tx } from '#db/database.ts'
import { inspectionPlans, inspectionPlanVersions } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { person } from '../person.ts'
import { planOne } from '../plan.ts'
import type { ChangedPlan, NewPlan } from './inputs.ts'
import { type PlanVersion, planVersions } from './stored.ts'

/** Rounds nobody planned have these names. */
const TAKEN = ['extra', 'made-up', 'first-inspection']

/** @throws AppError `conflict` for a name in use, `bad-input` for a date that has begun */
export async function addPlan(ctx: Ctx, { id, ...input }: NewPlan): Promise<PlanVersion> {
  return ctx.db.transaction(async (tx) => {
    if (TAKEN.includes(id) || (await planVersions(tx, id)).length > 0)
      throw new AppError('conflict', 'plans.name-taken', { id })
    return follow(tx, ctx, id, 1, input, 'plan.added')
  })
}

/** @throws AppError `not-found`, `conflict` when somebody else changed it meanwhile, `bad-input` for a date that has begun */
export async function changePlan(ctx: Ctx, id: string, { version, ...input }: ChangedPlan): Promise<PlanVersion> {
  return ctx.db.transaction(async (tx) => {
    await tx.select().from(inspectionPlans).where(eq(inspectionPlans.id, id)).for('update')
    const newest = (await planVersions(tx, id)).at(-1)
    if (!newest) throw new AppError('not-found', 'plans.not-found', { id })
    if (newest.version !== version) throw new AppError('conflict', 'plans.changed-meanwhile', { id })
    if (input.fromDate < newest.fromDate)
      throw new AppError('bad-input', 'plans.before-newest', { date: newest.fromDate })
    return follow(tx, ctx, id, version + 1, input, 'plan.changed')
  })
}

async function follow(
  tx: Tx,
  ctx: Ctx,
  planId: string,
  version: number,
  input: Omit<NewPlan, 'id'>,
  action: string,
): Promise<PlanVersion> {
  const by = person(ctx)
  if (input.fromDate <= civilDateOf(ctx.now))
    throw new AppError('bad-input', 'plans.date-begun', { date: input.fromDate })
  if (input.scope.kinds.length === 0 && input.items.length === 0)
    throw new AppError('bad-input', 'plans.covers-nothing')
  const { title, fromDate, contract, days, slots, scope, items, isCounted, isRunning, reason } = input
  const said = { fromDate, contract, days, slots, scope, items, isCounted, isRunning, reason }
  const made = { titleZh: title.zh, titleEn: title.en, createdBy: by.name, createdAt: ctx.now }
  const [row] = await tx
    .insert(inspectionPlanVersions)
    .values({ planId, version, ...said, ...made })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new AppError('conflict', 'plans.changed-meanwhile', { id: planId })
  await planOne(tx, ctx, planId)
  const { id: _, createdAt: __, ...detail } = row
  await recordAudit(tx, ctx, { action, object: { type: 'plan', id: planId }, detail })
  return row
}
