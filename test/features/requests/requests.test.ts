import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { getStaff } from '#features/organisation/index.ts'
import {
  addMaterial,
  advance,
  approveRequest,
  bringKey,
  cancelRequest,
  changeRequest,
  createRequest,
  decideMany,
  finishRequest,
  getRequest,
  listRequests,
  materialsOf,
  openMaterial,
  queueOf,
  recordLeaving,
  rejectRequest,
  remindOverdue,
  removeMaterial,
  returnRequest,
  reviewRequest,
  submitRequest,
} from '#features/requests/index.ts'
import type { Ctx } from '#src/context.ts'
import { assignDuties } from '#src/features/organisation/duties.ts'
import { KINDS, REQUEST_STATES, STEPS, transitions } from '#src/features/requests/rules.ts'
import { NOW } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { KEY, memoryDesk, officeIn } from './office.ts'

const { db, owner } = await withDatabase()
const office = await officeIn(db)
const { desk, held, activate } = memoryDesk()
const clerk = office.as(await office.personOf('district-clerk', '310101'))
const second = office.as(await office.personOf('district-clerk', '310101'))
const pudong = office.as(await office.personOf('district-clerk', '310115'))
const officer = office.as(await office.personOf('ra-officer'))
const chief = office.as(await office.personOf('ra-officer'))
const auditor = office.as(await office.personOf('auditor'))

const person = (name?: string) => office.staffOf(clerk, '310101', name)
const ask = async (staffId: string, kind = 'new' as const) =>
  createRequest(clerk, desk, { kind, staffId, details: { profileId: 'staff-sm2' } })
const refused = (code: string) => ({ code: `requests.${code}` })

/** Through three persons to the approval. */
async function approved(id: string) {
  await submitRequest(clerk, desk, id)
  await reviewRequest(second, id)
  return approveRequest(officer, desk, id)
}
/** Somebody with a certificate in use. */
async function holder() {
  const staff = await person()
  const { id } = await ask(staff.id)
  await approved(id)
  const issued = await bringKey(clerk, desk, { requestId: id, ...KEY })
  activate(issued.newCredentialId ?? '')
  await advance(clerk, desk, id)
  return { staff, credentialId: issued.newCredentialId ?? '' }
}

describe('the table of states', () => {
  it('is the same in the code and in the database, which nobody of the service changes', async () => {
    const { rows } = await db.execute<{ line: string }>(
      sql`select kind || ' ' || from_state || ' ' || to_state as line from user_request_transitions order by 1`,
    )
    const ours = transitions().map(({ kind, from, to }) => `${kind} ${from} ${to}`)
    expect(new Set(ours).size).toBe(ours.length)
    expect(rows.map(({ line }) => line)).toEqual([...ours].sort())
    expect(ours.length).toBeGreaterThan(100)
  })

  it('reaches every state, and nothing leaves an end', () => {
    const reached = new Set(STEPS.map(({ to }) => to))
    expect([...reached, 'draft'].sort()).toEqual([...REQUEST_STATES].sort())
    for (const { from } of STEPS)
      for (const end of ['closed', 'rejected', 'cancelled', 'failed']) expect(from).not.toContain(end)
  })
})

