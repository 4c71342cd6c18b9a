import { z } from '@hono/zod-openapi'
import type { Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { elapsing } from '../routes.ts'
import { listDrills, requestDrill } from './drills.ts'
import { SaveSource, StartDrill } from './inputs.ts'
import { listSets, lookAtSource } from './look.ts'
import { Drill, drillOf, SetShape, Source, setOf, sourcesOf } from './shapes.ts'
import { addSource, changeSource, findSource, listSources, type SourceLine } from './sources.ts'

const READERS = [
  'operator',
  'auditor',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]
const tags = ['backups']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const params = z.object({ id: z.uuid() })
const MAX_SETS = 100

const list = route(READERS, {
  method: 'get',
  path: '/backup-sources',
  tags,
  summary: "The estate's backups: each source with both verdicts and its latest drill",
  responses: { 200: { description: 'Sources', ...json(z.object({ items: z.array(Source) })) }, ...problems },
})
const get = route(READERS, {
  method: 'get',
  path: '/backup-sources/{id}',
  tags,
  summary: 'One source with the backups that were found, newest first',
  request: { params },
  responses: {
    200: { description: 'Source', ...json(z.object({ source: Source, sets: z.array(SetShape) })) },
    ...problems,
  },
})
const add = route(['operator'], {
  method: 'post',
  path: '/backup-sources',
  tags,
  summary: 'Add a source; its two verdicts become items of every round',
  request: { body: { required: true, ...json(SaveSource) } },
  responses: { 201: { description: 'Source', ...json(Source) }, ...problems },
})
const change = route(['operator'], {
  method: 'put',
  path: '/backup-sources/{id}',
  tags,
  summary: 'Change a source; secrets that are left out stay, unless their place changes',
  request: { params, body: { required: true, ...json(SaveSource) } },
  responses: { 200: { description: 'Source', ...json(Source) }, ...problems },
})
const check = route(['operator', 'system-admin'], {
  method: 'post',
  path: '/backup-sources/{id}/check',
  tags,
  summary: 'Read every byte now; poll the source for its end',
  request: { params },
  responses: { 202: { description: 'Begun', ...json(z.object({ id: z.string() })) }, ...problems },
})
const drill = route(['operator', 'system-admin'], {
  method: 'post',
  path: '/backup-sources/{id}/drills',
  tags,
  summary: 'Ask for a restore drill; poll the drills for its end',
  request: { params, body: { required: true, ...json(StartDrill) } },
  responses: { 202: { description: 'Waiting', ...json(z.object({ id: z.string() })) }, ...problems },
})
const drills = route(READERS, {
  method: 'get',
  path: '/backup-sources/{id}/drills',
  tags,
  summary: 'Drills of a source, newest first',
  request: {
    params,
    query: z.object({
      cursor: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(20),
    }),
  },
  responses: {
    200: { description: 'A page', ...json(z.object({ items: z.array(Drill), nextCursor: z.string().nullable() })) },
    ...problems,
  },
})

async function shown(ctx: Parameters<typeof sourcesOf>[0], line: SourceLine) {
  const [source] = await sourcesOf(ctx, [line])
  if (!source) throw new Error('a source that was found has no shape')
  return source
}

export const sourcesRoutes = newRouter()
  .openapi(list, async (c) => {
    const ctx = c.get('ctx')
    return c.json({ items: await sourcesOf(ctx, await listSources(ctx)) }, 200)
  })
  .openapi(get, async (c) => {
    const ctx = c.get('ctx')
    const line = await findSource(ctx, c.req.valid('param').id)
    const sets = await listSets(ctx, line.source.id, MAX_SETS)
    const { checkedAt } = line.source
    return c.json({ source: await shown(ctx, line), sets: sets.map((row) => setOf(row, checkedAt)) }, 200)
  })
  .openapi(add, async (c) => {
    const ctx = c.get('ctx')
    return c.json(await shown(ctx, await addSource(ctx, c.req.valid('json'))), 201)
  })
  .openapi(change, async (c) => {
    const ctx = c.get('ctx')
    return c.json(await shown(ctx, await changeSource(ctx, c.req.valid('param').id, c.req.valid('json'))), 200)
  })
  .openapi(check, async (c) => {
    const ctx = c.get('ctx')
    const { source } = await findSource(ctx, c.req.valid('param').id)
    // The answer does not wait for minutes of reading; the source tells how it ends.
    void lookAtSource(ctx, source.id, { now: elapsing(ctx.now) }).catch(() => undefined)
    return c.json({ id: source.id }, 202)
  })
  .openapi(drill, async (c) => {
    const id = await requestDrill(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').setName)
    return c.json({ id }, 202)
  })
  .openapi(drills, async (c) => {
    const { items, nextCursor } = await listDrills(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'))
    return c.json({ items: items.map(drillOf), nextCursor }, 200)
  })
