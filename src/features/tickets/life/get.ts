// Tickets as they stand: the board (what falls due next, first), the list (newest first), and one with its clocks and history.

import { and, asc, count, desc, eq, gt, ilike, inArray, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { WorkCalendar } from '#core/sla/calendar.ts'
import type { TicketClock } from '#core/sla/ticket.ts'
import type { Instant } from '#core/verdict.ts'
import { grouped } from '#db/grouped.ts'
import { findings } from '#db/schema/findings.ts'
import { ticketEvents, ticketPauses, tickets } from '#db/schema/tickets.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { TicketsQuery } from './inputs.ts'
import { clocksOf, type PauseRow, type TicketRow } from './transition.ts'

export interface TicketLine {
  ticket: TicketRow
  clocks: TicketClock[]
  /** Reasons of the pauses that are on. */
  paused: string[]
}

export interface TicketDetail extends TicketLine {
  pauses: PauseRow[]
  events: (typeof ticketEvents.$inferSelect)[]
  findings: (typeof findings.$inferSelect)[]
}

const SHOWN = 500

export async function listTickets(
  ctx: Ctx,
  query: TicketsQuery,
): Promise<{ items: TicketLine[]; nextCursor: string | null }> {
  const isBoard = query.state === 'unfinished'
  const rows = await ctx.db
    .select()
    .from(tickets)
    .where(and(...conditions(query), isBoard ? boardAfter(query.cursor) : listAfter(query.cursor)))
    .orderBy(...(isBoard ? [asc(DUE), asc(tickets.id)] : [desc(tickets.id)]))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? page.at(-1) : undefined
  const cursor = last && (isBoard ? `${last.nextDueAt ?? NEVER}.${last.id}` : String(last.id))
  return { items: await withClocks(ctx, page), nextCursor: cursor ?? null }
}

/** A day no clock reaches (the year 9999): tickets without a due time come last. */
const NEVER = 253_370_764_800_000
const DUE = sql<Instant>`coalesce(${tickets.nextDueAt}, ${new Date(NEVER).toISOString()}::timestamptz)`

function conditions({ state, kind, q }: TicketsQuery): (SQL | undefined)[] {
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : undefined
  return [
    state === undefined ? undefined : state === 'unfinished' ? ne(tickets.state, 'closed') : eq(tickets.state, state),
    kind === undefined ? undefined : eq(tickets.kind, kind),
    like === undefined
      ? undefined
      : or(
          ...[tickets.number, tickets.titleZh, tickets.titleEn, tickets.systemName, tickets.nodeName].map((column) =>
            ilike(column, like),
          ),
        ),
  ]
}

function boardAfter(cursor: string | undefined): SQL | undefined {
  const [due, id] = (cursor ?? '').split('.').map(Number)
  if (!due || !id) return undefined
  const at = sql`${new Date(due).toISOString()}::timestamptz`
  return or(sql`${DUE} > ${at}`, and(sql`${DUE} = ${at}`, gt(tickets.id, id)))
}

function listAfter(cursor: string | undefined): SQL | undefined {
  return cursor === undefined ? undefined : lt(tickets.id, Math.trunc(Number(cursor)))
}

async function withClocks(ctx: Ctx, rows: readonly TicketRow[]): Promise<TicketLine[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const rowsOf = await ctx.db.select().from(ticketPauses).where(inArray(ticketPauses.ticketId, ids))
  const pauses = grouped(rowsOf, ({ ticketId }) => ticketId)
  const calendar = await houseCalendar(ctx.db)
  return rows.map((ticket) => lineOf(ticket, pauses.get(ticket.id) ?? [], calendar, ctx.now))
}

function lineOf(ticket: TicketRow, pauses: readonly PauseRow[], calendar: WorkCalendar, now: Instant): TicketLine {
  const paused = pauses.filter(({ toAt }) => toAt === null).map(({ reason }) => reason)
  return { ticket, clocks: clocksOf(ticket, pauses, calendar, now), paused }
}

/** @throws AppError `not-found` */
export async function getTicket(ctx: Ctx, id: number): Promise<TicketDetail> {
  const [ticket] = await ctx.db.select().from(tickets).where(eq(tickets.id, id))
  if (!ticket) throw new AppError('not-found', 'tickets.not-found', { id })
  const [pauses, events, found] = await Promise.all([
    ctx.db.select().from(ticketPauses).where(eq(ticketPauses.ticketId, id)).orderBy(ticketPauses.id),
    ctx.db.select().from(ticketEvents).where(eq(ticketEvents.ticketId, id)).orderBy(ticketEvents.id).limit(SHOWN),
    ctx.db.select().from(findings).where(eq(findings.ticketId, id)).orderBy(desc(findings.id)).limit(SHOWN),
  ])
  return { ...lineOf(ticket, pauses, await houseCalendar(ctx.db), ctx.now), pauses, events, findings: found }
}

export interface TicketCounts {
  open: number
  resolved: number
  /** Open, and a clock is past its due time. */
  overdue: number
  /** Open, and nobody has answered. */
  unanswered: number
}

export async function countTickets(ctx: Ctx): Promise<TicketCounts> {
  const [[row], [late], [silent]] = await Promise.all([
    ctx.db
      .select({
        open: sql<number>`(count(*) filter (where state = 'open'))::int`,
        resolved: sql<number>`(count(*) filter (where state = 'resolved'))::int`,
      })
      .from(tickets)
      .where(ne(tickets.state, 'closed')),
    ctx.db
      .select({ count: count() })
      .from(tickets)
      .where(and(eq(tickets.state, 'open'), lt(tickets.nextDueAt, ctx.now))),
    ctx.db
      .select({ count: count() })
      .from(tickets)
      .where(and(eq(tickets.state, 'open'), isNull(tickets.respondedAt))),
  ])
  return {
    open: row?.open ?? 0,
    resolved: row?.resolved ?? 0,
    overdue: late?.count ?? 0,
    unanswered: silent?.count ?? 0,
  }
}

/** Numbers of the tickets of these findings, by finding. */
export async function ticketNumbersOf(
  ctx: Pick<Ctx, 'db'>,
  findingIds: readonly number[],
): Promise<Map<number, string>> {
  if (findingIds.length === 0) return new Map()
  const rows = await ctx.db
    .select({ id: findings.id, number: tickets.number })
    .from(findings)
    .innerJoin(tickets, eq(tickets.id, findings.ticketId))
    .where(inArray(findings.id, [...findingIds]))
  return new Map(rows.map(({ id, number }) => [id, number]))
}
