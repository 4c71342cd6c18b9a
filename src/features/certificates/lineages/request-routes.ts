// Requests of a lineage on the wire.

import { z } from '@hono/zod-openapi'
import { KEY_ORIGINS } from '#db/schema/lineages.ts'
import type { Ctx } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { lintOf } from '../linting.ts'
import { FindingShape, findingOf, INSIDERS, iso, json, LintShape, saidLint, WRITERS } from '../shapes.ts'
import { loadLineage } from './create.ts'
import { OpenRequest, Reason, TakeRequest } from './inputs.ts'
import { giveUpRequest, type LineageRequest, listLineageRequests, openRequest, takeRequest } from './requests.ts'

const tags = ['lineages']
const params = z.object({ id: z.uuid() })
const Made = z.object({ id: z.string() })
const made = { 201: { description: 'Made', ...json(Made) }, ...problems }

const Request = z
  .object({
    id: z.string(),
    algorithm: z.string(),
    commonName: z.string(),
    subject: z.string(),
    sans: z.array(z.string()),
    spkiSha256: z.string(),
    pem: z.string(),
    origin: z.enum(KEY_ORIGINS),
    custody: z.string().nullable(),
    replacesId: z.string().nullable(),
    certificateId: z.string().nullable(),
    createdAt: z.iso.datetime(),
    findings: z.array(FindingShape),
    lint: z.array(LintShape),
  })
  .openapi('LineageRequest')

const list = route(INSIDERS, {
  method: 'get',
  path: '/lineages/{id}/requests',
  tags,
  summary: 'The requests opened for a lineage, newest first, with what the lints say of each',
  request: { params },
  responses: { 200: { description: 'All', ...json(z.object({ items: z.array(Request) })) }, ...problems },
})
const open = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/requests',
  tags,
  summary: 'Make a key and a request for a lineage; what is issued for it joins the lineage',
  request: { params, body: { required: true, ...json(OpenRequest) } },
  responses: made,
})
const take = route(WRITERS, {
  method: 'post',
  path: '/lineages/{id}/external-requests',
  tags,
  summary: 'Take in a request whose key was born on a device',
  request: { params, body: { required: true, ...json(TakeRequest) } },
  responses: made,
})
const giveUp = route(WRITERS, {
  method: 'post',
  path: '/certificate-requests/{id}/surrender',
  tags,
  summary: 'Give a request of a lineage up: what comes for it no longer joins',
  request: { params, body: { required: true, ...json(Reason) } },
  responses: { 204: { description: 'Done' }, ...problems },
})

export const lineageRequestRoutes = newRouter()
  .openapi(list, async (c) => {
    const ctx = c.get('ctx')
    const { id } = c.req.valid('param')
    const { trust } = await loadLineage(ctx.db, id)
    const requests = await listLineageRequests(ctx, id)
    return c.json({ items: await Promise.all(requests.map((one) => said(ctx, one, trust))) }, 200)
  })
  .openapi(open, async (c) =>
    c.json(await openRequest(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
  )
  .openapi(take, async (c) =>
    c.json(await takeRequest(c.get('ctx'), c.req.valid('param').id, c.req.valid('json')), 201),
  )
  .openapi(giveUp, async (c) => {
    await giveUpRequest(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').reason)
    return c.body(null, 204)
  })

async function said(
  ctx: Ctx,
  { der, findings, createdAt, ...request }: LineageRequest,
  trust: 'public' | 'private',
): Promise<z.input<typeof Request>> {
  const lint = await lintOf(ctx.ports.primitives, { kind: 'request', bytes: der }, ctx.now, trust)
  return { ...request, createdAt: iso(createdAt), findings: findings.map(findingOf), lint: saidLint(lint) }
}
