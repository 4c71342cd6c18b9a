import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { MakeKey } from './inputs.ts'
import { endKey, grantableScopes, listKeys, makeKey } from './make.ts'

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const time = z.iso.datetime()
const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    ownerName: z.string(),
    username: z.string(),
    scopes: z.array(z.string()),
    addresses: z.array(z.string()),
    createdAt: time,
    expiresAt: time,
    lastUsedAt: time.nullable(),
    lastUsedFrom: z.string().nullable(),
    revokedAt: time.nullable(),
  })
  .openapi('ApiKey')

const make = route(
  { roles: 'signed-in', stepUp: true },
  {
    method: 'post',
    path: '/api-keys',
    tags: ['accounts'],
    summary: 'Make a key for a program; it is in the answer and nowhere else',
    request: { body: { required: true, ...json(MakeKey) } },
    responses: { 201: { description: 'Made', ...json(z.object({ id: z.string(), key: z.string() })) }, ...problems },
  },
)
const list = route('signed-in', {
  method: 'get',
  path: '/api-keys',
  tags: ['accounts'],
  summary: 'The own keys; all for the security administrator',
  responses: { 200: { description: 'Keys', ...json(z.object({ items: z.array(Key) })) }, ...problems },
})
const scopes = route('signed-in', {
  method: 'get',
  path: '/api-keys/scopes',
  tags: ['accounts'],
  summary: 'What the own keys may be for',
  responses: { 200: { description: 'Scopes', ...json(z.object({ items: z.array(z.string()) })) }, ...problems },
})
const end = route('signed-in', {
  method: 'delete',
  path: '/api-keys/{id}',
  tags: ['accounts'],
  summary: 'End a key at once',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Ended' }, ...problems },
})

const iso = (at: number) => new Date(at).toISOString()
const orNull = (at: number | null) => (at === null ? null : iso(at))

export const apiKeyRoutes = newRouter()
  .openapi(make, async (c) => c.json(await makeKey(c.get('ctx'), c.req.valid('json')), 201))
  .openapi(list, async (c) => {
    const keys = await listKeys(c.get('ctx'))
    const items = keys.map(({ accountId: _account, revokedBy: _by, ...key }) => ({
      ...key,
      createdAt: iso(key.createdAt),
      expiresAt: iso(key.expiresAt),
      lastUsedAt: orNull(key.lastUsedAt),
      revokedAt: orNull(key.revokedAt),
    }))
    return c.json({ items }, 200)
  })
  .openapi(scopes, (c) => c.json({ items: grantableScopes(c.get('ctx')) }, 200))
  .openapi(end, async (c) => {
    await endKey(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
