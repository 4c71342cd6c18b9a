import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { holderOf } from '../challenges.ts'
import { browserNonce, giveBrowserNonce } from '../session-cookie.ts'
import { entered, Me } from '../session-routes.ts'
import { listIdentities, registerIdentity, removeIdentity } from './register.ts'
import { beginSignIn, finishSignIn } from './sign-in.ts'

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const tags = ['accounts']
const Listed = z
  .object({
    id: z.string(),
    issuer: z.string(),
    subject: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .openapi('LoginIdentity')
const account = z.object({ id: z.uuid() })

const methods = route('public', {
  method: 'get',
  path: '/sign-in-methods',
  tags,
  summary: 'What the sign-in page offers beside a password',
  responses: {
    200: { description: 'Methods', ...json(z.object({ provider: z.string().nullable() })) },
    ...problems,
  },
})
const begin = route('public', {
  method: 'post',
  path: '/sessions/oidc-requests',
  tags,
  summary: 'Where to go to sign in at the provider of identities',
  responses: { 201: { description: 'The address', ...json(z.object({ url: z.string() })) }, ...problems },
})
const finish = route('public', {
  method: 'post',
  path: '/sessions/oidc',
  tags,
  summary: 'Back from the provider: what it appended to the address. The session comes as a cookie',
  request: { body: { required: true, ...json(z.object({ search: z.string().max(8000) })) } },
  responses: { 201: { description: 'Signed in', ...json(z.object({ account: Me })) }, ...problems },
})
const list = route(['security-admin'], {
  method: 'get',
  path: '/accounts/{id}/identities',
  tags,
  summary: 'By which identities of the provider an account signs in',
  request: { params: account },
  responses: { 200: { description: 'Identities', ...json(z.object({ items: z.array(Listed) })) }, ...problems },
})
const register = route(
  { roles: ['security-admin'], stepUp: true },
  {
    method: 'post',
    path: '/accounts/{id}/identities',
    tags,
    summary: 'Let an account sign in by an identity of the provider',
    request: {
      params: account,
      body: { required: true, ...json(z.object({ subject: z.string().trim().min(1).max(255) })) },
    },
    responses: { 204: { description: 'Registered' }, ...problems },
  },
)
const remove = route(
  { roles: ['security-admin'], stepUp: true },
  {
    method: 'delete',
    path: '/accounts/{id}/identities/{identity}',
    tags,
    summary: 'An identity signs in no more',
    request: { params: account.extend({ identity: z.uuid() }) },
    responses: { 204: { description: 'Removed' }, ...problems },
  },
)

export const identityRoutes = newRouter()
  .openapi(methods, (c) => c.json({ provider: c.get('ctx').ports.identityProvider.name ?? null }, 200))
  .openapi(begin, async (c) => {
    const ctx = c.get('ctx')
    const holder = holderOf(ctx, ctx.actor.type === 'account' ? '' : giveBrowserNonce(c))
    return c.json({ url: await beginSignIn(ctx, c.get('origin'), holder) }, 201)
  })
  .openapi(finish, async (c) => {
    const ctx = c.get('ctx')
    const holder = holderOf(ctx, browserNonce(c))
    const token = await finishSignIn(ctx, c.req.valid('json').search, c.get('origin'), holder)
    return c.json({ account: await entered(c, token) }, 201)
  })
  .openapi(list, async (c) => {
    const time = (instant: number) => new Date(instant).toISOString()
    const items = (await listIdentities(c.get('ctx'), c.req.valid('param').id)).map((one) => ({
      ...{ id: one.id, issuer: one.issuer, subject: one.subject, createdAt: time(one.createdAt) },
      lastUsedAt: one.lastUsedAt === null ? null : time(one.lastUsedAt),
    }))
    return c.json({ items }, 200)
  })
  .openapi(register, async (c) => {
    await registerIdentity(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').subject)
    return c.body(null, 204)
  })
  .openapi(remove, async (c) => {
    const { id, identity } = c.req.valid('param')
    await removeIdentity(c.get('ctx'), id, identity)
    return c.body(null, 204)
  })
