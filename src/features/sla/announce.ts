// A notice of the State Council is entered: every clock of a ticket is read again, and whatever it changes is named. What was a breach
// may be none and the other way round; nobody finds that out by chance.

import { and, asc, eq, gt, gte, inArray, lt, ne, or } from 'drizzle-orm'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { toHex } from '#core/bytes/hex.ts'
import { DAY_MS, instantOf } from '#core/calendar/civil.ts'
import { amendedCalendar, BUREAU_HOURS, type WorkCalendar } from '#core/sla/calendar.ts'
import type { ClockState } from '#core/sla/clock.ts'
import { type ClockRule, type Level, levelOf } from '#core/sla/profile.ts'
import { STATE_COUNCIL_YEARS } from '#core/sla/state-council.ts'
import { nextDue, type TicketClock } from '#core/sla/ticket.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { grouped } from '#db/grouped.ts'
import { calendarNotices } from '#db/schema/service.ts'
import { ticketPauses, tickets } from '#db/schema/tickets.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { noticesOf } from '#features/calendar/index.ts'
import { clocksOf } from '#features/tickets/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { AnnounceYear } from './inputs.ts'

type TicketRow = typeof tickets.$inferSelect

/** A clock of longer than this before the year does not reach into it. */
const LOOK_BACK_DAYS = 120
const PAGE = 2_000

interface Side {
  state: ClockState
  dueAt: Instant | null
}

export interface ChangedClock {
  clock: string
  title: ClockRule['title']
  before: Side
  after: Side
  /** Kept where it was broken, or broken where it was kept, or not decided any more. */
  isVerdict: boolean
}

export interface ChangedTicket {
  id: number
  number: string
  clocks: ChangedClock[]
  /** Another level by the working time it was reported in: it stays as it is until a person changes it. Null: the same. */
  level: { before: Level; after: Level } | null
}

export interface Recomputed {
  /** Tickets that were read again. */
  read: number
  changed: ChangedTicket[]
}

/**
 * Enters the notice and moves the due times of open tickets; with `isPreview` nothing is written.
 * @throws AppError `bad-input` for days of another year, or one that is off and worked at once
 */
export async function announceYear(ctx: Ctx, notice: AnnounceYear, isPreview: boolean): Promise<Recomputed> {
  refuseStrayDays(notice)
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const { year, source, daysOff, makeUpDays } = notice
    const known = await noticesOf(tx)
    const [before, after] = [known, [...known, { ...notice, sha256: '' }]].map((all) =>
      amendedCalendar(STATE_COUNCIL_YEARS, all),
    ) as [WorkCalendar, WorkCalendar]
    const result = await recompute(tx, ctx.now, year, before, after, isPreview)
    if (isPreview) return result
    const days = new TextEncoder().encode(canonicalJson({ year, daysOff, makeUpDays }))
    const sha256 = toHex(await ctx.ports.primitives.digest('sha256', days))
    const enteredBy = ctx.actor.type === 'account' ? ctx.actor.name : ''
    const [row] = await tx
      .insert(calendarNotices)
      .values({ year, source, sha256, daysOff, makeUpDays, enteredBy, enteredAt: ctx.now })
      .returning()
    await recordAudit(tx, ctx, {
      action: 'calendar.announced',
      object: { type: 'calendar', id: String(row?.id) },
      detail: { ...{ year, source, sha256 }, read: result.read, changed: result.changed.map(({ number }) => number) },
    })
    return result
  })
}

function refuseStrayDays({ year, daysOff, makeUpDays }: AnnounceYear): void {
  const isOwn = (date: string) => date.startsWith(`${year}-`) || date.startsWith(`${year - 1}-12-`)
  const stray = [...daysOff, ...makeUpDays].find((date) => !isOwn(date))
  if (stray) throw new AppError('bad-input', 'calendar.day-of-another-year', { date: stray, year })
  const both = daysOff.find((date) => makeUpDays.includes(date))
  if (both) throw new AppError('bad-input', 'calendar.day-off-and-worked', { date: both })
}

async function recompute(
  tx: Tx,
  now: Instant,
  year: number,
  before: WorkCalendar,
  after: WorkCalendar,
  isPreview: boolean,
): Promise<Recomputed> {
  const from = instantOf(`${year}-01-01`) - LOOK_BACK_DAYS * DAY_MS
  const until = instantOf(`${year + 1}-01-01`)
  const changed: ChangedTicket[] = []
  let read = 0
  for (let last = 0; ; ) {
    const page = await tx
      .select()
      .from(tickets)
      .where(
        and(
          gt(tickets.id, last),
          lt(tickets.clockFrom, until),
          or(gte(tickets.clockFrom, from), ne(tickets.state, 'closed')),
        ),
      )
      .orderBy(asc(tickets.id))
      .limit(PAGE)
    const final = page.at(-1)
    if (!final) return { read, changed }
    for (const one of await readAgain(tx, page, now, before, after, isPreview)) changed.push(one)
    read += page.length
    last = final.id
  }
}

async function readAgain(
  tx: Tx,
  page: readonly TicketRow[],
  now: Instant,
  before: WorkCalendar,
  after: WorkCalendar,
  isPreview: boolean,
): Promise<ChangedTicket[]> {
  const ids = page.map(({ id }) => id)
  const rows = await tx.select().from(ticketPauses).where(inArray(ticketPauses.ticketId, ids))
  const pauses = grouped(rows, ({ ticketId }) => ticketId)
  const changed: ChangedTicket[] = []
  for (const ticket of page) {
    const own = pauses.get(ticket.id) ?? []
    const renewed = clocksOf(ticket, own, after, now)
    const clocks = difference(clocksOf(ticket, own, before, now), renewed)
    const level = levelChange(ticket, after)
    if (clocks.length === 0 && !level) continue
    changed.push({ id: ticket.id, number: ticket.number, clocks, level })
    if (!isPreview && ticket.state === 'open') await moveDue(tx, ticket.id, nextDue(renewed))
  }
  return changed
}

function difference(before: readonly TicketClock[], after: readonly TicketClock[]): ChangedClock[] {
  return before.flatMap((old, index) => {
    const renewed = after[index]
    if (!renewed) return []
    const [was, is] = [sideOf(old), sideOf(renewed)]
    const isVerdict = was.state !== is.state
    return isVerdict || was.dueAt !== is.dueAt
      ? [{ clock: old.rule.id, title: old.rule.title, before: was, after: is, isVerdict }]
      : []
  })
}

const sideOf = ({ reading }: TicketClock): Side => ({ state: reading.state, dueAt: reading.dueAt })

function levelChange({ level, reportedAt, systemsAffected, usersPercent }: TicketRow, calendar: WorkCalendar) {
  const facts = { reportedAt, systems: systemsAffected, usersPercent }
  const after = levelOf(facts, calendar, BUREAU_HOURS)
  return after === level ? null : { before: level, after }
}

async function moveDue(tx: Tx, id: number, nextDueAt: Instant | null): Promise<void> {
  await tx.update(tickets).set({ nextDueAt }).where(eq(tickets.id, id))
}
