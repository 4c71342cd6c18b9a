// The steps people take with a ticket. Each decides what changes; transition.ts writes it.

import { and, eq, isNull } from 'drizzle-orm'
import { BUREAU_HOURS } from '#core/sla/calendar.ts'
import { levelOf } from '#core/sla/profile.ts'
import { HOUSE_PROFILE, profileOf } from '#core/sla/profiles.ts'
import type { Tx } from '#db/database.ts'
import { findings } from '#db/schema/findings.ts'
import { ticketPauses, tickets } from '#db/schema/tickets.ts'
import { lockAudit } from '#features/audit/index.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { TicketStep } from './inputs.ts'
import { missingAccount, needsReport, next, STEP_EVENTS } from './rules.ts'
import { type Acting, actorOf, advance, clocksOf, lockTicket, type TicketRow } from './transition.ts'

type Taken<S extends TicketStep['step']> = Extract<TicketStep, { step: S }>
type Take<S extends TicketStep['step']> = (
  tx: Tx,
  ctx: Acting,
  ticket: TicketRow,
  input: Taken<S>,
) => Promise<TicketRow>

/** @throws AppError `not-found`, `precondition` (state, something missing), `bad-input` */
export async function takeStep(ctx: Ctx, id: number, input: TicketStep): Promise<TicketRow> {
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const ticket = await lockTicket(tx, id)
    if (!next(ticket.state, STEP_EVENTS[input.step]))
      throw new AppError('precondition', 'tickets.wrong-state', { state: ticket.state, step: input.step })
    const take = STEPS[input.step] as Take<TicketStep['step']>
    return take(tx, ctx, ticket, input)
  })
}

const STEPS: { [S in TicketStep['step']]: Take<S> } = {
  assign: (tx, ctx, ticket, { name, accountId }) =>
    advance(
      tx,
      ctx,
      ticket,
      'assigned',
      { assigneeName: name, assigneeId: accountId, assignedAt: ticket.assignedAt ?? ctx.now },
      { name },
    ),
  respond: (tx, ctx, ticket, { note }) => reach(tx, ctx, ticket, 'responded', 'respondedAt', note),
  support: (tx, ctx, ticket, { note }) => reach(tx, ctx, ticket, 'supported', 'supportedAt', note),
  arrive: (tx, ctx, ticket, { note }) => reach(tx, ctx, ticket, 'arrived', 'arrivedAt', note),
  plan: (tx, ctx, ticket, { plan }) =>
    advance(
      tx,
      ctx,
      ticket,
      'planned',
      { ...firstResponse(ticket, ctx), plan, plannedAt: ticket.plannedAt ?? ctx.now },
      { plan },
    ),
  describe: async (tx, ctx, ticket, { step: _, report, ...rest }) => {
    const texts = given(rest)
    await copyAccount(tx, ticket, texts)
    return advance(tx, ctx, ticket, 'described', { ...texts, ...(report ? { report } : {}) }, { ...texts, report })
  },
  pause,
  resume,
  reclassify,
  comment: (tx, ctx, ticket, { comment }) => advance(tx, ctx, ticket, 'commented', {}, { comment }),
  resolve,
  reopen: (tx, ctx, ticket, { reason }) => reopen(tx, ctx, ticket, reason),
  close,
}

/** What was given, without what was not. */
function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(input).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> }
}

/** Whoever does anything about a ticket has responded to it. */
function firstResponse(ticket: TicketRow, { now }: Acting): Partial<TicketRow> {
  return { respondedAt: ticket.respondedAt ?? now }
}

/** A milestone is reached once: the first time counts. */
async function reach(
  tx: Tx,
  ctx: Acting,
  ticket: TicketRow,
  event: 'responded' | 'supported' | 'arrived',
  column: 'respondedAt' | 'supportedAt' | 'arrivedAt',
  note: string | undefined,
): Promise<TicketRow> {
  if (ticket[column] !== null) throw new AppError('precondition', 'tickets.reached-already', { step: event })
  const by = actorOf(ctx.actor)
  const assignee = ticket.assigneeName === null ? { assigneeId: by.id, assigneeName: by.name, assignedAt: ctx.now } : {}
  return advance(
    tx,
    ctx,
    ticket,
    event,
    { ...assignee, ...firstResponse(ticket, ctx), [column]: ctx.now },
    note ? { note } : {},
  )
}

async function pause(tx: Tx, ctx: Acting, ticket: TicketRow, { reason, approver, evidence }: Taken<'pause'>) {
  const allowed = (profileOf(ticket.profileId) ?? HOUSE_PROFILE).pauseReasons
  if (!allowed.includes(reason)) throw new AppError('bad-input', 'tickets.pause-reason', { reason })
  const rows = await tx
    .insert(ticketPauses)
    .values({ ticketId: ticket.id, reason, approver, evidence, fromAt: ctx.now })
    .onConflictDoNothing()
    .returning()
  if (rows.length === 0) throw new AppError('precondition', 'tickets.paused-already', { reason })
  return advance(tx, ctx, ticket, 'paused', {}, { reason, approver, evidence })
}

