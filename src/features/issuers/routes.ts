import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { say } from '#core/messages/fill.ts'
import { messages } from '#core/messages/index.ts'
import { ISSUER_ORDER_STATES } from '#db/schema/issuers.ts'
import { ApprovalShape, approvalOf } from '#features/approvals/index.ts'
import { AppError, type Ctx, type Role } from '#src/context.ts'
import { ISSUER_KINDS } from '#src/issuing-ports.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { changeAccountKey } from './account-key.ts'
import { askOrder, askRevocation, orderKind, revocationKind } from './ask.ts'
import { type ConnectionRow, closeConnection, connectIssuer, listConnections, testConnection } from './connect.ts'
import { AskOrder, AskRevocation, ConnectInput, OrdersQuery, RenewalQuery } from './inputs.ts'
import { makeRequestPack, takeReply } from './manual.ts'
import { cancelOrder, confirmProofs, getOrder, listOrders, type OrderLine } from './order.ts'
import { renewalInfo } from './revoke.ts'
import { listSuggestions } from './suggest.ts'

const SETTERS = ['security-admin'] as const satisfies readonly Role[]
const ORDERERS = ['operator'] as const satisfies readonly Role[]
/** Asking takes a fresh proof of who one is. */
const ASKING = { roles: ORDERERS, stepUp: true } as const
const READERS = ['operator', 'security-admin', 'auditor'] as const satisfies readonly Role[]

const json = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } })
const iso = (at: number) => new Date(at).toISOString()
const id = { params: z.object({ id: z.uuid() }) }
const created = { 201: { description: 'Its id', ...json(z.object({ id: z.string() })) }, ...problems }
const asked = { 202: { description: 'Waits for another operator', ...json(ApprovalShape) }, ...problems }
const done = { 204: { description: 'Done' }, ...problems }
const params = z.record(z.string(), z.union([z.string(), z.number()]))
const spoken = { code: z.string(), zh: z.string(), en: z.string() }

const ConnectionShape = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(ISSUER_KINDS),
    trust: z.enum(['public', 'private']),
    state: z.enum(['active', 'closed']),
    settings: z.any().openapi({ type: 'object', description: 'As set up, without secrets' }),
    testedAt: z.iso.datetime().nullable(),
    testProblem: z.object(spoken).nullable(),
    createdAt: z.iso.datetime(),
  })
  .openapi('IssuerConnection')

