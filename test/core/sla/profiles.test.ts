import { describe, expect, it } from 'vitest'
import { instantOf } from '#core/calendar/civil.ts'
import { AVAILABILITY, availability } from '#core/sla/availability.ts'
import { BUREAU_HOURS, workCalendar } from '#core/sla/calendar.ts'
import { cohorts, daysLate, penaltyYuan } from '#core/sla/cohorts.ts'
import { deductions, feePercent, lateDeduction } from '#core/sla/deductions.ts'
import { clocksFor, levelOf } from '#core/sla/profile.ts'
import { HOUSE_PROFILE, PROFILES, profileOf } from '#core/sla/profiles.ts'
import { isRateMet } from '#core/sla/rates.ts'
import { STATE_COUNCIL_YEARS } from '#core/sla/state-council.ts'

const calendar = workCalendar(STATE_COUNCIL_YEARS)
const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11))

describe('profiles', () => {
  it('are five, one a tender paper, every clock with a citation of that paper', () => {
    expect(PROFILES.map(({ paper }) => paper).sort()).toEqual(['000', '001', '002', '003', '004'])
    for (const { paper, clocks } of PROFILES)
      for (const clock of clocks) expect(clock.citation, clock.id).toMatch(new RegExp(`^${paper}:\\d+`))
  })

  it('name each clock once', () => {
    for (const { clocks } of PROFILES) expect(new Set(clocks.map(({ id }) => id)).size).toBe(clocks.length)
  })

  it('give a fault of level Ⅰ in town its response, remote and both on-site clocks', () => {
    const ids = (level: 1 | 4, site: 'urban' | 'suburban') =>
      clocksFor(HOUSE_PROFILE, { kind: 'fault', level, site }).map(({ id, allowance }) => `${id} ${allowance.amount}`)
    expect(ids(1, 'urban')).toEqual([
      'response 15',
      'remote-1 30',
      'on-site-1 120',
      'on-site-urban 120',
      'resolution 3',
    ])
    expect(ids(4, 'suburban')).toEqual([
      'response 15',
      'remote-4 60',
      'on-site-4 240',
      'on-site-suburban 240',
      'resolution 3',
    ])
  })

  it('give a vulnerability a plan by the 2nd and a fix by the 3rd working day, and no other clock', () => {
    const clocks = clocksFor(HOUSE_PROFILE, { kind: 'vulnerability', level: 2, site: 'urban' })
    expect(clocks.map(({ stopsAt, allowance }) => `${stopsAt} ${allowance.amount}`)).toEqual([
      'planned 2',
      'resolved 3',
    ])
  })

  it('answer online by level in working minutes in the paper of the four event levels', () => {
    const nantong = profileOf('nantong')
    const minutes = nantong?.clocks.filter(({ stopsAt }) => stopsAt === 'responded').map((one) => one.allowance)
    expect(minutes?.map(({ amount }) => amount)).toEqual([10, 20, 30, 30])
    expect(new Set(minutes?.map(({ kind }) => kind))).toEqual(new Set(['working-time']))
    expect(nantong?.pauseReasons).toContain('user-verification')
    expect(HOUSE_PROFILE.pauseReasons).not.toContain('user-verification')
  })
})

describe('the level of a fault', () => {
  const level = (reportedAt: string, systems: number, usersPercent: number | null = null) =>
    levelOf({ reportedAt: at(reportedAt), systems, usersPercent }, calendar, BUREAU_HOURS)

  it('is computed from the time and the scope', () => {
    expect(level('2025-03-03 10:00', 2)).toBe(1)
    expect(level('2025-03-03 10:00', 1)).toBe(2)
    expect(level('2025-03-03 20:00', 2)).toBe(3)
    expect(level('2025-03-03 20:00', 1)).toBe(4)
  })

  it('knows working Sundays, holidays on weekdays, and that 17:30 is closed and 8:30 open', () => {
    expect(level('2025-09-28 10:00', 1)).toBe(2)
    expect(level('2025-10-08 10:00', 1)).toBe(4)
    expect(level('2025-03-03 17:30', 1)).toBe(4)
    expect(level('2025-03-03 08:30', 1)).toBe(2)
  })

  it('is wide beyond ten percent of the users, not at ten', () => {
    expect(level('2025-03-03 10:00', 1, 10)).toBe(2)
    expect(level('2025-03-03 10:00', 1, 10.5)).toBe(1)
  })
})

describe('completion by cohort (000)', () => {
  const june = Array.from({ length: 50 }, (_, index) => ({
    id: `J${index}`,
    submittedOn: '2025-06-10',
    doneAt: index < 47 ? at('2025-06-20 10:00') : null,
    isKey: false,
  }))

  it('asks 96 % of the last month, 98, 99, and 100 % of everything older', () => {
    const one = (month: string) => ({ id: month, submittedOn: `${month}-10`, doneAt: null, isKey: false })
    const months = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06', '2025-07'].map(one)
    expect(cohorts(months, '2025-07-06').map(({ month, required }) => `${month} ${required}`)).toEqual([
      '2025-01 10000',
      '2025-02 10000',
      '2025-03 10000',
      '2025-04 9900',
      '2025-05 9800',
      '2025-06 9600',
    ])
  })

  it('is one ticket short with 47 of 50 done, and whole with 48', () => {
    expect(cohorts(june, '2025-07-06')[0]).toMatchObject({ total: 50, done: 47, isMet: false, shortBy: 1 })
    const more = june.map((ticket, index) => (index === 47 ? { ...ticket, doneAt: at('2025-07-01 10:00') } : ticket))
    expect(cohorts(more, '2025-07-06')[0]).toMatchObject({ done: 48, isMet: true, shortBy: 0 })
  })

  it('costs 600 for six days, and 1,000 at most for a key ticket', () => {
    expect(penaltyYuan(6, false)).toBe(600)
    expect(penaltyYuan(6, true)).toBe(1_000)
    expect(penaltyYuan(5, true)).toBe(1_000)
    expect(penaltyYuan(4, true)).toBe(800)
    expect(penaltyYuan(daysLate('2025-07-06', '2025-07-06'), false)).toBe(0)
  })
})

