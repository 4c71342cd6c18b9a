import { createHash, randomUUID } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { accountRoles, accounts, sessions } from '#db/schema/accounts.ts'
import { apiKeys } from '#db/schema/api-keys.ts'
import { auditLog } from '#db/schema/audit.ts'
import { authenticateKey, createAccount } from '#features/accounts/index.ts'
import { recordAudit } from '#features/audit/index.ts'
import { createApp } from '#http/app.ts'
import type { Role } from '#src/context.ts'
import { areaOf, isForKeys, policyOf } from '#src/route.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { resealKey, resealRights } from '../../support/reseal.ts'
import { carrying } from '../../support/session.ts'

const { db } = await withDatabase()
const ports = { passwords: { hash: async () => '', verify: async () => false } }
const world = { now: NOW, address: '10.1.2.3' }
const silent = () => undefined
const app = createApp({
  db,
  ports: testCtx(db, { ports }).ports,
  now: () => world.now,
  log: { info: silent, warn: silent, error: silent },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => world.address,
  twoFactors: 'required',
  readAsset: async () => undefined,
})

const YEAR_MS = 366 * 86_400_000
const later = (ms: number) => new Date(NOW + ms).toISOString()

/** A person who has just proven who they are. */
async function person(...roles: Role[]): Promise<{ accountId: string; cookie: string }> {
  const username = `p-${randomUUID().slice(0, 8)}`
  const { id } = await createAccount(testCtx(db, { ports }), { name: '张三', username, roles })
  await db.update(accounts).set({ passwordIsTemporary: false }).where(eq(accounts.id, id))
  const token = randomUUID()
  await db.insert(sessions).values({
    ...{ id: randomUUID(), accountId: id, address: '', factors: ['password', 'totp'], authenticatedAt: NOW },
    ...{ createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW + 60_000 },
    tokenHash: createHash('sha256').update(token).digest('hex'),
  })
  return { accountId: id, cookie: `zhengxun=${token}` }
}

interface Wish {
  scopes?: string[]
  expiresAt?: string
  addresses?: string[]
}

