// What a report says of tickets: the warning ledger (预警处理台帐), faults, and what is open or overdue.
// Tender 001:1511 (ledgers), 001:1067-1073 (mean time to repair), 004:8013-8032 (response within 15 minutes).

import { ROMAN_LEVELS, TICKET_KINDS } from '../sla/profile.ts'
import {
  columns,
  count,
  digestTable,
  durationOf,
  type FigureDraft,
  isIn,
  list,
  mean,
  type SectionDraft,
  section,
  share,
  sum,
  type TableDraft,
  text,
} from './draft.ts'
import type { ClockFact, ReportFacts, TicketFact } from './facts.ts'
import { type Cell, durationText, type Text } from './model.ts'
import { moment, TICKET_KIND_WORDS, TICKET_STATES, wordOf, YES_NO } from './words.ts'

const ticketLink = ({ id }: TicketFact) => `/tickets/${id}`

const clockOf = ({ clocks }: TicketFact, rule: string) => clocks.find((clock) => clock.rule === rule)
const isRunningLate = ({ isBreached, stoppedAt }: ClockFact) => isBreached && stoppedAt === null
const isOverdue = ({ state, clocks }: TicketFact) => state === 'open' && clocks.some(isRunningLate)

export function ticketsSection(facts: ReportFacts, tables: TableDraft[]): SectionDraft {
  const { rows, period } = facts
  const reported = rows.tickets.filter(({ reportedAt }) => isIn(period, reportedAt))
  const closed = rows.tickets.filter(({ closedAt }) => isIn(period, closedAt))
  const open = rows.tickets.filter(({ state }) => state === 'open')
  const inTransit = text('在途率（处理中 ÷ 期内在办）', 'In transit (open ÷ handled in the period)')
  return section('tickets', text('工单', 'Tickets'), {
    figures: [
      count('reported', text('新增工单', 'Tickets reported'), 'tickets', reported, '/tickets'),
      count('closed', text('期内关闭', 'Tickets closed'), 'tickets', closed),
      count('open', text('报告时刻处理中', 'Open when reported'), 'tickets', open, '/tickets'),
      count('overdue', text('其中超时限', 'of which overdue'), 'tickets', open.filter(isOverdue)),
      share('in-transit', inTransit, 'tickets', rows.tickets, ({ state }) => state === 'open'),
      promised(facts, 'resolution', text('按时解决率', 'Solved on time')),
      sum('rework', text('返工次数', 'Times reopened'), 'tickets', rows.tickets, ({ reworkCount }) => reworkCount),
    ],
    tables,
  })
}

/** Promises that fell due in the period: kept ones of those kept or broken by now; an open one not yet due is neither. */
function promised({ rows, period }: ReportFacts, rule: string, title: Text): FigureDraft {
  const decided = rows.tickets.filter((ticket) => {
    const clock = clockOf(ticket, rule)
    return clock && isIn(period, clock.dueAt) && (clock.stoppedAt !== null || clock.isBreached)
  })
  return share(rule, title, 'tickets', decided, (ticket) => clockOf(ticket, rule)?.isBreached === false)
}

const isFault = ({ kind }: TicketFact) => kind === 'fault'

export function faultsSection(facts: ReportFacts): SectionDraft {
  const { rows, period } = facts
  const faults = rows.tickets.filter(isFault)
  const reported = faults.filter(({ reportedAt }) => isIn(period, reportedAt))
  const answered = reported.filter(({ respondedAt }) => respondedAt !== null)
  const solved = faults.filter(({ resolvedAt }) => isIn(period, resolvedAt))
  return section('faults', text('故障', 'Faults'), {
    figures: [
      count('faults', text('新增故障', 'Faults reported'), 'tickets', reported),
      share(
        'response',
        text('15 分钟内响应', 'Answered in less than 15 minutes'),
        'tickets',
        reported,
        isAnsweredInTime,
      ),
      duration('mean-response', text('平均响应时间', 'Mean time to respond'), answered, responseMs),
      duration('mean-repair', text('平均修复时间', 'Mean time to repair'), solved, repairMs),
      share(
        'reports',
        text('已解决故障有故障报告', 'Solved faults with a report'),
        'tickets',
        solved,
        ({ hasReport }) => hasReport,
      ),
    ],
    tables: [faultTable(faults)],
  })
}

const RESPONSE_LIMIT_MS = 15 * 60_000
const responseMs = ({ respondedAt, reportedAt }: TicketFact) => (respondedAt ?? reportedAt) - reportedAt
const repairMs = ({ resolvedAt, reportedAt }: TicketFact) => (resolvedAt ?? reportedAt) - reportedAt

/** Strictly less: 15:00.000 is too late. */
function isAnsweredInTime(ticket: TicketFact): boolean {
  return ticket.respondedAt !== null && responseMs(ticket) < RESPONSE_LIMIT_MS
}

function duration(id: string, title: Text, of: readonly TicketFact[], each: (one: TicketFact) => number): FigureDraft {
  return { id, title, table: 'tickets', of, value: durationOf(mean(of.map(each))) }
}

