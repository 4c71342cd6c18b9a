import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { civilText, instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import { BUREAU_HOURS, isWorkingDay, missingYears, workCalendar, workingDaysBetween } from '#core/sla/calendar.ts'
import { type Allowance, clockTimeMs, dueAt, nthWorkingDay, readClock, type Terms } from '#core/sla/clock.ts'
import { STATE_COUNCIL_YEARS } from '#core/sla/state-council.ts'
import { stateCouncilSource } from '../../../scripts/holidays.ts'

const calendar = workCalendar(STATE_COUNCIL_YEARS)
const terms = (reading: Terms['reading'] = 'A'): Terms => ({ calendar, hours: BUREAU_HOURS, reading })
const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11))
const days = (amount: number): Allowance => ({ kind: 'working-days', amount })
const wall = (amount: number): Allowance => ({ kind: 'wall', amount })
const minutes = (amount: number): Allowance => ({ kind: 'working-time', amount })
const shown = (instant: number | null) => (instant === null ? null : civilText(instant).slice(0, 16))

describe('the working days of the State Council', () => {
  it('are those of the notices: 248 in 2025 and in 2026, with 5 and 6 make-up days', () => {
    expect(workingDaysBetween(calendar, '2025-01-01', '2025-06-30')).toBe(120)
    expect(workingDaysBetween(calendar, '2025-07-01', '2025-12-31')).toBe(128)
    expect(workingDaysBetween(calendar, '2026-01-01', '2026-06-30')).toBe(120)
    expect(workingDaysBetween(calendar, '2026-07-01', '2026-12-31')).toBe(128)
    const makeUp = (year: string) => [...calendar.makeUpDays].filter((day) => day.startsWith(year))
    expect(makeUp('2025')).toEqual(['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'])
    expect(makeUp('2026')).toEqual(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'])
  })

  it('differ from Monday to Friday on 23 days of 2025 and 25 days of 2026', () => {
    const wrong = (year: number) =>
      Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(year, 0, 1 + day)))
        .map((date) => ({ date: date.toISOString().slice(0, 10), isWeekday: date.getUTCDay() % 6 !== 0 }))
        .filter(({ date, isWeekday }) => isWorkingDay(calendar, date) !== isWeekday).length
    expect([wrong(2025), wrong(2026)]).toEqual([23, 25])
  })

  it('are exactly what the installed package says', () => {
    const file = new URL('../../../src/core/sla/state-council.ts', import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(stateCouncilSource())
  })

  it('are a guess where no year is announced, and the answer says which year is missing', () => {
    const to2026 = workCalendar(STATE_COUNCIL_YEARS.filter(({ year }) => year <= 2026))
    expect(missingYears(to2026, at('2026-12-01 09:00'), at('2026-12-24 17:30'))).toEqual([])
    expect(missingYears(to2026, at('2026-12-01 09:00'), at('2026-12-25 17:30'))).toEqual([2027])
    expect(missingYears(to2026, at('2027-03-01 09:00'), at('2028-01-02 09:00'))).toEqual([2027, 2028])
    const run = { startedAt: at('2026-12-24 10:00'), stoppedAt: null, pauses: [] }
    const read = (amount: number) =>
      readClock(run, { allowance: days(amount), bound: 'within' }, { ...terms(), calendar: to2026 }, run.startedAt)
    expect(read(3).provisionalFor).toEqual([2027])
    expect(
      readClock(run, { allowance: wall(15), bound: 'below' }, { ...terms(), calendar: to2026 }, run.startedAt)
        .provisionalFor,
    ).toEqual([])
  })
})

// Received; 2nd, 3rd, 5th and 10th working day (reading A, 17:30 each); 27 hours of working time (reading B).
const VECTORS = [
  ['2025-01-24 10:00', '2025-01-27', '2025-02-05', '2025-02-07', '2025-02-13', '2025-02-05 10:00'],
  ['2025-01-27 17:29', '2025-02-06', '2025-02-07', '2025-02-10', '2025-02-17', '2025-02-07 17:29'],
  ['2025-04-26 10:00', '2025-04-28', '2025-04-29', '2025-05-06', '2025-05-13', '2025-04-29 17:30'],
  ['2025-04-30 09:00', '2025-05-07', '2025-05-08', '2025-05-12', '2025-05-19', '2025-05-08 09:00'],
  ['2025-09-26 16:00', '2025-09-29', '2025-09-30', '2025-10-10', '2025-10-16', '2025-09-30 16:00'],
  ['2025-09-30 17:00', '2025-10-10', '2025-10-11', '2025-10-14', '2025-10-21', '2025-10-11 17:00'],
  ['2025-10-11 09:00', '2025-10-14', '2025-10-15', '2025-10-17', '2025-10-24', '2025-10-15 09:00'],
  ['2026-02-13 15:00', '2026-02-24', '2026-02-25', '2026-02-27', '2026-03-05', '2026-02-25 15:00'],
  ['2026-01-02 09:00', '2026-01-05', '2026-01-06', '2026-01-08', '2026-01-15', '2026-01-06 17:30'],
  ['2026-09-18 18:00', '2026-09-21', '2026-09-22', '2026-09-24', '2026-10-09', '2026-09-22 17:30'],
] as const

