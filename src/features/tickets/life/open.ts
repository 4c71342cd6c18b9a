// Opens tickets: for what a person reports, and for what checks find. One cause, one open ticket: the database sees to it.

import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { civilDateOf } from '#core/calendar/civil.ts'
import { BUREAU_HOURS } from '#core/sla/calendar.ts'
import { levelOf } from '#core/sla/profile.ts'
import { HOUSE_PROFILE } from '#core/sla/profiles.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { findings } from '#db/schema/findings.ts'
import { ticketNumbers, tickets } from '#db/schema/tickets.ts'
import { lockAudit } from '#features/audit/index.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { OpenTicket } from './inputs.ts'
import { ticketNumber } from './rules.ts'
import { reopen } from './steps.ts'
import { type Acting, advance, lockTicket, type TicketRow } from './transition.ts'

type New = Omit<typeof tickets.$inferInsert, 'number' | 'level' | 'profileId' | 'state' | 'clockFrom'>

/** @throws AppError `bad-input` for a report from the future */
export async function openTicket(ctx: Ctx, { title, reportedAt = ctx.now, ...input }: OpenTicket): Promise<TicketRow> {
  if (reportedAt > ctx.now) throw new AppError('bad-input', 'tickets.reported-in-future')
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const ticket = await insert(tx, { ...input, reportedAt, titleZh: title, titleEn: title }, ctx.now)
    if (!ticket) throw new Error('a ticket without a fingerprint found another in its place')
    return advance(tx, ctx, ticket, 'opened', {}, { kind: ticket.kind, level: ticket.level, title })
  })
}

/** Undefined when the cause has an open ticket already. */
async function insert(tx: Tx, ticket: New, now: Instant): Promise<TicketRow | undefined> {
  const facts = {
    reportedAt: ticket.reportedAt,
    systems: ticket.systemsAffected,
    usersPercent: ticket.usersPercent ?? null,
  }
  const [row] = await tx
    .insert(tickets)
    .values({
      ...ticket,
      number: await nextNumber(tx, now),
      level: levelOf(facts, await houseCalendar(tx), BUREAU_HOURS),
      profileId: HOUSE_PROFILE.id,
      state: 'open',
      clockFrom: ticket.reportedAt,
    })
    .onConflictDoNothing({ target: tickets.fingerprint, where: sql`state <> 'closed'` })
    .returning()
  return row
}

async function nextNumber(tx: Tx, now: Instant): Promise<string> {
  const date = civilDateOf(now)
  const [row] = await tx
    .insert(ticketNumbers)
    .values({ date, last: 1 })
    .onConflictDoUpdate({ target: ticketNumbers.date, set: { last: sql`${ticketNumbers.last} + 1` } })
    .returning()
  if (!row) throw new Error('no number was given out')
  return ticketNumber(date, row.last)
}

type FindingRow = typeof findings.$inferSelect

/**
 * Hands findings that were just seen to their tickets: a new one, the open one of the same cause, or a solved one that is opened again.
 * Runs inside the transaction of the sighting, which holds the audit chain's lock by then.
 */
export async function handOver(tx: Tx, seen: readonly FindingRow[]): Promise<void> {
  for (const finding of seen) {
    const acting: Acting = {
      actor: { type: 'system', name: 'findings' },
      now: finding.lastSeenAt,
      requestId: `finding-${finding.id}`,
    }
    const ticket = finding.ticketId === null ? undefined : await lockTicket(tx, finding.ticketId)
    // Closed while the cause is still there: it has no open ticket, and needs one.
    if (!ticket || ticket.state === 'closed') await openFor(tx, acting, finding)
    else await keepUp(tx, acting, ticket, finding)
  }
}

async function openFor(tx: Tx, acting: Acting, finding: FindingRow): Promise<void> {
  const known = await unfinished(tx, finding.fingerprint)
  const opened = known ? undefined : await insert(tx, ticketFor(finding), acting.now)
  const ticket = opened ?? known ?? (await unfinished(tx, finding.fingerprint))
  if (!ticket) throw new Error('a finding has neither a new ticket nor an open one')
  await tx.update(findings).set({ ticketId: ticket.id }).where(eq(findings.id, finding.id))
  const { kind, level } = ticket
  if (opened)
    await advance(tx, acting, opened, 'opened', {}, { kind, level, findingId: finding.id, code: finding.code })
  else await keepUp(tx, acting, ticket, finding)
}

async function unfinished(tx: Tx, fingerprint: string): Promise<TicketRow | undefined> {
  const [ticket] = await tx
    .select()
    .from(tickets)
    .where(and(eq(tickets.fingerprint, fingerprint), ne(tickets.state, 'closed')))
    .for('update')
  return ticket
}

function ticketFor(finding: FindingRow): New {
  return {
    fingerprint: finding.fingerprint,
    kind: finding.verdict === 'fail' ? 'fault' : 'warning',
    site: 'urban',
    titleZh: finding.titleZh,
    titleEn: finding.titleEn,
    systemName: finding.systemName,
    nodeName: finding.nodeName,
    code: finding.code,
    systemsAffected: 1,
    usersPercent: null,
    reportedAt: finding.lastSeenAt,
    reportedBy: '巡检与监测',
  }
}

/** The finding is there (again): a solved ticket runs on, a warning that became a failure is a fault from now on. */
async function keepUp(tx: Tx, acting: Acting, ticket: TicketRow, finding: FindingRow): Promise<void> {
  if (ticket.state === 'resolved' && (ticket.resolvedAt ?? 0) < acting.now) {
    await reopen(tx, acting, ticket, '再次发现同一问题 · found again')
    return
  }
  if (ticket.kind === 'warning' && finding.verdict === 'fail' && ticket.state === 'open')
    await advance(
      tx,
      acting,
      ticket,
      'reclassified',
      { kind: 'fault', clockFrom: acting.now, recoveredAt: null },
      { from: 'warning', to: 'fault', clockFrom: ticket.clockFrom },
    )
  else if (ticket.recoveredAt !== null && ticket.state === 'open')
    await advance(tx, acting, ticket, 'seen-again', { recoveredAt: null })
}

/** The check passes again: the tickets of these findings are told, and stay with people. */
export async function proposeRecovery(tx: Tx, ticketIds: readonly number[], at: Instant): Promise<void> {
  if (ticketIds.length === 0) return
  const rows = await tx
    .select()
    .from(tickets)
    .where(inArray(tickets.id, [...ticketIds]))
    .orderBy(tickets.id)
    .for('update')
  const acting: Acting = { actor: { type: 'system', name: 'findings' }, now: at, requestId: 'recovery' }
  for (const ticket of rows)
    if (ticket.state !== 'closed' && ticket.recoveredAt === null)
      await advance(tx, acting, ticket, 'recovered', { recoveredAt: at })
}
