import { z } from '@hono/zod-openapi'
import { tellReason } from '#core/messages/told.ts'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { describeFinding } from './describe.ts'
import { FindingDescription, FindingId, FindingsQuery } from './inputs.ts'
import { type Finding, getFinding, listFindings } from './list.ts'

const READERS = [
  'operator',
  'auditor',
  'ra-officer',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]

const Text = z.object({ zh: z.string(), en: z.string() })
const Shape = z
  .object({
    id: z.string(),
    state: z.enum(['open', 'recovered', 'closed']),
    systemId: z.string(),
    system: z.string(),
    nodeId: z.string(),
    node: z.string(),
    checkId: z.string(),
    title: Text,
    verdict: z.enum(['warn', 'fail']),
    reason: z.object({
      code: z.string(),
      verdict: z.enum(['warn', 'fail', 'unknown', 'skipped']),
      citation: z.string(),
      problem: Text,
      text: Text,
      advice: Text,
    }),
    firstSeen: z.iso.datetime(),
    lastSeen: z.iso.datetime(),
    recoveredAt: z.iso.datetime().nullable(),
    seenCount: z.number(),
    problem: z.string().nullable(),
    phenomenon: z.string().nullable(),
    cause: z.string().nullable(),
    resolution: z.string().nullable(),
  })
  .openapi('InspectionFinding')
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const list = route(READERS, {
  method: 'get',
  path: '/findings',
  tags: ['findings'],
  summary: 'What inspections found, newest first',
  request: { query: FindingsQuery },
  responses: {
    200: { description: 'A page', ...json(z.object({ items: z.array(Shape), nextCursor: z.string().nullable() })) },
    ...problems,
  },
})

const get = route(READERS, {
  method: 'get',
  path: '/findings/{id}',
  tags: ['findings'],
  summary: 'One finding',
  request: { params: FindingId },
  responses: { 200: { description: 'Finding', ...json(Shape) }, ...problems },
})

const describe = route(['operator'], {
  method: 'put',
  path: '/findings/{id}',
  tags: ['findings'],
  summary: 'Write down 问题、现象、原因分析、解决方法',
  request: { params: FindingId, body: { required: true, ...json(FindingDescription) } },
  responses: { 200: { description: 'Finding', ...json(Shape) }, ...problems },
})

export const findingsRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listFindings(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(serialise), nextCursor }, 200)
  })
  .openapi(get, async (c) => c.json(serialise(await getFinding(c.get('ctx'), c.req.valid('param').id)), 200))
  .openapi(describe, async (c) =>
    c.json(serialise(await describeFinding(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))), 200),
  )

function serialise(finding: Finding): z.input<typeof Shape> {
  const { id, system, node, check, code, params, firstSeenAt, lastSeenAt, recoveredAt, ...rest } = finding
  return {
    ...rest,
    id: String(id),
    systemId: system.id,
    system: system.name,
    nodeId: node.id,
    node: node.name,
    checkId: check.id,
    title: check.title,
    reason: tellReason({ code, verdict: rest.verdict, params, citation: '' }),
    firstSeen: new Date(firstSeenAt).toISOString(),
    lastSeen: new Date(lastSeenAt).toISOString(),
    recoveredAt: recoveredAt === null ? null : new Date(recoveredAt).toISOString(),
  }
}
