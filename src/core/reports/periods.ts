// Which reports are owed and for which span: every kind as data, with its periods in the bureau's civil time and when each is made.
// Tender 001:1511-1513 (monthly ledgers, annual summary), 002 (weekly by the close of Thursday), 004:8036-8046 (half-year, quarter).

import { addDays, type CivilDate, type CivilTime, civilDateOf, DAY_MS, instantOf } from '../calendar/civil.ts'
import type { Text } from '../messages/index.ts'
import { isWorkingDay, type WorkCalendar } from '../sla/calendar.ts'
import { quarterOf } from '../sla/period.ts'
import type { Instant } from '../verdict.ts'

export const REPORT_KINDS = ['round', 'day', 'week', 'month', 'quarter', 'half-year', 'year'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]
/** Kinds whose periods follow from the calendar; a report of a round follows from the round. */
export type CalendarKind = Exclude<ReportKind, 'round'>

/** `day` on the day itself, `week` on its Thursday, `later` on the first working day after the period. */
type MadeOn = 'day' | 'week' | 'later'

export interface ReportPlan {
  kind: CalendarKind
  title: Text
  /** First letters of its number. */
  mark: string
  madeOn: MadeOn
  /** When it is made, and by when it must be there. */
  madeAt: CivilTime
  dueBy: CivilTime
}

/** The day of a digest ends here: the evening round is decided at 20:00. What happens later is told by the next digest. */
export const DAY_ENDS_AT: CivilTime = '20:30'

const plan = (
  kind: CalendarKind,
  mark: string,
  zh: string,
  en: string,
  times: Omit<ReportPlan, 'kind' | 'title' | 'mark'>,
) => ({
  ...{ kind, mark },
  title: { zh, en },
  ...times,
})
const LATER = { madeOn: 'later', madeAt: '09:00', dueBy: '17:30' } as const

export const REPORT_PLANS: readonly ReportPlan[] = [
  plan('day', 'RB', '运维日报', 'Daily digest', { madeOn: 'day', madeAt: DAY_ENDS_AT, dueBy: '23:59' }),
  plan('week', 'ZB', '运维周报', 'Weekly report', { madeOn: 'week', madeAt: '14:00', dueBy: '17:30' }),
  plan('month', 'YB', '运维月报', 'Monthly report', LATER),
  plan('quarter', 'JB', '季度报告', 'Quarterly report', LATER),
  plan('half-year', 'BN', '半年运行维护报告', 'Half-year operation and maintenance report', LATER),
  plan('year', 'NB', '年度运维总结报告', 'Annual summary', LATER),
]

export const ROUND_REPORT = { title: { zh: '巡检报告', en: 'Round report' }, mark: 'XJ' } as const

export interface ReportPeriod {
  kind: ReportKind
  /** `2026-11-20`, a Thursday, `2026-11`, `2026Q4`, `2026H2`, `2026`; the round's own name. */
  name: string
  /** Half open. */
  from: Instant
  to: Instant
  /** The civil dates it is about, both included. */
  firstDate: CivilDate
  lastDate: CivilDate
}

const THURSDAY = 4
const MONTHS: Record<'month' | 'quarter' | 'half-year' | 'year', number> = {
  month: 1,
  quarter: 3,
  'half-year': 6,
  year: 12,
}

/** The period of a kind that holds the date; a date of a week is told by the Thursday that follows it. */
export function periodOn(kind: CalendarKind, date: CivilDate): ReportPeriod {
  if (kind === 'day') return dayPeriod(date)
  if (kind === 'week') return weekPeriod(thursdayAfter(date))
  return monthsPeriod(kind, date)
}

function dayPeriod(date: CivilDate): ReportPeriod {
  const to = instantOf(date, DAY_ENDS_AT)
  return { kind: 'day', name: date, from: to - DAY_MS, to, firstDate: date, lastDate: date }
}

/** Thursday to Wednesday: the report is due on the Thursday after, and tells whole days only. */
function weekPeriod(thursday: CivilDate): ReportPeriod {
  const firstDate = addDays(thursday, -7)
  const lastDate = addDays(thursday, -1)
  return { kind: 'week', name: thursday, from: instantOf(firstDate), to: instantOf(thursday), firstDate, lastDate }
}

function thursdayAfter(date: CivilDate): CivilDate {
  const weekday = weekdayOf(date)
  return addDays(date, ((THURSDAY - weekday + 6) % 7) + 1)
}

