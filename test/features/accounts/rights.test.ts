// Rights under a key of the vault, and an intruder who writes to the database but does not hold the key.

import { randomBytes } from 'node:crypto'
import { and, eq, like, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { rightsSeal } from '#adapters/keys/rights.node.ts'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { accountRoles, accounts } from '#db/schema/accounts.ts'
import { apiKeys } from '#db/schema/api-keys.ts'
import { auditLog } from '#db/schema/audit.ts'
import { findings } from '#db/schema/findings.ts'
import { rightsSeals, sealedSecrets } from '#db/schema/keys.ts'
import { tickets } from '#db/schema/tickets.ts'
import { actorOf } from '#features/accounts/actor.ts'
import { type CreatedAccount, rightsStanding, sealExistingRights, seedAccounts } from '#features/accounts/index.ts'
import { verifyAudit } from '#features/audit/index.ts'
import { watchRights } from '#features/tickets/index.ts'
import { ROLES } from '#src/context.ts'
import type { RightsSeal } from '#src/ports.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { type Call, openHouse } from '../approvals/stage.ts'

const DAY_MS = 24 * 3_600_000
const reason = '查明后确认'
const session = { sessionId: '', address: '', assurance: { factors: ['password'] as const, at: NOW } }

async function estate() {
  const database = await withDatabase()
  const { db } = database
  const secrets = openSecretVault(randomBytes(32))
  const asked: string[] = []
  /** As another process would have it: with nothing in mind yet. */
  const newProcess = (): RightsSeal => {
    const seal = rightsSeal(secrets)
    const codes: RightsSeal['codes'] = (at, texts) => {
      asked.push(...texts)
      return seal.codes(at, texts)
    }
    return { begin: seal.begin, codes }
  }
  const rights = newProcess()
  const ctx = testCtx(db, { now: NOW - DAY_MS, ports: { rights, secrets } })
  await sealExistingRights(ctx)
  const credentials = await seedAccounts(ctx, [...ROLES, 'security-admin'])
  const { signIn } = openHouse(database, { ports: { rights, secrets } })
  const as = (name: string) => signIn(name, credentials.find((one) => one.username === name)?.password ?? '')
  const whole = (name: string, seal = rights) =>
    actorOf({ db, ports: { rights: seal } }, idOf(credentials, name), session)
  const row = async (name: string) => {
    const [account] = await db.select().from(accounts).where(eq(accounts.username, name))
    if (!account) throw new Error(`no account ${name}`)
    return account
  }
  return { ...database, secrets, newProcess, rights, ctx, credentials, as, whole, row, asked }
}

const idOf = (credentials: readonly CreatedAccount[], username: string) =>
  credentials.find((one) => one.username === username)?.id ?? ''
const refused = { code: 'accounts.rights-altered', kind: 'forbidden' }

async function byTwo(one: Call, other: Call, id: string, body: object) {
  const asked = await one('POST', `/accounts/${id}/changes`, { reason, ...body })
  expect(asked.status).toBe(202)
  return other('POST', `/approvals/${asked.body.approval.id}/approval`)
}

describe('rights', async () => {
  const { db, ctx, credentials, as, row, whole, asked } = await estate()
  const one = await as('security-admin')
  const other = await as('security-admin-2')
  const change = (name: string, body: object) => byTwo(one, other, idOf(credentials, name), body)

  it('are sealed anew with every change, at a version that rises and that the trail tells', async () => {
    const versions = [(await row('operator')).rightsVersion]
    for (const body of [
      { action: 'grant', roles: ['ra-officer'] },
      { action: 'take', roles: ['ra-officer'] },
      { action: 'disable' },
      { action: 'enable' },
      { action: 'move', districtId: '310104' },
      { action: 'move', districtId: null },
    ]) {
      expect((await change('operator', body)).status).toBe(200)
      versions.push((await row('operator')).rightsVersion)
      expect(await whole('operator')).toMatchObject({ roles: expect.arrayContaining(['operator']) })
    }
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7])
    const rows = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.objectId, idOf(credentials, 'operator')))
    expect(rows.map(({ detail }) => detail.rightsVersion).filter((version) => version !== undefined)).toEqual(versions)
  })

  it('do not change with a password or a lock, and their code is asked for once, not at each request', async () => {
    const before = await row('auditor')
    const auditor = await as('auditor')
    asked.length = 0
    for (let n = 0; n < 5; n++) expect((await auditor('GET', '/me')).status).toBe(200)
    expect(asked).toEqual([])
    expect(await row('auditor')).toMatchObject({ rightsVersion: before.rightsVersion, rightsMac: before.rightsMac })
  })

  it('move an account to a district, which is seen at once, by two and never alone', async () => {
    const id = idOf(credentials, 'district-clerk')
    const clerk = await as('district-clerk')
    const asking = await one('POST', `/accounts/${id}/changes`, { action: 'move', districtId: '310115', reason })
    expect(await one('POST', `/approvals/${asking.body.approval.id}/approval`)).toMatchObject({
      status: 403,
      body: { code: 'approvals.same-person' },
    })
    expect((await other('POST', `/approvals/${asking.body.approval.id}/approval`)).status).toBe(200)
    expect((await clerk('GET', '/me')).status).toBe(401)
    expect(await whole('district-clerk')).toMatchObject({ districtId: '310115' })
    expect(
      await one('POST', `/accounts/${id}/changes`, { action: 'move', districtId: '310115', reason }),
    ).toMatchObject({
      status: 409,
      body: { code: 'accounts.nothing-changes' },
    })
    const unknown = await change('district-clerk', { action: 'move', districtId: '999999' })
    expect(unknown).toMatchObject({ status: 409, body: { code: 'accounts.district-unknown' } })
  })

  it('all stand as they were sealed, and every one is looked at', async () => {
    const standing = await rightsStanding(ctx)
    expect(standing).toMatchObject({ state: 'checked', accounts: ROLES.length + 1, altered: [] })
  })
})

