import { beforeEach, describe, expect, it } from 'vitest'
import { webauthn } from '#adapters/passkeys/webauthn.node.ts'
import { accounts } from '#db/schema/accounts.ts'
import { addressFailures } from '#db/schema/factors.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { browserAt } from '../../support/session.ts'
import { authenticator, type Quirks } from './authenticator.ts'

const ORIGIN = 'http://localhost:8460'
const MINUTE = 60_000
let moment = NOW
const { db } = await withDatabase()
const credentials = await seedAccounts(testCtx(db), ['operator', 'auditor', 'district-clerk'])
await db.update(accounts).set({ passwordIsTemporary: false })
const app = createApp({
  db,
  ports: testCtx(db, { ports: { passkeys: webauthn } }).ports,
  now: () => moment,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL(ORIGIN),
  addressOf: () => '127.0.0.1',
  twoFactors: 'required',
  readAsset: async () => undefined,
})

beforeEach(async () => {
  moment = NOW
  await db.delete(addressFailures)
})

const browser = () => browserAt(app, ORIGIN)
type Browser = ReturnType<typeof browser>
type Key = ReturnType<typeof authenticator>

const withPassword = (send: Browser, username: string) =>
  send('POST', '/sessions', { username, password: credentials.find((one) => one.username === username)?.password })

async function register(send: Browser, key: Key, quirks: Quirks = {}) {
  const { body } = await send('POST', '/me/passkey-challenges')
  const response = key.make(body.options, quirks)
  return send('POST', '/me/passkeys', { challengeId: body.challengeId, label: '工位上的钥匙', response })
}

async function given(send: Browser, key: Key, quirks: Quirks = {}) {
  const { body } = await send('POST', '/passkey-challenges')
  return { challengeId: body.challengeId as string, response: key.sign(body.options, quirks) }
}

/** Whoever has one registered brings it before registering another. */
async function owner(username: string): Promise<Key> {
  await db.execute('delete from passkeys')
  const key = authenticator(ORIGIN)
  const send = browser()
  await withPassword(send, username)
  const answer = await register(send, key)
  if (answer.status !== 204) throw new Error(JSON.stringify(answer.body))
  return key
}

const refused = { status: 403, body: { code: 'accounts.passkey-refused' } }

describe('a passkey', () => {
  it('is registered by somebody who owes a second factor, and is one at once', async () => {
    await db.execute('delete from passkeys')
    const send = browser()
    expect((await withPassword(send, 'operator')).body.account.owes).toBe('enrolment')
    const key = authenticator(ORIGIN)
    const { body } = await send('POST', '/me/passkey-challenges')
    expect(body.options).toMatchObject({
      rp: { id: 'localhost' },
      user: { name: 'operator' },
      attestation: 'none',
      authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
    })
    expect(await register(send, key)).toMatchObject({ status: 204 })
    expect((await send('GET', '/me')).body).toMatchObject({ owes: null, factors: ['password', 'webauthn'] })
    expect((await send('GET', '/me/passkeys')).body.items).toEqual([
      expect.objectContaining({ id: key.id, label: '工位上的钥匙', lastUsedAt: null }),
    ])
    expect(await register(send, key)).toMatchObject({ status: 409, body: { code: 'accounts.passkey-registered' } })
  })

  it('signs in alone: the device has asked its owner, which makes two factors', async () => {
    const key = await owner('operator')
    const send = browser()
    expect(await send('POST', '/sessions/passkey', await given(send, key))).toMatchObject({
      status: 201,
      body: { account: { username: 'operator', factors: ['webauthn'], owes: null } },
    })
  })

  it('is the second step after a password, and a fresh proof later', async () => {
    const key = await owner('auditor')
    const send = browser()
    expect((await withPassword(send, 'auditor')).body.account.owes).toBe('second-factor')
    expect(await send('POST', '/sessions/current/passkey-proofs', await given(send, key))).toMatchObject({
      body: { account: { factors: ['password', 'webauthn'], owes: null } },
    })
    moment = NOW + 6 * MINUTE
    expect((await send('DELETE', `/me/passkeys/${key.id}`)).body.code).toBe('app.step-up-required')
    expect((await send('POST', '/sessions/current/passkey-proofs', await given(send, key))).status).toBe(200)
    expect((await send('DELETE', `/me/passkeys/${key.id}`)).status).toBe(204)
  })

  const quirks: [string, Quirks][] = [
    ['from a page elsewhere', { origin: 'http://localhost:8461' }],
    ['for another relying party', { relyingParty: 'localhost.evil.example' }],
    ['to another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['of a device that did not verify its owner', { isUnverified: true }],
    ['with one bit off', { spoilSignature: true }],
  ]
  it.each(quirks)('%s is refused', async (_, quirk) => {
    const key = await owner('operator')
    const send = browser()
    expect(await send('POST', '/sessions/passkey', await given(send, key, quirk))).toMatchObject(refused)
    expect((await send('POST', '/sessions/passkey', await given(send, key))).status).toBe(201)
  })

  it.each(quirks.slice(0, 4))('%s cannot be registered', async (_, quirk) => {
    await db.execute('delete from passkeys')
    const send = browser()
    await withPassword(send, 'operator')
    expect(await register(send, authenticator(ORIGIN), quirk)).toMatchObject(refused)
  })

  it('whose count has not gone up is a copy, and refused', async () => {
    const key = await owner('operator')
    const send = browser()
    expect((await send('POST', '/sessions/passkey', await given(send, key, { counter: 7 }))).status).toBe(201)
    expect(await send('POST', '/sessions/passkey', await given(browser(), key, { counter: 8 }))).toMatchObject({
      status: 403,
    })
    const other = browser()
    expect(await other('POST', '/sessions/passkey', await given(other, key, { counter: 7 }))).toMatchObject(refused)
    expect((await other('POST', '/sessions/passkey', await given(other, key, { counter: 8 }))).status).toBe(201)
  })

  it('answers once, in time, in the browser that was asked, and for its own account', async () => {
    const over = { status: 403, body: { code: 'accounts.challenge-over' } }
    const key = await owner('operator')
    const send = browser()
    const answer = await given(send, key)
    expect(await browser()('POST', '/sessions/passkey', answer)).toMatchObject(over)
    expect((await send('POST', '/sessions/passkey', answer)).status).toBe(201)
    const again = browser()
    const slow = await given(again, key)
    moment = NOW + 2 * MINUTE
    expect(await again('POST', '/sessions/passkey', slow)).toMatchObject(over)
    moment = NOW
    const clerk = browser()
    await withPassword(clerk, 'district-clerk')
    expect(await clerk('POST', '/sessions/current/passkey-proofs', await given(clerk, key))).toMatchObject(refused)
    expect((await clerk('DELETE', `/me/passkeys/${key.id}`)).status).toBe(404)
    expect(await again('POST', '/sessions/passkey', await given(again, authenticator(ORIGIN)))).toMatchObject(refused)
  })
})
