// Somebody leaves; a request comes back; a request whose issuing failed is asked for again.

import { randomBytes, randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { accounts } from '#db/schema/accounts.ts'
import { auditLog } from '#db/schema/audit.ts'
import { credentials } from '#db/schema/credentials.ts'
import { seals as sealTable } from '#db/schema/seals.ts'
import { getStaff } from '#features/organisation/index.ts'
import {
  addMaterial,
  advance,
  approveRequest,
  askAgain,
  bringKey,
  createRequest,
  getRequest,
  leavingStand,
  listRequests,
  materialsOf,
  openMaterial,
  recordLeaving,
  returnRequest,
  reviewRequest,
  submitRequest,
} from '#features/requests/index.ts'
import { approveStanding } from '#features/seals/decide.ts'
import { sealsOfStaff } from '#features/seals/index.ts'
import { requestStanding } from '#features/seals/request.ts'
import { APPROVAL_KINDS } from '#src/approval-kinds.ts'
import type { AccountActor, Actor, Ctx } from '#src/context.ts'
import { askChange } from '#src/features/accounts/administration/ask.ts'
import { approve, refuse } from '#src/features/approvals/decide.ts'
import { linkPerson } from '#src/features/organisation/staff.ts'
import { fieldsOf } from '#src/features/requests/fields.ts'
import { REQUEST_DESK } from '#src/request-desk.ts'
import { NOW } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { holds } from '../holdings/stage.ts'
import { KEY, memoryDesk, officeIn } from './office.ts'

const database = await withDatabase()
const { db } = database
const office = await officeIn(db)
const { desk, seals, state, activate } = memoryDesk()
const clerk = office.as(await office.personOf('district-clerk', '310101'))
const second = office.as(await office.personOf('district-clerk', '310101'))
const pudong = office.as(await office.personOf('district-clerk', '310115'))
const officer = office.as(await office.personOf('ra-officer'))

const PDF = Buffer.from('%PDF-1.7 evidence')
const newFor = (staffId: string, profileId = 'staff-sm2') =>
  createRequest(clerk, desk, { kind: 'new', staffId, details: { profileId } })

async function approved(id: string): Promise<void> {
  await submitRequest(clerk, desk, id)
  await reviewRequest(second, id)
  await approveRequest(officer, desk, id)
}
async function issued(staffId: string, profileId?: string): Promise<string> {
  const { id } = await newFor(staffId, profileId)
  await approved(id)
  const { newCredentialId } = await bringKey(clerk, desk, { requestId: id, ...KEY })
  activate(newCredentialId ?? '')
  await advance(clerk, desk, id)
  return newCredentialId ?? ''
}
async function failed(staffId: string): Promise<string> {
  const { id } = await newFor(staffId)
  await addMaterial(clerk, id, { name: '身份证.pdf', bytes: PDF })
  await approved(id)
  state.failsWith = 'authority.refused'
  expect((await bringKey(clerk, desk, { requestId: id, ...KEY })).state).toBe('failed')
  state.failsWith = undefined
  return id
}
beforeEach(() => {
  seals.length = 0
})

describe('leaving', () => {
  it('drafts a revocation of each certificate in force and names the seals, all in one transaction', async () => {
    const person = await office.staffOf(clerk, '310101')
    const held = [await issued(person.id), await issued(person.id, 'staff-rsa')]
    seals.push({
      id: 'seal',
      number: '310101-2026-000001',
      name: '张三名章',
      state: 'active',
      isOwn: true,
      request: null,
    })
    const before = await leavingStand(clerk, desk, person.id)
    expect(before.credentials.map(({ request }) => request)).toEqual([null, null])
    expect((await getStaff(clerk, person.id)).state).toBe('active')

    const stand = await recordLeaving(clerk, desk, person.id, '退休')
    expect(stand.credentials.map(({ id, request }) => [id, request?.state])).toEqual(held.map((id) => [id, 'draft']))
    expect(stand.seals.map(({ number }) => number)).toEqual(['310101-2026-000001'])
    expect((await getStaff(clerk, person.id)).state).toBe('left')
    for (const { request } of stand.credentials) {
      const { request: draft, steps } = await getRequest(clerk, request?.id ?? '')
      expect(draft).toMatchObject({ kind: 'revoke', details: { cause: 'left', note: '退休' }, submittedAt: null })
      expect(steps).toContain('submit')
    }
    expect(await db.$count(auditLog, and(eq(auditLog.action, 'staff.left'), eq(auditLog.objectId, person.id)))).toBe(1)
    await expect(recordLeaving(clerk, desk, person.id, '退休')).rejects.toMatchObject({
      code: 'organisation.staff-left',
    })
  })

  it('leaves a revocation that is asked for already as it is', async () => {
    const person = await office.staffOf(clerk, '310101')
    const credentialId = await issued(person.id)
    const wish = { kind: 'revoke' as const, staffId: person.id, credentialId, details: { cause: 'not-needed' } }
    const { number } = await createRequest(second, desk, wish)
    const { credentials } = await recordLeaving(clerk, desk, person.id, '调离')
    expect(credentials.map(({ request }) => request?.number)).toEqual([number])
    const { items } = await listRequests(clerk, { kind: 'revoke', staffId: person.id, limit: 10 })
    expect(items).toHaveLength(1)
  })

  it('is not recorded where a revocation cannot be drafted', async () => {
    const person = await office.staffOf(clerk, '310101')
    await issued(person.id)
    const broken = { ...desk, seals: () => Promise.reject(new Error('away')) }
    await expect(recordLeaving(clerk, broken, person.id, '退休')).rejects.toThrow('away')
    expect((await getStaff(clerk, person.id)).state).toBe('active')
    expect((await listRequests(clerk, { kind: 'revoke', staffId: person.id, limit: 10 })).items).toEqual([])
  })

  it('is no business of another district', async () => {
    const person = await office.staffOf(clerk, '310101')
    const unknown = { kind: 'not-found', code: 'organisation.staff-unknown' }
    await expect(leavingStand(pudong, desk, person.id)).rejects.toMatchObject(unknown)
    await expect(recordLeaving(pudong, desk, person.id, 'x')).rejects.toMatchObject(unknown)
  })
})

describe('the seals of who leaves', () => {
  it('are those made for the person and those that list a certificate of theirs, and no others', async () => {
    const person = await office.staffOf(clerk, '310101')
    const other = await office.staffOf(clerk, '310101')
    const notAfter = NOW + 1e9
    const { id } = await holds(database, {
      ...{
        staff: person,
        serial: '0A',
        carrier: 'UK-9',
        number: 'SQ-2026-000900',
        notAfter,
        events: [['issued', NOW]],
      },
    })
    const [held] = await db.select().from(credentials).where(eq(credentials.id, id))
    await sealOf({ name: '本人名章', staffId: person.id })
    await sealOf({ name: '所列证书', certificateSha256: [held?.signSha256 ?? ''] })
    await sealOf({ name: '别人的', staffId: other.id })
    const names = async (staffId: string) => (await sealsOfStaff(clerk.db, staffId)).map(({ name }) => name).sort()
    expect(await names(person.id)).toEqual(['所列证书', '本人名章'].sort())
    expect(await names(other.id)).toEqual(['别人的'])
    expect((await sealsOfStaff(pudong.db, person.id)).map(({ name }) => name)).toEqual([])
  })
})

describe('what leaving sets going for others to decide', () => {
  const LATER = NOW + 3_600_000
  const { seals: realSeals, freezeSeals, accounts: realAccounts, disableAccounts } = REQUEST_DESK
  const whole = { ...desk, seals: realSeals, freezeSeals, accounts: realAccounts, disableAccounts }
  const later = (actor: Actor): Ctx => office.as(actor as AccountActor, LATER)
  const recorder = later(clerk.actor)
  const disabled = async (id: string) =>
    (await db.select({ isDisabled: accounts.isDisabled }).from(accounts).where(eq(accounts.id, id)))[0]?.isDisabled

  it('is the freezing of own seals: asked for with the leaving, in force when another person approves', async () => {
    const [person, colleague] = [await office.staffOf(clerk, '310101'), await office.staffOf(clerk, '310101')]
    const own = await sealOf({ name: '本人名章', staffId: person.id })
    const frozen = await sealOf({ name: '已冻结', staffId: person.id, state: 'frozen' })
    const ended = await sealOf({ name: '已销毁', staffId: person.id, state: 'destroyed' })
    const busy = await sealOf({ name: '正在销毁', staffId: person.id })
    const others = await sealOf({ name: '别人的', staffId: colleague.id })
    await requestStanding(recorder, busy, { kind: 'destroy', reason: '样例' })
    const stand = await recordLeaving(recorder, whole, person.id, '退休')
    const asked = Object.fromEntries(stand.seals.map(({ id, request }) => [id, request?.kind ?? null]))
    expect(asked).toEqual({ [own]: 'freeze', [frozen]: null, [ended]: null, [busy]: 'destroy' })
    const stateOf = async (id: string) =>
      (await db.select({ state: sealTable.state }).from(sealTable).where(eq(sealTable.id, id)))[0]?.state
    expect([await stateOf(own), await stateOf(others)]).toEqual(['active', 'active'])
    const requestId = stand.seals.find(({ id }) => id === own)?.request?.id ?? ''
    await expect(approveStanding(recorder, requestId)).rejects.toMatchObject({ kind: 'forbidden' })
    await approveStanding(later(officer.actor), requestId)
    expect(await stateOf(own)).toBe('frozen')
    expect((await leavingStand(recorder, whole, person.id)).seals.find(({ id }) => id === own)).toMatchObject({
      ...{ state: 'frozen', isOwn: true, request: null },
    })
  })

  it('is not the freezing of a seal that others may use too', async () => {
    const person = await office.staffOf(clerk, '310101')
    const given = { serial: '0B', carrier: 'UK-11', number: 'SQ-2026-000901', notAfter: NOW + 1e9 }
    const { id } = await holds(database, { ...given, staff: person, events: [['issued', NOW]] })
    const [held] = await db.select().from(credentials).where(eq(credentials.id, id))
    const [own, shared] = [
      await sealOf({ name: '只列本人', certificateSha256: [held?.signSha256 ?? ''] }),
      await sealOf({ name: '公章', certificateSha256: [held?.signSha256 ?? '', 'f'.repeat(64)] }),
    ]
    const { seals: found } = await recordLeaving(recorder, whole, person.id, '调离')
    const shown = found.map((one) => [one.id, one.isOwn, one.request?.kind ?? null])
    expect(shown.sort()).toEqual(
      [
        [own, true, 'freeze'],
        [shared, false, null],
      ].sort(),
    )
  })

  it('is the end of every account: one security administrator decides, and nothing is disabled before', async () => {
    const [first, admin] = [await office.personOf('district-clerk', '310101'), await office.personOf('security-admin')]
    const again = await office.personOf('operator', undefined, first)
    const twin = await office.personOf('security-admin', undefined, clerk.actor as AccountActor)
    const person = await office.staffOf(clerk, '310101')
    await linkPerson(office.as(admin), person.id, first.personId)
    const stand = await recordLeaving(recorder, whole, person.id, '退休')
    expect(stand.accounts.map(({ isDisabled, approval }) => [isDisabled, approval?.state])).toEqual([
      ...[
        [false, 'pending'],
        [false, 'pending'],
      ],
    ])
    expect(await disabled(first.accountId)).toBe(false)
    const approvalOf = (id: string) => stand.accounts.find((one) => one.id === id)?.approval?.id ?? ''
    // Neither whoever has another role, nor who recorded it under another account.
    for (const actor of [officer.actor, twin])
      await expect(approve(later(actor), APPROVAL_KINDS, approvalOf(first.accountId))).rejects.toMatchObject({
        kind: 'forbidden',
      })
    await approve(later(admin), APPROVAL_KINDS, approvalOf(first.accountId))
    await refuse(later(admin), APPROVAL_KINDS, approvalOf(again.accountId), '另有安排')
    const after = (await leavingStand(recorder, whole, person.id)).accounts
    expect(Object.fromEntries(after.map((one) => [one.id, [one.isDisabled, one.approval?.state]]))).toEqual({
      [first.accountId]: [true, 'done'],
      [again.accountId]: [false, 'refused'],
    })
    const { rows } = await db.execute(sql`select count(*)::int n from audit_log
      where action = 'account.disabled' and object_id in (${first.accountId}, ${again.accountId})`)
    expect(rows).toEqual([{ n: 1 }])
  })

  it('is nothing for somebody without accounts and seals, and not asked twice where it waits already', async () => {
    const nobody = await office.staffOf(clerk, '310101')
    expect(await recordLeaving(recorder, whole, nobody.id, '退休')).toMatchObject({ seals: [], accounts: [] })
    const [actor, admin] = [await office.personOf('operator'), await office.personOf('security-admin')]
    const person = await office.staffOf(clerk, '310101')
    await linkPerson(office.as(admin), person.id, actor.personId)
    const { approval } = await askChange(later(admin), actor.accountId, { action: 'disable', reason: '可疑' })
    const { accounts: found } = await recordLeaving(recorder, whole, person.id, '退休')
    expect(found.map((one) => one.approval)).toEqual([{ id: approval.id, state: 'pending' }])
  })

  it('is not set going where the leaving is not recorded', async () => {
    const person = await office.staffOf(clerk, '310101')
    const own = await sealOf({ name: '本人名章', staffId: person.id })
    const broken = { ...whole, disableAccounts: () => Promise.reject(new Error('away')) }
    const actor = await office.personOf('operator')
    await linkPerson(office.as(await office.personOf('security-admin')), person.id, actor.personId)
    await expect(recordLeaving(recorder, broken, person.id, '退休')).rejects.toThrow('away')
    expect((await leavingStand(recorder, whole, person.id)).seals).toMatchObject([{ id: own, request: null }])
    expect((await getStaff(clerk, person.id)).state).toBe('active')
  })
})

interface GivenSeal {
  name: string
  staffId?: string
  certificateSha256?: string[]
  state?: 'active' | 'frozen' | 'destroyed'
}

/** Straight into the table, as features/seals would have left it. */
async function sealOf(given: GivenSeal): Promise<string> {
  const [id, digest] = [randomUUID(), randomBytes(32).toString('hex')]
  const octets = new Uint8Array([0x30, 0x00])
  await database.owner.execute(sql`set session_replication_role = replica`)
  await database.owner.insert(sealTable).values({
    ...{
      id,
      districtId: '310101',
      number: digest.slice(0, 12),
      kind: 'name',
      holderName: '张三',
      unitName: '黄浦区中心',
    },
    ...{ state: 'active', stateBy: id, stateAt: NOW, requestId: id, version: 4, der: octets, sha256: digest },
    ...{
      picture: octets,
      widthMm: 20,
      heightMm: 20,
      certificates: [],
      certificateSha256: [],
      makerCertificate: octets,
    },
    ...{ makerKeyId: id, validFrom: NOW, validUntil: NOW + 1, madeAt: NOW, ...given },
  })
  await database.owner.execute(sql`set session_replication_role = origin`)
  return id
}

describe('a request that comes back', () => {
  it('has the fields of its own kind', () => {
    expect(fieldsOf('new')).toEqual(['staff', 'profileId', 'note', 'materials'])
    expect(fieldsOf('revoke')).toEqual(['staff', 'credential', 'cause', 'note', 'materials'])
    expect(fieldsOf('change')).toEqual(['staff', 'credential', 'newName', 'note', 'materials'])
  })

  it('says what is wrong with which of them, and is refused a field it has not, by name', async () => {
    const { id } = await newFor((await office.staffOf(clerk, '310101')).id)
    await submitRequest(clerk, desk, id)
    const back = (...names: string[]) =>
      returnRequest(second, id, { fields: names.map((field) => ({ field, reason: '看不清' })) })
    await expect(back('newName')).rejects.toMatchObject({
      kind: 'bad-input',
      code: 'requests.field-unknown',
      params: { field: 'newName', fields: 'staff, profileId, note, materials' },
    })
    await expect(back('材料')).rejects.toMatchObject({ code: 'requests.field-unknown' })
    await expect(back('note', 'note')).rejects.toMatchObject({
      code: 'requests.field-twice',
      params: { field: 'note' },
    })
    const returned = await back('materials', 'profileId')
    expect(returned.returned).toEqual([
      { field: 'materials', reason: '看不清' },
      { field: 'profileId', reason: '看不清' },
    ])
    const { events } = await getRequest(clerk, id)
    expect(events.at(-1)?.reason).toBe('材料：看不清；证书种类：看不清')
  })
})

describe('a request whose issuing failed', () => {
  it('is drafted again with its evidence, which nobody scans twice', async () => {
    const person = await office.staffOf(clerk, '310101')
    const id = await failed(person.id)
    const draft = await askAgain(second, desk, id)
    expect(draft).toMatchObject({
      state: 'draft',
      kind: 'new',
      staffId: person.id,
      details: { profileId: 'staff-sm2' },
    })
    expect(draft.number).not.toBe((await getRequest(clerk, id)).request.number)
    const [file] = await materialsOf(second, draft.id)
    expect(file?.name).toBe('身份证.pdf')
    expect(Buffer.from((await openMaterial(second, draft.id, file?.id ?? '')).bytes)).toEqual(PDF)
    expect((await submitRequest(second, desk, draft.id)).state).toBe('submitted')
    await expect(askAgain(clerk, desk, id)).rejects.toMatchObject({ code: 'requests.asked-already' })
  })

  it('is drafted again by its own district alone, and only when it failed', async () => {
    const id = await failed((await office.staffOf(clerk, '310101')).id)
    await expect(askAgain(pudong, desk, id)).rejects.toMatchObject({ code: 'requests.not-found' })
    const open = await newFor((await office.staffOf(clerk, '310101')).id)
    await expect(askAgain(clerk, desk, open.id)).rejects.toMatchObject({ code: 'requests.step-impossible' })
  })
})
