import { z } from '@hono/zod-openapi'
import { fromBase64 } from '#core/bytes/base64.ts'
import { readPem } from '#core/bytes/pem.ts'
import { AppError } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { askAgain } from './again.ts'
import {
  approveRequest,
  cancelRequest,
  decideMany,
  finishRequest,
  rejectRequest,
  returnRequest,
  reviewRequest,
  submitRequest,
} from './decide.ts'
import type { Desk } from './desk.ts'
import { detailOf } from './detail.ts'
import { BulkDecision, Key, Reason, Return } from './inputs.ts'
import { advance, bringKey } from './key.ts'
import { getRequest } from './list.ts'
import { REQUEST_PARTIES } from './rules.ts'
import { RequestDetailShape } from './shapes.ts'

const tags = ['requests']
const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const body = <S extends z.ZodType>(schema: S) => ({ body: { required: true, content: json(schema) } })
const Id = z.object({ id: z.uuid() })
const detail = { 200: { description: 'The request', content: json(RequestDetailShape) }, ...problems }
const Outcomes = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      code: z.string().nullable(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
})

/** Who decides has just shown who they are. */
const deciding = { roles: REQUEST_PARTIES, stepUp: true } as const
const decisions = route(
  { roles: REQUEST_PARTIES, stepUp: true },
  {
    method: 'post',
    path: '/user-requests/decisions',
    tags,
    summary: 'Review or approve several, each on its own',
    request: body(BulkDecision),
    responses: { 200: { description: 'What became of each', content: json(Outcomes) }, ...problems },
  },
)
const submission = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-requests/{id}/submission',
  tags,
  summary: 'Hand a draft in',
  request: { params: Id },
  responses: detail,
})
const review = route(deciding, {
  method: 'post',
  path: '/user-requests/{id}/review',
  tags,
  summary: 'The evidence was seen and is right: on to the approval',
  request: { params: Id },
  responses: detail,
})
const approval = route(deciding, {
  method: 'post',
  path: '/user-requests/{id}/approval',
  tags,
  summary: 'Approve; what takes no key is done with it',
  request: { params: Id },
  responses: detail,
})
const returning = route(deciding, {
  method: 'post',
  path: '/user-requests/{id}/return',
  tags,
  summary: 'Back to who asked, with what is wrong with which field',
  request: { params: Id, ...body(Return) },
  responses: detail,
})
const rejection = route(deciding, {
  method: 'post',
  path: '/user-requests/{id}/rejection',
  tags,
  summary: 'No, and why',
  request: { params: Id, ...body(Reason) },
  responses: detail,
})
const cancellation = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-requests/{id}/cancellation',
  tags,
  summary: 'Take back what you asked for',
  request: { params: Id, ...body(Reason) },
  responses: detail,
})
const completion = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-requests/{id}/completion',
  tags,
  summary: 'The carrier was unlocked',
  request: { params: Id },
  responses: detail,
})
const again = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-requests/{id}/again',
  tags,
  summary: 'Draft the same once more, with its evidence, after its issuing failed',
  request: { params: Id },
  responses: { 201: { description: 'The draft', content: json(RequestDetailShape) }, ...problems },
})
const key = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-requests/{id}/key',
  tags,
  summary: 'Bring the key of the carrier: the certificate is made',
  request: { params: Id, ...body(Key) },
  responses: detail,
})
const progress = route(REQUEST_PARTIES, {
  method: 'post',
  path: '/user-requests/{id}/progress',
  tags,
  summary: 'Look whether it was issued, written or taken into use meanwhile',
  request: { params: Id },
  responses: detail,
})

/** @throws AppError `bad-input` */
function pkcs10From(text: string): Uint8Array {
  const [block] = readPem(text)
  const bytes = block ? block.bytes : fromBase64(text.replace(/\s/g, ''))
  if (!bytes || bytes.length === 0) throw new AppError('bad-input', 'requests.key-unreadable')
  return bytes
}

/** @param desk those who issue, keep and revoke */
export function decisionRoutes(desk: Desk) {
  return newRouter()
    .openapi(decisions, async (c) => {
      const items = await decideMany(c.get('ctx'), desk, c.req.valid('json'))
      return c.json(
        {
          items: items.map(({ id, problem }) => ({ id, code: problem?.code ?? null, params: { ...problem?.params } })),
        },
        200,
      )
    })
    .openapi(submission, async (c) => {
      const { id } = await submitRequest(c.get('ctx'), desk, c.req.valid('param').id)
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
    .openapi(review, async (c) => {
      const { id } = await reviewRequest(c.get('ctx'), c.req.valid('param').id)
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
    .openapi(approval, async (c) => {
      const { id } = await approveRequest(c.get('ctx'), desk, c.req.valid('param').id)
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
    .openapi(returning, async (c) => {
      const { id } = await returnRequest(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
    .openapi(rejection, async (c) => {
      const { id } = await rejectRequest(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').reason)
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
    .openapi(cancellation, async (c) => {
      const { id } = await cancelRequest(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').reason)
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
    .openapi(completion, async (c) => {
      const { id } = await finishRequest(c.get('ctx'), c.req.valid('param').id)
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
    .openapi(again, async (c) => {
      const { id } = await askAgain(c.get('ctx'), desk, c.req.valid('param').id)
      return c.json(await detailOf(c.get('ctx'), id), 201)
    })
    .openapi(key, async (c) => {
      const { request, carrier, authorityId } = c.req.valid('json')
      const brought = { pkcs10: pkcs10From(request), carrier, ...(authorityId && { authorityId }) }
      const { id } = await bringKey(c.get('ctx'), desk, { requestId: c.req.valid('param').id, ...brought })
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
    .openapi(progress, async (c) => {
      await getRequest(c.get('ctx'), c.req.valid('param').id)
      const { id } = await advance(c.get('ctx'), desk, c.req.valid('param').id)
      return c.json(await detailOf(c.get('ctx'), id), 200)
    })
}
