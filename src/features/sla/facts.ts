// The rows of a period, as the seven standards read them.

import { and, gte, inArray, lt, ne, or } from 'drizzle-orm'
import { addDays, civilDateOf, DAY_MS, instantOf } from '#core/calendar/civil.ts'
import type { Period } from '#core/sla/period.ts'
import type { PatchList, PeriodFacts, Promised } from '#core/sla/standards.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { ticketPauses, tickets } from '#db/schema/tickets.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { type RecordRow, recordsOf } from '#features/records/index.ts'
import { clocksOf } from '#features/tickets/index.ts'

/** A ticket reported longer ago than this has no deadline in the period, unless it is still open. */
const LOOK_BACK_DAYS = 120

type TicketRow = typeof tickets.$inferSelect

export interface Gathered {
  facts: PeriodFacts
  /** Years without an announced calendar that some deadline rests on. */
  provisionalFor: number[]
}

export async function gatherFacts(db: Db | Tx, period: Period, now: Instant): Promise<Gathered> {
  const { rows, provisionalFor, promised } = await promises(db, period, now)
  const through = addDays(civilDateOf(period.to), -1)
  const of = (kind: Parameters<typeof recordsOf>[1]) => recordsOf(db, kind, civilDateOf(period.from), through)
  const [purchases, patches, submissions, documents] = [
    await of('purchase'),
    await of('patch-list'),
    await of('submission'),
    await of('document-set'),
  ]
  const facts: PeriodFacts = {
    period: { from: period.from, to: period.to },
    quarters: period.quarters.filter(({ to }) => to <= now).map(({ name }) => name),
    purchases: purchases.map(({ id, data }) => ({
      id: `R${id}`,
      signedOn: text(data.signedOn),
      orderedOn: text(data.orderedOn) || null,
      hasProof: text(data.proof) !== '',
    })),
    demands: promised('demand-response'),
    tickets: promised('resolution'),
    patchLists: patchLists(patches),
    faults: rows
      .filter(({ kind, reportedAt }) => kind === 'fault' && period.from <= reportedAt && reportedAt < period.to)
      .map(faultOf),
    submissions: submissions.map(submissionOf),
    documents: documents.map(({ id, data }) => ({
      id: `R${id}`,
      required: number(data.required),
      complete: number(data.complete),
      sampled: number(data.sampled),
      correct: number(data.correct),
    })),
  }
  return { facts, provisionalFor }
}

async function promises(db: Db | Tx, { from, to }: Period, now: Instant) {
  const rows = await db
    .select()
    .from(tickets)
    .where(
      and(
        lt(tickets.reportedAt, to),
        or(gte(tickets.reportedAt, from - LOOK_BACK_DAYS * DAY_MS), ne(tickets.state, 'closed')),
      ),
    )
    .orderBy(tickets.id)
  const pauses = await pausesOf(db, rows)
  const calendar = await houseCalendar(db)
  const clocks = rows.map((ticket) => ({
    ticket,
    clocks: clocksOf(ticket, pauses.get(ticket.id) ?? [], calendar, now),
  }))
  const provisional = new Set(clocks.flatMap((one) => one.clocks.flatMap(({ reading }) => reading.provisionalFor)))
  const promised = (ruleId: string): Promised[] =>
    clocks.flatMap(({ ticket, clocks: all }) =>
      all
        .filter(
          ({ rule, reading: { dueAt } }) => rule.id === ruleId && (dueAt === null || (from <= dueAt && dueAt < to)),
        )
        .map(({ reading, stoppedAt }) => ({ id: ticket.number, dueAt: reading.dueAt, doneAt: stoppedAt })),
    )
  return { rows, promised, provisionalFor: [...provisional].sort((a, b) => a - b) }
}

type PauseRow = typeof ticketPauses.$inferSelect

async function pausesOf(db: Db | Tx, rows: readonly TicketRow[]): Promise<Map<number, PauseRow[]>> {
  const byTicket = new Map<number, PauseRow[]>()
  const size = 10_000
  for (let start = 0; start < rows.length; start += size) {
    const ids = rows.slice(start, start + size).map(({ id }) => id)
    for (const pause of await db.select().from(ticketPauses).where(inArray(ticketPauses.ticketId, ids)))
      byTicket.set(pause.ticketId, [...(byTicket.get(pause.ticketId) ?? []), pause])
  }
  return byTicket
}

function faultOf(ticket: TicketRow): PeriodFacts['faults'][number] {
  const { number: id, state, respondedAt, phenomenon, cause, resolution, report } = ticket
  return {
    id,
    // The response clock of a warning that became a fault began when it did.
    reportedAt: ticket.clockFrom,
    respondedAt,
    isSolved: state === 'closed',
    hasRecord: [phenomenon, cause, resolution].every((one) => one !== null),
    hasReport: report !== null,
  }
}

function submissionOf({ id, data }: RecordRow): PeriodFacts['submissions'][number] {
  const submittedOn = text(data.submittedOn)
  return {
    id: `R${id}`,
    dueAt: instantOf(text(data.dueOn)) + DAY_MS - 1,
    submittedAt: submittedOn ? instantOf(submittedOn) : null,
    expected: number(data.expected),
    delivered: number(data.delivered),
    checked: number(data.checked),
    bad: number(data.bad),
  }
}

/** A row a product; a quarter's list is submitted when every row is. */
function patchLists(rows: readonly RecordRow[]): PatchList[] {
  const quarters = [...new Set(rows.map(({ data }) => text(data.quarter)))].sort()
  return quarters.map((quarter) => {
    const own = rows.filter(({ data }) => data.quarter === quarter)
    const submitted = own.map(({ data }) => text(data.submittedOn))
    return {
      quarter,
      submittedAt: submitted.every(Boolean) ? Math.max(...submitted.map((day) => instantOf(day))) : null,
      products: own.map(({ title, data }) => ({
        name: title,
        version: text(data.version),
        patchLevel: text(data.patchLevel),
        vendorLatest: text(data.vendorLatest),
        checkedOn: text(data.checkedOn),
        reason: text(data.reason),
      })),
    }
  })
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const number = (value: unknown) => (typeof value === 'number' ? value : 0)

/** The tickets behind numbers, for links. */
export async function idsOfNumbers(db: Db | Tx, numbers: readonly string[]): Promise<Record<string, string>> {
  if (numbers.length === 0) return {}
  const rows = await db
    .select({ id: tickets.id, number: tickets.number })
    .from(tickets)
    .where(inArray(tickets.number, [...numbers]))
  return Object.fromEntries(rows.map(({ id, number: name }) => [name, String(id)]))
}
