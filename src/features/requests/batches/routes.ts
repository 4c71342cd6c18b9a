import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { CellProblemShape, problemOf } from '#src/cell-problem.ts'
import { fileForm, withFile } from '#src/received-file.ts'
import { newRouter, problems, route } from '#src/route.ts'
import type { Desk } from '../desk.ts'
import { REQUEST_KINDS, REQUEST_PARTIES, REQUEST_READERS } from '../rules.ts'
import { batchTemplate } from './columns.ts'
import { type BatchLine, type BatchRowLine, getBatch, listBatches, listBatchRows } from './list.ts'
import { previewBatch } from './preview.ts'
import { beginBatch, cancelBatch } from './submit.ts'

const tags = ['requests']
const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const Id = z.object({ id: z.uuid() })
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const MAX_FILE_BYTES = 5 * 1024 * 1024
const ROW_STATES = ['refused', 'ready', 'submitting', 'submitted', 'failed', 'cancelled'] as const

const Batch = z
  .object({
    id: z.string(),
    fileName: z.string(),
    state: z.enum(['previewed', 'submitting', 'done', 'cancelled']),
    createdName: z.string(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    counts: z.record(z.enum(ROW_STATES), z.number()),
  })
  .openapi('UserRequestBatch')
const BatchRow = z
  .object({
    row: z.number(),
    state: z.enum(ROW_STATES),
    kind: z.enum(REQUEST_KINDS).nullable(),
    shown: z.string(),
    requestId: z.string().nullable(),
    requestNumber: z.string().nullable(),
    problems: z.array(CellProblemShape),
  })
  .openapi('UserRequestBatchRow')
const one = { 200: { description: 'The batch', content: json(Batch) }, ...problems }

const template = route(REQUEST_PARTIES, {
  method: 'get',
  path: '/user-request-batches/template.xlsx',
  tags,
  summary: 'A sheet to fill in',
  responses: {
    200: {
      description: 'xlsx',
      content: { [XLSX]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})
const preview = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-request-batches',
  tags,
  summary: 'Hand in a sheet of requests; every row is judged, none becomes a request yet',
  request: fileForm(),
  responses: { 201: { description: 'The batch', content: json(Batch) }, ...problems },
})
const list = route(REQUEST_READERS, {
  method: 'get',
  path: '/user-request-batches',
  tags,
  summary: 'Sheets of requests, newest first',
  responses: { 200: { description: 'Batches', content: json(z.object({ items: z.array(Batch) })) }, ...problems },
})
const get = route(REQUEST_READERS, {
  method: 'get',
  path: '/user-request-batches/{id}',
  tags,
  summary: 'How far a sheet has come',
  request: { params: Id },
  responses: one,
})
const rows = route(REQUEST_READERS, {
  method: 'get',
  path: '/user-request-batches/{id}/rows',
  tags,
  summary: 'The rows of a sheet, with what is wrong with which cell',
  request: {
    params: Id,
    query: z.object({
      state: z.enum(ROW_STATES).optional(),
      cursor: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: {
    200: {
      description: 'A page',
      content: json(z.object({ items: z.array(BatchRow), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})
const begin = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-request-batches/{id}/submission',
  tags,
  summary: 'Make requests of the rows without problems; it goes on by itself',
  request: { params: Id },
  responses: one,
})
const cancel = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-request-batches/{id}/cancellation',
  tags,
  summary: 'Stop; what became requests stays',
  request: { params: Id },
  responses: one,
})

function batchOf({ batch, counts }: BatchLine): z.input<typeof Batch> {
  const { id, fileName, state, createdName, createdAt, finishedAt } = batch
  return {
    ...{ id, fileName, state, createdName, counts },
    createdAt: new Date(createdAt).toISOString(),
    finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
  }
}

function rowOf({ row, requestNumber }: BatchRowLine): z.input<typeof BatchRow> {
  const { state, kind, shown, requestId } = row
  return { row: row.row, state, kind, shown, requestId, requestNumber, problems: row.problems.map(problemOf) }
}

/** @param desk tells what people hold */
export function batchRoutes(desk: Desk) {
  return newRouter()
    .openapi(template, async (c) => {
      const bytes = await batchTemplate(c.get('ctx'))
      c.header('Content-Disposition', attachment('证书申请批量模板.xlsx'))
      return c.body(new Uint8Array(bytes).buffer, 200, { 'Content-Type': XLSX })
    })
    .openapi(preview, async (c) => {
      const ctx = c.get('ctx')
      const { id } = await withFile(ctx, c.req.raw, MAX_FILE_BYTES, (file) => previewBatch(ctx, desk, file))
      return c.json(batchOf(await getBatch(ctx, id)), 201)
    })
    .openapi(list, async (c) => c.json({ items: (await listBatches(c.get('ctx'))).map(batchOf) }, 200))
    .openapi(get, async (c) => c.json(batchOf(await getBatch(c.get('ctx'), c.req.valid('param').id)), 200))
    .openapi(rows, async (c) => {
      const ctx = c.get('ctx')
      const { id } = c.req.valid('param')
      await getBatch(ctx, id)
      const { items, nextCursor } = await listBatchRows(ctx, id, c.req.valid('query'))
      return c.json({ items: items.map(rowOf), nextCursor }, 200)
    })
    .openapi(begin, async (c) => {
      const { id } = c.req.valid('param')
      await beginBatch(c.get('ctx'), id)
      return c.json(batchOf(await getBatch(c.get('ctx'), id)), 200)
    })
    .openapi(cancel, async (c) => {
      const { id } = c.req.valid('param')
      await cancelBatch(c.get('ctx'), id)
      return c.json(batchOf(await getBatch(c.get('ctx'), id)), 200)
    })
}
