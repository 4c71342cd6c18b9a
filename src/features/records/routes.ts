import { z } from '@hono/zod-openapi'
import { TICKET_READERS } from '#features/tickets/index.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { RecordsQuery, WriteRecord } from './inputs.ts'
import { RECORD_KINDS } from './kinds.ts'
import { correctRecord, listRecords, type RecordRow, writeRecord } from './write.ts'

const WRITERS = ['operator'] as const
const tags = ['records']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const Text = z.object({ zh: z.string(), en: z.string() })
const Kind = z
  .object({
    id: z.string(),
    title: Text,
    purpose: Text,
    fields: z.array(
      z.object({
        name: z.string(),
        title: Text,
        type: z.enum(['text', 'long', 'date', 'count', 'quarter']),
        isRequired: z.boolean(),
      }),
    ),
  })
  .openapi('RecordKind')
const Shape = z
  .object({
    id: z.string(),
    kind: z.string(),
    onDate: z.string(),
    title: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    changedBy: z.string().nullable(),
  })
  .openapi('ServiceRecord')
const params = z.object({ id: z.coerce.number().int().positive() })

const kinds = route(TICKET_READERS, {
  method: 'get',
  path: '/record-kinds',
  tags,
  summary: 'The kinds of records and their fields',
  responses: { 200: { description: 'Kinds', ...json(z.object({ items: z.array(Kind) })) }, ...problems },
})
const list = route(TICKET_READERS, {
  method: 'get',
  path: '/records',
  tags,
  summary: 'Records of a kind, newest first',
  request: { query: RecordsQuery },
  responses: {
    200: { description: 'A page', ...json(z.object({ items: z.array(Shape), nextCursor: z.string().nullable() })) },
    ...problems,
  },
})
const write = route(WRITERS, {
  method: 'post',
  path: '/records',
  tags,
  summary: 'Write a record',
  request: { body: { required: true, ...json(WriteRecord) } },
  responses: { 201: { description: 'Record', ...json(Shape) }, ...problems },
})
const correct = route(WRITERS, {
  method: 'put',
  path: '/records/{id}',
  tags,
  summary: 'Correct a record; the earlier version stays in the audit trail',
  request: { params, body: { required: true, ...json(WriteRecord) } },
  responses: { 200: { description: 'Record', ...json(Shape) }, ...problems },
})

const recordOf = ({
  id,
  kind,
  onDate,
  title,
  data,
  createdBy,
  createdAt,
  changedBy,
}: RecordRow): z.input<typeof Shape> => ({
  ...{ kind, onDate, title, data, createdBy, changedBy },
  id: String(id),
  createdAt: new Date(createdAt).toISOString(),
})

export const recordsRoutes = newRouter()
  .openapi(kinds, (c) => c.json({ items: RECORD_KINDS.map((kind) => ({ ...kind, fields: [...kind.fields] })) }, 200))
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listRecords(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(recordOf), nextCursor }, 200)
  })
  .openapi(write, async (c) => c.json(recordOf(await writeRecord(c.get('ctx'), c.req.valid('json'))), 201))
  .openapi(correct, async (c) =>
    c.json(recordOf(await correctRecord(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))), 200),
  )