/** What an intruder with the service's own role in the database can do to the operator's row. */
const ALTERATIONS: [string, string, string][] = [
  ['a role is put in', 'altered', `insert into account_roles values ('$id', 'ra-officer', now())`],
  ['a role is taken out', 'altered', `delete from account_roles where account_id = '$id'`],
  ['the district is changed', 'altered', `update accounts set district_id = '310115' where id = '$id'`],
  ['the version is raised', 'altered', `update accounts set rights_version = rights_version + 1 where id = '$id'`],
  ['the code is emptied', 'unsealed', `update accounts set rights_mac = null where id = '$id'`],
  [
    'a digit of the code is changed',
    'altered',
    `update accounts set rights_mac = translate(rights_mac, '01', '10') where id = '$id'`,
  ],
  [
    'another account’s code is put in',
    'altered',
    `update accounts a set rights_mac = b.rights_mac from accounts b where a.id = '$id' and b.username = 'auditor'`,
  ],
]

describe('an account whose row was written behind the service', () => {
  it.each(ALTERATIONS)(
    'is let in nowhere when %s, and let in again when it is put back',
    async (_, fault, statement) => {
      const { db, credentials, as, whole, ctx, newProcess } = await estate()
      const id = idOf(credentials, 'operator')
      const operator = await as('operator')
      expect((await operator('GET', '/me')).status).toBe(200)
      const [row] = await db.select().from(accounts).where(eq(accounts.id, id))
      const roles = await db.select().from(accountRoles).where(eq(accountRoles.accountId, id))
      await db.execute(sql.raw(statement.replaceAll('$id', id)))
      expect(await operator('GET', '/me')).toMatchObject({ status: 403, body: { code: 'accounts.rights-altered' } })
      expect((await as('operator')).status).toBe(403)
      await expect(whole('operator', newProcess())).rejects.toMatchObject(refused)
      expect((await rightsStanding(ctx)).altered).toMatchObject([{ username: 'operator', fault }])
      expect((await as('auditor')).status).toBe(201)
      await db.delete(accountRoles).where(eq(accountRoles.accountId, id))
      await db.insert(accountRoles).values(roles)
      await db
        .update(accounts)
        .set(row ?? {})
        .where(eq(accounts.id, id))
      expect((await operator('GET', '/me')).status).toBe(200)
    },
  )

  it('is a finding with a ticket and a row of the trail, once, at the first refusal; gone when the rights are confirmed by two', async () => {
    const { db, credentials, as, ctx } = await estate()
    const id = idOf(credentials, 'operator')
    const operator = await as('operator')
    await db.insert(accountRoles).values({ accountId: id, role: 'ra-officer', grantedAt: NOW })
    for (let n = 0; n < 3; n++) expect((await operator('GET', '/me')).status).toBe(403)
    await watchRights({ ...ctx, now: NOW })
    const open = () =>
      db
        .select()
        .from(findings)
        .where(and(like(findings.checkId, 'rights.%'), eq(findings.state, 'open')))
    expect(await open()).toMatchObject([{ code: 'rights.altered', params: { username: 'operator' }, seenCount: 2 }])
    expect(await db.$count(tickets)).toBe(1)
    expect(await db.$count(auditLog, eq(auditLog.action, 'rights.found-altered'))).toBe(1)
    const one = await as('security-admin')
    const other = await as('security-admin-2')
    // Nothing is built upon what was altered.
    expect((await byTwo(one, other, id, { action: 'take', roles: ['ra-officer'] })).body).toMatchObject({
      code: 'accounts.rights-altered',
    })
    const confirmed = await byTwo(one, other, id, { action: 'confirm' })
    expect(confirmed.status).toBe(200)
    expect((await operator('GET', '/me')).body).toMatchObject({ roles: ['operator', 'ra-officer'] })
    await watchRights({ ...ctx, now: NOW + 3_600_000 })
    expect(await open()).toEqual([])
    expect(await one('POST', `/accounts/${id}/changes`, { action: 'confirm', reason })).toMatchObject({
      status: 409,
      body: { code: 'accounts.nothing-changes' },
    })
  })

  it('is confirmed as it was shown, and not as it became meanwhile', async () => {
    const { db, credentials, as } = await estate()
    const id = idOf(credentials, 'operator')
    const one = await as('security-admin')
    const other = await as('security-admin-2')
    await db.update(accounts).set({ rightsMac: null }).where(eq(accounts.id, id))
    const asked = await one('POST', `/accounts/${id}/changes`, { action: 'confirm', reason })
    await db.insert(accountRoles).values({ accountId: id, role: 'ra-officer', grantedAt: NOW })
    expect(await other('POST', `/approvals/${asked.body.approval.id}/approval`)).toMatchObject({
      status: 409,
      body: { code: 'accounts.changed-meanwhile' },
    })
    expect((await db.select().from(accounts).where(eq(accounts.id, id)))[0]?.rightsMac).toBeNull()
  })
})

