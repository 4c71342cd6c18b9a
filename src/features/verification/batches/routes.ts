import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ReceivedForm, UploadLimits } from '#src/ports.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { heldFiles, receiveForm } from '../receive.ts'
import { MAX_FILE_BYTES } from '../rules.ts'
import { VERIFIERS } from '../shapes.ts'
import { cancelBatch } from './cancel.ts'
import { type BatchOrder, createBatch } from './create.ts'
import { BatchesQuery, BatchForm, FindingsQuery, ItemsQuery } from './inputs.ts'
import { allItems, countFindings, getBatch, listBatches, listItems } from './list.ts'
import { MAX_BATCH_BYTES, MAX_BATCH_FILES, MAX_MANIFEST_BYTES } from './plan.ts'
import {
  BatchShape,
  batchOf,
  FindingCountShape,
  findingCountOf,
  ItemShape,
  itemOf,
  itemsAsCsv,
  itemsAsJsonLines,
  itemsAsSheet,
} from './shapes.ts'

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const Id = z.object({ id: z.uuid() })
const tags = ['verification']
const params = { request: { params: Id } }

const create = route(VERIFIERS, {
  method: 'post',
  path: '/verification-batches',
  tags,
  summary: 'Verify many files, each with a report of its own',
  request: { body: { content: { 'multipart/form-data': { schema: BatchForm } } } },
  responses: { 202: { description: 'Taken in', content: json(z.object({ id: z.string() })) }, ...problems },
})

const list = route(VERIFIERS, {
  method: 'get',
  path: '/verification-batches',
  tags,
  summary: 'Batches, newest first',
  request: { query: BatchesQuery },
  responses: {
    200: {
      description: 'A page',
      content: json(z.object({ items: z.array(BatchShape), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})

const get = route(VERIFIERS, {
  method: 'get',
  path: '/verification-batches/{id}',
  tags,
  summary: 'How far a batch has come',
  ...params,
  responses: { 200: { description: 'The batch', content: json(BatchShape) }, ...problems },
})

const items = route(VERIFIERS, {
  method: 'get',
  path: '/verification-batches/{id}/items',
  tags,
  summary: 'The files of a batch in order, with what was found',
  request: { params: Id, query: ItemsQuery },
  responses: {
    200: {
      description: 'A page',
      content: json(z.object({ items: z.array(ItemShape), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})

const findings = route(VERIFIERS, {
  method: 'get',
  path: '/verification-batches/{id}/findings',
  tags,
  summary: 'The findings that decided on its files, and on how many: the most frequent first',
  request: { params: Id, query: FindingsQuery },
  responses: {
    200: {
      description: 'A page',
      content: json(z.object({ items: z.array(FindingCountShape), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const sheet = route(VERIFIERS, {
  method: 'get',
  path: '/verification-batches/{id}/results.xlsx',
  tags,
  summary: 'The results as a spreadsheet, in Chinese: verdict, main reason, what to do, number',
  ...params,
  responses: {
    200: {
      description: 'xlsx',
      content: { [XLSX]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})

const cancel = route(VERIFIERS, {
  method: 'post',
  path: '/verification-batches/{id}/cancellation',
  tags,
  summary: 'Verify no more of it; what was verified stays',
  ...params,
  responses: { 200: { description: 'The batch', content: json(BatchShape) }, ...problems },
})

const download = (ending: 'csv' | 'jsonl', type: 'text/csv' | 'application/jsonl') =>
  route(VERIFIERS, {
    method: 'get',
    path: `/verification-batches/{id}/results.${ending}`,
    tags,
    summary: `The results as ${ending === 'csv' ? 'a table' : 'JSON Lines'}`,
    ...params,
    responses: { 200: { description: 'The results', content: { [type]: { schema: z.string() } } }, ...problems },
  })

export const batchRoutes = newRouter()
  .openapi(create, async (c) => {
    const ctx = c.get('ctx')
    const form = await receiveForm(ctx, c.req.raw, LIMITS)
    try {
      return c.json(await createBatch(ctx, batchOrderOf(form)), 202)
    } finally {
      await form.discard()
    }
  })
  .openapi(list, async (c) => {
    const page = await listBatches(c.get('ctx'), c.req.valid('query'))
    return c.json({ ...page, items: page.items.map(batchOf) }, 200)
  })
  .openapi(get, async (c) => c.json(batchOf(await getBatch(c.get('ctx'), c.req.valid('param').id)), 200))
  .openapi(items, async (c) => {
    const page = await listItems(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'))
    return c.json({ ...page, items: page.items.map(itemOf) }, 200)
  })
  .openapi(findings, async (c) => {
    const page = await countFindings(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'))
    return c.json({ ...page, items: page.items.map(findingCountOf) }, 200)
  })
  .openapi(sheet, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    const bytes = await ctx.ports.spreadsheets.write([itemsAsSheet(await allItems(ctx, id))])
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': XLSX,
      'content-disposition': attachment(`batch-${id}.xlsx`),
    })
  })
  .openapi(cancel, async (c) => c.json(batchOf(await cancelBatch(c.get('ctx'), c.req.valid('param').id)), 200))
  .openapi(download('csv', 'text/csv'), async (c) => {
    const { text, headers } = await file(c.get('ctx'), c.req.valid('param').id, 'csv')
    return c.body(text, 200, headers)
  })
  .openapi(download('jsonl', 'application/jsonl'), async (c) => {
    const { text, headers } = await file(c.get('ctx'), c.req.valid('param').id, 'jsonl')
    return c.body(text, 200, headers)
  })

async function file(ctx: Ctx, id: string, ending: 'csv' | 'jsonl') {
  const all = await allItems(ctx, id)
  const type = ending === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8'
  return {
    text: ending === 'csv' ? itemsAsCsv(all) : itemsAsJsonLines(all),
    headers: { 'Content-Type': type, 'Content-Disposition': attachment(`batch-${id}.${ending}`) },
  }
}

const HELD = { maxBytes: MAX_FILE_BYTES }

const LIMITS: UploadLimits = {
  files: {
    files: { maxBytes: MAX_BATCH_BYTES, storedAboveBytes: 16 * 1024 },
    manifest: { maxBytes: MAX_MANIFEST_BYTES },
    anchors: HELD,
    intermediates: HELD,
    crls: HELD,
    ocsps: HELD,
  },
  maxFiles: MAX_BATCH_FILES + 100,
  maxHeldBytes: 64 * 1024 * 1024,
  maxTotalBytes: MAX_BATCH_BYTES,
}

function batchOrderOf(form: ReceivedForm): BatchOrder {
  const files = form.files('files')
  if (files.length === 0) throw new AppError('bad-input', 'batch.empty')
  const [manifest] = heldFiles(form, 'manifest')
  const [name, policy, watched] = ['name', 'policy', 'watched'].map((field) => form.text(field))
  return {
    files,
    ...(manifest && { manifest }),
    anchors: heldFiles(form, 'anchors'),
    intermediates: heldFiles(form, 'intermediates'),
    crls: heldFiles(form, 'crls'),
    ocsps: heldFiles(form, 'ocsps'),
    ...(name && { name }),
    ...(policy && { policy }),
    ...(watched && { isWatched: watched === 'true' }),
  }
}
