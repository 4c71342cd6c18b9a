// 考核: the seven standards of a period as they stand, and assessments taken to be kept.

import { desc, eq } from 'drizzle-orm'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { toHex } from '#core/bytes/hex.ts'
import { type Period, periodOf } from '#core/sla/period.ts'
import { type Assessment, assess, type Forecast, forecast, type PeriodFacts } from '#core/sla/standards.ts'
import { slaAssessments } from '#db/schema/service.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { gatherFacts } from './facts.ts'

export interface Standing {
  period: Period
  assessment: Assessment
  forecasts: Forecast[]
  provisionalFor: number[]
}

/** @throws AppError `bad-input` for a name that is no period */
export function namedPeriod(name: string): Period {
  const period = periodOf(name)
  if (!period) throw new AppError('bad-input', 'sla.no-period', { period: name })
  return period
}

/** As it stands now; `expected` tickets not yet reported weigh in the forecast. @throws AppError `bad-input` */
export async function assessPeriod(ctx: Pick<Ctx, 'db' | 'now'>, name: string, expected = 0): Promise<Standing> {
  const period = namedPeriod(name)
  const { facts, provisionalFor } = await gatherFacts(ctx.db, period, ctx.now)
  return {
    period,
    assessment: assess(facts, ctx.now),
    forecasts: [forecast('tickets', facts, ctx.now, expected), forecast('demands', facts, ctx.now)],
    provisionalFor,
  }
}

export type AssessmentRow = typeof slaAssessments.$inferSelect

/** Keeps the assessment with every row it was computed from. @throws AppError `bad-input` */
export async function takeAssessment(ctx: Ctx, name: string): Promise<AssessmentRow> {
  const period = namedPeriod(name)
  return ctx.db.transaction(async (tx) => {
    const { facts } = await gatherFacts(tx, period, ctx.now)
    const result = assess(facts, ctx.now)
    const takenBy = ctx.actor.type === 'anonymous' ? '' : ctx.actor.name
    const digest = await digestOf(ctx, ctx.now, facts, result)
    const [row] = await tx
      .insert(slaAssessments)
      .values({ period: name, takenAt: ctx.now, takenBy, facts, result, digest })
      .returning()
    if (!row) throw new Error('the database stored an assessment and gave nothing back')
    const { grade, met } = result
    await recordAudit(tx, ctx, {
      action: 'assessment.taken',
      object: { type: 'assessment', id: String(row.id) },
      detail: { period: name, grade, met, digest },
    })
    return row
  })
}

async function digestOf(ctx: Ctx, takenAt: number, facts: PeriodFacts, result: Assessment): Promise<string> {
  const text = `zhengxun-assessment-1\n${canonicalJson({ takenAt, facts, result })}`
  return toHex(await ctx.ports.primitives.digest('sha256', new TextEncoder().encode(text)))
}

export interface Checked {
  row: AssessmentRow
  /** Computed again from its own rows: the same figures, and the digest still holds. */
  isReproduced: boolean
}

export async function listAssessments(ctx: Ctx, name: string): Promise<Checked[]> {
  const rows = await ctx.db
    .select()
    .from(slaAssessments)
    .where(eq(slaAssessments.period, name))
    .orderBy(desc(slaAssessments.id))
    .limit(50)
  return Promise.all(rows.map(async (row) => ({ row, isReproduced: await isReproduced(ctx, row) })))
}

async function isReproduced(ctx: Ctx, { takenAt, facts, result, digest }: AssessmentRow): Promise<boolean> {
  const again = assess(facts, takenAt)
  return canonicalJson(again) === canonicalJson(result) && (await digestOf(ctx, takenAt, facts, result)) === digest
}