function faultTable(faults: readonly TicketFact[]): TableDraft {
  const shape = columns(
    ['工单号', 'Ticket', 11],
    ['级别', 'Level', 5],
    ['系统', 'System', 12],
    ['故障', 'Fault', 18],
    ['报告时间', 'Reported', 11],
    ['响应时间', 'Answered', 11],
    ['解决时间', 'Solved', 11],
    ['原因', 'Cause', 14],
    ['解决方法', 'Solution', 16],
    ['故障报告', 'Report', 6],
  )
  const cells = (one: TicketFact): Cell[] => [
    one.number,
    ROMAN_LEVELS[one.level],
    one.system,
    one.title,
    moment(one.reportedAt),
    moment(one.respondedAt),
    moment(one.resolvedAt),
    one.cause,
    one.resolution,
    YES_NO(one.hasReport),
  ]
  return list(
    'faults',
    text('故障清单', 'Faults'),
    { table: 'tickets', columns: shape, cells, link: ticketLink },
    faults,
  )
}

/** 预警处理台帐: every warning handled in the period, with what was done about it. */
export function warningsSection({ rows, period }: ReportFacts): SectionDraft {
  const warnings = rows.tickets.filter(({ kind }) => kind === 'warning')
  const fresh = warnings.filter(({ reportedAt }) => isIn(period, reportedAt))
  const open = warnings.filter(({ state }) => state === 'open')
  const done = warnings.filter(({ resolvedAt }) => isIn(period, resolvedAt))
  const shape = columns(
    ['工单号', 'Ticket', 10],
    ['预警时间', 'Warned', 10],
    ['系统', 'System', 11],
    ['预警内容', 'Warning', 16],
    ['级别', 'Level', 5],
    ['响应时间', 'Answered', 10],
    ['处理人', 'By', 8],
    ['原因分析', 'Cause', 12],
    ['处理措施', 'Done', 15],
    ['完成时间', 'Solved', 10],
    ['状态', 'State', 8],
  )
  const cells = (one: TicketFact): Cell[] => [
    one.number,
    moment(one.reportedAt),
    one.system,
    one.title,
    ROMAN_LEVELS[one.level],
    moment(one.respondedAt),
    one.assignee,
    one.cause,
    one.resolution,
    moment(one.resolvedAt),
    wordOf(TICKET_STATES, one.state),
  ]
  const ledger = { table: 'tickets', columns: shape, cells, link: ticketLink } as const
  return section('warnings', text('预警', 'Warnings'), {
    figures: [
      count('warned', text('新增预警', 'New warnings'), 'tickets', fresh),
      count('handled', text('期内处理完成', 'Handled'), 'tickets', done),
      count('open', text('报告时刻处理中', 'Open when reported'), 'tickets', open),
    ],
    tables: [list('warning-ledger', text('预警处理台帐', 'Warning ledger'), ledger, warnings)],
  })
}

export function openTickets({ rows, asOf }: ReportFacts): TableDraft {
  const open = rows.tickets.filter(({ state }) => state !== 'closed')
  const shape = columns(
    ['工单号', 'Ticket', 12],
    ['类别', 'Kind', 8],
    ['级别', 'Level', 6],
    ['系统', 'System', 16],
    ['标题', 'Title', 24],
    ['报告时间', 'Reported', 14],
    ['已历时', 'Age', 10],
    ['处理人', 'By', 10],
    ['状态', 'State', 12],
    ['超时限', 'Overdue', 6],
  )
  const cells = (one: TicketFact): Cell[] => [
    one.number,
    TICKET_KIND_WORDS[one.kind],
    ROMAN_LEVELS[one.level],
    one.system,
    one.title,
    moment(one.reportedAt),
    age(asOf - one.reportedAt),
    one.assignee,
    wordOf(TICKET_STATES, one.state),
    YES_NO(isOverdue(one)),
  ]
  const title = text('未关闭工单', 'Tickets not closed')
  return list('open-tickets', title, { table: 'tickets', columns: shape, cells, link: ticketLink }, open)
}

const age = (ms: number): Text => text(durationText(ms, 'zh'), durationText(ms, 'en'))

export function ticketsByKind({ rows, period }: ReportFacts): TableDraft {
  const lines = TICKET_KINDS.map((kind): Cell[] => {
    const of = rows.tickets.filter((ticket) => ticket.kind === kind)
    return [
      TICKET_KIND_WORDS[kind],
      of.filter(({ reportedAt }) => isIn(period, reportedAt)).length,
      of.filter(({ closedAt }) => isIn(period, closedAt)).length,
      of.filter(({ state }) => state === 'open').length,
      of.filter(isOverdue).length,
    ]
  })
  const shape = columns(
    ['类别', 'Kind', 28],
    ['新增', 'Reported', 18],
    ['关闭', 'Closed', 18],
    ['处理中', 'Open', 18],
    ['超时限', 'Overdue', 18],
  )
  const title = text('按类别', 'By kind')
  return digestTable('tickets-by-kind', title, { table: 'tickets', columns: shape, lines }, rows.tickets)
}
