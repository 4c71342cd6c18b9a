// All lineages at once: the expiry calendar, and the estate as a spreadsheet.

import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { INSIDERS, isInsider, iso, json, READERS } from '../shapes.ts'
import { expiryPlan, type Lane } from './calendar.ts'
import { exportLineages } from './export.ts'
import { ExportLineages, PlanQuery } from './inputs.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const tags = ['lineages']
const at = z.iso.datetime()
const level = z.enum(['ok', 'notice', 'warning', 'critical', 'expired'])

const LaneShape = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  trust: z.enum(['public', 'private']),
  notBefore: at,
  notAfter: at,
  daysLeft: z.number(),
  level,
  renewBy: at,
  steps: z.array(z.object({ level, at })),
  renewals: z.array(at),
  evidence: z.array(z.object({ kind: z.enum(['domain', 'identity']), until: at })),
  waivers: z.array(z.object({ code: z.string(), until: at })),
})

const Plan = z
  .object({
    from: at,
    until: at,
    ceilings: z.array(
      z.object({ at, maxValidityDays: z.number(), domainReuseDays: z.number(), identityReuseDays: z.number() }),
    ),
    lanes: z.array(LaneShape),
    total: z.number(),
  })
  .openapi('ExpiryPlan')

const plan = route(INSIDERS, {
  method: 'get',
  path: '/expiry-plan',
  tags,
  summary: 'When the certificate of every lineage ends, and which clocks run beside it',
  request: { query: PlanQuery },
  responses: { 200: { description: 'The plan; those that end first, first', ...json(Plan) }, ...problems },
})

const exported = route(READERS, {
  method: 'get',
  path: '/lineages.xlsx',
  tags,
  summary: 'Lineages as a spreadsheet; for insiders with every place and what it showed',
  request: { query: ExportLineages },
  responses: {
    200: {
      description: 'xlsx',
      content: { [XLSX]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

export const estateRoutes = newRouter()
  .openapi(plan, async (c) => {
    const { from, until, ceilings, lanes, total } = await expiryPlan(c.get('ctx'), c.req.valid('query').days)
    const limits = ceilings.map(({ from: begins, ...limit }) => ({ ...limit, at: iso(begins) }))
    return c.json({ from: iso(from), until: iso(until), ceilings: limits, lanes: lanes.map(laneOf), total }, 200)
  })
  .openapi(exported, async (c) => {
    const ctx = c.get('ctx')
    const bytes = await exportLineages(ctx, c.req.valid('query'), isInsider(ctx.actor))
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': XLSX,
      'content-disposition': attachment(`lineages-${iso(ctx.now).slice(0, 10)}.xlsx`),
    })
  })

function laneOf({ lineage, notBefore, notAfter, renewBy, ...lane }: Lane): z.input<typeof LaneShape> {
  const { daysLeft, level: urgency, steps, renewals, evidence, waivers } = lane
  return {
    ...lineage,
    ...{ daysLeft, level: urgency },
    notBefore: iso(notBefore),
    notAfter: iso(notAfter),
    renewBy: iso(renewBy),
    steps: steps.map((one) => ({ level: one.level, at: iso(one.at) })),
    renewals: renewals.map(iso),
    evidence: evidence.map(({ kind, until }) => ({ kind, until: iso(until) })),
    waivers: waivers.map(({ code, until }) => ({ code, until: iso(until) })),
  }
}
