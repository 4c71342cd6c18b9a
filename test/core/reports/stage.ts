// Rows to compute reports from, few enough to count by hand.

import { createHash } from 'node:crypto'
import { civilDateOf, instantOf } from '#core/calendar/civil.ts'
import type { HashText } from '#core/reports/compose.ts'
import {
  type Conclusions,
  type FindingFact,
  noRows,
  type ReportFacts,
  type RoundFact,
  type Rows,
  type TicketFact,
} from '#core/reports/facts.ts'
import { type CalendarKind, periodNamed } from '#core/reports/periods.ts'

export const hash: HashText = async (text) => createHash('sha256').update(text).digest('hex')

export const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11) || '00:00')

export function factsOf(kind: CalendarKind, name: string, rows: Partial<Rows>, asOf?: number): ReportFacts {
  const period = periodNamed(kind, name)
  if (!period) throw new Error(`${name} is no ${kind}`)
  const consideredBy = kind === 'half-year' ? '2025-07-15' : null
  return { period, asOf: asOf ?? period.to, rows: { ...noRows(), ...rows }, provisionalFor: [], consideredBy }
}

export const NONE: Conclusions = { normal: 0, warning: 0, abnormal: 0, unchecked: 0, notApplicable: 0, open: 0 }

export function round(date: string, slot: 'morning' | 'evening', given: Partial<RoundFact> = {}): RoundFact {
  const hour = slot === 'morning' ? '08' : '17'
  return {
    id: `daily.${date}.${slot}`,
    planId: 'daily',
    plan: { zh: '每日巡检', en: 'Daily inspection' },
    date,
    slot: slot === 'morning' ? { zh: '早班', en: 'Morning' } : { zh: '晚班', en: 'Evening' },
    isCounted: true,
    isPlanned: true,
    plannedAt: instantOf(date, `${hour}:00`),
    onTimeUntil: instantOf(date, slot === 'morning' ? '08:30' : '18:30'),
    state: 'done-on-time',
    startedAt: instantOf(date, `${hour}:00`),
    signedAt: instantOf(date, `${hour}:20`),
    inspector: '巡检人',
    reviewer: '复核人',
    makesUpFor: null,
    reason: null,
    conclusions: { ...NONE, normal: 10 },
    itemsDigest: 'ab',
    ...given,
  }
}

/** Both rounds of every day, the evening before the first one too. */
export function roundsOf(from: string, days: number): RoundFact[] {
  const first = instantOf(from)
  const dates = Array.from({ length: days }, (_, day) => civilDateOf(first + day * 86_400_000))
  return dates.flatMap((date) => [round(date, 'morning'), round(date, 'evening')])
}

export function ticket(number: number, reportedAt: string, given: Partial<TicketFact> = {}): TicketFact {
  return {
    id: String(number),
    number: `T-${number}`,
    kind: 'fault',
    level: 2,
    state: 'open',
    title: { zh: '登录失败', en: 'sign-in fails' },
    system: '统一认证',
    usersPercent: null,
    reportedAt: at(reportedAt),
    respondedAt: null,
    resolvedAt: null,
    closedAt: null,
    assignee: null,
    phenomenon: null,
    cause: null,
    resolution: null,
    hasReport: false,
    reworkCount: 0,
    clocks: [],
    maintenance: [],
    ...given,
  }
}

export function finding(id: number, firstSeenAt: string, given: Partial<FindingFact> = {}): FindingFact {
  const same = (zh: string) => ({ zh, en: zh })
  return {
    id: String(id),
    systemId: 'tsa',
    system: '时间戳',
    node: '节点一',
    title: same('时间戳服务'),
    code: 'tsa.clock-drift',
    verdict: 'fail',
    firstSeenAt: at(firstSeenAt),
    recoveredAt: null,
    state: 'open',
    problem: same('时钟偏差'),
    phenomenon: same('偏差 3 秒'),
    cause: null,
    resolution: same('校时'),
    ticketId: null,
    ticketNumber: null,
    closedAt: null,
    ...given,
  }
}
