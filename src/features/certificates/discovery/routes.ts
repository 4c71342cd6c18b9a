import { z } from '@hono/zod-openapi'
import { say } from '#core/messages/fill.ts'
import { lineagesMessages } from '#core/messages/lineages.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { INSIDERS, iso, json, Texts, WRITERS } from '../shapes.ts'
import { type AllowanceRow, allowances, allowDiscovery, disallowDiscovery } from './allow.ts'
import { AllowDiscovery, JobsQuery, StartDiscovery } from './inputs.ts'
import { cancelDiscovery, getDiscovery, type JobRow, listDiscoveries, startDiscovery } from './start.ts'

const tags = ['discovery']
const ADMINISTRATORS = ['system-admin'] as const satisfies readonly Role[]
const SEEING = [...INSIDERS, 'system-admin'] as const satisfies readonly Role[]
const params = z.object({ id: z.uuid() })
const at = z.iso.datetime()
const Made = z.object({ id: z.string() })

const Allowed = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['network', 'directory']),
        scope: z.string(),
        ports: z.array(z.number()),
        reason: z.string(),
        createdAt: at,
      }),
    ),
  })
  .openapi('DiscoveryAllowances')

const job = {
  id: z.string(),
  kind: z.enum(['network', 'directory']),
  scope: z.string(),
  ports: z.array(z.number()),
  serverName: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  total: z.number(),
  done: z.number(),
  found: z.number(),
  error: Texts.nullable(),
  createdAt: at,
  startedAt: at.nullable(),
  finishedAt: at.nullable(),
}
const Jobs = z.object({ items: z.array(z.object(job)), nextCursor: z.string().nullable() }).openapi('DiscoveryPage')
const Job = z
  .object({
    ...job,
    findings: z.array(
      z.object({
        place: z.string(),
        item: z.number(),
        outcome: z.enum(['certificate', 'locked', 'unreadable']),
        certificateId: z.string().nullable(),
        problem: Texts.nullable(),
        subject: z.string().nullable(),
        notAfter: at.nullable(),
        standing: z.enum(['lineage', 'open', 'dismissed', 'authority']).nullable(),
        lineageId: z.string().nullable(),
      }),
    ),
  })
  .openapi('Discovery')

const allowed = route(SEEING, {
  method: 'get',
  path: '/discovery-allowances',
  tags,
  summary: 'Where certificates may be looked for',
  responses: { 200: { description: 'Allowances', ...json(Allowed) }, ...problems },
})
const allow = route(ADMINISTRATORS, {
  method: 'post',
  path: '/discovery-allowances',
  tags,
  summary: 'Allow a network or a directory to be searched',
  request: { body: { required: true, ...json(AllowDiscovery) } },
  responses: { 201: { description: 'Allowed', ...json(Made) }, ...problems },
})
const disallow = route(ADMINISTRATORS, {
  method: 'delete',
  path: '/discovery-allowances/{id}',
  tags,
  summary: 'Allow it no longer',
  request: { params },
  responses: { 204: { description: 'Done' }, ...problems },
})
const start = route(WRITERS, {
  method: 'post',
  path: '/discoveries',
  tags,
  summary: 'Look for certificates inside what is allowed',
  request: { body: { required: true, ...json(StartDiscovery) } },
  responses: { 201: { description: 'Started', ...json(Made) }, ...problems },
})
const list = route(INSIDERS, {
  method: 'get',
  path: '/discoveries',
  tags,
  summary: 'Searches, newest first',
  request: { query: JobsQuery },
  responses: { 200: { description: 'A page', ...json(Jobs) }, ...problems },
})
const one = route(INSIDERS, {
  method: 'get',
  path: '/discoveries/{id}',
  tags,
  summary: 'How far a search is and what it came upon',
  request: { params },
  responses: { 200: { description: 'The search', ...json(Job) }, ...problems },
})
const cancel = route(WRITERS, {
  method: 'post',
  path: '/discoveries/{id}/cancellation',
  tags,
  summary: 'End a search early; what it found stays',
  request: { params },
  responses: { 204: { description: 'Done' }, ...problems },
})

export const discoveryRoutes = newRouter()
  .openapi(allowed, async (c) => c.json({ items: (await allowances(c.get('ctx'))).map(allowanceOf) }, 200))
  .openapi(allow, async (c) => c.json({ id: (await allowDiscovery(c.get('ctx'), c.req.valid('json'))).id }, 201))
  .openapi(disallow, async (c) => {
    await disallowDiscovery(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(start, async (c) => c.json({ id: (await startDiscovery(c.get('ctx'), c.req.valid('json'))).id }, 201))
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listDiscoveries(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(jobOf), nextCursor }, 200)
  })
  .openapi(one, async (c) => {
    const { findings, ...row } = await getDiscovery(c.get('ctx'), c.req.valid('param').id)
    const shown = findings.map(({ jobId: _, at: __, problem, notAfter, ...rest }) => ({
      ...rest,
      notAfter: notAfter === null ? null : iso(notAfter),
      problem: problem === null ? null : say(lineagesMessages, problem),
    }))
    return c.json({ ...jobOf(row), findings: shown }, 200)
  })
  .openapi(cancel, async (c) => {
    await cancelDiscovery(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })

function allowanceOf({ id, kind, scope, ports, reason, createdAt }: AllowanceRow) {
  return { id, kind, scope, ports, reason, createdAt: iso(createdAt) }
}

function jobOf(row: JobRow) {
  const { id, kind, scope, ports, serverName, state, total, done, found, errorCode, errorParams } = row
  return {
    ...{ id, kind, scope, ports, serverName, state, total, done, found },
    error: errorCode === null ? null : say(lineagesMessages, errorCode, errorParams ?? {}),
    createdAt: iso(row.createdAt),
    startedAt: row.startedAt === null ? null : iso(row.startedAt),
    finishedAt: row.finishedAt === null ? null : iso(row.finishedAt),
  }
}
