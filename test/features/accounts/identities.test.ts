import { eq } from 'drizzle-orm'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createEgress } from '#adapters/egress/egress.ts'
import { identityProvider, noIdentityProvider } from '#adapters/oidc/provider.node.ts'
import { accounts } from '#db/schema/accounts.ts'
import { addressFailures } from '#db/schema/factors.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import type { AppDeps } from '#http/deps.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { browserAt } from '../../support/session.ts'
import { type Bend, provider } from './provider.ts'

const ORIGIN = 'http://127.0.0.1:8460'
const client = { clientId: 'zhengxun', clientSecret: 'a secret between the two' }
const idp = await provider(client)
afterAll(idp.close)
const { db } = await withDatabase()
const credentials = await seedAccounts(testCtx(db), ['operator', 'district-clerk', 'security-admin'])
await db.update(accounts).set({ passwordIsTemporary: false })
const settings = { issuer: new URL(idp.issuer), name: '统一身份认证', ...client }
const allowed = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] })
let moment = NOW
const depsWith = (port: AppDeps['ports']['identityProvider']): AppDeps => ({
  db,
  ports: testCtx(db, { ports: { identityProvider: port } }).ports,
  now: () => moment,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL(ORIGIN),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  readAsset: async () => undefined,
})
const app = createApp(depsWith(identityProvider(allowed, settings, Date.now)))

beforeEach(async () => {
  moment = NOW
  idp.bend({})
  await db.delete(addressFailures)
})

const browser = (at = app) => browserAt(at, ORIGIN)
type Browser = ReturnType<typeof browser>

const idOf = (username: string) => credentials.find((one) => one.username === username)?.id ?? ''

async function administrator(): Promise<Browser> {
  const send = browser()
  const password = credentials.find(({ username }) => username === 'security-admin')?.password
  await send('POST', '/sessions', { username: 'security-admin', password })
  return send
}

/** To the provider and back, up to what the browser was sent back with. */
async function away(send: Browser, subject: string): Promise<string> {
  const { body } = await send('POST', '/sessions/oidc-requests')
  return new URL(idp.signIn(body.url, subject)).search
}
const back = (send: Browser, search: string) => send('POST', '/sessions/oidc', { search })

const admin = await administrator()
await admin('POST', `/accounts/${idOf('operator')}/identities`, { subject: 'staff-17' })

describe('signing in by a provider of identities', () => {
  it('opens the account that was registered for the identity, with this one factor', async () => {
    const send = browser()
    expect((await send('GET', '/sign-in-methods')).body).toEqual({ provider: '统一身份认证' })
    expect(await back(send, await away(send, 'staff-17'))).toMatchObject({
      status: 201,
      body: { account: { username: 'operator', factors: ['oidc'], owes: null } },
    })
    const strict = createApp({ ...depsWith(identityProvider(allowed, settings, Date.now)), twoFactors: 'required' })
    const other = browser(strict)
    expect((await back(other, await away(other, 'staff-17'))).body.account.owes).toBe('second-factor')
  })

  it('asks with a challenge of its own, a state and a nonce, and for no more than who it is', async () => {
    const { body } = await browser()('POST', '/sessions/oidc-requests')
    const given = Object.fromEntries(new URL(body.url).searchParams)
    expect(given).toMatchObject({
      response_type: 'code',
      scope: 'openid',
      code_challenge_method: 'S256',
      redirect_uri: `${ORIGIN}/sign-in/oidc`,
    })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(given[name]?.length).toBeGreaterThanOrEqual(43)
  })

  it('makes no account, and opens none that is disabled', async () => {
    const send = browser()
    const before = await db.$count(accounts)
    const unknown = { status: 403, body: { code: 'accounts.identity-unregistered' } }
    expect(await back(send, await away(send, 'staff-18'))).toMatchObject(unknown)
    expect(await db.$count(accounts)).toBe(before)
    await db.update(accounts).set({ isDisabled: true }).where(eq(accounts.username, 'operator'))
    expect(await back(send, await away(send, 'staff-17'))).toMatchObject(unknown)
    await db.update(accounts).set({ isDisabled: false }).where(eq(accounts.username, 'operator'))
  })

  const bends: [string, Bend][] = [
    ['of another issuer', { claims: { iss: 'https://id.example' } }],
    ['for another client', { claims: { aud: 'another' } }],
    ['with another nonce', { claims: { nonce: 'another' } }],
    ['that is over', { claims: { exp: Math.floor(Date.now() / 1000) - 3600 } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['signed by a key it does not publish', { isForged: true }],
    ['that came by way of another issuer (RFC 9207)', { iss: 'https://id.example' }],
  ]
  it.each(bends)('refuses a token %s', async (_, how) => {
    const send = browser()
    idp.bend(how)
    expect(await back(send, await away(send, 'staff-17'))).toMatchObject({
      status: 403,
      body: { code: 'accounts.identity-refused' },
    })
    idp.bend({})
    expect((await back(send, await away(send, 'staff-17'))).status).toBe(201)
  })

  it('takes an answer once, in time, and from the browser that went', async () => {
    const over = { status: 403, body: { code: 'accounts.challenge-over' } }
    const send = browser()
    const search = await away(send, 'staff-17')
    expect(await back(browser(), search)).toMatchObject(over)
    expect((await back(send, search)).status).toBe(201)
    expect(await back(browser(), search)).toMatchObject(over)
    const slow = browser()
    const late = await away(slow, 'staff-17')
    moment = NOW + 10 * 60_000
    expect(await back(slow, late)).toMatchObject(over)
    expect(await back(slow, '?code=x')).toMatchObject(over)
  })

  it('refuses the code of somebody else in an answer to one’s own request: it was bound to their verifier', async () => {
    const [mine, theirs] = [browser(), browser()]
    const [own, foreign] = [await away(mine, 'staff-18'), await away(theirs, 'staff-17')]
    const mixed = new URLSearchParams(own)
    mixed.set('code', new URLSearchParams(foreign).get('code') ?? '')
    expect(await back(mine, `?${mixed}`)).toMatchObject({ status: 403, body: { code: 'accounts.identity-refused' } })
  })

  it('goes nowhere the house does not allow, and says so', async () => {
    const closed = createApp(depsWith(identityProvider(createEgress({ allow: [] }), settings, Date.now)))
    const seen = idp.asked.length
    expect(await browser(closed)('POST', '/sessions/oidc-requests')).toMatchObject({
      status: 503,
      body: { code: 'accounts.provider-away' },
    })
    expect(idp.asked.length).toBe(seen)
    const absent = browser(createApp(depsWith(noIdentityProvider)))
    expect((await absent('GET', '/sign-in-methods')).body).toEqual({ provider: null })
    expect((await absent('POST', '/sessions/oidc-requests')).status).toBe(503)
  })
})

describe('an identity', () => {
  it('is registered to one account only, by a security administrator, and removed again', async () => {
    const path = `/accounts/${idOf('district-clerk')}/identities`
    expect((await admin('POST', path, { subject: 'staff-17' })).body.code).toBe('accounts.identity-registered')
    expect((await admin('POST', path, { subject: 'staff-19' })).status).toBe(204)
    const { body } = await admin('GET', path)
    expect(body.items).toEqual([expect.objectContaining({ issuer: idp.issuer, subject: 'staff-19', lastUsedAt: null })])
    const send = browser()
    expect((await back(send, await away(send, 'staff-19'))).status).toBe(201)
    expect((await admin('DELETE', `${path}/${body.items[0].id}`)).status).toBe(204)
    const after = browser()
    expect((await back(after, await away(after, 'staff-19'))).status).toBe(403)
  })
})
