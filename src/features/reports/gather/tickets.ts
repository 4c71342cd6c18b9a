// Findings and tickets of a period as they stood at a moment: milestones reached later are not reached, clocks are read at that moment.

import { and, asc, eq, gte, inArray, isNull, lt, lte, ne, or } from 'drizzle-orm'
import { tellReason } from '#core/messages/told.ts'
import { groups } from '#core/reports/draft.ts'
import type { ClockFact, FindingFact, TicketFact } from '#core/reports/facts.ts'
import type { ReportPeriod } from '#core/reports/periods.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { findings } from '#db/schema/findings.ts'
import { ticketEvents, ticketPauses, tickets } from '#db/schema/tickets.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { clocksOf } from '#features/tickets/index.ts'
import { asKnown } from './rounds.ts'

type TicketRow = typeof tickets.$inferSelect
type FindingRow = typeof findings.$inferSelect
type PauseRow = typeof ticketPauses.$inferSelect

/** Found before the period ends, and still there when it began. */
export async function gatherFindings(tx: Tx, period: ReportPeriod, asOf: Instant): Promise<FindingFact[]> {
  const rows = await tx
    .select({ finding: findings, ticket: tickets })
    .from(findings)
    .leftJoin(tickets, eq(tickets.id, findings.ticketId))
    .where(
      and(
        lt(findings.firstSeenAt, Math.min(period.to, asOf + 1)),
        or(isNull(findings.recoveredAt), gte(findings.recoveredAt, period.from)),
        // Closed by its ticket without a sighting that proved it gone.
        or(ne(findings.state, 'closed'), isNull(tickets.closedAt), gte(tickets.closedAt, period.from)),
      ),
    )
    .orderBy(asc(findings.id))
  const then = await ticketsThen(
    tx,
    rows.flatMap(({ ticket }) => ticket ?? []),
    asOf,
  )
  return rows.map(({ finding, ticket }) => findingFact(finding, (ticket && then.get(ticket.id)) ?? null, asOf))
}

function findingFact(finding: FindingRow, ticket: TicketRow | null, asOf: Instant): FindingFact {
  const { id, code, verdict, params, systemId, systemName, nodeName } = finding
  const told = tellReason({ code, verdict: verdict as FindingFact['verdict'], params, citation: '' })
  const same = (written: string | null) => (written === null ? null : { zh: written, en: written })
  const recoveredAt = asKnown(finding.recoveredAt, asOf)
  return {
    id: String(id),
    systemId,
    system: systemName,
    node: nodeName,
    title: { zh: finding.titleZh, en: finding.titleEn },
    code,
    verdict: verdict as FindingFact['verdict'],
    firstSeenAt: finding.firstSeenAt,
    recoveredAt,
    state: stateThen(finding, ticket, recoveredAt),
    problem: same(finding.problem) ?? told.problem,
    phenomenon: same(finding.phenomenon) ?? told.text,
    cause: finding.cause ?? ticket?.cause ?? null,
    resolution: same(finding.resolution ?? ticket?.resolution ?? null) ?? told.advice,
    ticketId: ticket && String(ticket.id),
    ticketNumber: ticket?.number ?? null,
    closedAt: ticket?.closedAt ?? null,
  }
}

function stateThen({ state }: FindingRow, ticket: TicketRow | null, recoveredAt: Instant | null): FindingFact['state'] {
  if (state === 'closed' && (ticket === null || ticket.closedAt !== null)) return 'closed'
  return recoveredAt === null ? 'open' : 'recovered'
}

/** Reported before the period ends, and not closed before it began. */
export async function gatherTickets(
  tx: Tx,
  period: ReportPeriod,
  asOf: Instant,
): Promise<{ rows: TicketFact[]; provisionalFor: number[] }> {
  const found = await tx
    .select()
    .from(tickets)
    .where(
      and(
        lt(tickets.reportedAt, period.to),
        lte(tickets.reportedAt, asOf),
        or(isNull(tickets.closedAt), gte(tickets.closedAt, period.from)),
      ),
    )
    .orderBy(asc(tickets.id))
  const then = [...(await ticketsThen(tx, found, asOf)).values()]
  // Closed before the period began, and opened again only after the moment.
  const known = then.filter(({ closedAt }) => closedAt === null || closedAt >= period.from)
  const pauses = await pausesOf(tx, known, asOf)
  const calendar = await houseCalendar(tx)
  const provisional = new Set<number>()
  const rows = known.map((ticket) => {
    const own = pauses.get(ticket.id) ?? []
    const clocks = clocksOf(ticket, own, calendar, asOf)
    for (const { reading } of clocks) for (const year of reading.provisionalFor) provisional.add(year)
    return ticketFact(ticket, own, clocks, asOf)
  })
  return { rows, provisionalFor: [...provisional].sort((a, b) => a - b) }
}

const CHUNK = 10_000
const ENDINGS = ['resolved', 'reopened', 'closed']

