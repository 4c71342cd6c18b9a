import { desc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { DAY_MS, instantOf } from '#core/calendar/civil.ts'
import { auditLog } from '#db/schema/audit.ts'
import { dayFrom, endOf, standingAt, type Told, wasHeld } from '#features/holdings/rules.ts'
import { findHoldings } from '#features/holdings/search.ts'
import { useIdentity } from '#features/organisation/index.ts'
import { NOW } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { officeIn } from '../requests/office.ts'
import { holds } from './stage.ts'

const day = (text: string, hour = 0) => instantOf(text) + hour * 3_600_000
const LATE = day('2027-01-01')
const STORY: Told[] = [
  { kind: 'issued', at: day('2026-01-10', 9) },
  { kind: 'written', at: day('2026-01-10', 10) },
  { kind: 'activated', at: day('2026-01-11', 9) },
  { kind: 'suspended', at: day('2026-03-01', 9) },
  { kind: 'resumed', at: day('2026-03-05', 9) },
  { kind: 'superseded', at: day('2026-06-01', 15) },
]

describe('on a day', () => {
  it.each([
    ['2026-01-09', undefined, false],
    ['2026-01-10', 'written', true],
    ['2026-01-11', 'active', true],
    ['2026-03-01', 'suspended', true],
    ['2026-03-04', 'suspended', true],
    ['2026-03-05', 'active', true],
    ['2026-05-31', 'active', true],
    // Replaced at three in the afternoon: held that day, and not the day after.
    ['2026-06-01', 'superseded', true],
    ['2026-06-02', 'superseded', false],
  ])('%s a credential stands as its story says', (on, standing, isHeld) => {
    const span = dayFrom(instantOf(on))
    expect(standingAt(STORY, LATE, span.to)).toBe(standing)
    expect(wasHeld(STORY, LATE, span)).toBe(isHeld)
  })

  it('one that ran out is held until the day it does', () => {
    const story = STORY.slice(0, 3)
    const notAfter = day('2026-02-01', 12)
    expect(wasHeld(story, notAfter, dayFrom(day('2026-02-01')))).toBe(true)
    expect(wasHeld(story, notAfter, dayFrom(day('2026-02-02')))).toBe(false)
    expect(standingAt(story, notAfter, day('2026-02-02'))).toBe('expired')
    expect(endOf(story, notAfter, day('2026-02-02'))).toBe(notAfter)
  })

  it('what happened at one moment counts in its order, and a moved login changes nothing', () => {
    const at = day('2026-02-01')
    const together: Told[] = [
      { kind: 'revoked', at },
      { kind: 'login-moved', at },
      { kind: 'superseded', at },
    ]
    expect(standingAt([...STORY.slice(0, 3), ...together], LATE, at)).toBe('revoked')
  })
})

describe('the auditor', async () => {
  const database = await withDatabase()
  const { db } = database
  const office = await officeIn(db)
  const officer = office.as(await office.personOf('ra-officer'))
  const wang = await office.staffOf(officer, '310101', '王五')
  const zhao = await office.staffOf(officer, '310115', '赵六')
  const story = (shiftDays: number) =>
    STORY.map(({ kind, at }) => [kind, at + shiftDays * DAY_MS] as [typeof kind, number])
  await holds(database, {
    ...{
      staff: wang,
      carrier: 'UK-2026-0001',
      serial: '4f00aa',
      number: 'SQ-2026-000001',
      notAfter: LATE,
      events: story(0),
    },
  })
  await holds(database, {
    ...{ staff: wang, carrier: 'UK-2026-0002', serial: '4f00bb', number: 'SQ-2026-000002', notAfter: LATE },
    events: story(141).slice(0, 3),
  })
  await holds(database, {
    ...{ staff: zhao, carrier: 'UK-2026-0003', serial: '4f00cc', number: 'SQ-2026-000003', notAfter: LATE },
    events: story(0).slice(0, 3),
  })
  const auditor = office.as(await office.personOf('auditor'))
  const number = await db.transaction((tx) =>
    useIdentity(office.system, tx, wang.id, async (identity) => identity.number),
  )
  const ask = async (query: string, on = '2026-04-01', withEnded = false) => {
    const { items } = await findHoldings(auditor, { query, on, withEnded })
    return items.map(({ request }) => request?.number)
  }
  const last = async () => {
    const [row] = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.action, 'holdings.searched'))
      .orderBy(desc(auditLog.seq))
      .limit(1)
    return row
  }

  it.each([
    ['a name', '王五'],
    ['a serial number', '4F:00:AA'],
    ['the serial number of the encryption certificate', '4f00aaee'],
    ['the number of the carrier', 'uk-2026-0001'],
    ['the number of the request', 'SQ-2026-000001'],
    ['the whole number of a document', number],
  ])('finds by %s who held what on which carrier, and by whom it was approved', async (_, query) => {
    const { items } = await findHoldings(auditor, { query, on: '2026-04-01', withEnded: false })
    expect(items).toMatchObject([
      {
        holder: { name: '王五', identityMasked: wang.identityMasked },
        carrier: { serial: 'UK-2026-0001' },
        standing: 'active',
        request: { number: 'SQ-2026-000001', requesterName: '经办甲', reviewerName: '受理乙', approverName: '审批丙' },
      },
    ])
    expect(JSON.stringify(items)).not.toContain(number)
    expect(items[0]?.holder).not.toHaveProperty('identityDigest')
  })

  it('is told of the day asked about, and of what came before only when asked', async () => {
    expect(await ask('王五', '2026-01-09')).toEqual([])
    expect(await ask('王五', '2026-06-01')).toEqual(['SQ-2026-000002', 'SQ-2026-000001'])
    expect(await ask('王五', '2026-06-02')).toEqual(['SQ-2026-000002'])
    expect(await ask('王五', '2026-06-02', true)).toEqual(['SQ-2026-000002', 'SQ-2026-000001'])
    await expect(ask('王五', '2027-06-02')).rejects.toMatchObject({ code: 'holdings.in-future' })
    await expect(ask('王五', '2026-02-30')).rejects.toMatchObject({ kind: 'bad-input' })
  })

  it('leaves a trace each time, also of nothing, and never the number of a document', async () => {
    await ask('赵六')
    expect(await last()).toMatchObject({ actorName: auditor.actor.type === 'account' ? auditor.actor.name : '' })
    expect((await last())?.detail).toMatchObject({ query: '赵六', found: 1 })
    expect(await ask('查无此人')).toEqual([])
    expect((await last())?.detail).toMatchObject({ query: '查无此人', found: 0, credentials: [] })
    await ask(number)
    expect((await last())?.detail).toMatchObject({ found: 1 })
    // A digit mistyped names nobody here, and may be somebody's all the same.
    await ask(`${number.slice(0, -2)}${(Number(number.at(-2)) + 1) % 10}${number.at(-1)}`)
    await ask('E12345678')
    const trail = JSON.stringify(await db.select().from(auditLog))
    expect(trail).not.toContain(number)
    expect(trail).not.toContain(number.slice(0, -2))
    expect(trail).not.toContain('E12345678')
  })

  it('a wildcard is a character like any other', async () => {
    expect(await ask('%%')).toEqual([])
    expect(await ask('UK-2026-000_')).toEqual([])
  })

  it('sees nothing of another district where the account is of one', async () => {
    const scoped = office.as(await office.personOf('auditor', '310115'))
    const of = async (query: string) =>
      (await findHoldings(scoped, { query, on: '2026-04-01', withEnded: true })).items.length
    expect([await of('王五'), await of('赵六')]).toEqual([0, 1])
    expect(NOW).toBeGreaterThan(0)
  })
})
