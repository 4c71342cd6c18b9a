import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { CreateRequest, InspectRequest, RequestsQuery } from './inputs.ts'
import { inspectRequest } from './inspect.ts'
import { lintOf } from './linting.ts'
import { createRequest } from './request.ts'
import { getRequestPem, listRequests } from './requests.ts'
import { FindingShape, findingOf, iso, json, LintShape, READERS, saidLint, WRITERS } from './shapes.ts'

const request = {
  id: z.string(),
  algorithm: z.string(),
  commonName: z.string(),
  subject: z.string(),
  sans: z.array(z.string()),
  createdAt: z.iso.datetime(),
}
const Created = z.object({ ...request, pem: z.string() }).openapi('CertificateRequest')
const Page = z
  .object({
    items: z.array(
      z.object({
        ...request,
        createdBy: z.string(),
        state: z.enum(['waiting', 'issued']),
        certificateId: z.string().nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi('CertificateRequestPage')
const Inspection = z
  .object({
    subject: z.string(),
    sans: z.array(z.string()),
    algorithm: z.string(),
    keyBits: z.number().nullable(),
    spkiSha256: z.string(),
    isIntact: z.boolean(),
    provenUnder: z.enum(['standard', 'default-id', 'empty-id', 'without-za', 'nothing']),
    temporaryKey: z.string().optional(),
    findings: z.array(FindingShape),
    lint: z.array(LintShape),
  })
  .openapi('CertificateRequestInspection')

const create = route(WRITERS, {
  method: 'post',
  path: '/certificate-requests',
  tags: ['certificates'],
  summary: 'Make a key and a certification request; the key stays sealed in the service',
  request: { body: { required: true, ...json(CreateRequest) } },
  responses: { 201: { description: 'The request', ...json(Created) }, ...problems },
})

const list = route(READERS, {
  method: 'get',
  path: '/certificate-requests',
  tags: ['certificates'],
  summary: 'The requests made here, newest first',
  request: { query: RequestsQuery },
  responses: { 200: { description: 'A page', ...json(Page) }, ...problems },
})

const inspect = route(READERS, {
  method: 'post',
  path: '/certificate-requests/inspect',
  tags: ['certificates'],
  summary: 'Read a certification request and check its signature',
  request: { body: { required: true, ...json(InspectRequest) } },
  responses: { 200: { description: 'What it asks for', ...json(Inspection) }, ...problems },
})

const download = route(READERS, {
  method: 'get',
  path: '/certificate-requests/{id}/request.csr',
  tags: ['certificates'],
  summary: 'The request as a PEM file for the CA',
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: { description: 'PEM', content: { 'application/pkcs10': { schema: z.string() } } },
    ...problems,
  },
})

export const requestRoutes = newRouter()
  .openapi(create, async (c) => {
    const { id, algorithm, commonName, subject, sans, pem, createdAt } = await createRequest(
      c.get('ctx'),
      c.req.valid('json'),
    )
    return c.json({ id, algorithm, commonName, subject, sans, pem, createdAt: iso(createdAt) }, 201)
  })
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listRequests(c.get('ctx'), c.req.valid('query'))
    const lines = items.map((item) => ({
      ...item,
      createdAt: iso(item.createdAt),
      state: item.certificateId === null ? ('waiting' as const) : ('issued' as const),
    }))
    return c.json({ items: lines, nextCursor }, 200)
  })
  .openapi(inspect, async (c) => {
    const file = new TextEncoder().encode(c.req.valid('json').pem)
    const { ports, now } = c.get('ctx')
    const { findings, der, ...inspection } = await inspectRequest(ports.primitives, file)
    const lint = await lintOf(ports.primitives, { kind: 'request', bytes: der }, now)
    return c.json({ ...inspection, findings: findings.map(findingOf), lint: saidLint(lint) }, 200)
  })
  .openapi(download, async (c) => {
    const pem = await getRequestPem(c.get('ctx'), c.req.valid('param').id)
    return c.body(pem, 200, {
      'content-type': 'application/pkcs10',
      'content-disposition': attachment('request.csr'),
    })
  })
