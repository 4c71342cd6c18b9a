import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { SEAL_REQUEST_STATES, type SealRequestState } from '#db/schema/seals.ts'
import { decide } from '#features/seals/decide.ts'
import { NewSeal } from '#features/seals/inputs.ts'
import { findSeal } from '#features/seals/list.ts'
import { makeSeal } from '#features/seals/make.ts'
import { settlePicture } from '#features/seals/picture.ts'
import { requestSeal, requestStanding } from '#features/seals/request.ts'
import { STEPS, type Step } from '#features/seals/rules.ts'
import { withDatabase } from '../../database.ts'
import { CLERK, MAKER, OFFICER, SECOND_OFFICER, sealStage } from './stage.ts'

const { db, owner } = await withDatabase()
const { ctxOf, equip } = sealStage(db)

const ids = { making: '', standing: '', seal: '' }
beforeAll(async () => {
  const maker = await equip('seal-making', '样例制章者')
  const holder = await equip('document-signature', '张伟')
  const wanted = NewSeal.parse({
    ...{ sealKind: 'name', name: '张伟', holderName: '张伟', unitName: '中心', reason: '新办' },
    design: { style: 'name-square-20', text: '张伟' },
  })
  const ask = async () => (await requestSeal(ctxOf(CLERK), wanted, { certificates: [holder.certificate] })).id
  const first = await ask()
  await decide(ctxOf(OFFICER), first, 'review')
  await settlePicture(ctxOf(MAKER), first)
  ids.seal = (await makeSeal(ctxOf(MAKER), first, maker.id)).sealId
  ids.making = await ask()
  ids.standing = (await requestStanding(ctxOf(CLERK), ids.seal, { kind: 'freeze', reason: '样例' })).id
})

const AFTER: Record<'reviewer' | 'drafter' | 'maker', readonly SealRequestState[]> = {
  reviewer: ['reviewed', 'pictured', 'made', 'delivered', 'done', 'rejected'],
  drafter: ['pictured', 'made', 'delivered'],
  maker: ['made', 'delivered'],
}
const PERSONS = { reviewer: OFFICER.personId, drafter: MAKER.personId, maker: SECOND_OFFICER.personId }

/** The row as it would be in that state, put there past its trigger by the owner. */
async function putInto(id: string, state: SealRequestState): Promise<void> {
  const persons = Object.entries(AFTER).map(([who, states]) => {
    const person = states.includes(state) ? `'${PERSONS[who as keyof typeof PERSONS]}'` : 'null'
    return `${who}_person = ${person}`
  })
  const picture = AFTER.drafter.includes(state) ? `'\\x01'` : 'null'
  await owner.execute(sql.raw('alter table seal_requests disable trigger user'))
  await owner.execute(
    sql.raw(
      `update seal_requests set state = '${state}', picture = ${picture}, ${persons.join(', ')} where id = '${id}'`,
    ),
  )
  await owner.execute(sql.raw('alter table seal_requests enable trigger user'))
}

/** The step as the service would take it, with whoever it takes. */
function step(id: string, to: SealRequestState, more = ''): Promise<unknown> {
  const persons = Object.entries(AFTER).map(([who, states]) => {
    const column = `${who}_person`
    if (to === 'submitted') return `${column} = null`
    return `${column} = ${states.includes(to) ? `coalesce(${column}, '${PERSONS[who as keyof typeof PERSONS]}')` : column}`
  })
  const picture = to === 'submitted' ? 'null' : to === 'pictured' ? `coalesce(picture, '\\x01')` : 'picture'
  const sets = [`state = '${to}'`, `picture = ${picture}`, ...persons].join(', ')
  return db.execute(sql.raw(`update seal_requests set ${sets} ${more} where id = '${id}'`))
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { cause?: { constraint?: string } }) => error.cause?.constraint ?? String(error),
  )

const ALL: readonly Step[] = Object.values(STEPS)
const isKnown = (of: 'making' | 'standing', from: SealRequestState, to: SealRequestState) =>
  ALL.some((one) => (one.of === 'any' || one.of === of) && one.from.includes(from) && one.to === to)

