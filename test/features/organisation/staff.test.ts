import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { checkCharacter } from '#core/persons/identity-number.ts'
import { persons } from '#db/schema/accounts.ts'
import { databaseFor } from '#features/accounts/index.ts'
import {
  createStaff,
  findByIdentity,
  getStaff,
  leaveIn,
  listStaff,
  listUnits,
  moveStaff,
  revealIdentity,
  useIdentity,
} from '#features/organisation/index.ts'
import type { AccountActor } from '#src/context.ts'
import { AccountSideQuery, NewOutlet, UnitChange } from '#src/features/organisation/inputs.ts'
import { changeStaff, linkPerson } from '#src/features/organisation/staff.ts'
import { changeUnit, openOutlet } from '#src/features/organisation/units.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
const secrets = openSecretVault(randomBytes(32))
const as = (actor: AccountActor) => testCtx(databaseFor(db, actor), { actor, ports: { secrets } })
const huangpu = as({ ...actorOf('district-clerk'), districtId: '310101' })
const pudong = as({ ...actorOf('district-clerk'), districtId: '310115' })
const centre = as(actorOf('ra-officer'))

let counter = 0
/** Another person each time; none of them exists. */
const identity = () => {
  counter += 1
  const digits = `3101011990010${String(1000 + counter)}`
  return { kind: 'resident' as const, number: digits + checkCharacter(digits) }
}
const topOf = async (ctx: typeof huangpu, districtId: string) => {
  const found = (await listUnits(ctx)).find((unit) => unit.districtId === districtId && unit.tier !== 'outlet')
  if (!found) throw new Error(`no unit of ${districtId}`)
  return found.id
}
const HUANGPU = await topOf(centre, '310101')
const PUDONG = await topOf(centre, '310115')
/** 离职, as the verb of the requests does it. */
const left = (ctx: typeof huangpu, id: string, reason: string) =>
  ctx.db.transaction((tx) => leaveIn(tx, ctx, id, reason))
const person = (unitId: string, more: object = {}) => {
  const given = identity()
  return { unitId, name: '张三', staffNumber: `G${counter}`, identity: given, ...more }
}

describe('units', () => {
  it('are the centre and sixteen districts from the first day, and each district sees its own', async () => {
    const all = await listUnits(centre)
    expect(all.map(({ tier }) => tier)).toEqual(['centre', ...Array(16).fill('district')])
    expect((await listUnits(huangpu)).map(({ name, districtName }) => [name, districtName])).toEqual([
      ['黄浦区中心', '黄浦区'],
    ])
  })

  it('are opened below a centre, named once, and closed when nobody works there', async () => {
    const outlet = await openOutlet(centre, { parentId: HUANGPU, name: '外滩街道网点' })
    expect(outlet).toMatchObject({ tier: 'outlet', districtId: '310101' })
    await expect(openOutlet(centre, { parentId: HUANGPU, name: '外滩街道网点' })).rejects.toMatchObject({
      code: 'organisation.unit-named',
    })
    await expect(openOutlet(centre, { parentId: outlet.id, name: 'x' })).rejects.toMatchObject({
      code: 'organisation.outlet-below-outlet',
    })
    const { id } = await createStaff(huangpu, person(outlet.id))
    await expect(changeUnit(centre, outlet.id, { state: 'closed' })).rejects.toMatchObject({
      code: 'organisation.unit-not-empty',
      params: { count: 1 },
    })
    await changeStaff(huangpu, id, { unitId: HUANGPU })
    expect((await changeUnit(centre, outlet.id, { state: 'closed' })).state).toBe('closed')
    await expect(createStaff(huangpu, person(outlet.id))).rejects.toMatchObject({ code: 'organisation.unit-closed' })
    await expect(changeUnit(centre, HUANGPU, { name: 'x' })).rejects.toMatchObject({ code: 'organisation.unit-fixed' })
  })
})

describe('the name of an outlet', () => {
  it('is one that a certificate can carry: 64 characters, and no 65th', () => {
    const named = (name: string) => NewOutlet.safeParse({ parentId: randomUUID(), name }).success
    expect(['街'.repeat(64), '街'.repeat(65), ' '].map(named)).toEqual([true, false, false])
    expect(UnitChange.safeParse({ name: '街'.repeat(65) }).success).toBe(false)
  })
})

