import { describe, expect, it } from 'vitest'
import { civilText, instantOf } from '#core/calendar/civil.ts'
import { dueOf, duePeriods, periodNamed, periodOn, REPORT_KINDS, REPORT_PLANS } from '#core/reports/periods.ts'
import { workCalendar } from '#core/sla/calendar.ts'
import { HOUSE_CALENDAR } from '#core/sla/house-calendar.ts'

const shown = ({ from, to }: { from: number; to: number }) => [civilText(from), civilText(to)]

describe('the period of a report', () => {
  it('follows the civil time of Shanghai', () => {
    expect(shown(periodOn('month', '2026-02-14'))).toEqual(['2026-02-01 00:00:00', '2026-03-01 00:00:00'])
    expect(shown(periodOn('quarter', '2026-12-31'))).toEqual(['2026-10-01 00:00:00', '2027-01-01 00:00:00'])
    expect(shown(periodOn('half-year', '2026-07-01'))).toEqual(['2026-07-01 00:00:00', '2027-01-01 00:00:00'])
    expect(shown(periodOn('year', '2026-07-01'))).toEqual(['2026-01-01 00:00:00', '2027-01-01 00:00:00'])
    expect(periodOn('month', '2024-02-29').lastDate).toBe('2024-02-29')
  })

  it('is from evening to evening for a day, so that nothing falls between two digests', () => {
    const friday = periodOn('day', '2026-11-20')
    expect(shown(friday)).toEqual(['2026-11-19 20:30:00', '2026-11-20 20:30:00'])
    expect(periodOn('day', '2026-11-21').from).toBe(friday.to)
  })

  it('is from Thursday to Wednesday for a week that is due on the Thursday after', () => {
    const week = periodOn('week', '2026-11-18')
    expect(week).toMatchObject({ name: '2026-11-19', firstDate: '2026-11-12', lastDate: '2026-11-18' })
    expect(periodOn('week', '2026-11-12')).toEqual(week)
    expect(periodOn('week', '2026-11-19').name).toBe('2026-11-26')
    expect(civilText(dueOf(week, HOUSE_CALENDAR).dueBy)).toBe('2026-11-19 17:30:00')
  })

  it('has a name it is found by, and nothing else is one', () => {
    for (const { kind } of REPORT_PLANS) {
      const period = periodOn(kind, '2026-11-20')
      expect(periodNamed(kind, period.name)).toEqual(period)
    }
    for (const [kind, name] of [
      ['day', '2026-02-30'],
      ['day', '2026-2-3'],
      ['week', '2026-11-20'],
      ['month', '2026-13'],
      ['quarter', '2026Q5'],
      ['half-year', '2026H3'],
      ['year', '1999'],
    ] as const)
      expect(periodNamed(kind, name), `${kind} ${name}`).toBeUndefined()
  })
})

describe('a report is due', () => {
  const madeAt = (...[kind, name]: Parameters<typeof periodNamed>) => {
    const period = periodNamed(kind, name)
    return period && civilText(dueOf(period, HOUSE_CALENDAR).madeAt)
  }

  it('on the first working day after its month, quarter, half-year or year, as the State Council says', () => {
    expect(madeAt('month', '2026-10')).toBe('2026-11-02 09:00:00')
    // 1 to 7 October are off.
    expect(madeAt('quarter', '2026Q3')).toBe('2026-10-08 09:00:00')
    // 1 to 3 January are off; Sunday the 4th is a working day.
    expect(madeAt('year', '2025')).toBe('2026-01-04 09:00:00')
    expect(madeAt('half-year', '2025H1')).toBe('2025-07-01 09:00:00')
  })

  it('by the week alone where the year was not announced', () => {
    const period = periodNamed('month', '2026-09')
    if (!period) throw new Error('no period')
    expect(civilText(dueOf(period, workCalendar([])).madeAt)).toBe('2026-10-01 09:00:00')
  })

  it('once each: a year owes 365 digests, 52 weeks, 12 months, 4 quarters, 2 half-years and a summary', () => {
    const since = instantOf('2026-01-01', '00:00')
    const due = duePeriods(since, instantOf('2027-01-01', '00:00'), HOUSE_CALENDAR)
    const count = (kind: string) => due.filter(({ period }) => period.kind === kind).length
    expect(REPORT_KINDS.map(count)).toEqual([0, 365, 52, 11, 3, 1, 0])
    const later = duePeriods(since, instantOf('2027-01-05', '00:00'), HOUSE_CALENDAR)
    const laterCount = (kind: string) => later.filter(({ period }) => period.kind === kind).length
    expect(['month', 'quarter', 'half-year', 'year'].map(laterCount)).toEqual([12, 4, 2, 1])
    expect(new Set(later.map(({ period }) => `${period.kind} ${period.name}`)).size).toBe(later.length)
    expect(due.map(({ madeAt }) => madeAt)).toEqual(due.map(({ madeAt }) => madeAt).sort((a, b) => a - b))
  })

  it('not a moment before it can be made', () => {
    const at = instantOf('2026-11-20', '20:30')
    const names = (now: number) => duePeriods(at - 1, now, HOUSE_CALENDAR).map(({ period }) => period.name)
    expect(names(at - 1)).toEqual([])
    expect(names(at)).toEqual(['2026-11-20'])
  })
})
