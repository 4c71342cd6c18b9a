import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { instantOf } from '#core/calendar/civil.ts'
import { calendarNotices } from '#db/schema/service.ts'
import { ticketEvents, ticketPauses, tickets } from '#db/schema/tickets.ts'
import { knownYears } from '#features/calendar/index.ts'
import { announceYear } from '#src/features/sla/announce.ts'
import { assessPeriod } from '#src/features/sla/assess.ts'
import { AnnounceYear } from '#src/features/sla/inputs.ts'
import { openTicket } from '#src/features/tickets/life/open.ts'
import { takeStep } from '#src/features/tickets/life/steps.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db, owner } = await withDatabase()
const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11))
const operator = (now: number) => testCtx(db, { now, actor: actorOf('operator') })
const admin = (now: number) => testCtx(db, { now, actor: actorOf('system-admin') })
const ACCOUNT = { phenomenon: '现象', cause: '原因', resolution: '方法' }
const LATER = at('2027-03-01 09:00')

/** 2027 is announced by nobody yet. Written for this test: Friday 5 to Thursday 11 February off, Saturday 13 worked. */
const NOTICE = AnnounceYear.parse({
  year: 2027,
  source: '试验用通知',
  daysOff: ['2027-01-01', ...[5, 6, 7, 8, 9, 10, 11].map((day) => `2027-02-${String(day).padStart(2, '0')}`)],
  makeUpDays: ['2027-02-13'],
})

async function reported(text: string, kind: 'question' | 'fault' = 'question') {
  const report = { title: '登录失败', systemName: null, nodeName: null, reportedBy: '大厅', phenomenon: null }
  return openTicket(operator(at(text)), { kind, ...report, site: 'urban', systemsAffected: 1, usersPercent: null })
}
const resolved = (id: number, text: string) => takeStep(operator(at(text)), id, { step: 'resolve', ...ACCOUNT })
const dueOf = async (id: number) => (await db.select().from(tickets).where(eq(tickets.id, id)))[0]?.nextDueAt

beforeEach(async () => {
  for (const table of [calendarNotices, ticketEvents, ticketPauses, tickets]) await owner.delete(table)
})

describe('a notice of the State Council that comes late (F18)', () => {
  it('names every ticket whose verdict it changes: three working days from 3 February end on the 13th, not on the 8th', async () => {
    const changed = await reported('2027-02-03 10:00')
    await resolved(changed.id, '2027-02-10 12:00')
    const untouched = await reported('2027-03-02 10:00')
    await resolved(untouched.id, '2027-03-09 12:00')
    const before = await assessPeriod({ db, now: LATER }, '2027H1')
    expect(before.provisionalFor).toEqual([2027])
    const { read, changed: named } = await announceYear(admin(LATER), NOTICE, false)
    expect([read, named.map(({ number }) => number)]).toEqual([2, [changed.number]])
    expect(named[0]?.clocks.find(({ clock }) => clock === 'resolution')).toMatchObject({
      before: { state: 'broken', dueAt: at('2027-02-08 17:30') },
      after: { state: 'kept', dueAt: at('2027-02-13 17:30') },
      isVerdict: true,
    })
    const after = await assessPeriod({ db, now: LATER }, '2027H1')
    expect(after.provisionalFor).toEqual([])
    const { rows } = await db.execute(`select detail from audit_log where action = 'calendar.announced'`)
    expect(JSON.stringify(rows)).toContain(changed.number)
  })

  it('moves the due time of a ticket that is open, and with a preview it moves nothing', async () => {
    const { id } = await reported('2027-02-03 10:00')
    const old = await dueOf(id)
    const preview = await announceYear(admin(LATER), NOTICE, true)
    expect(preview.changed).toHaveLength(1)
    expect([await dueOf(id), await db.select().from(calendarNotices)]).toEqual([old, []])
    await announceYear(admin(LATER), NOTICE, false)
    const next = preview.changed[0]?.clocks.map(({ after }) => after.dueAt ?? 0) ?? []
    expect(await dueOf(id)).toBe(Math.min(...next))
    expect(await dueOf(id)).not.toBe(old)
  })

  it('says which level a fault would have by the working time it turned out to fall into, and leaves it', async () => {
    const fault = await reported('2027-02-13 10:00', 'fault')
    const [named] = (await announceYear(admin(LATER), NOTICE, false)).changed
    expect(named?.level?.before).toBe(fault.level)
    expect(named?.level?.after).not.toBe(fault.level)
    expect((await db.select().from(tickets))[0]?.level).toBe(fault.level)
  })

  it('is replaced by a later one of its year, day by day', async () => {
    await announceYear(admin(LATER), NOTICE, false)
    const { id } = await reported('2027-02-03 10:00')
    const first = await dueOf(id)
    const second = { ...NOTICE, source: '更正', makeUpDays: [] }
    const { changed } = await announceYear(admin(LATER), second, false)
    expect(changed).toHaveLength(1)
    expect(await dueOf(id)).toBeGreaterThan(first ?? Number.NaN)
    expect((await knownYears(db))[0]).toMatchObject({ year: 2027, source: '更正', makeUpDays: [] })
  })

  it.each([
    [
      'a day of another year',
      { ...NOTICE, daysOff: [...NOTICE.daysOff, '2028-01-01'] },
      'calendar.day-of-another-year',
    ],
    ['a day that is off and worked', { ...NOTICE, makeUpDays: ['2027-02-05'] }, 'calendar.day-off-and-worked'],
  ])('is refused with %s, and nothing is kept', async (_, notice, code) => {
    await expect(announceYear(admin(LATER), notice, false)).rejects.toMatchObject({ code })
    expect(await db.select().from(calendarNotices)).toEqual([])
  })
})
