import { randomUUID } from 'node:crypto'
import { eq, inArray, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { messages } from '#core/messages/index.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { auditLog } from '#db/schema/audit.ts'
import { totpDevices } from '#db/schema/factors.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { type Assessed, assess } from '#features/compliance/assess.ts'
import { CHECKPOINTS } from '#features/compliance/checkpoints.ts'
import { exportSheet } from '#features/compliance/export.ts'
import { ADMINISTRATORS, type Facts } from '#features/compliance/facts.ts'
import { backup, copies, rights } from '#features/compliance/proofs.ts'
import { ROLES } from '#src/context.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db, owner } = await withDatabase()
const ctx = testCtx(db, { actor: actorOf('auditor'), ports: { spreadsheets, auditOutside: { places: [] } as never } })
const seeded = await seedAccounts(testCtx(db), ROLES)

async function now(isReachedByTls = true): Promise<(id: string) => Assessed> {
  const { standards } = await assess(ctx, isReachedByTls)
  const all = new Map(standards.flatMap(({ checkpoints }) => checkpoints.map((one) => [one.id, one] as const)))
  return (id) => {
    const one = all.get(id)
    if (!one) throw new Error(`no checkpoint ${id}`)
    return one
  }
}

describe('the checkpoints', () => {
  it('are each told in both languages, once, with a clause and the layer it stands in', () => {
    expect(CHECKPOINTS.length).toBe(36)
    expect(new Set(CHECKPOINTS.map(({ id }) => id)).size).toBe(CHECKPOINTS.length)
    for (const { id, layer, demand } of CHECKPOINTS)
      for (const code of [`${id}.title`, `${id}.means`, `layer.${layer}`, `demand.${demand}`])
        expect(messages[`compliance.${code}`]?.zh, code).toMatch(/[\u4e00-\u9fff]/)
  })

  it('say which clauses were not compared with the standard', async () => {
    const { standards } = await assess(ctx, true)
    const sourced = standards.flatMap(({ checkpoints }) => checkpoints.filter(({ isSourced }) => isSourced))
    expect(sourced.length).toBeGreaterThan(5)
    expect(sourced.length).toBeLessThan(CHECKPOINTS.length)
  })

  it('of places and machines are not claimed by software', async () => {
    const of = await now()
    for (const id of ['physical-identity', 'physical-records', 'physical-video'])
      expect(of(`cryptography.${id}`).state).toBe('outside')
    expect(of('cryptography.network-gm').state).toBe('deployment')
  })
})

describe('today’s proof', () => {
  it('shows the trail as it is, and that a trail that was changed proves nothing', async () => {
    const before = (await now())('protection.audit')
    expect(before.state).toBe('holds')
    expect(before.proof.text.zh).toMatch(/^审计链 \d+ 条、签名检查点 \d+ 个全部核对无误，链首 [0-9a-f]{16}…/)
    const rename = async (name: string) => {
      await owner.execute(sql`alter table audit_log disable trigger user`)
      await owner.update(auditLog).set({ actorName: name }).where(eq(auditLog.seq, 1))
      await owner.execute(sql`alter table audit_log enable trigger user`)
    }
    const [row] = await db.select().from(auditLog).where(eq(auditLog.seq, 1))
    await rename('别人')
    const of = await now()
    for (const id of [
      'protection.audit',
      'protection.audit-admin',
      'protection.central',
      'cryptography.app-undeniable',
    ])
      expect([of(id).state, of(id).proof.code]).toEqual(['missing', 'compliance.proof.chain-broken'])
    await rename(row?.actorName ?? '')
    expect((await now())('protection.audit').state).toBe('holds')
  })

  it('of what travels is the public address: http protects nothing', async () => {
    expect((await now(true))('cryptography.app-transport-secret').state).toBe('holds')
    expect((await now(false))('cryptography.app-transport-secret').state).toBe('missing')
  })

  it('of two factors is that every administrator has one, and used it', async () => {
    const said = async () => {
      const { state, proof } = (await now())('protection.two-factors')
      return [state, /(\d+) 个登记/.exec(proof.text.zh)?.[1]]
    }
    expect(await said()).toEqual(['missing', '0'])
    const admins = await db
      .select()
      .from(accounts)
      .where(inArray(accounts.username, [...ADMINISTRATORS]))
    expect(admins).toHaveLength(3)
    const enrol = (of: typeof admins) =>
      db
        .insert(totpDevices)
        .values(of.map(({ id }) => ({ accountId: id, secretId: randomUUID(), createdAt: NOW, confirmedAt: NOW })))
    await enrol(admins.slice(0, 2))
    expect(await said()).toEqual(['partly', '2'])
    await enrol(admins.slice(2))
    expect(await said()).toEqual(['holds', '3'])
    const session = (factors: ('password' | 'totp')[]) => ({
      ...{ id: randomUUID(), accountId: admins[0]?.id ?? '', tokenHash: randomUUID(), address: '127.0.0.1', factors },
      ...{ authenticatedAt: NOW, createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW + 1, endedAt: null },
    })
    await db.insert(sessions).values(session(['password', 'totp']))
    expect(await said()).toEqual(['holds', '3'])
    await db.insert(sessions).values(session(['password']))
    expect(await said()).toEqual(['partly', '3'])
  })

  it('of copies outside is partial without any, and while one is behind', async () => {
    expect((await now())('protection.central').proof.code).toBe('compliance.proof.copies-none')
    const said = (all: number, current: number) =>
      copies({ audit: { isIntact: true, places: { all, current }, retentionMonths: 36 } } as Facts).state
    expect([said(0, 0), said(2, 2), said(2, 1)]).toEqual(['partly', 'holds', 'partly'])
  })

  it('of rights is that each matches its seal, and not that the database refuses what excludes itself', async () => {
    const all = await now()
    expect(all('protection.system-admin').state).toBe('holds')
    expect(all('cryptography.app-access')).toMatchObject({
      state: 'holds',
      proof: { code: 'compliance.proof.rights-whole' },
    })
    const where = eq(accounts.username, 'operator')
    const [row] = await db.select().from(accounts).where(where)
    await db.update(accounts).set({ districtId: '310115' }).where(where)
    const found = (await now())('cryptography.app-access')
    expect([found.state, found.proof.code]).toEqual(['missing', 'compliance.proof.rights-altered'])
    await db
      .update(accounts)
      .set(row ?? {})
      .where(where)
    const people = { conflicts: 0, conflictPairs: 3, administrators: 3 }
    expect(rights({ people, rights: { state: 'unchecked', altered: 0 } } as Facts).state).toBe('partly')
  })

  it('of passwords finds one that is kept otherwise than argon2id', async () => {
    expect((await now())('protection.identity').state).toBe('holds')
    const [one] = seeded
    const where = eq(accounts.username, one?.username ?? '')
    const [kept] = await db.select({ passwordHash: accounts.passwordHash }).from(accounts).where(where)
    await db.update(accounts).set({ passwordHash: '$1$md5' }).where(where)
    expect((await now())('protection.identity').state).toBe('missing')
    expect((await now())('cryptography.app-storage-secret').state).toBe('missing')
    await db
      .update(accounts)
      .set(kept ?? {})
      .where(where)
  })

  it.each([
    [NOW - 3_600_000, NOW - 3_600_000, 'holds'],
    [NOW - 49 * 3_600_000, NOW - 3_600_000, 'partly'],
    [NOW - 3_600_000, null, 'partly'],
    [null, null, 'missing'],
  ])('of backups: complete at %s and drilled at %s is %s', (goodAt, drilledAt, state) => {
    expect(backup({ at: NOW, backup: { goodAt, drilledAt } } as Facts).state).toBe(state)
  })
})

describe('the export', () => {
  it('has every checkpoint with what its proof said, and is recorded', async () => {
    const bytes = await exportSheet(ctx, true)
    const read = await spreadsheets.read(bytes)
    if (!read.ok) throw new Error(read.error)
    expect(read.value.map(({ name }) => name)).toEqual(['密评', '等保'])
    const rows = read.value.flatMap(({ rows: all }) => all.slice(1, -1))
    expect(rows).toHaveLength(CHECKPOINTS.length)
    for (const row of rows) expect(row.filter((cell) => cell === null || cell === '')).toEqual([])
    const [last] = await db.select().from(auditLog).where(eq(auditLog.action, 'compliance.exported'))
    expect(last).toMatchObject({ detail: { format: 'xlsx' }, objectType: 'compliance' })
  })
})