describe('a new certificate', () => {
  it('takes three persons and a key brought by who decided nothing', async () => {
    const staff = await person()
    const { id, number } = await ask(staff.id)
    expect(number).toMatch(/^SQ-2026-\d{6}$/)
    await submitRequest(clerk, desk, id)
    await expect(reviewRequest(clerk, id)).rejects.toMatchObject(refused('same-person'))
    await expect(approveRequest(officer, desk, id)).rejects.toMatchObject(refused('step-impossible'))
    await reviewRequest(officer, id)
    await expect(approveRequest(officer, desk, id)).rejects.toMatchObject(refused('same-reviewer'))
    await expect(approveRequest(second, desk, id)).rejects.toMatchObject({ code: 'app.role-required' })
    await approveRequest(chief, desk, id)
    for (const decider of [officer, chief])
      await expect(bringKey(decider, desk, { requestId: id, ...KEY })).rejects.toMatchObject(refused('bringer-decided'))
    const issued = await bringKey(clerk, desk, { requestId: id, ...KEY })
    expect(issued).toMatchObject({ state: 'issued', carrierSerial: 'UK-1' })
    await expect(bringKey(clerk, desk, { requestId: id, ...KEY })).rejects.toMatchObject(refused('step-impossible'))
    activate(issued.newCredentialId ?? '')
    expect((await advance(clerk, desk, id)).state).toBe('closed')
    const { events } = await getRequest(clerk, id)
    expect(events.map(({ step, to }) => [step, to])).toEqual([
      ...[
        ['create', 'draft'],
        ['submit', 'submitted'],
        ['review', 'reviewed'],
        ['approve', 'approved'],
      ],
      ...[
        ['bring-key', 'issuing'],
        ['issue', 'issued'],
        ['close', 'closed'],
      ],
    ])
  })

  it('counts persons, not accounts', async () => {
    const { id } = await ask((await person()).id)
    await submitRequest(clerk, desk, id)
    const other = await office.personOf('ra-officer', undefined, clerk.actor as never)
    await expect(reviewRequest(office.as(other), id)).rejects.toMatchObject(refused('same-person'))
    await reviewRequest(second, id)
    const reviewerAgain = await office.personOf('ra-officer', undefined, second.actor as never)
    await expect(approveRequest(office.as(reviewerAgain), desk, id)).rejects.toMatchObject(refused('same-reviewer'))
  })

  it('is asked for once at a time, and not by who holds one', async () => {
    const staff = await person()
    const first = await ask(staff.id)
    await expect(ask(staff.id)).rejects.toMatchObject({ kind: 'conflict', params: { number: first.number } })
    await cancelRequest(clerk, first.id, '录错')
    const at = await Promise.allSettled([ask(staff.id), ask(staff.id), ask(staff.id)])
    expect(at.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    const { staff: has } = await holder()
    await expect(ask(has.id)).rejects.toMatchObject(refused('held-already'))
  })

  it('waits when the CA is away, and fails for good where it says no', async () => {
    const away = memoryDesk()
    away.state.isAway = true
    const { id } = await ask((await person()).id)
    await approved(id)
    expect((await bringKey(clerk, away.desk, { requestId: id, ...KEY })).state).toBe('issuing')
    away.state.isAway = false
    expect((await advance(clerk, away.desk, id)).state).toBe('issued')
    const other = await ask((await person()).id)
    await approved(other.id)
    const deaf = { ...desk, issue: async () => ({ state: 'failed' as const, code: 'authority.lint-failed' }) }
    expect(await bringKey(clerk, deaf, { requestId: other.id, ...KEY })).toMatchObject({
      state: 'failed',
      failureCode: 'authority.lint-failed',
    })
  })
})

describe('what came back', () => {
  it('says what is wrong with which field, is changed by who asked alone, and reviewed anew', async () => {
    const { id } = await ask((await person()).id)
    await submitRequest(clerk, desk, id)
    await reviewRequest(second, id)
    const fields = [{ field: 'note', reason: '请补充岗位' }]
    expect(await returnRequest(officer, id, { fields })).toMatchObject({
      state: 'returned',
      returned: fields,
      reviewerPerson: null,
    })
    const details = { profileId: 'staff-sm2', note: '窗口岗位' }
    await expect(changeRequest(second, desk, id, { details })).rejects.toMatchObject(refused('not-requester'))
    await changeRequest(clerk, desk, id, { details })
    expect((await submitRequest(clerk, desk, id)).returned).toEqual([])
    await expect(approveRequest(officer, desk, id)).rejects.toMatchObject(refused('step-impossible'))
    await expect(changeRequest(clerk, desk, id, { details })).rejects.toMatchObject(refused('step-impossible'))
    expect((await queueOf(officer)).find(({ request }) => request.id === id)?.exceptions).toContain('came-back')
  })

  it('is over when it was rejected', async () => {
    const { id } = await ask((await person()).id)
    await submitRequest(clerk, desk, id)
    expect(await rejectRequest(second, id, '不在编')).toMatchObject({ state: 'rejected', endedAt: NOW })
    await expect(submitRequest(clerk, desk, id)).rejects.toMatchObject(refused('step-impossible'))
  })
})

describe('what takes no key', () => {
  it('stops a lost key by two persons, at once, and gives it back by three', async () => {
    const { staff, credentialId } = await holder()
    const { id } = await createRequest(clerk, desk, {
      kind: 'suspend',
      staffId: staff.id,
      credentialId,
      details: { cause: 'lost' },
    })
    await submitRequest(clerk, desk, id)
    await expect(approveRequest(clerk, desk, id)).rejects.toMatchObject(refused('same-person'))
    expect((await approveRequest(second, desk, id)).state).toBe('closed')
    expect(held.find((one) => one.id === credentialId)?.state).toBe('suspended')
    const back = await createRequest(clerk, desk, {
      kind: 'resume',
      staffId: staff.id,
      credentialId,
      details: { note: '已找到' },
    })
    await submitRequest(clerk, desk, back.id)
    await expect(approveRequest(second, desk, back.id)).rejects.toMatchObject(refused('step-impossible'))
    await reviewRequest(second, back.id)
    await approveRequest(officer, desk, back.id)
    expect(held.find((one) => one.id === credentialId)?.state).toBe('active')
  })

  it('revokes for who has left, and not twice', async () => {
    const { staff, credentialId } = await holder()
    const { credentials } = await recordLeaving(clerk, desk, staff.id, '离职')
    const wish = { kind: 'revoke' as const, staffId: staff.id, credentialId, details: { cause: 'left' } }
    expect((await approved(credentials[0]?.request?.id ?? '')).state).toBe('closed')
    await expect(createRequest(clerk, desk, wish)).rejects.toMatchObject(refused('credential-state'))
    await expect(createRequest(clerk, desk, { ...wish, kind: 'renew' })).rejects.toMatchObject({
      code: 'organisation.staff-left',
    })
  })

  it('moves a person to another district, whose clerks see them from then on and those of the old one no more', async () => {
    const staff = await person()
    const toUnitId = await office.topOf('310115')
    const { id } = await createRequest(clerk, desk, { kind: 'transfer', staffId: staff.id, details: { toUnitId } })
    await approved(id)
    expect((await getStaff(pudong, staff.id)).unitId).toBe(toUnitId)
    await expect(getStaff(clerk, staff.id)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('changes a name on the list and takes a key for the certificate', async () => {
    const { staff, credentialId } = await holder()
    const wish = { kind: 'change' as const, staffId: staff.id, credentialId, details: { newName: '张三丰' } }
    const { id } = await createRequest(clerk, desk, wish)
    expect((await approved(id)).state).toBe('approved')
    expect((await getStaff(clerk, staff.id)).name).toBe('张三丰')
    expect((await bringKey(clerk, desk, { requestId: id, ...KEY })).state).toBe('issued')
  })

  it('unlocks a carrier when who asked says it was done', async () => {
    const { staff, credentialId } = await holder()
    const { id } = await createRequest(clerk, desk, { kind: 'unlock', staffId: staff.id, credentialId, details: {} })
    await expect(finishRequest(clerk, id)).rejects.toMatchObject(refused('step-impossible'))
    await approved(id)
    await expect(finishRequest(officer, id)).rejects.toMatchObject(refused('bringer-decided'))
    expect((await finishRequest(clerk, id)).state).toBe('closed')
  })
})

describe('the upgrade', () => {
  it('leads from a certificate of old algorithms to an SM2 one, which the old one stays beside until it is in use', async () => {
    const staff = await person()
    const { id } = await createRequest(clerk, desk, {
      kind: 'new',
      staffId: staff.id,
      details: { profileId: 'staff-rsa' },
    })
    await approved(id)
    const old = (await bringKey(clerk, desk, { requestId: id, ...KEY })).newCredentialId ?? ''
    activate(old)
    await advance(clerk, desk, id)
    const wish = { kind: 'upgrade' as const, staffId: staff.id, credentialId: old, details: {} }
    const upgrade = await createRequest(clerk, desk, wish)
    expect(upgrade.details.profileId).toBe('staff-sm2')
    await expect(ask(staff.id)).rejects.toMatchObject(refused('asked-already'))
    await approved(upgrade.id)
    const next = await bringKey(clerk, desk, { requestId: upgrade.id, ...KEY })
    expect(held.find((one) => one.id === old)?.state).toBe('active')
    activate(next.newCredentialId ?? '', old)
    expect((await advance(clerk, desk, upgrade.id)).state).toBe('closed')
  })
})

describe('another district', () => {
  it('sees no request, no evidence and no story, and asks for nobody of ours', async () => {
    const staff = await person()
    const { id } = await ask(staff.id)
    const file = await addMaterial(clerk, id, { name: 'a.pdf', bytes: Buffer.from('%PDF-1.7 a') })
    await submitRequest(clerk, desk, id)
    const unknown = { kind: 'not-found' }
    await expect(getRequest(pudong, id)).rejects.toMatchObject(unknown)
    await expect(reviewRequest(pudong, id)).rejects.toMatchObject(unknown)
    await expect(openMaterial(pudong, id, file.id)).rejects.toMatchObject(unknown)
    await expect(
      createRequest(pudong, desk, { kind: 'new', staffId: staff.id, details: { profileId: 'staff-sm2' } }),
    ).rejects.toMatchObject(unknown)
    expect(
      (await listRequests(pudong, { limit: 50 })).items.filter(({ request }) => request.districtId !== '310115'),
    ).toEqual([])
    for (const table of ['user_request_events', 'user_request_materials'])
      expect((await pudong.db.execute(sql.raw(`select 1 from ${table}`))).rowCount).toBe(0)
    expect((await getRequest(auditor, id)).steps).toEqual([])
  })
})

describe('duties', () => {
  it('limit what a person may do under every account, and nobody gives them to themself', async () => {
    const limited = await office.personOf('district-clerk', '310101')
    const admin = office.as(await office.personOf('security-admin'))
    await expect(assignDuties(admin, (admin.actor as { personId: string }).personId, ['review'])).rejects.toMatchObject(
      { code: 'organisation.own-duties' },
    )
    await assignDuties(admin, limited.personId, ['enter'])
    const { id } = await ask((await person()).id)
    await submitRequest(clerk, desk, id)
    await expect(reviewRequest(office.as(limited), id)).rejects.toMatchObject(refused('duty-required'))
    await assignDuties(admin, limited.personId, ['enter', 'review'])
    expect((await reviewRequest(office.as(limited), id)).state).toBe('reviewed')
  })
})

describe('evidence', () => {
  it('is sealed, hashed, seen on the trail, and stays as it was once handed in', async () => {
    const { id } = await ask((await person()).id)
    const bytes = Buffer.from('%PDF-1.7 身份证扫描件')
    const kept = await addMaterial(clerk, id, { name: '..\\身份证.pdf', bytes })
    expect(kept).toMatchObject({ mediaType: 'application/pdf', name: '身份证.pdf', sizeBytes: bytes.length })
    await expect(addMaterial(clerk, id, { name: 'b.pdf', bytes })).rejects.toMatchObject(refused('material-twice'))
    await expect(addMaterial(clerk, id, { name: 'a.html', bytes: Buffer.from('<script>') })).rejects.toMatchObject(
      refused('material-type'),
    )
    await expect(addMaterial(second, id, { name: 'c.pdf', bytes: Buffer.from('%PDF-2') })).rejects.toMatchObject(
      refused('not-requester'),
    )
    const other = await addMaterial(clerk, id, { name: 'd.png', bytes: Buffer.from('89504e470d0a1a0a00', 'hex') })
    await removeMaterial(clerk, id, other.id)
    await submitRequest(clerk, desk, id)
    await expect(removeMaterial(clerk, id, kept.id)).rejects.toMatchObject(refused('step-impossible'))
    await expect(addMaterial(clerk, id, { name: 'e.pdf', bytes: Buffer.from('%PDF-3') })).rejects.toMatchObject(
      refused('step-impossible'),
    )
    const { bytes: seen } = await openMaterial(second, id, kept.id)
    expect(Buffer.from(seen)).toEqual(bytes)
    expect((await materialsOf(second, id)).map(({ sha256 }) => sha256)).toEqual([kept.sha256])
    const trail = sql`select actor_name from audit_log where action = 'user-request-material.viewed' and object_id = ${id}`
    expect((await db.execute(trail)).rows).toEqual([{ actor_name: (second.actor as { name: string }).name }])
    for (const change of [
      sql`update user_request_materials set sha256 = '' where id = ${kept.id}`,
      sql`delete from user_request_materials where id = ${kept.id}`,
    ])
      await expect(owner.execute(change)).rejects.toMatchObject({
        cause: { constraint: 'user_request_materials_stay' },
      })
  })
})

describe('the database', () => {
  const by = async (ctx: Ctx) => ctx.actor as { accountId: string; personId: string }
  const refusal = { cause: expect.objectContaining({ code: '23514' }) }

  it('lets no request be born decided, for another district, or by who is not who they say', async () => {
    const staff = await person()
    const { id } = await ask(staff.id)
    await cancelRequest(clerk, id, 'x')
    const copy = (changes: string) =>
      sql.raw(`insert into user_requests
      select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'number', 'X' || random(), 'state', 'draft',
        'ended_at', null, 'reason', null) || '${changes}'::jsonb)).* from user_requests r where r.id = '${id}'`)
    await db.execute(copy('{}'))
    for (const changes of [
      '{"state":"submitted"}',
      '{"state":"approved"}',
      '{"district_id":"310115"}',
      `{"requester_person":"${staff.id}"}`,
    ])
      await expect(db.execute(copy(changes)), changes).rejects.toMatchObject(refusal)
  })

  it('holds three persons, the way of the table, and what was decided, against whoever writes', async () => {
    const { id } = await ask((await person()).id)
    await submitRequest(clerk, desk, id)
    const [me, one, two] = [await by(clerk), await by(second), await by(officer)]
    const set = (values: string) => owner.execute(sql.raw(`update user_requests set ${values} where id = '${id}'`))
    const review = (who: { accountId: string; personId: string }) =>
      `state = 'reviewed', reviewer_account = '${who.accountId}', reviewer_person = '${who.personId}', reviewer_name = 'x', reviewed_at = now()`
    const approve = (who: { accountId: string; personId: string }) =>
      `state = 'approved', approver_account = '${who.accountId}', approver_person = '${who.personId}', approver_name = 'x', approved_at = now()`
    for (const change of [
      `state = 'approved'`,
      `state = 'issued'`,
      `details = '{"profileId":"staff-rsa"}'`,
      review(me),
      review({ ...one, personId: two.personId }),
      `${review(one)}, details = '{}'`,
      approve(two),
    ])
      await expect(set(change), change).rejects.toMatchObject(refusal)
    await set(review(one))
    for (const change of [approve(me), approve(one), `state = 'submitted'`])
      await expect(set(change), change).rejects.toMatchObject(refusal)
    await set(approve(two))
    for (const change of [
      `details = '{}'`,
      `staff_id = gen_random_uuid()`,
      `approver_name = 'y'`,
      `state = 'reviewed'`,
      `state = 'returned'`,
    ])
      await expect(set(change), change).rejects.toMatchObject(refusal)
    await expect(owner.execute(sql`delete from user_requests where id = ${id}`)).rejects.toMatchObject(refusal)
    await expect(db.execute(sql`update user_request_events set reason = 'x'`)).rejects.toMatchObject({
      cause: { code: '42501' },
    })
  })
})

describe('the queue', () => {
  it('has the exceptional first and no own request, and decides the others together, each on its own', async () => {
    const plain = await ask((await person()).id)
    await addMaterial(clerk, plain.id, { name: 'a.pdf', bytes: Buffer.from('%PDF-plain') })
    const odd = await ask((await person()).id)
    for (const { id } of [plain, odd]) await submitRequest(clerk, desk, id)
    const queue = (await queueOf(second)).map(({ request }) => request.id)
    expect(queue.indexOf(odd.id)).toBeLessThan(queue.indexOf(plain.id))
    expect((await queueOf(clerk)).map(({ request }) => request.id)).not.toContain(plain.id)
    const late = office.as(second.actor as never, NOW + 7 * 86_400_000)
    expect((await queueOf(late)).find(({ request }) => request.id === plain.id)?.exceptions).toContain('overdue')
    const outcomes = await decideMany(second, desk, { ids: [plain.id, odd.id, crypto.randomUUID()], step: 'review' })
    expect(outcomes.map(({ problem }) => problem?.code)).toEqual([undefined, undefined, 'requests.not-found'])
    expect((await queueOf(second)).map(({ request }) => request.id)).not.toContain(plain.id)
  })

  it('is due by the working time of the bureau: a Saturday counts for nothing', async () => {
    const { id } = await ask((await person()).id)
    const row = await submitRequest(clerk, desk, id)
    // NOW is Saturday 2026-11-21: the first working day is Monday, the second Tuesday, each to 17:30.
    expect(new Date(row.reviewDueAt ?? 0).toISOString()).toBe('2026-11-23T09:30:00.000Z')
    expect(new Date(row.approvalDueAt ?? 0).toISOString()).toBe('2026-11-24T09:30:00.000Z')
  })
})

describe('what is overdue', () => {
  it('is a finding until it was decided, and one however often it is looked at', async () => {
    const open = () => db.execute(sql`select code, state from findings where check_id = 'user-requests.due' order by 1`)
    const { id } = await ask((await person()).id)
    await submitRequest(clerk, desk, id)
    for (const step of [0, 1]) await remindOverdue({ ...office.system, now: NOW + (7 + step) * 86_400_000 })
    expect((await open()).rows).toContainEqual({ code: 'user-requests.review-overdue', state: 'open' })
    const { items } = await listRequests(officer, { limit: 200 })
    for (const { request } of items)
      if (request.state === 'submitted' || request.state === 'reviewed')
        await rejectRequest(request.state === 'submitted' ? second : chief, request.id, 'x')
    await remindOverdue({ ...office.system, now: NOW + 9 * 86_400_000 })
    expect((await open()).rows.map(({ state }) => state)).not.toContain('open')
  })
})

describe('what a kind needs', () => {
  it.each(Object.entries(KINDS))('%s: without it nothing is drafted', async (kind, rule) => {
    const { staff, credentialId } = await holder()
    const bare = { kind: kind as never, staffId: staff.id, details: {} }
    if (rule.needs.length > 0)
      await expect(createRequest(clerk, desk, bare)).rejects.toMatchObject(refused('field-missing'))
    else await expect(createRequest(clerk, desk, bare)).rejects.toMatchObject(refused('credential-missing'))
    expect(credentialId).not.toBe('')
  })
})
