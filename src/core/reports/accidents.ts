// Who owes a written report: faults that kept users without service for more than 24 hours (tender 001:1499-1501).
// Whether users suffered and how many is what the ticket says; where it says nothing, they are taken to have suffered.

import { columns, count, list, type SectionDraft, section, text } from './draft.ts'
import type { ReportFacts, TicketFact } from './facts.ts'
import { type Cell, durationText } from './model.ts'
import { moment } from './words.ts'

export const WRITTEN_REPORT_AFTER_MS = 24 * 3_600_000

/** How long the fault lasted within what is known: to its solution, or to the moment of the report. */
function lastedMs({ reportedAt, resolvedAt }: TicketFact, until: number): number {
  return (resolvedAt ?? until) - reportedAt
}

/** Strictly more than 24 hours, and not a fault that no user felt. */
export function owesReport(ticket: TicketFact, until: number): boolean {
  return ticket.kind === 'fault' && ticket.usersPercent !== 0 && lastedMs(ticket, until) > WRITTEN_REPORT_AFTER_MS
}

export function accidentsSection({ rows, asOf, period }: ReportFacts): SectionDraft {
  // What ended before the period is told again only while its report is owed.
  const isOfPeriod = ({ resolvedAt, hasReport }: TicketFact) =>
    resolvedAt === null || resolvedAt >= period.from || !hasReport
  const owed = rows.tickets.filter((ticket) => owesReport(ticket, asOf) && isOfPeriod(ticket))
  const missing = owed.filter(({ hasReport }) => !hasReport)
  const shape = columns(
    ['工单号', 'Ticket', 12],
    ['系统', 'System', 16],
    ['事故', 'Accident', 22],
    ['开始', 'Begun', 14],
    ['恢复', 'Restored', 14],
    ['影响时长', 'Lasted', 12],
    ['影响用户', 'Users', 10],
    ['书面报告', 'Written report', 10],
  )
  const cells = (one: TicketFact): Cell[] => [
    one.number,
    one.system,
    one.title,
    moment(one.reportedAt),
    moment(one.resolvedAt) ?? text('未恢复', 'not yet'),
    text(durationText(lastedMs(one, asOf), 'zh'), durationText(lastedMs(one, asOf), 'en')),
    one.usersPercent === null ? text('未知', 'unknown') : `${one.usersPercent}%`,
    one.hasReport ? text('已写', 'written') : text('欠缺', 'owed'),
  ]
  const link = ({ id }: TicketFact) => `/tickets/${id}`
  const title = text('影响用户超过 24 小时的故障', 'Faults that kept users waiting for more than 24 hours')
  return section('accidents', text('事故报告', 'Accident reports'), {
    figures: [
      count('owed', text('须有书面报告', 'Written reports called for'), 'tickets', owed),
      count('missing', text('其中尚未写', 'of which not written yet'), 'tickets', missing),
    ],
    tables: [list('accidents', title, { table: 'tickets', columns: shape, cells, link }, owed)],
  })
}
