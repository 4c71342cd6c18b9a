import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { civilText } from '#core/calendar/civil.ts'
import { DAILY_PLAN, isOrdered, occurrences, PLANS, type Plan, utcCron } from '#core/calendar/plan.ts'

describe('inspection plans', () => {
  it('have two slots a day, 730 in the year 2025', () => {
    const year = occurrences(DAILY_PLAN, '2025-01-01', '2025-12-31')
    expect(year).toHaveLength(730)
    expect(new Set(year.map((one) => `${one.date} ${one.slot}`)).size).toBe(730)
  })

  it('open, fall due, run late and are missed at the times of the windows table', () => {
    const [morning, evening] = occurrences(DAILY_PLAN, '2025-03-03', '2025-03-03')
    const times = (one = morning) =>
      one && [one.opensAt, one.plannedAt, one.onTimeUntil, one.missedAfter].map((at) => civilText(at).slice(11, 16))
    expect(times(morning)).toEqual(['07:30', '08:00', '08:30', '10:00'])
    expect(times(evening)).toEqual(['16:30', '17:00', '18:30', '20:00'])
  })

  it('have their times in order, and a slot that is missed before it is late is noticed', () => {
    for (const slot of PLANS.flatMap((plan) => plan.slots)) expect(isOrdered(slot)).toBe(true)
    const [morning] = DAILY_PLAN.slots
    expect(morning && isOrdered({ ...morning, missedAfter: morning.onTimeUntil })).toBe(false)
  })

  it('run monthly and quarterly on their day and on no other', () => {
    const plan = (kind: 'monthly' | 'quarterly'): Plan => ({ ...DAILY_PLAN, days: { kind, dayOfMonth: 5 } })
    const dates = (kind: 'monthly' | 'quarterly') => [
      ...new Set(occurrences(plan(kind), '2025-01-01', '2025-12-31').map((one) => one.date)),
    ]
    expect(dates('monthly')).toHaveLength(12)
    expect(dates('quarterly')).toEqual(['2025-01-05', '2025-04-05', '2025-07-05', '2025-10-05'])
  })

  it('fire at the right hour of hosts that count in UTC', () => {
    expect(utcCron('08:00')).toBe('0 0 * * *')
    expect(utcCron('17:00')).toBe('0 9 * * *')
    expect(utcCron('07:30')).toBe('30 23 * * *')
  })

  it('give byte-equal schedules for ten years whatever the time zone of the machine', () => {
    const program = `
      import { createHash } from 'node:crypto'
      import { occurrences, DAILY_PLAN } from '#core/calendar/plan.ts'
      const text = JSON.stringify(occurrences(DAILY_PLAN, '2025-01-01', '2034-12-31'))
      console.log(createHash('sha256').update(text).digest('hex') + ' ' + new Date(2025, 6, 1).getTimezoneOffset())`
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
  })
})