/** The tickets as they were, in the same order: later steps are taken back, endings are read from their history. */
async function ticketsThen(tx: Tx, rows: readonly TicketRow[], asOf: Instant): Promise<Map<number, TicketRow>> {
  const then = new Map<number, TicketRow>()
  for (let start = 0; start < rows.length; start += CHUNK) {
    const some = rows.slice(start, start + CHUNK)
    const ids = some.map(({ id }) => id)
    const endings = await tx
      .select({ ticketId: ticketEvents.ticketId, event: ticketEvents.event, at: ticketEvents.at })
      .from(ticketEvents)
      .where(and(inArray(ticketEvents.ticketId, ids), inArray(ticketEvents.event, ENDINGS), lte(ticketEvents.at, asOf)))
      .orderBy(asc(ticketEvents.ticketId), asc(ticketEvents.id))
    const byTicket = new Map(groups(endings, ({ ticketId }) => String(ticketId)))
    for (const row of some) then.set(row.id, asOfTicket(row, byTicket.get(String(row.id)) ?? [], asOf))
  }
  return then
}

function asOfTicket(row: TicketRow, endings: readonly Ending[], asOf: Instant): TicketRow {
  const known = (at: Instant | null) => asKnown(at, asOf)
  const life = endings.length > 0 ? lifeOf(endings) : columnsOf(row, asOf)
  return {
    ...row,
    ...life,
    state: life.closedAt !== null ? 'closed' : life.resolvedAt !== null ? 'resolved' : 'open',
    assignedAt: known(row.assignedAt),
    respondedAt: known(row.respondedAt),
    supportedAt: known(row.supportedAt),
    arrivedAt: known(row.arrivedAt),
    plannedAt: known(row.plannedAt),
    // It is written when the ticket is closed, and stays through a reopening.
    report: life.closedAt !== null || endings.some(({ event }) => event === 'closed') ? row.report : null,
  }
}

interface Ending {
  event: string
  at: Instant
}
type Life = Pick<TicketRow, 'resolvedAt' | 'closedAt' | 'reworkCount'>

function lifeOf(endings: readonly Ending[]): Life {
  const life: Life = { resolvedAt: null, closedAt: null, reworkCount: 0 }
  for (const { event, at } of endings) {
    if (event === 'resolved') life.resolvedAt = at
    else if (event === 'closed') life.closedAt = at
    else Object.assign(life, { resolvedAt: null, closedAt: null, reworkCount: life.reworkCount + 1 })
  }
  return life
}

/** No ending is on record by then: one that came later left its mark in the columns. */
function columnsOf({ resolvedAt, closedAt }: TicketRow, asOf: Instant): Life {
  return { resolvedAt: asKnown(resolvedAt, asOf), closedAt: asKnown(closedAt, asOf), reworkCount: 0 }
}

async function pausesOf(tx: Tx, rows: readonly TicketRow[], asOf: Instant): Promise<Map<number, PauseRow[]>> {
  const byTicket = new Map<number, PauseRow[]>()
  for (let start = 0; start < rows.length; start += CHUNK) {
    const ids = rows.slice(start, start + CHUNK).map(({ id }) => id)
    const found = await tx
      .select()
      .from(ticketPauses)
      .where(
        and(
          inArray(ticketPauses.ticketId, ids),
          lte(ticketPauses.fromAt, asOf),
          // The time before a reopening is taken out when it is opened again, not earlier.
          or(ne(ticketPauses.reason, 'reopened'), lte(ticketPauses.toAt, asOf)),
        ),
      )
      .orderBy(asc(ticketPauses.id))
    for (const pause of found) {
      const own = byTicket.get(pause.ticketId)
      const known = { ...pause, toAt: asKnown(pause.toAt, asOf) }
      if (own) own.push(known)
      else byTicket.set(pause.ticketId, [known])
    }
  }
  return byTicket
}

function ticketFact(
  ticket: TicketRow,
  pauses: readonly PauseRow[],
  clocks: ReturnType<typeof clocksOf>,
  asOf: Instant,
): TicketFact {
  const { kind, level, state, usersPercent, reportedAt, respondedAt, resolvedAt, closedAt, reworkCount } = ticket
  return {
    ...{ kind, level, state, usersPercent, reportedAt, respondedAt, resolvedAt, closedAt, reworkCount },
    id: String(ticket.id),
    number: ticket.number,
    title: { zh: ticket.titleZh, en: ticket.titleEn },
    system: ticket.systemName,
    assignee: ticket.assigneeName,
    phenomenon: ticket.phenomenon,
    cause: ticket.cause,
    resolution: ticket.resolution,
    hasReport: ticket.report !== null,
    clocks: clocks.map(({ rule, reading, stoppedAt }) => clockFact(rule, reading, stoppedAt)),
    maintenance: pauses
      .filter(({ reason }) => reason === 'maintenance-window')
      .map(({ fromAt, toAt }) => ({ from: fromAt, to: toAt ?? asOf })),
  }
}

type Clock = ReturnType<typeof clocksOf>[number]

function clockFact(rule: Clock['rule'], reading: Clock['reading'], stoppedAt: Instant | null): ClockFact {
  return {
    rule: rule.id,
    title: { ...rule.title },
    dueAt: reading.dueAt,
    stoppedAt,
    isBreached: reading.state === 'overdue' || reading.state === 'broken',
  }
}