describe('an earlier state with its own right code', () => {
  async function rolledBack() {
    const all = await estate()
    const { db, as, credentials, row } = all
    const id = idOf(credentials, 'operator')
    const [one, other] = [await as('security-admin'), await as('security-admin-2')]
    await byTwo(one, other, id, { action: 'grant', roles: ['ra-officer'] })
    const earlier = await row('operator')
    expect((await as('operator')).status).toBe(201)
    await byTwo(one, other, id, { action: 'take', roles: ['ra-officer'] })
    const back = async () => {
      await db.insert(accountRoles).values({ accountId: id, role: 'ra-officer', grantedAt: NOW })
      await db.update(accounts).set(earlier).where(eq(accounts.id, id))
    }
    return { ...all, id, back }
  }

  it('is refused by the process that saw the later one, and by one that only has the trail', async () => {
    const { back, whole, newProcess, ctx, ...all } = await rolledBack()
    expect((await all.as('operator')).status).toBe(201)
    await back()
    await expect(whole('operator')).rejects.toMatchObject(refused)
    await expect(whole('operator', newProcess())).rejects.toMatchObject(refused)
    expect((await rightsStanding(ctx)).altered).toMatchObject([{ username: 'operator', fault: 'rolled-back' }])
  })

  it('passes a new process only where the trail was cut too, which the trail itself then shows', async () => {
    const { back, whole, newProcess, owner, id, ctx } = await rolledBack()
    await whole('operator')
    await back()
    await owner.execute(sql`alter table audit_log disable trigger user`)
    await owner.execute(sql`delete from audit_log where object_id = ${id} and action = 'account.roles-taken'`)
    await owner.execute(sql`alter table audit_log enable trigger user`)
    expect(await whole('operator', newProcess())).toMatchObject({ roles: ['operator', 'ra-officer'] })
    await expect(whole('operator')).rejects.toMatchObject(refused)
    expect(await verifyAudit(ctx.db, { primitives: ctx.ports.primitives })).toMatchObject({ isIntact: false })
  })
})