async function resume(tx: Tx, ctx: Acting, ticket: TicketRow, { reason }: Taken<'resume'>) {
  const rows = await tx
    .update(ticketPauses)
    .set({ toAt: ctx.now })
    .where(and(eq(ticketPauses.ticketId, ticket.id), eq(ticketPauses.reason, reason), isNull(ticketPauses.toAt)))
    .returning()
  if (rows.length === 0) throw new AppError('precondition', 'tickets.not-paused', { reason })
  return advance(tx, ctx, ticket, 'resumed', {}, { reason })
}

/** The level follows from the scope. A change of kind begins new clocks; the old ones stay in the history as they stood. */
async function reclassify(tx: Tx, ctx: Acting, ticket: TicketRow, { reason, step: _, ...rest }: Taken<'reclassify'>) {
  const wanted = given(rest)
  const { kind = ticket.kind, systemsAffected = ticket.systemsAffected, usersPercent = ticket.usersPercent } = wanted
  const facts = { reportedAt: ticket.reportedAt, systems: systemsAffected, usersPercent }
  const calendar = await houseCalendar(tx)
  const changes = { ...wanted, kind, level: levelOf(facts, calendar, BUREAU_HOURS) }
  const isNewKind = kind !== ticket.kind
  const pauses = await tx.select().from(ticketPauses).where(eq(ticketPauses.ticketId, ticket.id))
  const before = {
    kind: ticket.kind,
    level: ticket.level,
    site: ticket.site,
    clocks: clocksOf(ticket, pauses, calendar, ctx.now).map(({ rule, reading }) => ({ id: rule.id, ...reading })),
  }
  const detail = { reason, before, after: { kind, level: changes.level, site: changes.site ?? ticket.site } }
  return advance(tx, ctx, ticket, 'reclassified', { ...changes, ...(isNewKind ? { clockFrom: ctx.now } : {}) }, detail)
}

type Account = Partial<Pick<TicketRow, 'phenomenon' | 'cause' | 'resolution'>>

/** 巡检情况表 reads the findings: they say what the ticket says. */
async function copyAccount(tx: Tx, ticket: TicketRow, texts: Account): Promise<void> {
  if (Object.keys(texts).length > 0) await tx.update(findings).set(texts).where(eq(findings.ticketId, ticket.id))
}

async function resolve(tx: Tx, ctx: Acting, ticket: TicketRow, { step: _, ...rest }: Taken<'resolve'>) {
  const texts = given(rest)
  const missing = missingAccount({ ...ticket, ...texts })
  if (missing.length > 0) throw new AppError('precondition', 'tickets.account-missing', { fields: missing.join(', ') })
  await tx
    .update(ticketPauses)
    .set({ toAt: ctx.now })
    .where(and(eq(ticketPauses.ticketId, ticket.id), isNull(ticketPauses.toAt)))
  await copyAccount(tx, ticket, texts)
  const reached = { supportedAt: ticket.supportedAt ?? ctx.now, resolvedAt: ctx.now }
  return advance(tx, ctx, ticket, 'resolved', { ...texts, ...firstResponse(ticket, ctx), ...reached }, texts)
}

/** The clocks run on from where they stood: the time between the solution and its rejection is nobody's. */
export async function reopen(tx: Tx, ctx: Acting, ticket: TicketRow, reason: string): Promise<TicketRow> {
  if (ticket.fingerprint !== null && ticket.state === 'closed') await refuseSecond(tx, ticket)
  await tx.insert(ticketPauses).values({
    ticketId: ticket.id,
    reason: 'reopened',
    approver: actorOf(ctx.actor).name,
    evidence: reason,
    fromAt: ticket.resolvedAt ?? ctx.now,
    toAt: ctx.now,
  })
  const { resolvedAt, closedAt } = ticket
  const changes = { resolvedAt: null, closedAt: null, recoveredAt: null, reworkCount: ticket.reworkCount + 1 }
  return advance(tx, ctx, ticket, 'reopened', changes, { reason, resolvedAt, closedAt })
}

/** The index would refuse it too; this names the other one. */
async function refuseSecond(tx: Tx, ticket: TicketRow): Promise<void> {
  const others = await tx
    .select({ number: tickets.number, state: tickets.state })
    .from(tickets)
    .where(eq(tickets.fingerprint, ticket.fingerprint ?? ''))
  const open = others.find(({ state }) => state !== 'closed')
  if (open) throw new AppError('conflict', 'tickets.cause-has-open', { number: open.number })
}

async function close(tx: Tx, ctx: Acting, ticket: TicketRow, { report = ticket.report ?? undefined }: Taken<'close'>) {
  const missing = missingAccount(ticket)
  if (missing.length > 0) throw new AppError('precondition', 'tickets.account-missing', { fields: missing.join(', ') })
  if (needsReport(ticket.kind) && !report) throw new AppError('precondition', 'tickets.report-missing')
  const ofTicket = and(eq(findings.ticketId, ticket.id), eq(findings.state, 'recovered'))
  await tx.update(findings).set({ state: 'closed' }).where(ofTicket)
  return advance(tx, ctx, ticket, 'closed', { closedAt: ctx.now, ...(report ? { report } : {}) }, {})
}