async function ask(method: string, path: string, headers: Record<string, string>, body?: unknown) {
  const answer = await app.request(`/api/v1${path}`, {
    method,
    headers: {
      ...headers,
      ...(headers.cookie && (await carrying(headers.cookie))),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    ...((text.startsWith('{') ? JSON.parse(text) : {}) as { code?: string; id?: string; key?: string }),
  }
}

const make = (cookie: string, { scopes = ['read:systems'], expiresAt = later(YEAR_MS), addresses = [] }: Wish = {}) =>
  ask('POST', '/api-keys', { cookie }, { name: '夜间核对', scopes, expiresAt, addresses })
const bearer = (key: string | undefined) => ({ authorization: `Bearer ${key}` })

describe('a key for a program', () => {
  it('is shown once, kept as a hash, listed without either, and audited when it is made', async () => {
    const { cookie } = await person('operator')
    const { status, id, key } = await make(cookie)
    expect(status).toBe(201)
    expect(key).toMatch(/^zxk_[\w-]{43}$/)
    const [row] = await db
      .select()
      .from(apiKeys)
      .where(eq(apiKeys.id, id ?? ''))
    expect(row?.tokenHash).toBe(
      createHash('sha256')
        .update(key ?? '')
        .digest('hex'),
    )
    const list = await (await app.request('/api/v1/api-keys', { headers: { cookie } })).text()
    expect(list).toContain(id)
    expect(list).not.toContain(row?.tokenHash)
    const [audited] = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.action, 'api-key.made'))
      .orderBy(desc(auditLog.seq))
      .limit(1)
    expect(audited?.objectId).toBe(id)
    expect(JSON.stringify(audited)).not.toContain(key)
  })

  it('is made for a year at most, for what the person may, and for places that are some', async () => {
    const { cookie } = await person('operator')
    expect(await make(cookie, { expiresAt: later(YEAR_MS + 1) })).toMatchObject({ status: 400, code: 'api-keys.life' })
    expect(await make(cookie, { expiresAt: later(0) })).toMatchObject({ status: 400, code: 'api-keys.life' })
    for (const scope of [
      'read:audit',
      'write:systems',
      'read:accounts',
      'write:trust-changes',
      'write:api-keys',
      'read:*',
    ])
      expect(await make(cookie, { scopes: [scope] })).toMatchObject({ status: 400, code: 'api-keys.scope' })
    expect(await make(cookie, { addresses: ['10.1.0.0/33'] })).toMatchObject({ status: 400, code: 'api-keys.address' })
    expect(await make((await person('auditor')).cookie, { scopes: ['read:audit'] })).toMatchObject({ status: 201 })
  })

  it('takes a fresh proof of who asks for it', async () => {
    const { cookie } = await person('operator')
    world.now = NOW + 5 * 60_000 + 1
    await db.update(sessions).set({ expiresAt: NOW + 3_600_000 })
    expect(await make(cookie)).toMatchObject({ status: 403, code: 'app.step-up-required' })
    world.now = NOW
  })

  it('opens what its scopes name and nothing else, whatever cookie and origin come along', async () => {
    const { cookie } = await person('operator')
    const { key } = await make(cookie, { scopes: ['read:systems', 'read:tickets'] })
    expect((await ask('GET', '/systems', bearer(key))).status).toBe(200)
    expect((await ask('HEAD', '/systems', bearer(key))).status).toBe(200)
    expect(await ask('GET', '/rounds', bearer(key))).toMatchObject({ status: 403, code: 'api-keys.scope-required' })
    expect(await ask('POST', '/tickets', bearer(key), {})).toMatchObject({
      status: 403,
      code: 'api-keys.scope-required',
    })
    expect(await ask('GET', '/rounds', { ...bearer(key), cookie })).toMatchObject({ status: 403 })
    expect(await ask('GET', '/systems', { ...bearer('zxk_unknown'), cookie })).toMatchObject({ status: 401 })
  })

  it('ends with its time, with its account, with being ended, and does not open from elsewhere', async () => {
    const { cookie, accountId } = await person('operator')
    const { key, id } = await make(cookie, { addresses: ['10.1.0.0/16', '2001:db8::/32'], expiresAt: later(1_000) })
    const status = async () => (await ask('GET', '/systems', bearer(key))).status
    expect(await status()).toBe(200)
    for (const [address, expected] of [
      ['10.2.0.1', 401],
      ['::ffff:10.1.9.9', 200],
      ['2001:db8::7', 200],
      ['2001:db9::7', 401],
      ['', 401],
    ] as const) {
      world.address = address
      expect([address, await status()]).toEqual([address, expected])
    }
    world.address = '10.1.2.3'
    world.now = NOW + 999
    expect(await status()).toBe(200)
    world.now = NOW + 1_000
    expect(await status()).toBe(401)
    world.now = NOW
    await db.update(accounts).set({ isDisabled: true }).where(eq(accounts.id, accountId))
    expect(await status()).toBe(401)
    await db.update(accounts).set({ isDisabled: false }).where(eq(accounts.id, accountId))
    expect((await ask('DELETE', `/api-keys/${id}`, { cookie: (await person('operator')).cookie })).status).toBe(404)
    expect((await ask('DELETE', `/api-keys/${id}`, { cookie })).status).toBe(204)
    expect(await status()).toBe(401)
    expect((await ask('DELETE', `/api-keys/${id}`, { cookie })).status).toBe(404)
  })

  it('is never more than the person is at that moment', async () => {
    const { cookie, accountId } = await person('operator', 'auditor')
    const { key } = await make(cookie, { scopes: ['read:audit', 'read:systems'] })
    expect((await ask('GET', '/audit', bearer(key))).status).toBe(200)
    await db.delete(accountRoles).where(and(eq(accountRoles.accountId, accountId), eq(accountRoles.role, 'auditor')))
    await resealRights(db, accountId)
    expect(await ask('GET', '/audit', bearer(key))).toMatchObject({ status: 403, code: 'app.role-required' })
    expect((await ask('GET', '/systems', bearer(key))).status).toBe(200)
  })

  it('opens no route that takes a person or a fresh proof, whatever its scopes say', async () => {
    const routes = app.routes.flatMap(({ method, path, handler }) => {
      const policy = policyOf(handler)
      return policy === undefined || policy === 'public' || method === 'ALL' ? [] : [{ method, path, policy }]
    })
    const closed = routes.filter((route) => !isForKeys(route))
    expect(closed.length).toBeGreaterThan(60)
    for (const [first, second, address] of [
      ['operator', 'security-admin', '10.1.3.1'],
      ['auditor', 'system-admin', '10.1.3.2'],
      ['ra-officer', 'audit-admin', '10.1.3.3'],
    ] as const) {
      // Each from an address of its own: to what is paced by address, the clock going back would be asking all at once.
      world.address = address
      const { cookie, accountId } = await person(first, second)
      const { key, id } = await make(cookie, { scopes: first === 'auditor' ? ['read:audit'] : ['read:verifications'] })
      const all = [...new Set(routes.flatMap(({ path }) => [`read:${areaOf(path)}`, `write:${areaOf(path)}`]))]
      await db
        .update(apiKeys)
        .set({ scopes: all })
        .where(eq(apiKeys.id, id ?? ''))
      await resealKey(db, id ?? '')
      for (const { method, path } of closed) {
        // A key is paced; that is not the matter here.
        world.now += 1_000
        const { status, code } = await ask(
          method,
          path.replace('/api/v1', '').replace(/:\w+(\{[^}]*\})?/g, '1'),
          bearer(key),
        )
        expect([
          path,
          status,
          ['api-keys.person-required', 'app.role-required', 'app.step-up-required'].includes(code ?? ''),
        ]).toEqual([path, method === 'HEAD' ? status : 403, true])
      }
      world.now = NOW
      expect(accountId).not.toBe('')
    }
    world.address = '10.1.2.3'
    for (const { path } of routes.filter(isForKeys))
      expect(['accounts', 'api-keys', 'approvals', 'trust-changes', 'signing', 'keys', 'sessions', 'me']).not.toContain(
        areaOf(path),
      )
  }, 120_000)

  it('stands in the audit trail as itself, beside the person it belongs to', async () => {
    const { cookie, accountId } = await person('operator')
    const { key, id } = await make(cookie)
    const actor = await authenticateKey(testCtx(db), key ?? '', { now: NOW, address: '10.1.2.3' })
    if (!actor) throw new Error('the key does not open')
    const ctx = testCtx(db, { actor })
    await db.transaction((tx) => recordAudit(tx, ctx, { action: 'x.done', object: { type: 'x', id: '1' } }))
    const [row] = await db.select().from(auditLog).where(eq(auditLog.action, 'x.done'))
    expect(row).toMatchObject({
      actorType: 'api-key',
      actorId: id,
      actorName: '张三 · 夜间核对',
      personId: actor.personId,
    })
    expect(actor.accountId).toBe(accountId)
    const [used] = await db
      .select()
      .from(apiKeys)
      .where(eq(apiKeys.id, id ?? ''))
    expect([used?.lastUsedAt, used?.lastUsedFrom]).toEqual([NOW, '10.1.2.3'])
  })
})
