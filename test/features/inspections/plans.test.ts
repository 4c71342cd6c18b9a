import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { DAY_MS, instantOf } from '#core/calendar/civil.ts'
import { DAILY_PLAN } from '#core/calendar/house-plans.ts'
import { auditLog } from '#db/schema/audit.ts'
import { inspectionPlanVersions, roundItems, rounds } from '#db/schema/inspections.ts'
import { calendarNotices } from '#db/schema/service.ts'
import {
  addPlan,
  changePlan,
  listPlans,
  planRounds,
  requestExtraRound,
  runDueRound,
} from '#features/inspections/index.ts'
import { actorOf } from '../../context.ts'
import { ownDatabase, stage, withRegister } from './stage.ts'

const DAY = '2026-11-23'
const at = (time: string, date = DAY) => instantOf(date, time)
const operator = actorOf('operator')

async function planned() {
  const db = await ownDatabase()
  await withRegister(db, 10, 10)
  const play = stage(db, at('00:00'))
  await planRounds(play.ctx())
  const of = (planId: string) =>
    db.select().from(rounds).where(eq(rounds.planId, planId)).orderBy(rounds.plannedAt, rounds.id)
  return { db, play, of }
}

const PLAN = {
  id: 'columns-of-ours',
  title: { zh: '栏目巡检', en: 'Columns' },
  contract: '每日 8 点半之前',
  days: { kind: 'working-days' as const },
  slots: [{ ...(DAILY_PLAN.slots[0] as (typeof DAILY_PLAN.slots)[0]), onTimeDays: 0, missedDays: 0 }],
  scope: { layers: ['application' as const], kinds: ['automatic' as const] },
  items: [],
  isCounted: true,
  isRunning: true,
  fromDate: '2026-11-24',
  reason: '合同约定',
}

describe('the plans the product is shipped with', () => {
  it('are planned 35 days ahead, and a rarer one at least for its next time', async () => {
    const { of } = await planned()
    expect(await of('daily')).toHaveLength(72)
    expect((await of('monthly')).map(({ id }) => id)).toEqual(['monthly.2026-12-01.month'])
    expect((await of('quarterly')).map(({ id }) => id)).toEqual(['quarterly.2026-12-12.quarter'])
    expect(await of('columns')).toHaveLength(0)
  })

  it('show the next quarter as soon as the last one is over', async () => {
    const { play, of } = await planned()
    play.clock.set(at('09:00', '2026-12-14'))
    await planRounds(play.ctx())
    expect((await of('quarterly')).map(({ id }) => id)).toEqual([
      'quarterly.2026-12-12.quarter',
      'quarterly.2027-03-13.quarter',
    ])
  })

  it('follow a late notice of holidays: the first working day of the month moves, and is no guess any more', async () => {
    const { db, play, of } = await planned()
    play.clock.set(at('09:00', '2026-12-20'))
    await planRounds(play.ctx())
    const monthly = async () => (await listPlans(play.ctx())).find(({ id }) => id === 'monthly')
    // 1 January 2027 is a Friday, which is all the week says of it.
    expect([(await of('monthly')).at(-1)?.date, (await monthly())?.isProvisional]).toEqual(['2027-01-01', true])
    await db.insert(calendarNotices).values({
      ...{ year: 2027, source: '试验用通知', sha256: '', enteredBy: 'x', enteredAt: at('09:00', '2026-12-20') },
      ...{ daysOff: ['2027-01-01', '2027-01-02', '2027-01-03', '2027-01-04'], makeUpDays: [] },
    })
    await planRounds(play.ctx())
    expect([(await of('monthly')).at(-1)?.date, (await monthly())?.isProvisional]).toEqual(['2027-01-05', false])
  })

  it('keep every round of two years of months and quarters, whatever the hour planning ran', async () => {
    const { play, of } = await planned()
    for (let day = 0; day < 730; day += 31) {
      play.clock.set(at('00:00') + day * DAY_MS + (day % 24) * 3_600_000)
      await planRounds(play.ctx())
    }
    const until = '2028-11-20'
    expect((await of('monthly')).filter(({ date }) => date <= until)).toHaveLength(24)
    expect((await of('quarterly')).filter(({ date }) => date <= until).map(({ date }) => date)).toEqual([
      ...['2026-12-12', '2027-03-13', '2027-06-12', '2027-09-11', '2027-12-11'],
      ...['2028-03-11', '2028-06-10', '2028-09-09'],
    ])
    expect((await of('daily')).filter(({ date }) => date <= until)).toHaveLength(2 * 729)
  })

  it('ask a quarterly round for what no probe sees, and the daily rounds for nothing new', async () => {
    const { db, play } = await planned()
    play.clock.set(at('20:00', '2026-12-12'))
    await db.update(rounds).set({ state: 'missed' }).where(sql`plan_id <> 'quarterly'`)
    const ran = await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })
    expect(ran?.roundId).toBe('quarterly.2026-12-12.quarter')
    const items = await db.select().from(roundItems).orderBy(roundItems.number)
    expect(items.filter(({ kind }) => kind === 'tcp')).toHaveLength(10)
    const own = items.filter(({ kind }) => kind === 'manual').map(({ checkId }) => checkId)
    expect(own).toEqual([
      ...['plan.quarterly.announced.system-0', 'plan.quarterly.announced.system-1'],
      ...['plan.quarterly.hardware.system-0', 'plan.quarterly.hardware.system-1'],
      ...['plan.quarterly.restarted.system-0', 'plan.quarterly.restarted.system-1'],
    ])
  })
})