describe('deadlines in working days', () => {
  it.each(VECTORS)('received %s: due by both readings when the vectors say', (received, d2, d3, d5, d10, hours27) => {
    const due = (amount: number, reading: Terms['reading']) => shown(dueAt(at(received), days(amount), terms(reading)))
    expect([2, 3, 5, 10].map((amount) => due(amount, 'A'))).toEqual([d2, d3, d5, d10].map((day) => `${day} 17:30`))
    expect(due(3, 'B')).toBe(hours27)
  })

  it('count a fault on a working Sunday by its own clock', () => {
    expect(shown(dueAt(at('2025-09-28 17:20'), wall(15), terms()))).toBe('2025-09-28 17:35')
    expect(shown(dueAt(at('2025-09-28 17:20'), minutes(15), terms()))).toBe('2025-09-29 08:35')
  })

  it('give the customer ten working days for a report of 2025-07-01', () => {
    expect(shown(nthWorkingDay(at('2025-07-01 10:00'), 10, terms()))).toBe('2025-07-15 17:30')
  })
})

describe('a clock', () => {
  const received = at('2025-09-26 16:00')
  const due = at('2025-09-30 17:30')
  const third = { allowance: days(3), bound: 'within' } as const
  const stop = (stoppedAt: number, pauses: { from: number; to: number | null }[] = []) =>
    readClock({ startedAt: received, stoppedAt, pauses }, third, terms(), stoppedAt)

  it('is kept at the closing instant and broken a millisecond later, though no working time passes at night', () => {
    expect(stop(due).state).toBe('kept')
    expect(stop(due + 1).state).toBe('broken')
  })

  it('takes "less than 15 minutes" strictly: 15:00.000 fails', () => {
    const rule = { allowance: wall(15), bound: 'below' } as const
    const response = (ms: number) =>
      readClock({ startedAt: received, stoppedAt: received + ms, pauses: [] }, rule, terms(), received + ms).state
    expect(response(15 * MINUTE_MS - 1)).toBe('kept')
    expect(response(15 * MINUTE_MS)).toBe('broken')
  })

  it('is given back a pause in its own calendar: a week-end of waiting is worth nothing', () => {
    const paused = { from: at('2025-10-17 17:30'), to: at('2025-10-20 08:30') }
    const start = at('2025-10-17 09:00')
    expect(dueAt(start, days(1), terms(), [paused])).toBe(dueAt(start, days(1), terms()))
    expect(shown(dueAt(start, days(1), terms(), [{ ...paused, to: at('2025-10-20 09:30') }]))).toBe('2025-10-21 09:30')
    // The same pause on a wall clock is worth all of its 63 hours.
    expect(dueAt(start, wall(24 * 60), terms(), [paused])).toBe(at('2025-10-18 09:00') + 63 * 60 * MINUTE_MS)
  })

  it('counts overlapping pauses once', () => {
    const start = at('2025-03-03 08:30')
    const one = { from: at('2025-03-04 09:00'), to: at('2025-03-04 11:00') }
    const other = { from: at('2025-03-04 10:00'), to: at('2025-03-04 12:00') }
    expect(shown(dueAt(start, days(1), terms(), [one, other]))).toBe('2025-03-05 11:30')
    expect(dueAt(start, days(1), terms(), [other, one, one])).toBe(dueAt(start, days(1), terms(), [one, other]))
  })

  it('is not healed by a pause after the breach', () => {
    const late = stop(due + 60 * MINUTE_MS, [{ from: due + 1, to: due + 50 * MINUTE_MS }])
    expect(late).toMatchObject({ state: 'broken', dueAt: due })
  })

  it('has no due time while a pause is on, and one again when it ends', () => {
    const pauses = [{ from: at('2025-09-29 10:00'), to: at('2025-09-29 12:00') }]
    const run = { startedAt: received, stoppedAt: null, pauses }
    const on = readClock(run, third, terms(), at('2025-09-29 11:00'))
    expect(on).toMatchObject({ state: 'paused', dueAt: null, pausedMs: 60 * MINUTE_MS })
    const after = readClock(run, third, terms(), at('2025-09-29 12:00'))
    expect(shown(after.dueAt)).toBe('2025-10-09 10:30')
    expect(after.state).toBe('running')
  })

  it('measures the time it used without pauses, nights and days off', () => {
    const span = { from: at('2025-09-30 16:30'), to: at('2025-10-09 10:00') }
    expect(clockTimeMs(span, days(3), terms())).toBe(150 * MINUTE_MS)
    const paused = { from: at('2025-09-30 17:00'), to: at('2025-10-09 09:00') }
    expect(clockTimeMs(span, days(3), terms(), [paused])).toBe(90 * MINUTE_MS)
    expect(clockTimeMs(span, wall(1), terms())).toBe(span.to - span.from)
  })
})