describe('the database holds the table of steps', () => {
  it.each(['making', 'standing'] as const)('for requests that are %s: no step more and none less', async (of) => {
    const id = ids[of]
    const found: string[] = []
    const wanted: string[] = []
    for (const from of SEAL_REQUEST_STATES) {
      for (const to of SEAL_REQUEST_STATES) {
        await putInto(id, from)
        if ((await refusal(step(id, to))) === 'taken') found.push(`${from} → ${to}`)
        if (isKnown(of, from, to)) wanted.push(`${from} → ${to}`)
      }
    }
    expect(found).toEqual(wanted)
    expect(found.length).toBeGreaterThan(of === 'making' ? 10 : 2)
  })

  it.each([
    ['a reviewer who asked', 'submitted', 'reviewed', `, reviewer_person = requester_person`],
    ['a drafter who asked', 'reviewed', 'pictured', `, drafter_person = requester_person`],
    ['a maker who asked', 'pictured', 'made', `, maker_person = requester_person`],
    ['a maker who reviewed', 'pictured', 'made', `, maker_person = reviewer_person`],
  ] as const)('refuses %s', async (_, from, to, more) => {
    await putInto(ids.making, from)
    const own = more.split(' = ')[0]?.replace(', ', '') ?? ''
    const sets = `state = '${to}', picture = '\\x01' ${more}`
    const rest = Object.entries(AFTER)
      .filter(([who, states]) => states.includes(to) && `${who}_person` !== own)
      .map(([who]) => `, ${who}_person = coalesce(${who}_person, '${PERSONS[who as keyof typeof PERSONS]}')`)
    const change = `update seal_requests set ${sets}${rest.join('')} where id = '${ids.making}'`
    expect(await refusal(db.execute(sql.raw(change)))).toBe('seal_requests_persons')
  })

  it.each([
    ['the name', `, name = '别人'`],
    ['the certificates', `, certificates = '[]'`],
    ['the design', `, design = null`],
    ['the person who asked', `, requester_person = gen_random_uuid()`],
    ['the district', `, district_id = '310101'`],
    ['the kind', `, kind = 'reissue'`],
  ])('keeps %s as it was asked for', async (_, more) => {
    await putInto(ids.making, 'submitted')
    expect(await refusal(step(ids.making, 'reviewed', more))).toBe('seal_requests_steps')
    expect(await refusal(step(ids.making, 'reviewed'))).toBe('taken')
  })

  it('keeps who reviewed, and the picture that was settled', async () => {
    await putInto(ids.making, 'pictured')
    for (const change of [
      `reviewer_person = gen_random_uuid()`,
      `picture = '\\x02'`,
      `drafter_person = gen_random_uuid()`,
    ]) {
      const set = `update seal_requests set state = 'made', maker_person = '${SECOND_OFFICER.personId}', ${change} where id = '${ids.making}'`
      expect(await refusal(db.execute(sql.raw(set)))).toBe('seal_requests_steps')
    }
    expect(await refusal(db.execute(sql.raw(`delete from seal_requests where id = '${ids.making}'`)))).toBe(
      'seal_requests_steps',
    )
  })
})

describe('a seal in the database', () => {
  it.each([
    ['frozen without a request', `state = 'frozen'`],
    ['destroyed by the request that made it', `state = 'destroyed', state_at = now()`],
    ['given another content', `der = '\\x00'`],
    ['given another picture', `picture = '\\x00'`],
    ['moved', `district_id = '310101'`],
    ['given more time', `valid_until = now() + interval '30 years'`],
  ])('is not %s', async (_, change) => {
    expect(await refusal(db.execute(sql.raw(`update seals set ${change} where id = '${ids.seal}'`)))).toBe(
      'seals_by_request',
    )
    expect((await findSeal({ db }, ids.seal)).state).toBe('active')
  })

  it('is not frozen by a request that nobody approved, nor deleted, nor thawed where documents are sealed once it is withdrawn', async () => {
    await putInto(ids.standing, 'submitted')
    const freeze = `update seals set state = 'frozen', state_by = '${ids.standing}', state_at = now() where id = '${ids.seal}'`
    expect(await refusal(db.execute(sql.raw(freeze)))).toBe('seals_by_request')
    expect(await refusal(db.execute(sql.raw(`delete from seals where id = '${ids.seal}'`)))).toBe('seals_by_request')
    await db.execute(sql.raw(`update electronic_seals set standing = 'withdrawn'`))
    expect(await refusal(db.execute(sql.raw(`update electronic_seals set standing = 'usable'`)))).toBe(
      'electronic_seals_kept',
    )
    expect(await refusal(db.execute(sql.raw(`update electronic_seals set der = '\\x00'`)))).toBe(
      'electronic_seals_kept',
    )
  })
})
