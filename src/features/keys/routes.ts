import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { beginRotation, forgetKeks, keyStanding } from './rotate.ts'

const Standing = z
  .object({
    currentKekId: z.string(),
    tables: z.array(
      z.object({
        table: z.string(),
        rows: z.number(),
        waiting: z.number().openapi({ description: 'Not yet under the current key-encryption key and cipher' }),
        unopenable: z.number().openapi({ description: 'Under a key-encryption key that is not in hand' }),
        keks: z.array(z.string()),
      }),
    ),
  })
  .openapi('KeyStanding')

const answers = (description: string) => ({
  200: { description, content: { 'application/json': { schema: Standing } } },
  ...problems,
})

const standing = route(['security-admin', 'audit-admin', 'auditor'], {
  method: 'get',
  path: '/keys/standing',
  tags: ['keys'],
  summary: 'Under which key-encryption keys sealed rows are, and how many wait for the current one',
  responses: answers('How they stand'),
})

const rotation = route(
  { roles: ['security-admin'], stepUp: true },
  {
    method: 'post',
    path: '/keys/rotation',
    tags: ['keys'],
    summary: 'Make a new key-encryption key; rows are put under it in the background',
    responses: answers('Begun'),
  },
)

const forgetting = route(
  { roles: ['security-admin'], stepUp: true },
  {
    method: 'delete',
    path: '/keys/previous',
    tags: ['keys'],
    summary: 'Drop the key-encryption keys that nothing is under any more',
    responses: answers('Dropped'),
  },
)

export const keysRoutes = newRouter()
  .openapi(standing, async (c) => c.json(await keyStanding(c.get('ctx')), 200))
  .openapi(rotation, async (c) => c.json(await beginRotation(c.get('ctx')), 200))
  .openapi(forgetting, async (c) => {
    const ctx = c.get('ctx')
    await forgetKeks(ctx)
    return c.json(await keyStanding(ctx), 200)
  })
