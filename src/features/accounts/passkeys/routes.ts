import { z } from '@hono/zod-openapi'
import { newRouter, problems, route } from '#src/route.ts'
import { holderOf } from '../challenges.ts'
import { signedInAccount } from '../factors/signed-in.ts'
import { NewPasskeyAnswer, PasskeyAnswer } from '../inputs.ts'
import { CHANGING, SETTING_UP } from '../security-routes.ts'
import { browserNonce, giveBrowserNonce, setSessionToken } from '../session-cookie.ts'
import { entered, Me } from '../session-routes.ts'
import { whoIs } from '../who-is.ts'
import { askForNewPasskey, askForPasskey } from './ask.ts'
import { proveByPasskey, signInByPasskey } from './prove.ts'
import { listPasskeys, registerPasskey, removePasskey } from './register.ts'

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const SignedIn = json(z.object({ account: Me }))
const Asked = z
  .object({ challengeId: z.string(), options: z.record(z.string(), z.unknown()) })
  .openapi('PasskeyChallenge')
const Listed = z
  .object({
    id: z.string(),
    label: z.string(),
    isBackedUp: z.boolean(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .openapi('Passkey')
const tags = ['accounts']

const ask = route('public', {
  method: 'post',
  path: '/passkey-challenges',
  tags,
  summary: 'What the browser is to ask a passkey; good for two minutes, once, for this browser or session',
  responses: { 201: { description: 'The challenge', ...json(Asked) }, ...problems },
})
const open = route('public', {
  method: 'post',
  path: '/sessions/passkey',
  tags,
  summary: 'Sign in by a passkey alone; the session comes as a cookie',
  request: { body: { required: true, ...json(PasskeyAnswer) } },
  responses: { 201: { description: 'Signed in', ...SignedIn }, ...problems },
})
const prove = route('signing-in', {
  method: 'post',
  path: '/sessions/current/passkey-proofs',
  tags,
  summary: 'The passkey as second step, or as a fresh proof; the cookie is replaced',
  request: { body: { required: true, ...json(PasskeyAnswer) } },
  responses: { 200: { description: 'Proven', ...SignedIn }, ...problems },
})
const list = route('signed-in', {
  method: 'get',
  path: '/me/passkeys',
  tags,
  summary: 'The own passkeys',
  responses: { 200: { description: 'Passkeys', ...json(z.object({ items: z.array(Listed) })) }, ...problems },
})
const offer = route(SETTING_UP, {
  method: 'post',
  path: '/me/passkey-challenges',
  tags,
  summary: 'What the browser is to ask for a new passkey',
  responses: { 201: { description: 'The challenge', ...json(Asked) }, ...problems },
})
const register = route(SETTING_UP, {
  method: 'post',
  path: '/me/passkeys',
  tags,
  summary: 'Add the passkey that was made',
  request: { body: { required: true, ...json(NewPasskeyAnswer) } },
  responses: { 204: { description: 'Added' }, ...problems },
})
const remove = route(CHANGING, {
  method: 'delete',
  path: '/me/passkeys/{id}',
  tags,
  summary: 'No longer sign in with this passkey',
  request: { params: z.object({ id: z.string().max(1400) }) },
  responses: { 204: { description: 'Removed' }, ...problems },
})

const time = (instant: number) => new Date(instant).toISOString()

export const passkeyRoutes = newRouter()
  .openapi(ask, async (c) => {
    const ctx = c.get('ctx')
    const holder = holderOf(ctx, ctx.actor.type === 'account' ? '' : giveBrowserNonce(c))
    return c.json(await askForPasskey(ctx, c.get('origin'), holder), 201)
  })
  .openapi(open, async (c) => {
    const holder = holderOf(c.get('ctx'), browserNonce(c))
    const token = await signInByPasskey(c.get('ctx'), c.req.valid('json'), c.get('origin'), holder)
    return c.json({ account: await entered(c, token) }, 201)
  })
  .openapi(prove, async (c) => {
    const token = await proveByPasskey(c.get('ctx'), c.req.valid('json'), c.get('origin'))
    return c.json({ account: await entered(c, token) }, 200)
  })
  .openapi(list, async (c) => {
    const items = (await listPasskeys(c.get('ctx'))).map(({ id, label, isBackedUp, createdAt, lastUsedAt }) => ({
      ...{ id, label, isBackedUp, createdAt: time(createdAt) },
      lastUsedAt: lastUsedAt === null ? null : time(lastUsedAt),
    }))
    return c.json({ items }, 200)
  })
  .openapi(offer, async (c) => {
    const ctx = c.get('ctx')
    const { username } = await whoIs(ctx.db, signedInAccount(ctx))
    return c.json(await askForNewPasskey(ctx, c.get('origin'), username), 201)
  })
  .openapi(register, async (c) => {
    setSessionToken(c, await registerPasskey(c.get('ctx'), c.req.valid('json'), c.get('origin')))
    return c.body(null, 204)
  })
  .openapi(remove, async (c) => {
    await removePasskey(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