describe('deductions from a hundred (002)', () => {
  const facts = { lateWorkingDays: [], weeks: [], reworked: 0, lateReports: 0, reading: 'marginal' } as const

  it('take 0.3 for three days late, and 2.1 or 4.5 for nine by the reading set', () => {
    expect(lateDeduction(3, 'marginal')).toBe(3)
    expect(lateDeduction(9, 'marginal')).toBe(21)
    expect(lateDeduction(9, 'whole')).toBe(45)
    expect(deductions({ ...facts, lateWorkingDays: [9], reading: 'whole' })).toMatchObject({
      late: 45,
      reading: 'whole',
    })
  })

  it('take a point a week with more than 3.5 % in transit, and nothing at 3.5 %', () => {
    const week = (inTransit: number) => ({ inTransit, total: 1_000 })
    expect(deductions({ ...facts, weeks: [week(36), week(36), week(35)] }).inTransit).toBe(20)
  })

  it('stop at their caps', () => {
    const worst = deductions({
      ...facts,
      lateWorkingDays: Array.from({ length: 99 }, () => 9),
      weeks: Array.from({ length: 26 }, () => ({ inTransit: 1, total: 1 })),
      lateReports: 26,
    })
    expect(worst).toMatchObject({ late: 100, inTransit: 100, reports: 50, score: 750 })
  })

  it('take 4 % of the fee at 66 points, nothing at 70, and 20 % at most', () => {
    expect([660, 700, 100].map(feePercent)).toEqual([4, 0, 20])
  })
})

describe('availability (001)', () => {
  const HOUR = 3_600_000
  const year = { from: at('2025-01-01 00:00'), to: at('2026-01-01 00:00') }
  const outage = (ms: number) => ({ from: at('2025-05-01 00:00'), to: at('2025-05-01 00:00') + ms })
  const observed = (down: { from: number; to: number }[], rest = {}) =>
    availability({ period: year, maintenance: [], down, unknown: [], ...rest })

  it('is 99.95 %: 4.38 hours a year are still met, a millisecond more is not', () => {
    expect(observed([outage(4.38 * HOUR)]).isMet).toBe(true)
    expect(observed([outage(4.38 * HOUR + 1)]).isMet).toBe(false)
    const month = { from: at('2025-06-01 00:00'), to: at('2025-07-01 00:00') }
    const inMonth = (ms: number) => ({ from: month.from, to: month.from + ms })
    const of = (ms: number) => availability({ period: month, maintenance: [], down: [inMonth(ms)], unknown: [] })
    expect([of(21.6 * 60_000).isMet, of(21.6 * 60_000 + 1).isMet]).toEqual([true, false])
  })

  it('leaves agreed maintenance out on both sides and counts overlapping outages once', () => {
    const maintenance = [outage(10 * HOUR)]
    expect(observed([outage(10 * HOUR)], { maintenance })).toMatchObject({ downMs: 0, failures: 0, isMet: true })
    expect(observed([outage(2 * HOUR), outage(3 * HOUR)])).toMatchObject({ downMs: 3 * HOUR, failures: 1 })
  })

  it('tells unknown time apart, and what it would mean at worst', () => {
    const unknown = [outage(5 * HOUR)]
    expect(observed([outage(HOUR)], { unknown })).toMatchObject({
      downMs: HOUR,
      unknownMs: 4 * HOUR,
      isMet: true,
      isMetAtWorst: false,
    })
  })

  it('owes a written report for more than 24 hours, and knows the mean times', () => {
    expect(observed([outage(24 * HOUR)]).reportsOwed).toEqual([])
    expect(observed([outage(24 * HOUR + 1)]).reportsOwed).toEqual([at('2025-05-01 00:00')])
    expect(observed([outage(2 * HOUR)])).toMatchObject({
      meanTimeToRepairMs: 2 * HOUR,
      meanTimeBetweenFailuresMs: 8_758 * HOUR,
    })
    expect(observed([]).meanTimeToRepairMs).toBeNull()
    expect(AVAILABILITY).toBe(9_995)
  })
})

describe('rates (003)', () => {
  it('hold at their limit and fail beside it', () => {
    expect([isRateMet('response', 90, 100), isRateMet('response', 89, 100)]).toEqual([true, false])
    expect([isRateMet('changes-on-time', 85, 100), isRateMet('changes-on-time', 84, 100)]).toEqual([true, false])
    expect([isRateMet('data-errors', 2, 100), isRateMet('data-errors', 3, 100)]).toEqual([true, false])
    expect([isRateMet('delivery-errors', 10, 100), isRateMet('delivery-errors', 11, 100)]).toEqual([true, false])
    expect(isRateMet('response', 0, 0)).toBeNull()
  })
})
