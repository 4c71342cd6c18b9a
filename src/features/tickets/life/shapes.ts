// Tickets as the API answers them.

import { z } from '@hono/zod-openapi'
import { tellReason } from '#core/messages/told.ts'
import { MILESTONES, TICKET_KINDS } from '#core/sla/profile.ts'
import type { TicketClock } from '#core/sla/ticket.ts'
import type { Instant } from '#core/verdict.ts'
import type { TicketDetail, TicketLine } from './get.ts'
import { TICKET_EVENTS, TICKET_STATES } from './rules.ts'

const Text = z.object({ zh: z.string(), en: z.string() })
const moment = z.iso.datetime().nullable()

const Clock = z
  .object({
    id: z.string(),
    title: Text,
    stopsAt: z.enum(MILESTONES),
    kind: z.enum(['wall', 'working-time', 'working-days']),
    state: z.enum(['running', 'paused', 'overdue', 'kept', 'broken']),
    dueAt: moment,
    stoppedAt: moment,
    usedMs: z.number(),
    allowedMs: z.number(),
    pausedMs: z.number(),
    provisionalFor: z.array(z.number()).openapi({ description: 'Years without an announced calendar' }),
    citation: z.string(),
  })
  .openapi('TicketClock')

const line = {
  id: z.string(),
  number: z.string(),
  kind: z.enum(TICKET_KINDS),
  level: z.number().int().min(1).max(4),
  site: z.enum(['urban', 'suburban']),
  state: z.enum(TICKET_STATES),
  title: Text,
  systemName: z.string().nullable(),
  nodeName: z.string().nullable(),
  reportedAt: z.iso.datetime(),
  reportedBy: z.string(),
  assigneeName: z.string().nullable(),
  recoveredAt: moment,
  reworkCount: z.number(),
  paused: z.array(z.string()),
  clocks: z.array(Clock),
}
const Line = z.object(line).openapi('TicketLine')
export const TicketPage = z.object({ items: z.array(Line), nextCursor: z.string().nullable() }).openapi('TicketPage')

export const TicketShape = z
  .object({
    ...line,
    profileId: z.string(),
    systemsAffected: z.number(),
    usersPercent: z.number().nullable(),
    milestones: z.object(Object.fromEntries(MILESTONES.map((name) => [name, moment])) as Record<string, typeof moment>),
    closedAt: moment,
    phenomenon: z.string().nullable(),
    cause: z.string().nullable(),
    resolution: z.string().nullable(),
    plan: z.string().nullable(),
    report: z.string().nullable(),
    code: z.string().nullable(),
    pauses: z.array(
      z.object({ reason: z.string(), approver: z.string(), evidence: z.string(), from: z.iso.datetime(), to: moment }),
    ),
    events: z.array(
      z.object({
        event: z.enum(TICKET_EVENTS),
        at: z.iso.datetime(),
        by: z.string(),
        detail: z.record(z.string(), z.unknown()),
      }),
    ),
    findings: z.array(
      z.object({
        id: z.string(),
        state: z.string(),
        problem: Text,
        text: Text,
        advice: Text,
        seenCount: z.number(),
        lastSeen: z.iso.datetime(),
      }),
    ),
  })
  .openapi('Ticket')

export const TicketCountsShape = z
  .object({ open: z.number(), resolved: z.number(), overdue: z.number(), unanswered: z.number() })
  .openapi('TicketCounts')

const iso = (at: Instant) => new Date(at).toISOString()
const isoOrNull = (at: Instant | null) => (at === null ? null : iso(at))

function clockOf({ rule, reading, stoppedAt }: TicketClock): z.input<typeof Clock> {
  return {
    id: rule.id,
    title: rule.title,
    stopsAt: rule.stopsAt,
    kind: rule.allowance.kind,
    ...reading,
    dueAt: isoOrNull(reading.dueAt),
    stoppedAt: isoOrNull(stoppedAt),
    citation: rule.citation,
  }
}

export function ticketLineOf({ ticket, clocks, paused }: TicketLine): z.input<typeof Line> {
  const { id, number, kind, level, site, state, systemName, nodeName, reportedBy, assigneeName, reworkCount } = ticket
  return {
    ...{ number, kind, level, site, state, systemName, nodeName, reportedBy, assigneeName, reworkCount, paused },
    id: String(id),
    title: { zh: ticket.titleZh, en: ticket.titleEn },
    reportedAt: iso(ticket.reportedAt),
    recoveredAt: isoOrNull(ticket.recoveredAt),
    clocks: clocks.map(clockOf),
  }
}

export function ticketOf(detail: TicketDetail): z.input<typeof TicketShape> {
  const { ticket, pauses, events } = detail
  const { profileId, systemsAffected, usersPercent, phenomenon, cause, resolution, plan, report, code } = ticket
  return {
    ...ticketLineOf(detail),
    ...{ profileId, systemsAffected, usersPercent, phenomenon, cause, resolution, plan, report, code },
    milestones: {
      assigned: isoOrNull(ticket.assignedAt),
      responded: isoOrNull(ticket.respondedAt),
      supported: isoOrNull(ticket.supportedAt),
      arrived: isoOrNull(ticket.arrivedAt),
      planned: isoOrNull(ticket.plannedAt),
      resolved: isoOrNull(ticket.resolvedAt),
    },
    closedAt: isoOrNull(ticket.closedAt),
    pauses: pauses.map(({ reason, approver, evidence, fromAt, toAt }) => ({
      ...{ reason, approver, evidence },
      from: iso(fromAt),
      to: isoOrNull(toAt),
    })),
    events: events.map(({ event, at, byName, detail: more }) => ({
      event: event as (typeof TICKET_EVENTS)[number],
      at: iso(at),
      by: byName,
      detail: more,
    })),
    findings: detail.findings.map((row) => {
      const verdict = row.verdict === 'fail' ? 'fail' : 'warn'
      const { problem, text, advice } = tellReason({ code: row.code, verdict, params: row.params, citation: '' })
      return {
        id: String(row.id),
        state: row.state,
        problem,
        text,
        advice,
        seenCount: row.seenCount,
        lastSeen: iso(row.lastSeenAt),
      }
    }),
  }
}
