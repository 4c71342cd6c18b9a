import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import type { AppDeps } from '#http/deps.ts'
import { ROLES } from '#src/context.ts'
import { policyOf, rolesOf, takesStepUp } from '#src/route.ts'
import { NOW, testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'
import { browserAt } from '../support/session.ts'

const MINUTE = 60_000
const { db } = await withDatabase()
let moment = NOW
const deps: AppDeps = {
  db,
  ports: testCtx(db, { ports: { secrets: openSecretVault(randomBytes(32)) } }).ports,
  now: () => moment,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'required',
  readAsset: async () => undefined,
}
const app = createApp(deps)
const credentials = await seedAccounts(testCtx(db), ROLES)

const browser = () => browserAt(app)

const passwordOf = (username: string) => credentials.find((one) => one.username === username)?.password ?? ''

describe('where two factors are required', () => {
  it('somebody new changes the first password, enrols, and only then gets to work; step-up lasts five minutes', async () => {
    const send = browser()
    const username = 'security-admin'
    const next = 'Huangpu-River-2026'
    const person = { name: '新人', username: 'newcomer', roles: ['operator'], reason: '新入职的运维人员，替换张三' }
    const first = await send('POST', '/sessions', { username, password: passwordOf(username) })
    expect(first).toMatchObject({ status: 201, body: { account: { owes: 'password-change', factors: ['password'] } } })
    expect(await send('GET', '/accounts')).toMatchObject({
      status: 403,
      body: { code: 'accounts.password-change-required' },
    })
    expect(await send('PUT', '/me/password', { current: passwordOf(username), next })).toMatchObject({ status: 204 })
    expect((await send('GET', '/me')).body).toMatchObject({ owes: 'enrolment' })
    expect(await send('GET', '/accounts')).toMatchObject({ body: { code: 'accounts.second-factor-required' } })
    const { body: offer } = await send('POST', '/me/totp')
    const code = () => TOTP.generate({ secret: Secret.fromBase32(offer.seed), timestamp: moment })
    expect((await send('PUT', '/me/totp', { code: code() })).body.recoveryCodes).toHaveLength(10)
    expect((await send('GET', '/me')).body).toMatchObject({ owes: null, factors: ['password', 'totp'] })
    expect((await send('GET', '/accounts')).status).toBe(200)

    moment = NOW + 5 * MINUTE + 1
    expect((await send('GET', '/accounts')).status).toBe(200)
    expect(await send('POST', '/accounts', person)).toMatchObject({
      status: 403,
      body: { code: 'app.step-up-required' },
    })
    const spaced = code().replace(/(?=...$)/, ' ')
    expect((await send('POST', '/sessions/current/proofs', { kind: 'totp', code: spaced })).status).toBe(200)
    // Asked for; another security administrator decides.
    expect((await send('POST', '/accounts', person)).status).toBe(202)

    const other = browser()
    expect((await other('POST', '/sessions', { username, password: next })).body.account.owes).toBe('second-factor')
    for (const [method, path] of [
      ['GET', '/accounts'],
      ['PUT', '/me/password'],
      ['POST', '/me/totp'],
      ['DELETE', '/me/totp'],
    ] as const)
      expect(await other(method, path)).toMatchObject({
        status: 403,
        body: { code: 'accounts.second-factor-required' },
      })
    moment += MINUTE
    expect((await other('POST', '/sessions/current/proofs', { kind: 'totp', code: code() })).status).toBe(200)
    expect((await other('GET', '/accounts')).status).toBe(200)
  })

  it('the clerk of a district works with a password', async () => {
    const send = browser()
    const username = 'district-clerk'
    const { body } = await send('POST', '/sessions', { username, password: passwordOf(username) })
    // The first password is nobody's own either.
    expect(body.account).toMatchObject({ owes: 'password-change' })
    await send('PUT', '/me/password', { current: passwordOf(username), next: 'Suzhou-Creek-2026' })
    expect((await send('GET', '/me')).body).toMatchObject({ owes: null, isUnderprotected: false })
  })

  it('too many failures from one address are answered 429 with the time to wait', async () => {
    const send = browser()
    const guess = () => send('POST', '/sessions', { username: 'nobody', password: 'x' })
    for (let n = 1; n <= 30; n++) expect((await guess()).status).toBe(401)
    expect(await guess()).toMatchObject({
      status: 429,
      retryAfter: '900',
      body: { code: 'accounts.too-many-attempts' },
    })
    const rightful = { username: 'operator', password: passwordOf('operator') }
    expect((await send('POST', '/sessions', rightful)).status).toBe(429)
  })
})

it('what changes trust, keys, certificates or accounts takes a fresh proof', () => {
  const marked = app.routes
    .filter(({ handler }) => takesStepUp(policyOf(handler) ?? 'public'))
    .map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`)
  expect(marked).toEqual(
    expect.arrayContaining([
      'POST /accounts',
      'POST /certificates/:id/key-exports',
      'POST /approvals/:id/approval',
      'POST /authorities/changes',
      'POST /issuer-connections',
      'POST /issuer-orders',
      'POST /issuer-revocations',
      'POST /signing/sealings',
      'POST /signing/signatures',
      'POST /trust-changes',
      'POST /trust-changes/:id/approval',
      'DELETE /me/totp',
    ]),
  )
  for (const { handler } of app.routes) {
    const policy = policyOf(handler)
    if (policy && takesStepUp(policy)) expect(rolesOf(policy)?.length).not.toBe(0)
  }
})
