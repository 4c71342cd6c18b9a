import { asc, eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { accountRoles, accounts } from '#db/schema/accounts.ts'
import { auditLog } from '#db/schema/audit.ts'
import { recoveryCodes, totpDevices } from '#db/schema/factors.ts'
import { sealedSecrets } from '#db/schema/keys.ts'
import { type CreatedAccount, createAccount, seedAccounts } from '#features/accounts/index.ts'
import { ROLES, type Role } from '#src/context.ts'
import { NOW, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { type Call, openHouse } from '../approvals/stage.ts'

const DAY_MS = 24 * 3_600_000
const reason = '新同事到岗'

async function house(roles: readonly Role[] = [...ROLES, 'security-admin']) {
  const database: TestDatabase = await withDatabase()
  const credentials = await seedAccounts(testCtx(database.db, { now: NOW - DAY_MS }), roles)
  const { signIn, ports } = openHouse(database)
  const as = (username: string) =>
    signIn(username, credentials.find((one) => one.username === username)?.password ?? '')
  return { database, credentials, signIn, as, ports }
}

const idOf = (credentials: readonly CreatedAccount[], username: string) =>
  credentials.find((one) => one.username === username)?.id ?? ''
const decide = (call: Call, id: string) => call('POST', `/approvals/${id}/approval`)
const newcomer = { name: '赵六', username: 'zhao', roles: ['operator'], reason }
const grants = async ({ db }: TestDatabase) =>
  (await db.select({ role: accountRoles.role }).from(accountRoles).orderBy(asc(accountRoles.role))).length

describe('an account', async () => {
  const { database, credentials, signIn, as, ports } = await house()
  const one = await as('security-admin')
  const other = await as('security-admin-2')

  it('is asked for by one security administrator and made when another approves: each has half of its first password', async () => {
    const asked = await one('POST', '/accounts', newcomer)
    expect(asked).toMatchObject({ status: 202, body: { approval: { state: 'pending', subject: '赵六（zhao）' } } })
    const { approval, passwordHalf } = asked.body
    expect((await one('GET', '/accounts')).body.items.map(({ username }) => username)).not.toContain('zhao')
    expect(await decide(one, approval.id)).toMatchObject({ status: 403, body: { code: 'approvals.same-person' } })
    const decided = await decide(other, approval.id)
    expect(decided).toMatchObject({
      status: 200,
      body: { approval: { state: 'done' }, handOver: { username: 'zhao' } },
    })
    const second = decided.body.handOver.passwordHalf ?? ''
    for (const password of [passwordHalf, second, `${second}-${passwordHalf}`])
      expect((await signIn('zhao', password)).status).toBe(401)
    expect((await signIn('zhao', `${passwordHalf}-${second}`)).status).toBe(201)
    const kept = JSON.stringify(
      (await database.db.execute(sql`select a::text from approvals a union all select l::text from audit_log l`)).rows,
    )
    for (const half of [passwordHalf, second]) expect(kept).not.toContain(half)
  })

  it('gets and loses roles, is disabled and enabled again, by two; its sessions end with what it loses', async () => {
    const operator = await as('operator')
    const id = idOf(credentials, 'operator')
    const change = async (body: object) => {
      const asked = await one('POST', `/accounts/${id}/changes`, { reason, ...body })
      expect(asked.status).toBe(202)
      return decide(other, asked.body.approval.id)
    }
    expect((await change({ action: 'grant', roles: ['ra-officer'] })).status).toBe(200)
    expect((await operator('GET', '/me')).body).toMatchObject({ roles: ['operator', 'ra-officer'] })
    expect((await change({ action: 'take', roles: ['ra-officer'] })).status).toBe(200)
    expect((await operator('GET', '/me')).status).toBe(401)
    const again = await as('operator')
    expect((await change({ action: 'disable' })).status).toBe(200)
    expect((await again('GET', '/me')).status).toBe(401)
    expect((await as('operator')).status).toBe(401)
    expect((await change({ action: 'enable' })).status).toBe(200)
    expect((await as('operator')).status).toBe(201)
    const rows = await database.db.select().from(auditLog)
    const actions = rows.filter(({ objectId }) => objectId === id).map(({ action }) => action)
    for (const action of ['account.roles-granted', 'account.roles-taken', 'account.disabled', 'account.enabled'])
      expect(actions).toContain(action)
  })

  it('whose password is reset has a new one in two halves, and is unlocked', async () => {
    const id = idOf(credentials, 'auditor')
    for (let guess = 0; guess < 5; guess++) await signIn('auditor', 'wrong')
    expect((await as('auditor')).status).toBe(401)
    const asked = await one('POST', `/accounts/${id}/changes`, { action: 'reset-password', reason })
    const { body } = await decide(other, asked.body.approval.id)
    expect((await as('auditor')).status).toBe(401)
    expect((await signIn('auditor', `${asked.body.passwordHalf}-${body.handOver.passwordHalf}`)).status).toBe(201)
  })

  it('whose second factors are reset has none left, nor the seed of one, and enrols again', async () => {
    const id = idOf(credentials, 'ra-officer')
    await database.db.insert(recoveryCodes).values({ codeHash: 'x', accountId: id, createdAt: NOW })
    const [secret, purpose] = [new Uint8Array(20).fill(7), 'totp-seed' as const]
    const secretId = await database.db.transaction((tx) => ports.secrets.keep(tx, { secret, purpose, now: NOW }))
    await database.db.insert(totpDevices).values({ accountId: id, secretId, createdAt: NOW, confirmedAt: NOW })
    const ra = await as('ra-officer')
    const asked = await one('POST', `/accounts/${id}/changes`, { action: 'reset-factors', reason })
    expect((await decide(other, asked.body.approval.id)).status).toBe(200)
    expect(await database.db.$count(recoveryCodes)).toBe(0)
    expect(await database.db.$count(totpDevices)).toBe(0)
    expect(await database.db.$count(sealedSecrets, eq(sealedSecrets.purpose, 'totp-seed'))).toBe(0)
    expect((await ra('GET', '/me')).status).toBe(401)
  })

  it('whose password is reset gets a temporary one', async () => {
    const id = idOf(credentials, 'ra-officer')
    const own = eq(accounts.id, id)
    await database.db.update(accounts).set({ passwordIsTemporary: false }).where(own)
    const again = await one('POST', `/accounts/${id}/changes`, { action: 'reset-password', reason })
    expect((await decide(other, again.body.approval.id)).status).toBe(200)
    expect(await database.db.select().from(accounts).where(own)).toMatchObject([{ passwordIsTemporary: true }])
  })

  it('is nobody’s own case, and of security administrators two persons stay', async () => {
    const own = idOf(credentials, 'security-admin-2')
    const asked = await one('POST', `/accounts/${own}/changes`, { action: 'grant', roles: ['auditor'], reason })
    expect(await decide(other, asked.body.approval.id)).toMatchObject({
      status: 403,
      body: { code: 'approvals.own-case' },
    })
    for (const body of [{ action: 'disable' }, { action: 'take', roles: ['security-admin'] }])
      expect(await one('POST', `/accounts/${own}/changes`, { ...body, reason })).toMatchObject({
        status: 422,
        body: { code: 'accounts.two-security-admins' },
      })
  })

  it('is not made when its roles exclude each other: the approval does not stand either', async () => {
    const before = await grants(database)
    const roles = ['system-admin', 'audit-admin']
    const asked = await one('POST', '/accounts', { ...newcomer, username: 'both', roles })
    expect(await decide(other, asked.body.approval.id)).toMatchObject({
      status: 409,
      body: { code: 'accounts.roles-exclude' },
    })
    expect((await one('GET', `/approvals/${asked.body.approval.id}`)).body).toMatchObject({ state: 'pending' })
    expect(await grants(database)).toBe(before)
  })

  it('is seen by the three administrators, and asked for by security administrators only', async () => {
    const seen: Record<string, number[]> = {}
    for (const role of ['operator', 'district-clerk', 'system-admin', 'audit-admin'] as const) {
      const call = await as(role)
      const answers = await Promise.all([
        call('GET', '/accounts'),
        call('POST', '/accounts', newcomer),
        call('POST', `/accounts/${idOf(credentials, 'auditor')}/changes`, { action: 'disable', reason }),
      ])
      seen[role] = answers.map(({ status }) => status)
    }
    expect(seen).toEqual({
      operator: [403, 403, 403],
      'district-clerk': [403, 403, 403],
      'system-admin': [200, 403, 403],
      'audit-admin': [200, 403, 403],
    })
  })
})

describe('an estate with one security administrator', () => {
  const second = { name: '钱七', username: 'qian', roles: ['security-admin'], reason: '建立双人管理' }

  it('lets them make the second one alone, once, and writes that down; every further account takes two', async () => {
    const { database, as } = await house(['security-admin'])
    const one = await as('security-admin')
    expect((await one('POST', '/accounts', newcomer)).status).toBe(202)
    const both = await Promise.all([
      one('POST', '/accounts', second),
      one('POST', '/accounts', { ...second, username: 'sun' }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 202])
    expect((await one('POST', '/accounts', { ...second, username: 'li' })).status).toBe(202)
    const rows = await database.db.select().from(auditLog)
    expect(rows.filter(({ action }) => action === 'account.second-security-admin-made-alone')).toHaveLength(1)
    await expect(database.db.execute(sql`delete from accounts`)).rejects.toMatchObject({
      cause: expect.objectContaining({ constraint: 'accounts_stay' }),
    })
  })

  it('makes nothing else alone: no other role, none beside it, and no second account of their own', async () => {
    const { as, credentials, database } = await house(['security-admin'])
    const one = await as('security-admin')
    const people = await one('GET', '/accounts')
    const personId = (people.body.items[0] as unknown as { personId: string }).personId
    for (const body of [newcomer, { ...second, roles: ['security-admin', 'operator'] }, { ...second, personId }])
      expect((await one('POST', '/accounts', body)).status).toBe(202)
    expect((await one('GET', '/accounts')).body.items).toHaveLength(credentials.length)
    // Another account of theirs, made at the installation, is a second account: the exception is over.
    await createAccount(testCtx(database.db), { name: '', personId, username: 'own-2', roles: ['operator'] })
    expect((await one('POST', '/accounts', { ...second, username: 'late' })).status).toBe(202)
  })
})
