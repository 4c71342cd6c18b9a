import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { civilText } from '#core/calendar/civil.ts'
import { DAILY_PLAN, HOUSE_PLANS, MONTHLY_PLAN, QUARTERLY_PLAN } from '#core/calendar/house-plans.ts'
import { isOrdered, nextDate, occurrences, type Plan, type PlanDays, utcCron } from '#core/calendar/plan.ts'
import { covers, placedItems, WHOLE_REGISTER } from '#core/calendar/plan-scope.ts'
import { HOUSE_CALENDAR } from '#core/sla/house-calendar.ts'

const between = (plan: Plan, from: string, through: string) => occurrences(plan, from, through, HOUSE_CALENDAR)
const datesOf = (days: PlanDays, from = '2025-01-01', through = '2025-12-31') => [
  ...new Set(between({ ...DAILY_PLAN, days }, from, through).map((one) => one.date)),
]

describe('inspection plans', () => {
  it('have two slots a day, 730 in the year 2025', () => {
    const year = between(DAILY_PLAN, '2025-01-01', '2025-12-31')
    expect(year).toHaveLength(730)
    expect(new Set(year.map((one) => `${one.date} ${one.slot}`)).size).toBe(730)
  })

  it('open, fall due, run late and are missed at the times of the windows table', () => {
    const [morning, evening] = between(DAILY_PLAN, '2025-03-03', '2025-03-03')
    const times = (one = morning) =>
      one && [one.opensAt, one.plannedAt, one.onTimeUntil, one.missedAfter].map((at) => civilText(at).slice(11, 16))
    expect(times(morning)).toEqual(['07:30', '08:00', '08:30', '10:00'])
    expect(times(evening)).toEqual(['16:30', '17:00', '18:30', '20:00'])
  })

  it('have their times in order, and a slot that is missed before it is late is noticed', () => {
    for (const slot of HOUSE_PLANS.flatMap((plan) => plan.slots)) expect(isOrdered(slot)).toBe(true)
    const [morning] = DAILY_PLAN.slots
    expect(morning && isOrdered({ ...morning, missedAfter: morning.onTimeUntil })).toBe(false)
    const [night] = QUARTERLY_PLAN.slots
    expect(night && isOrdered({ ...night, onTimeDays: 0 })).toBe(false)
    expect(night && isOrdered({ ...night, missedDays: 0 })).toBe(false)
  })

  it('run monthly and quarterly on their day and on no other', () => {
    const on = [{ by: 'date', day: 5 }] as const
    expect(datesOf({ kind: 'monthly', on })).toHaveLength(12)
    expect(datesOf({ kind: 'quarterly', month: 1, on })).toEqual([
      '2025-01-05',
      '2025-04-05',
      '2025-07-05',
      '2025-10-05',
    ])
    expect(datesOf({ kind: 'quarterly', month: 3, on })).toEqual([
      '2025-03-05',
      '2025-06-05',
      '2025-09-05',
      '2025-12-05',
    ])
  })

  it('find the first and the last working day past holidays and make-up days of the State Council', () => {
    // 2025: 1 January off, 5 May after the holiday of labour, 1–8 October off; 26 January and 28 September are working Sundays.
    expect(datesOf({ kind: 'monthly', on: [{ by: 'working-day', nth: 1 }] })).toEqual([
      ...['2025-01-02', '2025-02-05', '2025-03-03', '2025-04-01', '2025-05-06', '2025-06-03'],
      ...['2025-07-01', '2025-08-01', '2025-09-01', '2025-10-09', '2025-11-03', '2025-12-01'],
    ])
    expect(datesOf({ kind: 'monthly', on: [{ by: 'working-day', nth: -1 }] }, '2025-01-01', '2025-01-31')).toEqual([
      '2025-01-27',
    ])
    expect(datesOf({ kind: 'working-days' })).toHaveLength(248)
  })

  it('find a weekday of the month from either end', () => {
    const on = (weekday: number, nth: number) => [{ by: 'weekday', weekday, nth }] as const
    expect(datesOf(QUARTERLY_PLAN.days)).toEqual(['2025-03-08', '2025-06-14', '2025-09-13', '2025-12-13'])
    expect(datesOf({ kind: 'monthly', on: on(7, -1) }, '2025-02-01', '2025-03-31')).toEqual([
      '2025-02-23',
      '2025-03-30',
    ])
  })

  it('may reach into the days after their own: the night of a stopped machine ends in the morning', () => {
    const [night] = between(QUARTERLY_PLAN, '2025-03-08', '2025-03-08')
    const times = night && [night.opensAt, night.plannedAt, night.onTimeUntil, night.missedAfter].map(civilText)
    expect(times).toEqual(['2025-03-08 18:00:00', '2025-03-08 20:00:00', '2025-03-09 08:00:00', '2025-03-10 20:00:00'])
  })

  it('know their next day however far it is, and none where there is none', () => {
    expect(nextDate(MONTHLY_PLAN, '2026-11-22', 400, HOUSE_CALENDAR)).toBe('2026-12-01')
    expect(nextDate(QUARTERLY_PLAN, '2026-12-13', 400, HOUSE_CALENDAR)).toBe('2027-03-13')
    const never: Plan = { ...DAILY_PLAN, days: { kind: 'monthly', on: [] } }
    expect(nextDate(never, '2026-11-22', 400, HOUSE_CALENDAR)).toBeUndefined()
  })

  it('fire at the right hour of hosts that count in UTC', () => {
    expect(utcCron('08:00')).toBe('0 0 * * *')
    expect(utcCron('17:00')).toBe('0 9 * * *')
    expect(utcCron('07:30')).toBe('30 23 * * *')
  })

  it('give byte-equal schedules for ten years whatever the time zone of the machine', () => {
    const program = `
      import { createHash } from 'node:crypto'
      import { occurrences } from '#core/calendar/plan.ts'
      import { HOUSE_PLANS } from '#core/calendar/house-plans.ts'
      import { HOUSE_CALENDAR } from '#core/sla/house-calendar.ts'
      const plans = HOUSE_PLANS.map((plan) => occurrences(plan, '2025-01-01', '2034-12-31', HOUSE_CALENDAR))
      const text = JSON.stringify(plans)
      console.log(createHash('sha256').update(text).digest('hex') + ' ' + new Date(2025, 6, 1).getTimezoneOffset() + ' ' + plans.flat().length)`
    const run = (TZ: string) =>
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
        encoding: 'utf8',
        env: { ...process.env, TZ },
      })
        .trim()
        .split(' ')
    const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'].map(run)
    expect(new Set(zones.map(([digest]) => digest)).size).toBe(1)
    expect(new Set(zones.map(([, offset]) => offset)).size).toBe(4)
    // 3,652 days with two slots and one, 120 months with one and two, 40 quarters.
    expect(new Set(zones.map(([, , count]) => count))).toEqual(new Set([String(3_652 * 3 + 120 * 3 + 40)]))
  })
})