describe('the number of a document', () => {
  it('is nowhere in the clear: not in the row, not on the trail', async () => {
    const given = identity()
    const row = await createStaff(huangpu, person(HUANGPU, { identity: given, mobile: '13812345678' }))
    expect(row.identityMasked).toBe(`${given.number.slice(0, 3)}***********${given.number.slice(-4)}`)
    expect(row.mobileMasked).toBe('138****5678')
    await changeStaff(huangpu, row.id, { mobile: '13912345678' })
    const { rows } = await db.execute<{ all: string }>(sql`
      select (select string_agg(s::text, '') from staff s) || (select string_agg(a::text, '') from audit_log a)
        || (select string_agg(encode(sealed, 'escape'), '') from sealed_secrets) as all`)
    const text = rows[0]?.all ?? ''
    expect(text).toContain('staff.registered')
    for (const secret of [given.number, given.number.slice(6, 14), '13812345678', '13912345678'])
      expect(text).not.toContain(secret)
    const used = await db.transaction((tx) => useIdentity(huangpu, tx, row.id, async (one) => one))
    expect(used).toEqual(given)
  })

  it('is shown for a reason that is on the trail first, and to no other district', async () => {
    const given = identity()
    const { id } = await createStaff(huangpu, person(HUANGPU, { identity: given }))
    expect(await revealIdentity(huangpu, id, '核对申请材料')).toEqual(given)
    const shown = sql`select detail from audit_log where action = 'staff.identity-shown' and object_id = ${id}`
    expect((await db.execute(shown)).rows).toEqual([{ detail: { kind: 'resident', reason: '核对申请材料' } }])
    await expect(revealIdentity(pudong, id, 'x')).rejects.toMatchObject({ code: 'organisation.staff-unknown' })
    expect((await db.execute(shown)).rows).toHaveLength(1)
  })

  it('finds its person in the own district, and is registered once over all of them', async () => {
    const given = identity()
    const { id } = await createStaff(huangpu, person(HUANGPU, { identity: given }))
    const spaced = { kind: given.kind, number: `${given.number.slice(0, 6)} ${given.number.slice(6)}` }
    expect((await findByIdentity(huangpu, spaced)).map(({ staff }) => staff.id)).toEqual([id])
    expect(await findByIdentity(pudong, given)).toEqual([])
    await expect(createStaff(pudong, person(PUDONG, { identity: given }))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'organisation.identity-known',
    })
    await left(huangpu, id, '调离')
    const again = await createStaff(pudong, person(PUDONG, { identity: given }))
    expect(again.id).not.toBe(id)
  })

  it('that cannot be one is refused by the name of what is wrong', async () => {
    const given = identity()
    const wrong = { ...given, number: given.number.slice(0, 17) + (given.number.endsWith('1') ? '2' : '1') }
    await expect(createStaff(huangpu, person(HUANGPU, { identity: wrong }))).rejects.toMatchObject({
      kind: 'bad-input',
      code: 'organisation.identity-check',
    })
  })
})

