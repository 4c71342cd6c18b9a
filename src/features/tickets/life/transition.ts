// The one place where a ticket changes: by the table of rules.ts, with a row in its history, its audit entry and whoever must be told,
// all in the caller's transaction.

import { eq } from 'drizzle-orm'
import type { WorkCalendar } from '#core/sla/calendar.ts'
import { HOUSE_PROFILE, profileOf } from '#core/sla/profiles.ts'
import { nextDue, type TicketClock, ticketClocks } from '#core/sla/ticket.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { ticketEvents, ticketPauses, tickets } from '#db/schema/tickets.ts'
import { recordAudit } from '#features/audit/index.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { type Actor, AppError, type Ctx } from '#src/context.ts'
import { next, type TicketEvent } from './rules.ts'
import { tellTransition } from './tell.ts'

export type TicketRow = typeof tickets.$inferSelect
export type PauseRow = typeof ticketPauses.$inferSelect
export type Acting = Pick<Ctx, 'actor' | 'now' | 'requestId'>

/** Locks the ticket for the rest of the transaction. @throws AppError `not-found` */
export async function lockTicket(tx: Tx, id: number): Promise<TicketRow> {
  const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, id)).for('update')
  if (!ticket) throw new AppError('not-found', 'tickets.not-found', { id })
  return ticket
}

/**
 * The ticket must be locked; pauses it needs must be written before. Call it last in the transaction: it takes the audit chain's lock.
 * @throws AppError `precondition` when the table does not allow the step
 */
export async function advance(
  tx: Tx,
  ctx: Acting,
  ticket: TicketRow,
  event: TicketEvent,
  changes: Partial<TicketRow> = {},
  detail: Record<string, unknown> = {},
): Promise<TicketRow> {
  const state = next(ticket.state, event)
  if (!state) throw new AppError('precondition', 'tickets.wrong-state', { state: ticket.state, step: event })
  const pauses = await tx.select().from(ticketPauses).where(eq(ticketPauses.ticketId, ticket.id))
  const changed = { ...ticket, ...changes, state }
  const due = state === 'open' ? nextDue(clocksOf(changed, pauses, await houseCalendar(tx), ctx.now)) : null
  const [kept] = await tx
    .update(tickets)
    .set({ ...changes, state, nextDueAt: due })
    .where(eq(tickets.id, ticket.id))
    .returning()
  if (!kept) throw new AppError('not-found', 'tickets.not-found', { id: ticket.id })
  const by = actorOf(ctx.actor)
  await tx
    .insert(ticketEvents)
    .values({ ticketId: ticket.id, event, at: ctx.now, byId: by.id, byName: by.name, detail })
  await tellTransition(tx, ctx, { ticket: kept, event, by: by.name, detail })
  await recordAudit(tx, ctx, {
    action: `ticket.${event}`,
    object: { type: 'ticket', id: ticket.number },
    detail: { ...detail, state },
  })
  return kept
}

export function actorOf(actor: Actor): { id: string; name: string } {
  if (actor.type === 'account') return { id: actor.accountId, name: actor.name }
  return { id: actor.type === 'system' ? actor.name : '', name: actor.type === 'system' ? actor.name : '' }
}

/** Every clock of the ticket as it stands at `now`, by the contract it was opened under. */
export function clocksOf(
  ticket: TicketRow,
  pauses: readonly PauseRow[],
  calendar: WorkCalendar,
  now: Instant,
): TicketClock[] {
  const { kind, level, site, clockFrom } = ticket
  const { assignedAt, respondedAt, supportedAt, arrivedAt, plannedAt, resolvedAt } = ticket
  return ticketClocks(
    profileOf(ticket.profileId) ?? HOUSE_PROFILE,
    {
      kind,
      level,
      site,
      clockFrom,
      milestones: {
        assigned: assignedAt,
        responded: respondedAt,
        supported: supportedAt,
        arrived: arrivedAt,
        planned: plannedAt,
        resolved: resolvedAt,
      },
      pauses: pauses.map(({ fromAt, toAt }) => ({ from: fromAt, to: toAt })),
    },
    calendar,
    now,
  )
}
