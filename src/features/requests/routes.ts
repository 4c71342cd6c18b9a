import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { transferTargets } from '#features/organisation/index.ts'
import { fileForm, withFile } from '#src/received-file.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { batchRoutes } from './batches/routes.ts'
import { changeRequest, createRequest } from './create.ts'
import { decisionRoutes } from './decision-routes.ts'
import type { Desk } from './desk.ts'
import { detailOf } from './detail.ts'
import { NewRequest, RequestChange, RequestsQuery } from './inputs.ts'
import { leavingRoutes } from './leaving-routes.ts'
import { listRequests, queueOf } from './list.ts'
import { addMaterial, MAX_MATERIAL_BYTES, openMaterial, removeMaterial } from './materials.ts'
import { REQUEST_PARTIES, REQUEST_READERS } from './rules.ts'
import { MaterialShape, materialOf, RequestDetailShape, RequestShape, requestOf } from './shapes.ts'

const tags = ['requests']
const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const body = <S extends z.ZodType>(schema: S) => ({ body: { required: true, content: json(schema) } })
const Id = z.object({ id: z.uuid() })
const FileId = z.object({ id: z.uuid(), fileId: z.uuid() })
const binary = z.any().openapi({ type: 'string', format: 'binary' })
const detail = { 200: { description: 'The request', content: json(RequestDetailShape) }, ...problems }
const many = z.object({ items: z.array(RequestShape) })
const Target = z.object({ id: z.string(), districtId: z.string(), districtName: z.string(), name: z.string() })
const _Outcomes = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      code: z.string().nullable(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
})

const list = route(REQUEST_READERS, {
  method: 'get',
  path: '/user-requests',
  tags,
  summary: 'Requests for certificates of people, newest first; of the own district, or all',
  request: { query: RequestsQuery },
  responses: {
    200: { description: 'A page', content: json(many.extend({ nextCursor: z.string().nullable() })) },
    ...problems,
  },
})
const queue = route(REQUEST_PARTIES, {
  method: 'get',
  path: '/user-requests/queue',
  tags,
  summary: 'What you may review or approve: the exceptional first, then by how soon it is due',
  responses: { 200: { description: 'The queue', content: json(many) }, ...problems },
})
const targets = route(REQUEST_PARTIES, {
  method: 'get',
  path: '/user-requests/transfer-targets',
  tags,
  summary: 'Offices people may be moved to',
  responses: { 200: { description: 'Offices', content: json(z.object({ items: z.array(Target) })) }, ...problems },
})
const create = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-requests',
  tags,
  summary: 'Draft a request',
  request: body(NewRequest),
  responses: { 201: { description: 'The draft', content: json(RequestDetailShape) }, ...problems },
})
const one = route(REQUEST_READERS, {
  method: 'get',
  path: '/user-requests/{id}',
  tags,
  summary: 'A request with its story and what you may do next',
  request: { params: Id },
  responses: detail,
})
const change = route(REQUEST_PARTIES, {
  method: 'patch',
  path: '/user-requests/{id}',
  tags,
  summary: 'Change a draft, or one that came back',
  request: { params: Id, ...body(RequestChange) },
  responses: detail,
})
const file = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-requests/{id}/materials',
  tags,
  summary: 'Add evidence: PDF, JPEG or PNG',
  request: { params: Id, ...fileForm() },
  responses: { 201: { description: 'Kept', content: json(MaterialShape) }, ...problems },
})
const fileOut = route(REQUEST_PARTIES, {
  method: 'delete',
  path: '/user-requests/{id}/materials/{fileId}',
  tags,
  summary: 'Take evidence out of a draft',
  request: { params: FileId },
  responses: {
    200: { description: 'Taken out', content: json(z.object({ isRemoved: z.literal(true) })) },
    ...problems,
  },
})
const fileGet = route(REQUEST_READERS, {
  method: 'get',
  path: '/user-requests/{id}/materials/{fileId}',
  tags,
  summary: 'The evidence itself; that you looked is on the audit trail',
  request: { params: FileId },
  responses: {
    200: {
      description: 'The file',
      content: {
        'application/pdf': { schema: binary },
        'image/jpeg': { schema: binary },
        'image/png': { schema: binary },
      },
    },
    ...problems,
  },
})

const seenRoutes = newRouter()
  .openapi(queue, async (c) => {
    const ctx = c.get('ctx')
    return c.json({ items: (await queueOf(ctx)).map((line) => requestOf(line, ctx.now)) }, 200)
  })
  .openapi(targets, async (c) => c.json({ items: await transferTargets(c.get('ctx').db) }, 200))
  .openapi(list, async (c) => {
    const ctx = c.get('ctx')
    const { items, nextCursor } = await listRequests(ctx, c.req.valid('query'))
    return c.json({ items: items.map((line) => requestOf(line, ctx.now)), nextCursor }, 200)
  })
  .openapi(one, async (c) => c.json(await detailOf(c.get('ctx'), c.req.valid('param').id), 200))
  .openapi(file, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    const kept = await withFile(ctx, c.req.raw, MAX_MATERIAL_BYTES, (given) => addMaterial(ctx, id, given))
    return c.json(materialOf(kept), 201)
  })
  .openapi(fileOut, async (c) => {
    const { id, fileId } = c.req.valid('param')
    await removeMaterial(c.get('ctx'), id, fileId)
    return c.json({ isRemoved: true as const }, 200)
  })
  .openapi(fileGet, async (c) => {
    const { id, fileId } = c.req.valid('param')
    const { material, bytes } = await openMaterial(c.get('ctx'), id, fileId)
    // Kept by the browser as a file, never opened in our name.
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': material.mediaType,
      'content-disposition': attachment(material.name),
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    })
  })

function draftRoutes(desk: Desk) {
  return newRouter()
    .openapi(create, async (c) => {
      const ctx = c.get('ctx')
      return c.json(await detailOf(ctx, (await createRequest(ctx, desk, c.req.valid('json'))).id), 201)
    })
    .openapi(change, async (c) => {
      const { id } = await changeRequest(c.get('ctx'), desk, c.req.valid('param').id, c.req.valid('json'))
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
}

/** @param desk those who issue, keep and revoke */
export function requestsRoutes(desk: Desk) {
  return newRouter()
    .route('/', seenRoutes)
    .route('/', draftRoutes(desk))
    .route('/', decisionRoutes(desk))
    .route('/', leavingRoutes(desk))
    .route('/', batchRoutes(desk))
}
