import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { textOf } from '#core/messages/index.ts'
import { AppError } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { exportRegister, exportRegisterSheet } from './export.ts'
import { getSystem, type SystemDetail } from './get.ts'
import { importRegister } from './import.ts'
import { ImportForm, SystemsQuery } from './inputs.ts'
import { listSystems } from './list.ts'
import type { RowProblem } from './rows.ts'
import { ToldReason, tell } from './told-reason.ts'

const MAX_IMPORT_BYTES = 5 * 1024 * 1024
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const Verdict = z.enum(['pass', 'warn', 'fail', 'unknown', 'skipped'])

const Line = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  environment: z.string(),
  owner: z.string().nullable(),
  contractItem: z.string(),
  nodes: z.number(),
  verdict: Verdict.nullable(),
  lastCheckedAt: z.iso.datetime().nullable(),
})
const Lines = z.object({ items: z.array(Line), nextCursor: z.string().nullable() }).openapi('Systems')

const Check = z.object({
  id: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  kind: z.string(),
  layer: z.string(),
  target: z.string(),
  enabled: z.boolean(),
  mustMeasure: z.boolean(),
  latest: z.object({ verdict: Verdict, at: z.iso.datetime(), reasons: z.array(ToldReason) }).nullable(),
})
const Node = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  form: z.string(),
  os: z.string().nullable(),
  endOfLife: z.object({ name: z.string(), since: z.string() }).nullable(),
  riskAcceptance: z.string().nullable(),
  standIn: z.string().nullable(),
  behind: z.string().nullable(),
  address: z.string().nullable(),
  warrantyUntil: z.string().nullable(),
  seedLine: z.number().nullable(),
  checks: z.array(Check),
})
const Detail = z
  .object({
    id: z.string(),
    name: z.string(),
    group: z.string(),
    environment: z.string(),
    owner: z.string().nullable(),
    contractItem: z.string(),
    nodes: z.array(Node),
  })
  .openapi('System')

const Imported = z
  .object({
    accepted: z.number(),
    isSaved: z.boolean(),
    systems: z.number(),
    refused: z.array(z.object({ row: z.number(), column: z.string(), code: z.string(), text: z.string() })),
  })
  .openapi('RegisterImport')

const list = route('signed-in', {
  method: 'get',
  path: '/systems',
  tags: ['systems'],
  summary: 'The register of systems',
  request: { query: SystemsQuery },
  responses: { 200: { description: 'A page', content: { 'application/json': { schema: Lines } } }, ...problems },
})

const sheet = route('signed-in', {
  method: 'get',
  path: '/systems/export.xlsx',
  tags: ['systems'],
  summary: 'The register as a spreadsheet',
  responses: {
    200: {
      description: 'xlsx',
      content: { [XLSX]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

const document = route('signed-in', {
  method: 'get',
  path: '/systems/export.json',
  tags: ['systems'],
  summary: 'The register as JSON',
  responses: { 200: { description: 'JSON', content: { 'application/json': { schema: z.unknown() } } }, ...problems },
})

const upload = route(['system-admin'], {
  method: 'post',
  path: '/systems/import',
  tags: ['systems'],
  summary: 'Import a register; a broken row refuses the file unless partial',
  request: { body: { required: true, content: { 'multipart/form-data': { schema: ImportForm } } } },
  responses: { 200: { description: 'Outcome', content: { 'application/json': { schema: Imported } } }, ...problems },
})

const get = route('signed-in', {
  method: 'get',
  path: '/systems/{id}',
  tags: ['systems'],
  summary: 'One system with its nodes and checks',
  request: { params: z.object({ id: z.string().max(80) }) },
  responses: { 200: { description: 'System', content: { 'application/json': { schema: Detail } } }, ...problems },
})

export const registerRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listSystems(c.get('ctx'), c.req.valid('query'))
    return c.json(
      { items: items.map((line) => ({ ...line, lastCheckedAt: iso(line.lastCheckedAt) })), nextCursor },
      200,
    )
  })
  .openapi(sheet, async (c) => {
    const bytes = await exportRegisterSheet(c.get('ctx'))
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': XLSX,
      'content-disposition': attachment('register.xlsx'),
    })
  })
  .openapi(document, async (c) =>
    c.json(await exportRegister(c.get('ctx')), 200, {
      'content-disposition': attachment('register.json'),
    }),
  )
  .openapi(upload, async (c) => {
    const { file, dryRun, partial } = c.req.valid('form')
    if (file.size > MAX_IMPORT_BYTES) throw new AppError('bad-input', 'systems.file-too-large')
    const bytes = new Uint8Array(await file.arrayBuffer())
    const { refused, ...outcome } = await importRegister(c.get('ctx'), bytes, { dryRun, partial })
    const language = c.get('language')
    return c.json({ ...outcome, refused: refused.map((problem) => said(problem, language)) }, 200)
  })
  .openapi(get, async (c) => c.json(serialise(await getSystem(c.get('ctx'), c.req.valid('param').id)), 200))

function said({ row, column, code, params }: RowProblem, language: 'zh' | 'en') {
  return { row, column, code, text: textOf(code, language, params) }
}

function serialise(system: SystemDetail): z.input<typeof Detail> {
  return {
    ...system,
    nodes: system.nodes.map(({ checks, ...node }) => ({
      ...node,
      checks: checks.map(({ latest, settings: _, ...check }) => ({
        ...check,
        latest: latest && {
          ...latest,
          reasons: latest.reasons.map(tell),
          at: new Date(latest.at).toISOString(),
        },
      })),
    })),
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
