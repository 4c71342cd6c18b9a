import { z } from '@hono/zod-openapi'
import { percentText } from '#core/sla/share.ts'
import { STANDARD_IDS } from '#core/sla/standards.ts'
import { TICKET_READERS } from '#features/tickets/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { assessPeriod, type Checked, listAssessments, type Standing, takeAssessment } from './assess.ts'
import { idsOfNumbers } from './facts.ts'

const tags = ['sla']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const params = z.object({ period: z.string().max(10) })
const Grade = z.enum(['excellent', 'good', 'fair', 'failed'])

const StandingShape = z
  .object({
    period: z.object({ name: z.string(), from: z.iso.datetime(), to: z.iso.datetime() }),
    grade: Grade,
    met: z.number(),
    payBasisPoints: z.number().nullable().openapi({ description: 'Null: the contract names no figure' }),
    standards: z.array(
      z.object({
        id: z.enum(STANDARD_IDS),
        state: z.enum(['met', 'not-met', 'not-applicable']),
        passed: z.number(),
        counted: z.number(),
        percent: z.string().nullable(),
        thresholdBasisPoints: z.number().nullable(),
        failed: z.array(z.object({ name: z.string(), ticketId: z.string().nullable() })),
      }),
    ),
    forecasts: z.array(
      z.object({
        id: z.enum(['demands', 'tickets']),
        decided: z.number(),
        failed: z.number(),
        pending: z.number(),
        mayStillFail: z.number(),
      }),
    ),
    provisionalFor: z.array(z.number()),
  })
  .openapi('SlaStanding')
const Taken = z
  .object({
    id: z.string(),
    takenAt: z.iso.datetime(),
    takenBy: z.string(),
    grade: Grade,
    met: z.number(),
    digest: z.string(),
    isReproduced: z.boolean(),
  })
  .openapi('SlaAssessment')

const standing = route(TICKET_READERS, {
  method: 'get',
  path: '/sla/{period}',
  tags,
  summary: 'The seven standards of a half-year (2026H2) or a year (2026) as they stand, grade and forecast',
  request: { params, query: z.object({ expected: z.coerce.number().int().min(0).max(1_000_000).default(0) }) },
  responses: { 200: { description: 'Standing', ...json(StandingShape) }, ...problems },
})
const list = route(TICKET_READERS, {
  method: 'get',
  path: '/sla/{period}/assessments',
  tags,
  summary: 'Assessments that were kept, each computed again from its own rows',
  request: { params },
  responses: { 200: { description: 'Assessments', ...json(z.object({ items: z.array(Taken) })) }, ...problems },
})
const take = route(['operator', 'auditor'], {
  method: 'post',
  path: '/sla/{period}/assessments',
  tags,
  summary: 'Keep the assessment as it stands, with its rows',
  request: { params },
  responses: { 201: { description: 'Assessment', ...json(z.object({ id: z.string() })) }, ...problems },
})

const iso = (at: number) => new Date(at).toISOString()

function standingOf({ period, assessment, forecasts, provisionalFor }: Standing, ids: Record<string, string>) {
  return {
    period: { name: period.name, from: iso(period.from), to: iso(period.to) },
    grade: assessment.grade,
    met: assessment.met,
    payBasisPoints: assessment.pay,
    standards: assessment.standards.map(({ threshold, failed, ...one }) => ({
      ...one,
      percent: percentText(one.passed, one.counted),
      thresholdBasisPoints: threshold,
      failed: failed.map((name) => ({ name, ticketId: ids[name] ?? null })),
    })),
    forecasts,
    provisionalFor,
  } satisfies z.input<typeof StandingShape>
}

const takenOf = ({ row, isReproduced }: Checked): z.input<typeof Taken> => ({
  id: String(row.id),
  takenAt: iso(row.takenAt),
  takenBy: row.takenBy,
  grade: row.result.grade,
  met: row.result.met,
  digest: row.digest,
  isReproduced,
})

export const slaRoutes = newRouter()
  .openapi(standing, async (c) => {
    const ctx = c.get('ctx')
    const found = await assessPeriod(ctx, c.req.valid('param').period, c.req.valid('query').expected)
    const numbers = found.assessment.standards.flatMap(({ failed }) => failed)
    return c.json(standingOf(found, await idsOfNumbers(ctx.db, numbers)), 200)
  })
  .openapi(list, async (c) => {
    const items = await listAssessments(c.get('ctx'), c.req.valid('param').period)
    return c.json({ items: items.map(takenOf) }, 200)
  })
  .openapi(take, async (c) => {
    const { id } = await takeAssessment(c.get('ctx'), c.req.valid('param').period)
    return c.json({ id: String(id) }, 201)
  })
