import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { AppError, FACTORS, ROLES } from '#src/context.ts'
import { type AppEnv, newRouter, problems, route } from '#src/route.ts'
import { authenticate } from './authenticate.ts'
import { Proof, SignIn } from './inputs.ts'
import { proveIdentity } from './prove.ts'
import { dropSessionToken, setSessionToken } from './session-cookie.ts'
import { endOtherSessions, endOwnSession, endSessionsOf, listOwnSessions } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { type Self, whoIs } from './who-is.ts'

const Factors = z.array(z.enum(FACTORS))
export const Me = z
  .object({
    id: z.string(),
    name: z.string(),
    username: z.string(),
    roles: z.array(z.enum(ROLES)),
    factors: Factors,
    owes: z.enum(['second-factor', 'password-change', 'enrolment']).nullable(),
    enrolled: Factors,
    hasRecoveryCodes: z.boolean(),
    isUnderprotected: z.boolean(),
  })
  .openapi('Me')

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const SignedIn = json(z.object({ account: Me }))

const open = route('public', {
  method: 'post',
  path: '/sessions',
  tags: ['accounts'],
  summary: 'Sign in; the session comes as a cookie. `owes` tells what it has still to bring',
  request: { body: { required: true, ...json(SignIn) } },
  responses: { 201: { description: 'Signed in', ...SignedIn }, ...problems },
})
const prove = route('signing-in', {
  method: 'post',
  path: '/sessions/current/proofs',
  tags: ['accounts'],
  summary: 'Prove (again) who one is: the second step of signing in, or a fresh proof; the cookie is replaced',
  request: { body: { required: true, ...json(Proof) } },
  responses: { 200: { description: 'Proven', ...SignedIn }, ...problems },
})
const close = route('signing-in', {
  method: 'delete',
  path: '/sessions/current',
  tags: ['accounts'],
  summary: 'Sign out',
  responses: { 204: { description: 'Signed out' }, ...problems },
})
const Session = z
  .object({
    id: z.string(),
    address: z.string(),
    factors: Factors,
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    isCurrent: z.boolean(),
  })
  .openapi('Session')
const Ended = json(z.object({ ended: z.number().int() }))
const byId = { params: z.object({ id: z.uuid() }) }
const own = route('signed-in', {
  method: 'get',
  path: '/me/sessions',
  tags: ['accounts'],
  summary: 'The own sessions: where, since when, proven by what',
  responses: { 200: { description: 'Sessions', ...json(z.object({ items: z.array(Session) })) }, ...problems },
})
const endOne = route('signed-in', {
  method: 'delete',
  path: '/me/sessions/{id}',
  tags: ['accounts'],
  summary: 'End one of the own sessions',
  request: byId,
  responses: { 204: { description: 'Ended' }, ...problems },
})
const endOthers = route('signed-in', {
  method: 'delete',
  path: '/me/sessions',
  tags: ['accounts'],
  summary: 'End all own sessions but this one',
  responses: { 200: { description: 'How many', ...Ended }, ...problems },
})
const endAll = route(
  { roles: ['security-admin'], stepUp: true },
  {
    method: 'delete',
    path: '/accounts/{id}/sessions',
    tags: ['accounts'],
    summary: 'End all sessions of an account',
    request: byId,
    responses: { 200: { description: 'How many', ...Ended }, ...problems },
  },
)
const me = route('signing-in', {
  method: 'get',
  path: '/me',
  tags: ['accounts'],
  summary: 'Who is signed in, and what the session has still to bring',
  responses: { 200: { description: 'The account', ...json(Me) }, ...problems },
})

export const sessionRoutes = newRouter()
  .openapi(open, async (c) => {
    const { token } = await signIn(c.get('ctx'), c.req.valid('json'))
    return c.json({ account: await entered(c, token) }, 201)
  })
  .openapi(prove, async (c) => {
    const token = await proveIdentity(c.get('ctx'), c.req.valid('json'))
    return c.json({ account: await entered(c, token) }, 200)
  })
  .openapi(close, async (c) => {
    await signOut(c.get('ctx'))
    dropSessionToken(c)
    return c.body(null, 204)
  })
  .openapi(me, async (c) => {
    const { actor, db } = c.get('ctx')
    if (actor.type !== 'account') throw new AppError('unauthenticated', 'app.sign-in-required')
    return c.json(await whoIs(db, actor), 200)
  })

/** Sessions as things to look at and to end. */
export const sessionListRoutes = newRouter()
  .openapi(own, async (c) => {
    const time = (instant: number) => new Date(instant).toISOString()
    const items = (await listOwnSessions(c.get('ctx'))).map((one) => ({
      ...one,
      createdAt: time(one.createdAt),
      lastSeenAt: time(one.lastSeenAt),
    }))
    return c.json({ items }, 200)
  })
  .openapi(endOne, async (c) => {
    await endOwnSession(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(endOthers, async (c) => c.json({ ended: await endOtherSessions(c.get('ctx')) }, 200))
  .openapi(endAll, async (c) => c.json({ ended: await endSessionsOf(c.get('ctx'), c.req.valid('param').id) }, 200))

/** Hands out the token, and tells whose session it is and what it owes. */
export async function entered(c: Context<AppEnv>, token: string): Promise<Self> {
  const { db, ports, now, actor } = c.get('ctx')
  const address = actor.type === 'system' ? '' : actor.address
  const account = await authenticate({ db, ports }, token, { now, address, twoFactors: c.get('twoFactors') })
  if (!account) throw new AppError('unauthenticated', 'app.sign-in-required')
  setSessionToken(c, token)
  return whoIs(db, account)
}
