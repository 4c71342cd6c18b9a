import { z } from '@hono/zod-openapi'
import { ROLES } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { createAccount } from './create.ts'
import { CreateAccount } from './inputs.ts'
import { listAccounts } from './list.ts'

const Roles = z.array(z.enum(ROLES))
const Account = z
  .object({
    id: z.string(),
    personId: z.string(),
    name: z.string(),
    username: z.string(),
    roles: Roles,
    districtId: z.string().nullable(),
    isDisabled: z.boolean(),
    lockedUntil: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .openapi('Account')
const Created = z
  .object({ id: z.string(), name: z.string(), username: z.string(), roles: Roles, password: z.string() })
  .openapi('CreatedAccount')

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })

const list = route(['system-admin', 'security-admin', 'audit-admin'], {
  method: 'get',
  path: '/accounts',
  tags: ['accounts'],
  summary: 'All accounts',
  responses: { 200: { description: 'Accounts', ...json(z.object({ items: z.array(Account) })) }, ...problems },
})
const create = route(['security-admin'], {
  method: 'post',
  path: '/accounts',
  tags: ['accounts'],
  summary: 'Create an account; its first password is in the answer and nowhere else',
  request: { body: { required: true, ...json(CreateAccount) } },
  responses: { 201: { description: 'Created', ...json(Created) }, ...problems },
})

export const accountsRoutes = newRouter()
  .openapi(list, async (c) => {
    const accounts = await listAccounts(c.get('ctx'))
    const time = (instant: number) => new Date(instant).toISOString()
    return c.json(
      {
        items: accounts.map((one) => ({
          ...one,
          lockedUntil: one.lockedUntil === null ? null : time(one.lockedUntil),
          createdAt: time(one.createdAt),
        })),
      },
      200,
    )
  })
  .openapi(create, async (c) => c.json(await createAccount(c.get('ctx'), c.req.valid('json')), 201))