describe('a plan of our own', () => {
  it('begins on its day, covers what it says and counts as it says', async () => {
    const { db, play, of } = await planned()
    await addPlan(play.ctx(operator), PLAN)
    const own = await of(PLAN.id)
    expect(own[0]).toMatchObject({ id: 'columns-of-ours.2026-11-24.morning', isCounted: true, titleZh: '早班' })
    expect(own).toHaveLength(25)
    play.clock.set(at('08:00', '2026-11-24'))
    await db.update(rounds).set({ state: 'missed' }).where(sql`plan_id <> ${PLAN.id}`)
    await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })
    const layers = await db.selectDistinct({ layer: roundItems.layer, kind: roundItems.kind }).from(roundItems)
    expect(layers).toEqual([{ layer: 'application', kind: 'tcp' }])
    const [row] = await db.select().from(auditLog).where(eq(auditLog.action, 'plan.added'))
    expect(row).toMatchObject({ objectId: PLAN.id, actorName: 'operator' })
  })

  it('is refused for a day that has begun, under a name in use, and when it covers nothing', async () => {
    const { play } = await planned()
    const add = (change: object) => addPlan(play.ctx(operator), { ...PLAN, ...change })
    await expect(add({ fromDate: DAY })).rejects.toMatchObject({ code: 'plans.date-begun' })
    await expect(add({ id: 'daily' })).rejects.toMatchObject({ code: 'plans.name-taken' })
    await expect(add({ id: 'extra' })).rejects.toMatchObject({ code: 'plans.name-taken' })
    await expect(add({ scope: { kinds: [] } })).rejects.toMatchObject({ code: 'plans.covers-nothing' })
    await expect(addPlan(play.ctx(), PLAN)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('is made by one of two who add it at once', async () => {
    const { play, of } = await planned()
    const made = await Promise.allSettled([1, 2].map(() => addPlan(play.ctx(operator), PLAN)))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await of(PLAN.id)).toHaveLength(25)
  })
})

describe('a changed plan', () => {
  const changed = { ...PLAN, version: 1 }

  it('moves, adds and takes out rounds from its day on, and none before', async () => {
    const { db, play, of } = await planned()
    await addPlan(play.ctx(operator), PLAN)
    const before = await of(PLAN.id)
    const [slot] = PLAN.slots
    if (!slot) throw new Error('no slot')
    const later = { ...slot, opensAt: '06:00', plannedAt: '06:30' }
    await changePlan(play.ctx(operator), PLAN.id, {
      ...changed,
      days: { kind: 'daily' },
      slots: [later],
      fromDate: '2026-12-01',
    })
    const after = await of(PLAN.id)
    expect(after.filter(({ date }) => date < '2026-12-01')).toEqual(before.filter(({ date }) => date < '2026-12-01'))
    const moved = after.filter(({ date }) => date >= '2026-12-01')
    expect(moved).toHaveLength(28)
    expect(new Set(moved.map(({ plannedAt, date }) => plannedAt - instantOf(date)))).toEqual(new Set([6.5 * 3_600_000]))
    await changePlan(play.ctx(operator), PLAN.id, { ...changed, version: 2, isRunning: false, fromDate: '2026-12-10' })
    expect((await of(PLAN.id)).at(-1)?.date).toBe('2026-12-09')
    const [row] = await db.select().from(auditLog).where(eq(auditLog.action, 'rounds.withdrawn'))
    expect(row?.detail).toMatchObject({ count: 19 })
  })

  it('never touches a round that is over or under way, and says nothing about the past', async () => {
    const { db, play, of } = await planned()
    play.clock.set(at('08:00'))
    await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })
    const [begun] = await of('daily')
    const { id: _, ...daily } = { ...PLAN, days: { kind: 'daily' as const } }
    const change = { ...daily, version: 1, fromDate: '2026-11-24' }
    await changePlan(play.ctx(operator), 'daily', change)
    expect((await of('daily'))[0]).toEqual(begun)
    await expect(changePlan(play.ctx(operator), 'daily', change)).rejects.toMatchObject({
      code: 'plans.changed-meanwhile',
    })
    await expect(
      changePlan(play.ctx(operator), 'daily', { ...change, version: 2, fromDate: DAY }),
    ).rejects.toMatchObject({ kind: 'bad-input' })
    await expect(changePlan(play.ctx(operator), 'nobody', change)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await db.$count(inspectionPlanVersions, eq(inspectionPlanVersions.planId, 'daily'))).toBe(2)
  })

  it('is listed with what holds today, what follows and when it is next due', async () => {
    const { play } = await planned()
    await addPlan(play.ctx(operator), PLAN)
    const lines = await listPlans(play.ctx())
    expect(lines.map(({ id, now, next }) => [id, now?.version, next?.date])).toEqual([
      ['columns', 1, undefined],
      ['columns-of-ours', undefined, '2026-11-24'],
      ['daily', 1, '2026-11-23'],
      ['monthly', 1, '2026-12-01'],
      ['quarterly', 1, '2026-12-12'],
      ['twice-monthly', 1, undefined],
    ])
  })

  it('is what makes up for its missed round covers too', async () => {
    const { db, play, of } = await planned()
    await addPlan(play.ctx(operator), PLAN)
    play.clock.set(at('12:00', '2026-11-24'))
    await db.update(rounds).set({ state: 'missed' })
    const [missed] = await of(PLAN.id)
    const id = await requestExtraRound(play.ctx(operator), {
      planId: 'made-up',
      makesUpFor: missed?.id ?? '',
      reason: '补',
    })
    await runDueRound(play.ctx(), { clock: play.clock, owner: 'one' })
    const layers = await db
      .selectDistinct({ layer: roundItems.layer })
      .from(roundItems)
      .where(eq(roundItems.roundId, id))
    expect(layers).toEqual([{ layer: 'application' }])
  })
})
