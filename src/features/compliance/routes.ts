import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { type Assessment, assess } from './assess.ts'
import { STANDARDS } from './checkpoints.ts'
import { exported, exportSheet } from './export.ts'

const READERS = ['security-admin', 'audit-admin', 'auditor'] as const satisfies readonly Role[]
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const Text = z.object({ zh: z.string(), en: z.string() })
const State = z.enum(['holds', 'partly', 'missing', 'deployment', 'outside'])

const Checkpoint = z
  .object({
    id: z.string(),
    layer: z.string(),
    layerName: Text,
    clause: z.string(),
    isSourced: z.boolean(),
    demand: z.enum(['demanded', 'advised', 'possible']),
    title: Text,
    means: Text,
    state: State,
    proof: z.object({ code: z.string(), text: Text }),
  })
  .openapi('ComplianceCheckpoint')

const Shape = z
  .object({
    at: z.iso.datetime(),
    standards: z.array(
      z.object({
        id: z.enum(STANDARDS),
        name: Text,
        counts: z.record(State, z.number()),
        checkpoints: z.array(Checkpoint),
      }),
    ),
  })
  .openapi('Compliance')

const json = { content: { 'application/json': { schema: Shape } } }
const tags = ['compliance']

const read = route(READERS, {
  method: 'get',
  path: '/compliance',
  tags,
  summary: 'Checkpoints of GB/T 39786 and GB/T 22239, level 3: what the service does, and its proof of now',
  responses: { 200: { description: 'Assessment', ...json }, ...problems },
})

const asJson = route(READERS, {
  method: 'get',
  path: '/compliance/export.json',
  tags,
  summary: 'The same as a file; taking it along is recorded',
  responses: { 200: { description: 'Assessment', ...json }, ...problems },
})

const asSheet = route(READERS, {
  method: 'get',
  path: '/compliance/export.xlsx',
  tags,
  summary: 'The same as a spreadsheet, in Chinese; taking it along is recorded',
  responses: {
    200: {
      description: 'xlsx',
      content: { [XLSX]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

export const complianceRoutes = newRouter()
  .openapi(read, async (c) => c.json(shapeOf(await assess(c.get('ctx'), c.get('isSecure'))), 200))
  .openapi(asJson, async (c) => {
    const assessment = await exported(c.get('ctx'), c.get('isSecure'), 'json')
    c.header('Content-Disposition', attachment(`compliance-${day(assessment.at)}.json`))
    return c.json(shapeOf(assessment), 200)
  })
  .openapi(asSheet, async (c) => {
    const ctx = c.get('ctx')
    const bytes = await exportSheet(ctx, c.get('isSecure'))
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': XLSX,
      'content-disposition': attachment(`密评与等保-${day(ctx.now)}.xlsx`),
    })
  })

const day = (at: number) => new Date(at).toISOString().slice(0, 10)

function shapeOf({ at, standards }: Assessment): z.input<typeof Shape> {
  return {
    at: new Date(at).toISOString(),
    standards: standards.map(({ checkpoints, ...standard }) => ({
      ...standard,
      checkpoints: checkpoints.map(({ standard: _, ...checkpoint }) => checkpoint),
    })),
  }
}
