import { z } from '@hono/zod-openapi'
import { AppError } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { approveStanding, decide } from './decide.ts'
import { Answer, ChangedSeal, MakeOrder, NewSeal, Note, ReplacedSeal, RequestsQuery } from './inputs.ts'
import { eventsOf, findRequest, listRequests } from './list.ts'
import { makeSeal } from './make.ts'
import { settlePicture } from './picture.ts'
import { receiveRequest, requestForm } from './receive.ts'
import { bringAgain, requestChange, requestSeal, takeQueued } from './request.ts'
import { MAKERS, OFFICERS, READERS, REQUESTERS } from './rules.ts'
import { EventShape, eventOf, RequestShape, requestOf } from './shapes.ts'

const tags = ['seals']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const params = z.object({ id: z.uuid() })
const binary = z.string().openapi({ format: 'binary' })
const created = { 201: { description: 'The request', ...json(z.object({ id: z.string() })) }, ...problems }
const shown = { 200: { description: 'The request', ...json(RequestShape) }, ...problems }

const list = route(READERS, {
  method: 'get',
  path: '/seal-requests',
  tags,
  summary: 'Requests about seals, newest first',
  request: { query: RequestsQuery },
  responses: {
    200: {
      description: 'A page',
      ...json(z.object({ items: z.array(RequestShape), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})

const get = route(READERS, {
  method: 'get',
  path: '/seal-requests/{id}',
  tags,
  summary: 'A request and what happened to it',
  request: { params },
  responses: {
    200: { description: 'The request', ...json(RequestShape.extend({ events: z.array(EventShape) })) },
    ...problems,
  },
})

const picture = route(READERS, {
  method: 'get',
  path: '/seal-requests/{id}/picture',
  tags,
  summary: 'The picture that was settled for a request',
  request: { params },
  responses: { 200: { description: 'PNG', content: { 'image/png': { schema: binary } } }, ...problems },
})

const ask = route(REQUESTERS, {
  method: 'post',
  path: '/seal-requests',
  tags,
  summary: 'Ask for a seal',
  request: requestForm,
  responses: created,
})

const change = route(REQUESTERS, {
  method: 'post',
  path: '/seals/{id}/replacement-requests',
  tags,
  summary: 'Ask for another seal in the place of one: of other content, or for another certificate',
  request: { params, ...requestForm },
  responses: created,
})

const again = route(REQUESTERS, {
  method: 'post',
  path: '/seal-requests/{id}/submission',
  tags,
  summary: 'Bring a returned or queued request again',
  request: { params, ...requestForm },
  responses: shown,
})

const taking = route(REQUESTERS, {
  method: 'post',
  path: '/seal-requests/{id}/taking',
  tags,
  summary: 'Take up a queued re-issue as it stands: the same seal, for what its holder signs with today',
  request: { params },
  responses: shown,
})

const judge = route(OFFICERS, {
  method: 'post',
  path: '/seal-requests/{id}/review',
  tags,
  summary: 'Review a request: another person than asked',
  request: { params },
  responses: shown,
})

const giveBack = route(OFFICERS, {
  method: 'post',
  path: '/seal-requests/{id}/return',
  tags,
  summary: 'Return a request for correction',
  request: { params, body: { required: true, ...json(Answer) } },
  responses: shown,
})

const refuse = route(OFFICERS, {
  method: 'post',
  path: '/seal-requests/{id}/rejection',
  tags,
  summary: 'Refuse a request',
  request: { params, body: { required: true, ...json(Answer) } },
  responses: shown,
})

const cancel = route(REQUESTERS, {
  method: 'post',
  path: '/seal-requests/{id}/cancellation',
  tags,
  summary: 'Take back a request of one’s own, or drop a queued one',
  request: { params },
  responses: shown,
})

const settle = route(MAKERS, {
  method: 'post',
  path: '/seal-requests/{id}/picture',
  tags,
  summary: 'Make the picture of a reviewed request',
  request: { params },
  responses: shown,
})

const make = route(
  { roles: MAKERS, stepUp: true },
  {
    method: 'post',
    path: '/seal-requests/{id}/seal',
    tags,
    summary: 'Make the seal: neither who asked nor who reviewed',
    request: { params, body: { required: true, ...json(MakeOrder) } },
    responses: { 201: { description: 'The seal', ...json(z.object({ sealId: z.string() })) }, ...problems },
  },
)

const approve = route(
  { roles: OFFICERS, stepUp: true },
  {
    method: 'post',
    path: '/seal-requests/{id}/approval',
    tags,
    summary: 'Let a seal be frozen, thawed or destroyed: another person than asked',
    request: { params, body: { required: true, ...json(Note) } },
    responses: shown,
  },
)

export const sealRequestRoutes = newRouter()
  .openapi(list, async (c) => {
    const ctx = c.get('ctx')
    const { items, nextCursor } = await listRequests(ctx, c.req.valid('query'))
    return c.json({ items: items.map((row) => requestOf(ctx, row)), nextCursor }, 200)
  })
  .openapi(get, async (c) => {
    const ctx = c.get('ctx')
    const row = await findRequest(ctx, c.req.valid('param').id)
    const events = (await eventsOf(ctx, { requestId: row.id })).map(eventOf)
    return c.json({ ...requestOf(ctx, row), events }, 200)
  })
  .openapi(picture, async (c) => {
    const row = await findRequest(c.get('ctx'), c.req.valid('param').id)
    if (!row.picture) throw new AppError('not-found', 'seal-requests.no-picture')
    return c.body(new Uint8Array(row.picture).buffer, 200, { 'content-type': 'image/png' })
  })
  .openapi(ask, async (c) => {
    const ctx = c.get('ctx')
    const { said, files } = await receiveRequest(ctx, c.req.raw, NewSeal)
    return c.json(await requestSeal(ctx, said, files), 201)
  })
  .openapi(change, async (c) => {
    const ctx = c.get('ctx')
    const { said, files } = await receiveRequest(ctx, c.req.raw, ReplacedSeal)
    const { kind, ...content } = said
    return c.json(await requestChange(ctx, c.req.valid('param').id, kind, content, files), 201)
  })
  .openapi(again, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    const { said, files } = await receiveRequest(ctx, c.req.raw, ChangedSeal)
    await bringAgain(ctx, id, said, files)
    return c.json(requestOf(ctx, await findRequest(ctx, id)), 200)
  })
  .openapi(taking, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    await takeQueued(ctx, id)
    return c.json(requestOf(ctx, await findRequest(ctx, id)), 200)
  })
  .openapi(judge, async (c) => c.json(await decided(c.get('ctx'), c.req.valid('param').id, 'review'), 200))
  .openapi(giveBack, async (c) => {
    const { answer } = c.req.valid('json')
    return c.json(await decided(c.get('ctx'), c.req.valid('param').id, 'return', answer), 200)
  })
  .openapi(refuse, async (c) => {
    const { answer } = c.req.valid('json')
    return c.json(await decided(c.get('ctx'), c.req.valid('param').id, 'reject', answer), 200)
  })
  .openapi(cancel, async (c) => {
    const ctx = c.get('ctx')
    const { id, state } = await findRequest(ctx, c.req.valid('param').id)
    const step = state === 'returned' ? 'abandon' : state === 'queued' ? 'drop' : 'cancel'
    return c.json(await decided(ctx, id, step), 200)
  })
  .openapi(settle, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    await settlePicture(ctx, id)
    return c.json(requestOf(ctx, await findRequest(ctx, id)), 200)
  })
  .openapi(make, async (c) =>
    c.json(await makeSeal(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').makerKey), 201),
  )
  .openapi(approve, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    await approveStanding(ctx, id, c.req.valid('json').note)
    return c.json(requestOf(ctx, await findRequest(ctx, id)), 200)
  })

async function decided(
  ctx: Parameters<typeof decide>[0],
  id: string,
  step: Parameters<typeof decide>[2],
  answer?: string,
) {
  await decide(ctx, id, step, answer)
  return requestOf(ctx, await findRequest(ctx, id))
}