const OrderShape = z
  .object({
    id: z.string(),
    number: z.number(),
    connectionId: z.string(),
    connection: z.string(),
    kind: z.string(),
    requestId: z.string(),
    replacesId: z.string().nullable(),
    commonName: z.string(),
    sans: z.array(z.string()),
    state: z.enum(ISSUER_ORDER_STATES),
    progress: z.object({ ...spoken, params }),
    nextAt: z.iso.datetime(),
    deadline: z.iso.datetime(),
    failures: z.number(),
    certificateId: z.string().nullable(),
    findings: z.array(z.object({ ...spoken, effect: z.string() })),
    createdName: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('IssuerOrder')

const SuggestionShape = z
  .object({
    certificateId: z.string(),
    connectionId: z.string(),
    connection: z.string(),
    lineageId: z.string(),
    lineage: z.string(),
    subject: z.string(),
    notAfter: z.iso.datetime(),
    start: z.iso.datetime(),
    end: z.iso.datetime(),
    explanationUrl: z.string().nullable(),
    isDue: z.boolean(),
    isOrdered: z.boolean(),
  })
  .openapi('RenewalSuggestion')

function inWords(code: string, given: Readonly<Record<string, string | number>>) {
  return { code, ...say(messages, code, given) }
}

function connectionOf(row: ConnectionRow): z.output<typeof ConnectionShape> {
  const { id: rowId, name, kind, trust, state, settings, testedAt, testCode, testParams, createdAt } = row
  return {
    ...{ id: rowId, name, kind, trust, state, settings },
    testedAt: testedAt === null ? null : iso(testedAt),
    testProblem: testCode === null ? null : inWords(testCode, testParams ?? {}),
    createdAt: iso(createdAt),
  }
}

function orderOf(line: OrderLine): z.output<typeof OrderShape> {
  const { id: lineId, number, connection, kind, requestId, replacesId, commonName, sans, state } = line
  const { failures, certificateId, createdName, connectionId } = line
  return {
    ...{ id: lineId, number, connection, kind, requestId, replacesId, commonName, sans, state },
    ...{ failures, certificateId, createdName, connectionId },
    progress: { ...inWords(line.code, line.params), params: line.params },
    findings: line.findings.map((one) => ({ ...inWords(one.code, one.params), effect: one.effect })),
    nextAt: iso(line.nextAt),
    deadline: iso(line.deadline),
    createdAt: iso(line.createdAt),
    updatedAt: iso(line.updatedAt),
  }
}

const tags = ['issuers']

const connect = route(
  { roles: SETTERS, stepUp: true },
  {
    method: 'post',
    path: '/issuer-connections',
    tags,
    summary: 'Set up a way to a CA; secrets are sealed and never shown again',
    request: { body: { required: true, ...json(ConnectInput) } },
    responses: created,
  },
)
const connections = route(READERS, {
  method: 'get',
  path: '/issuer-connections',
  tags,
  summary: 'The ways to CAs, newest first',
  responses: { 200: { description: 'All', ...json(z.object({ items: z.array(ConnectionShape) })) }, ...problems },
})
const test = route(SETTERS, {
  method: 'post',
  path: '/issuer-connections/{id}/test',
  tags,
  summary: 'Ask a CA whether it is there',
  request: id,
  responses: {
    200: {
      description: 'What was heard',
      ...json(
        z.object({
          problem: z.object(spoken).nullable(),
          offers: z.array(z.string()),
          termsOfService: z.string().nullable(),
        }),
      ),
    },
    ...problems,
  },
})
const close = route(
  { roles: SETTERS, stepUp: true },
  {
    method: 'post',
    path: '/issuer-connections/{id}/close',
    tags,
    summary: 'No further orders by this connection',
    request: id,
    responses: done,
  },
)
const rekey = route(
  { roles: SETTERS, stepUp: true },
  {
    method: 'post',
    path: '/issuer-connections/{id}/account-key',
    tags,
    summary: 'Put the ACME account under a new key',
    request: id,
    responses: done,
  },
)
const suggestions = route(READERS, {
  method: 'get',
  path: '/renewal-suggestions',
  tags,
  summary: 'When CAs want certificates in force renewed (ARI), the first window first',
  responses: { 200: { description: 'All', ...json(z.object({ items: z.array(SuggestionShape) })) }, ...problems },
})
const order = route(ASKING, {
  method: 'post',
  path: '/issuer-orders',
  tags,
  summary: 'Ask for the order of a certificate; another operator decides, and it is placed at once',
  request: { body: { required: true, ...json(AskOrder) } },
  responses: asked,
})
const orders = route(READERS, {
  method: 'get',
  path: '/issuer-orders',
  tags,
  summary: 'Orders, newest first',
  request: { query: OrdersQuery },
  responses: { 200: { description: 'A page', ...json(z.object({ items: z.array(OrderShape) })) }, ...problems },
})
const one = route(READERS, {
  method: 'get',
  path: '/issuer-orders/{id}',
  tags,
  summary: 'One order and how it stands',
  request: id,
  responses: { 200: { description: 'The order', ...json(OrderShape) }, ...problems },
})
const confirm = route(ORDERERS, {
  method: 'post',
  path: '/issuer-orders/{id}/confirm-proofs',
  tags,
  summary: 'The records an order waits for are in the DNS',
  request: id,
  responses: done,
})
const cancel = route(ORDERERS, {
  method: 'post',
  path: '/issuer-orders/{id}/cancel',
  tags,
  summary: 'Pursue an order no further',
  request: id,
  responses: done,
})
const pack = route(ORDERERS, {
  method: 'post',
  path: '/issuer-orders/{id}/request-pack',
  tags,
  summary: 'The pack for a CA that is reached by people',
  request: id,
  responses: {
    200: {
      description: 'ZIP: request, sheet, digests',
      content: { 'application/zip': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})
const reply = route(ORDERERS, {
  method: 'post',
  path: '/issuer-orders/{id}/reply',
  tags,
  summary: 'What such a CA sent back: PEM, DER or P7B, in any order',
  request: {
    ...id,
    body: {
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object' as const,
            required: ['files'],
            properties: { files: { type: 'array' as const, items: { type: 'string' as const, format: 'binary' } } },
          },
        },
      },
    },
  },
  responses: { 200: { description: 'The order, with what was found', ...json(OrderShape) }, ...problems },
})
const revoke = route(ASKING, {
  method: 'post',
  path: '/issuer-revocations',
  tags,
  summary: 'Ask for the revocation of a certificate; another operator decides, and the CA is asked at once',
  request: { body: { required: true, ...json(AskRevocation) } },
  responses: asked,
})
const renewal = route(READERS, {
  method: 'get',
  path: '/issuer-renewal-info',
  tags,
  summary: 'When a CA wants a certificate renewed (ARI)',
  request: { query: RenewalQuery },
  responses: {
    200: {
      description: 'Its suggestion; null where it makes none',
      ...json(
        z.object({
          suggestion: z
            .object({
              start: z.iso.datetime(),
              end: z.iso.datetime(),
              explanationUrl: z.string().nullable(),
              askAgainAt: z.iso.datetime(),
            })
            .nullable(),
        }),
      ),
    },
    ...problems,
  },
})

/** Far above any chain. */
const MAX_REPLY_BYTES = 2 * 1024 * 1024
const MAX_REPLY_FILES = 20

async function receivedFiles(ctx: Ctx, request: Request) {
  const limits = {
    files: { files: { maxBytes: MAX_REPLY_BYTES } },
    maxFiles: MAX_REPLY_FILES,
    maxHeldBytes: 4 * MAX_REPLY_BYTES,
  }
  const form = await ctx.ports.uploads.receive(request, limits)
  if (!form.ok) {
    const { code, params: given } = form.error
    throw new AppError(code === 'upload.file-too-large' ? 'limit' : 'bad-input', code, given)
  }
  const files = form.value.files('files').flatMap((file) => ('bytes' in file ? [file] : []))
  return { files, discard: () => form.value.discard() }
}

export const issuersRoutes = newRouter()
  .openapi(connect, async (c) => c.json(await connectIssuer(c.get('ctx'), c.req.valid('json')), 201))
  .openapi(connections, async (c) => c.json({ items: (await listConnections(c.get('ctx'))).map(connectionOf) }, 200))
  .openapi(test, async (c) => {
    const { code, params: given, offers, termsOfService } = await testConnection(c.get('ctx'), c.req.valid('param').id)
    return c.json({ problem: code === null ? null : inWords(code, given), offers, termsOfService }, 200)
  })
  .openapi(close, async (c) => {
    await closeConnection(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(rekey, async (c) => {
    await changeAccountKey(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(suggestions, async (c) => {
    const items = await listSuggestions(c.get('ctx'))
    const said = items.map((one) => ({
      ...one,
      notAfter: iso(one.notAfter),
      start: iso(one.start),
      end: iso(one.end),
    }))
    return c.json({ items: said }, 200)
  })
  .openapi(order, async (c) => {
    const ctx = c.get('ctx')
    return c.json(approvalOf(await askOrder(ctx, c.req.valid('json')), [orderKind], ctx), 202)
  })
  .openapi(orders, async (c) =>
    c.json({ items: (await listOrders(c.get('ctx'), c.req.valid('query'))).map(orderOf) }, 200),
  )
  .openapi(one, async (c) => c.json(orderOf(await getOrder(c.get('ctx'), c.req.valid('param').id)), 200))
  .openapi(confirm, async (c) => {
    await confirmProofs(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(cancel, async (c) => {
    await cancelOrder(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(pack, async (c) => {
    const { fileName, bytes } = await makeRequestPack(c.get('ctx'), c.req.valid('param').id)
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': 'application/zip',
      'content-disposition': attachment(fileName),
    })
  })
  .openapi(reply, async (c) => {
    const ctx = c.get('ctx')
    const { files, discard } = await receivedFiles(ctx, c.req.raw)
    try {
      return c.json(orderOf(await takeReply(ctx, c.req.valid('param').id, files)), 200)
    } finally {
      await discard()
    }
  })
  .openapi(revoke, async (c) => {
    const ctx = c.get('ctx')
    return c.json(approvalOf(await askRevocation(ctx, c.req.valid('json')), [revocationKind], ctx), 202)
  })
  .openapi(renewal, async (c) => {
    const found = await renewalInfo(c.get('ctx'), c.req.valid('query'))
    const suggestion = found && {
      start: iso(found.start),
      end: iso(found.end),
      explanationUrl: found.explanationUrl ?? null,
      askAgainAt: iso(found.askAgainAt),
    }
    return c.json({ suggestion: suggestion ?? null }, 200)
  })