describe('what a plan covers', () => {
  const check = { layer: 'database', kind: 'postgresql', systemId: 'one' } as const

  it('is the whole register unless it says otherwise', () => {
    expect(covers(WHOLE_REGISTER, check)).toBe(true)
    expect(covers({ ...WHOLE_REGISTER, layers: ['os'] }, check)).toBe(false)
    expect(covers({ ...WHOLE_REGISTER, systems: ['two'] }, check)).toBe(false)
    expect(covers({ kinds: ['manual'] }, check)).toBe(false)
    expect(covers({ kinds: ['manual'] }, { ...check, kind: 'manual' })).toBe(true)
  })

  it('has its own items once for a system, or at every node with the role, within its systems', () => {
    const place = (system: string, node: string, role: string) => ({ system: { id: system }, node: { id: node, role } })
    const places = [place('a', 'a1', 'ra'), place('a', 'a2', 'database'), place('b', 'b1', 'database')]
    const item = (id: string, roles: string[]) => ({
      ...{ id, roles, layer: 'backup' as const, mustMeasure: false },
      title: { zh: id, en: id },
    })
    const items = [item('all', []), item('cold', ['database'])]
    const ids = (scope: typeof WHOLE_REGISTER) =>
      placedItems('quarterly', scope, items, places).map(({ checkId }) => checkId)
    expect(ids(WHOLE_REGISTER)).toEqual([
      ...['plan.quarterly.all.a', 'plan.quarterly.all.b'],
      ...['plan.quarterly.cold.a2', 'plan.quarterly.cold.b1'],
    ])
    expect(ids({ ...WHOLE_REGISTER, systems: ['b'] })).toEqual(['plan.quarterly.all.b', 'plan.quarterly.cold.b1'])
  })
})
