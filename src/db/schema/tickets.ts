import { sql } from 'drizzle-orm'
import { bigint, doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Level, SiteClass, TicketKind } from '#core/sla/profile.ts'
import { instant } from '../columns.ts'

/** 工单. One open ticket for each cause (fingerprint); milestones are the instants its clocks stop at. */
export const tickets = pgTable(
  'tickets',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** `T20250303-001`. */
    number: text().notNull().unique(),
    /** Null for what people report. */
    fingerprint: text(),
    kind: text().$type<TicketKind>().notNull(),
    /** Computed from time and scope. */
    level: integer().$type<Level>().notNull(),
    site: text().$type<SiteClass>().notNull(),
    /** The contract it is judged by. */
    profileId: text('profile_id').notNull(),
    state: text().$type<'open' | 'resolved' | 'closed'>().notNull(),
    titleZh: text('title_zh').notNull(),
    titleEn: text('title_en').notNull(),
    systemName: text('system_name'),
    nodeName: text('node_name'),
    /** Reason code of the finding it was opened for. */
    code: text(),
    systemsAffected: integer('systems_affected').notNull(),
    usersPercent: doublePrecision('users_percent'),
    reportedAt: instant('reported_at').notNull(),
    reportedBy: text('reported_by').notNull(),
    /** When its clocks began: the report, or the last change of kind. */
    clockFrom: instant('clock_from').notNull(),
    assigneeId: text('assignee_id'),
    assigneeName: text('assignee_name'),
    assignedAt: instant('assigned_at'),
    respondedAt: instant('responded_at'),
    supportedAt: instant('supported_at'),
    arrivedAt: instant('arrived_at'),
    plannedAt: instant('planned_at'),
    resolvedAt: instant('resolved_at'),
    closedAt: instant('closed_at'),
    /** The last sighting said it is gone: proposes, never closes. */
    recoveredAt: instant('recovered_at'),
    phenomenon: text(),
    cause: text(),
    resolution: text(),
    plan: text(),
    /** 故障报告, asked for before a fault is closed. */
    report: text(),
    /** 返工: how often it was reopened. */
    reworkCount: integer('rework_count').notNull().default(0),
    /** Earliest due time of the clocks that run, as of the last step; for the order of the board only. */
    nextDueAt: instant('next_due_at'),
  },
  (table) => [
    uniqueIndex('tickets_one_open').on(table.fingerprint).where(sql`state <> 'closed'`),
    index('tickets_state').on(table.state, table.id),
    index('tickets_reported').on(table.reportedAt),
    index('tickets_closed').on(table.closedAt),
    index('tickets_due').on(table.nextDueAt, table.id).where(sql`state = 'open'`),
  ],
)

/** Only these stop a clock, each approved and proven. `reopened` is the time between a solution and its rejection. */
export const ticketPauses = pgTable(
  'ticket_pauses',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    ticketId: bigint('ticket_id', { mode: 'number' })
      .notNull()
      .references(() => tickets.id),
    reason: text().notNull(),
    approver: text().notNull(),
    evidence: text().notNull(),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at'),
  },
  (table) => [
    index('ticket_pauses_ticket').on(table.ticketId),
    uniqueIndex('ticket_pauses_one_on').on(table.ticketId, table.reason).where(sql`to_at is null`),
  ],
)

/** Every step of a ticket's life, in order. */
export const ticketEvents = pgTable(
  'ticket_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    ticketId: bigint('ticket_id', { mode: 'number' })
      .notNull()
      .references(() => tickets.id),
    event: text().notNull(),
    at: instant().notNull(),
    byId: text('by_id').notNull(),
    byName: text('by_name').notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index('ticket_events_ticket').on(table.ticketId, table.id)],
)

/** The last number given out on each day. */
export const ticketNumbers = pgTable('ticket_numbers', { date: text().primaryKey(), last: integer().notNull() })

/** 知识库: what solved a ticket once. */
export const knowledgeEntries = pgTable(
  'knowledge_entries',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    ticketId: bigint('ticket_id', { mode: 'number' })
      .unique()
      .references(() => tickets.id),
    title: text().notNull(),
    code: text(),
    phenomenon: text().notNull(),
    cause: text().notNull(),
    resolution: text().notNull(),
    writtenBy: text('written_by').notNull(),
    writtenAt: instant('written_at').notNull(),
  },
  (table) => [index('knowledge_entries_code').on(table.code)],
)