function monthsPeriod(kind: keyof typeof MONTHS, date: CivilDate): ReportPeriod {
  const months = MONTHS[kind]
  const year = Number(date.slice(0, 4))
  const first = Math.floor((Number(date.slice(5, 7)) - 1) / months) * months
  const firstDate = monthStart(year, first)
  const next = monthStart(year, first + months)
  const name = nameOf(kind, firstDate)
  return { kind, name, from: instantOf(firstDate), to: instantOf(next), firstDate, lastDate: addDays(next, -1) }
}

/** @param month counted from 0; beyond 11 it lies in the next year */
function monthStart(year: number, month: number): CivilDate {
  return `${year + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
}

function nameOf(kind: keyof typeof MONTHS, firstDate: CivilDate): string {
  if (kind === 'month') return firstDate.slice(0, 7)
  if (kind === 'quarter') return quarterOf(firstDate)
  const year = firstDate.slice(0, 4)
  return kind === 'year' ? year : `${year}H${firstDate.slice(5, 7) === '01' ? 1 : 2}`
}

const NAMES: Record<CalendarKind, { form: RegExp; dateOf: (match: RegExpExecArray) => string }> = {
  day: { form: /^20\d\d-\d\d-\d\d$/, dateOf: ([name]) => name },
  week: { form: /^20\d\d-\d\d-\d\d$/, dateOf: ([name]) => name },
  month: { form: /^20\d\d-(0[1-9]|1[0-2])$/, dateOf: ([name]) => `${name}-01` },
  quarter: {
    form: /^(20\d\d)Q([1-4])$/,
    dateOf: ([, year, quarter]) => monthStart(Number(year), Number(quarter) * 3 - 3),
  },
  'half-year': {
    form: /^(20\d\d)H([12])$/,
    dateOf: ([, year, half]) => monthStart(Number(year), Number(half) * 6 - 6),
  },
  year: { form: /^20\d\d$/, dateOf: ([name]) => `${name}-01-01` },
}

/** The period of that name; undefined for a name that is none: a day that does not exist, a week that ends on no Thursday. */
export function periodNamed(kind: CalendarKind, name: string): ReportPeriod | undefined {
  const match = NAMES[kind].form.exec(name)
  const date = match && NAMES[kind].dateOf(match)
  if (!date || !isDate(date)) return undefined
  const period = kind === 'week' ? (weekdayOf(date) === THURSDAY ? weekPeriod(date) : undefined) : periodOn(kind, date)
  return period?.name === name ? period : undefined
}

function isDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00.000Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === date
}

function weekdayOf(date: CivilDate): number {
  return new Date(`${date}T00:00:00.000Z`).getUTCDay()
}

export interface Due {
  period: ReportPeriod
  /** From when it can be made: everything it is about has happened. */
  madeAt: Instant
  /** Later than this it is late. */
  dueBy: Instant
}

/** A calendar that does not know the year yet puts the first working day by the week alone. */
export function dueOf(period: ReportPeriod, calendar: WorkCalendar): Due {
  const plan = REPORT_PLANS.find(({ kind }) => kind === period.kind)
  if (!plan) return { period, madeAt: period.to, dueBy: period.to + DAY_MS }
  const day = dayMade(plan, period, calendar)
  return { period, madeAt: instantOf(day, plan.madeAt), dueBy: instantOf(day, plan.dueBy) }
}

function dayMade({ madeOn }: ReportPlan, { name, lastDate }: ReportPeriod, calendar: WorkCalendar): CivilDate {
  if (madeOn === 'day' || madeOn === 'week') return name
  let day = addDays(lastDate, 1)
  while (!isWorkingDay(calendar, day)) day = addDays(day, 1)
  return day
}

/** Every report that can be made at `now` and is about time after `since`, in order of its making. */
export function duePeriods(since: Instant, now: Instant, calendar: WorkCalendar): Due[] {
  const due = REPORT_PLANS.flatMap(({ kind }) => periodsFrom(kind, since, now).map((period) => dueOf(period, calendar)))
  return due.filter(({ madeAt }) => madeAt <= now).sort((a, b) => a.madeAt - b.madeAt)
}

function periodsFrom(kind: CalendarKind, since: Instant, now: Instant): ReportPeriod[] {
  const found: ReportPeriod[] = []
  for (let period = firstAfter(kind, since); period.to <= now; period = firstAfter(kind, period.to)) found.push(period)
  return found
}

/** The period the instant lies in; a day's begins the evening before. */
function firstAfter(kind: CalendarKind, at: Instant): ReportPeriod {
  const period = periodOn(kind, civilDateOf(at))
  return period.to <= at ? periodOn(kind, addDays(civilDateOf(at), 1)) : period
}