describe('an estate from before seals', () => {
  const old = async () => {
    const all = await estate()
    await all.owner.delete(rightsSeals)
    await all.db.update(accounts).set({ rightsMac: null, rightsVersion: 0 })
    await all.owner.execute(sql`alter table audit_log disable trigger user`)
    await all.owner.delete(auditLog)
    return all
  }

  it('is sealed at its first start, once: who empties the codes later gains nothing by another', async () => {
    const { db, ctx, whole, newProcess } = await old()
    await sealExistingRights(ctx)
    expect(await rightsStanding(ctx)).toMatchObject({ state: 'checked', altered: [] })
    await db.update(accounts).set({ rightsMac: null }).where(eq(accounts.username, 'operator'))
    await sealExistingRights(ctx)
    await expect(whole('operator', newProcess())).rejects.toMatchObject(refused)
    await expect(db.delete(rightsSeals)).rejects.toMatchObject({ cause: expect.objectContaining({ code: '42501' }) })
  })

  it('whose mark that it was sealed is gone is not sealed again: the trail tells, and nobody is let in', async () => {
    const { owner, ctx, as, db } = await old()
    await sealExistingRights(ctx)
    const operator = await as('operator')
    await owner.delete(rightsSeals)
    await expect(sealExistingRights(ctx)).rejects.toMatchObject({ code: 'accounts.rights-key-missing' })
    await db.update(accounts).set({ rightsMac: null })
    expect((await operator('GET', '/me')).status).toBe(503)
    await watchRights(ctx)
    expect(await db.select().from(findings)).toMatchObject([{ code: 'rights.key-missing', verdict: 'fail' }])
  })
})

describe('the key', () => {
  it('lies sealed, and gone it lets nobody in: who deletes it gains nothing', async () => {
    const { db, as, credentials, newProcess, whole, ctx } = await estate()
    const stored = await db.select().from(sealedSecrets).where(eq(sealedSecrets.purpose, 'permission-mac'))
    expect(stored).toHaveLength(1)
    await db.delete(sealedSecrets).where(eq(sealedSecrets.purpose, 'permission-mac'))
    await expect(whole('operator', newProcess())).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await rightsStanding(ctx)).toMatchObject({ state: 'keyless' })
    expect(idOf(credentials, 'operator')).not.toBe('')
    expect((await as('district-clerk')).status).toBe(503)
  })
})

describe('a program’s key', () => {
  it('whose scopes, places, end or owner were altered opens nothing', async () => {
    const { db, as, ctx, newProcess, rights, secrets, ...rest } = await estate()
    const operator = await as('operator')
    const expiresAt = new Date(NOW + DAY_MS).toISOString()
    const made = await operator('POST', '/api-keys', { name: '看板', scopes: ['read:tickets'], expiresAt })
    expect(made.status).toBe(201)
    const { authenticateKey } = await import('#features/accounts/index.ts')
    const { key } = made.body as unknown as { key: string }
    const enter = (seal = rights) =>
      authenticateKey({ db, ports: { rights: seal } }, key, { now: NOW, address: '10.0.0.1' })
    expect(await enter()).toMatchObject({ apiKey: { scopes: ['read:tickets'] } })
    const [row] = await db.select().from(apiKeys)
    const other = idOf(rest.credentials, 'auditor')
    for (const values of [
      { scopes: ['read:tickets', 'write:tickets'] },
      { addresses: ['0.0.0.0/0'] },
      { expiresAt: NOW + 2 * DAY_MS },
      { accountId: other },
      { mac: null },
    ]) {
      await db.update(apiKeys).set(values)
      await expect(enter(), JSON.stringify(values)).rejects.toMatchObject(refused)
      expect((await rightsStanding(ctx)).altered).toMatchObject([{ keyName: '看板' }])
      await db.update(apiKeys).set(row ?? {})
      expect(await enter(newProcess())).toBeDefined()
    }
    expect(secrets).toBeDefined()
  })
})