describe('people', () => {
  it('are seen and touched by their own district and the centre alone', async () => {
    const { id } = await createStaff(huangpu, person(HUANGPU))
    expect((await getStaff(huangpu, id)).districtId).toBe('310101')
    expect((await getStaff(centre, id)).id).toBe(id)
    const unknown = { kind: 'not-found', code: 'organisation.staff-unknown' }
    await expect(getStaff(pudong, id)).rejects.toMatchObject(unknown)
    await expect(changeStaff(pudong, id, { staffNumber: 'X1' })).rejects.toMatchObject(unknown)
    await expect(left(pudong, id, 'x')).rejects.toMatchObject(unknown)
    await expect(createStaff(pudong, person(HUANGPU))).rejects.toMatchObject({ code: 'organisation.unit-unknown' })
    for (const change of [
      sql`update staff set name = 'x' where id = ${id}`,
      sql`delete from staff where id = ${id}`,
      sql`update org_units set name = 'x' where id = ${HUANGPU}`,
    ])
      expect((await pudong.db.execute(change)).rowCount).toBe(0)
    await expect(
      huangpu.db.execute(sql`update staff set district_id = '310115', unit_id = ${PUDONG} where id = ${id}`),
    ).rejects.toMatchObject({ cause: { code: '42501' } })
  })

  it('have a staff number of their own in the district, and move to another district by the centre alone', async () => {
    const first = await createStaff(huangpu, person(HUANGPU, { staffNumber: 'N-1' }))
    await expect(createStaff(huangpu, person(HUANGPU, { staffNumber: 'N-1' }))).rejects.toMatchObject({
      code: 'organisation.number-taken',
    })
    await createStaff(pudong, person(PUDONG, { staffNumber: 'N-1' }))
    await expect(changeStaff(centre, first.id, { unitId: PUDONG })).rejects.toMatchObject({
      code: 'organisation.other-district',
    })
    const second = await createStaff(huangpu, person(HUANGPU))
    await centre.db.transaction((tx) => moveStaff(tx, centre, second.id, PUDONG))
    expect((await getStaff(pudong, second.id)).districtId).toBe('310115')
    await expect(getStaff(huangpu, second.id)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('are listed by staff number, page by page, and found by part of a name', async () => {
    const names = ['欧阳一', '欧阳二', '欧阳三']
    for (const name of names) await createStaff(huangpu, person(HUANGPU, { name }))
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await listStaff(huangpu, { search: '欧阳', limit: 2, ...(cursor && { cursor }) })
      found.push(...page.items.map(({ staff }) => staff.name))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(found.sort()).toEqual([...names].sort())
    expect((await listStaff(huangpu, { search: '%', limit: 10 })).items).toEqual([])
    expect((await listStaff(pudong, { search: '欧阳', limit: 10 })).items).toEqual([])
  })

  it('who left stay as they are', async () => {
    const { id } = await createStaff(huangpu, person(HUANGPU))
    expect(await left(huangpu, id, '退休')).toMatchObject({ state: 'left', leftAt: NOW })
    await expect(changeStaff(huangpu, id, { staffNumber: 'L1' })).rejects.toMatchObject({
      code: 'organisation.staff-left',
    })
  })
})

describe('whom of the lists a person with accounts is', () => {
  const admin = as(actorOf('security-admin'))
  const withAccounts = async (name: string) => {
    const id = randomUUID()
    await db.insert(persons).values({ id, name, createdAt: NOW })
    return id
  }
  const listed = async (personId: string) =>
    (await listStaff(admin, { personId, limit: 20 })).items.map(({ staff }) => [staff.id, staff.state])

  it('is said on the trail, found by the person, and taken back', async () => {
    const [personId, { id }] = [await withAccounts('张三'), await createStaff(huangpu, person(HUANGPU))]
    expect(await listed(personId)).toEqual([])
    await linkPerson(admin, id, personId)
    expect(await listed(personId)).toEqual([[id, 'active']])
    expect((await linkPerson(admin, id, null)).personId).toBeNull()
    expect(await listed(personId)).toEqual([])
    const { rows } = await db.execute(
      sql`select detail from audit_log where action = 'staff.person-linked' and object_id = ${id} order by seq`,
    )
    expect(rows).toEqual([{ detail: { before: null, after: personId } }, { detail: { before: personId, after: null } }])
  })

  it('is one of those who work here, and one alone: a second, somebody unknown and somebody who left are refused', async () => {
    const personId = await withAccounts('李四')
    const [first, second, gone] = [
      await createStaff(huangpu, person(HUANGPU)),
      await createStaff(pudong, person(PUDONG)),
      await createStaff(huangpu, person(HUANGPU)),
    ]
    await linkPerson(admin, first.id, personId)
    await expect(linkPerson(admin, second.id, personId)).rejects.toMatchObject({ code: 'organisation.person-taken' })
    await expect(linkPerson(admin, second.id, randomUUID())).rejects.toMatchObject({
      code: 'organisation.person-unknown',
    })
    await left(huangpu, gone.id, '退休')
    await expect(linkPerson(admin, gone.id, await withAccounts('王五'))).rejects.toMatchObject({
      code: 'organisation.staff-left',
    })
    // Who has left is somebody of the lists no more: the person may be somebody else of them.
    await left(huangpu, first.id, '调离')
    await linkPerson(admin, second.id, personId)
    expect((await listed(personId)).sort()).toEqual(
      [
        [first.id, 'left'],
        [second.id, 'active'],
      ].sort(),
    )
  })

  it('is looked for by a person, a name or a number, never by nothing', () => {
    expect(AccountSideQuery.safeParse({ search: '张' }).success).toBe(true)
    expect(AccountSideQuery.safeParse({ personId: randomUUID() }).success).toBe(true)
    for (const query of [{}, { search: ' ' }, { search: '张', limit: '51' }])
      expect(AccountSideQuery.safeParse(query).success).toBe(false)
  })
})
