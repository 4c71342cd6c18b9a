import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import {
  browserNonce,
  type Challenge,
  entered,
  giveBrowserNonce,
  holderOf,
  issueChallenge,
  Me,
  SETTING_UP,
  setSessionToken,
} from '#features/accounts/index.ts'
import { type AppEnv, newRouter, problems, route } from '#src/route.ts'
import { challengeDocument } from './document.ts'
import { GivenAnswer } from './inputs.ts'
import { type Circumstances, proveByCertificate, signInByCertificate } from './prove.ts'
import { listLoginCertificates, registerCertificate, removeCertificate } from './register.ts'

const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const SignedIn = json(z.object({ account: Me }))
const Asked = z
  .object({ id: z.string(), document: z.string(), fileName: z.string(), expiresAt: z.iso.datetime() })
  .openapi('CertificateChallenge')
const Registered = z
  .object({
    id: z.string(),
    keyDigest: z.string(),
    subject: z.string(),
    issuer: z.string(),
    notAfter: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .openapi('LoginCertificate')
const body = { body: { required: true, ...json(GivenAnswer) } }
const tags = ['accounts']

const ask = route('public', {
  method: 'post',
  path: '/certificate-challenges',
  tags,
  summary: 'A text for a UKey to sign, byte for byte; good for two minutes, once, for this browser or session',
  responses: { 201: { description: 'The challenge', ...json(Asked) }, ...problems },
})
const open = route('public', {
  method: 'post',
  path: '/sessions/certificate',
  tags,
  summary: 'Sign in by a UKey; the session comes as a cookie',
  request: body,
  responses: { 201: { description: 'Signed in', ...SignedIn }, ...problems },
})
const prove = route('signing-in', {
  method: 'post',
  path: '/sessions/current/certificate-proofs',
  tags,
  summary: 'The UKey as second step, or as a fresh proof; the cookie is replaced',
  request: body,
  responses: { 200: { description: 'Proven', ...SignedIn }, ...problems },
})
const list = route('signed-in', {
  method: 'get',
  path: '/me/certificates',
  tags,
  summary: 'The keys one signs in with',
  responses: { 200: { description: 'Certificates', ...json(z.object({ items: z.array(Registered) })) }, ...problems },
})
const register = route(SETTING_UP, {
  method: 'post',
  path: '/me/certificates',
  tags,
  summary: 'Register the key of a UKey, by the challenge it signed',
  request: body,
  responses: { 204: { description: 'Registered' }, ...problems },
})
const remove = route(
  { roles: 'signed-in', stepUp: true },
  {
    method: 'delete',
    path: '/me/certificates/{id}',
    tags,
    summary: 'No longer sign in with this key',
    request: { params: z.object({ id: z.uuid() }) },
    responses: { 204: { description: 'Removed' }, ...problems },
  },
)

export const ukeysRoutes = newRouter()
  .openapi(ask, async (c) => {
    const ctx = c.get('ctx')
    const nonce = ctx.actor.type === 'account' ? '' : giveBrowserNonce(c)
    const holder = holderOf(ctx, nonce)
    return c.json(asked(await issueChallenge(ctx, { kind: 'certificate', holder, origin: c.get('origin') })), 201)
  })
  .openapi(open, async (c) => {
    const ctx = c.get('ctx')
    // Whoever is signed in begins anew: the challenge was the browser's, or the session's that asked for it.
    const token = await signInByCertificate(ctx, c.req.valid('json'), circumstances(c))
    return c.json({ account: await entered(c, token) }, 201)
  })
  .openapi(prove, async (c) => {
    const token = await proveByCertificate(c.get('ctx'), c.req.valid('json'), circumstances(c))
    return c.json({ account: await entered(c, token) }, 200)
  })
  .openapi(list, async (c) => {
    const time = (instant: number) => new Date(instant).toISOString()
    const items = (await listLoginCertificates(c.get('ctx'))).map((one) => ({
      ...{ id: one.id, keyDigest: one.keyDigest, subject: one.subject, issuer: one.issuer },
      ...{ notAfter: time(one.notAfter), createdAt: time(one.createdAt) },
      lastUsedAt: one.lastUsedAt === null ? null : time(one.lastUsedAt),
    }))
    return c.json({ items }, 200)
  })
  .openapi(register, async (c) => {
    setSessionToken(c, await registerCertificate(c.get('ctx'), c.req.valid('json'), circumstances(c)))
    return c.body(null, 204)
  })
  .openapi(remove, async (c) => {
    await removeCertificate(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })

function circumstances(c: Context<AppEnv>): Circumstances {
  const holder = holderOf(c.get('ctx'), browserNonce(c))
  return { holder, origin: c.get('origin'), mayClerksBeUnknown: c.get('mayClerksBeUnknown') }
}

function asked(challenge: Challenge) {
  const { id, expiresAt } = challenge
  const fileName = `zhengxun-challenge-${id.slice(0, 8)}.json`
  return { id, document: challengeDocument(challenge), fileName, expiresAt: new Date(expiresAt).toISOString() }
}
