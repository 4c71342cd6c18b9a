import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { tickets } from './tickets.ts'

/** What inspections found. One open row for each (system, check, reason code); later sightings attach to it. */
export const findings = pgTable(
  'findings',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    fingerprint: text().notNull(),
    state: text().notNull(),
    systemId: text('system_id').notNull(),
    systemName: text('system_name').notNull(),
    nodeId: text('node_id').notNull(),
    nodeName: text('node_name').notNull(),
    checkId: text('check_id').notNull(),
    titleZh: text('title_zh').notNull(),
    titleEn: text('title_en').notNull(),
    code: text().notNull(),
    verdict: text().notNull(),
    params: jsonb().$type<Record<string, string | number>>().notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    recoveredAt: instant('recovered_at'),
    seenCount: integer('seen_count').notNull(),
    /** The ticket it was handed to. */
    ticketId: bigint('ticket_id', { mode: 'number' }).references(() => tickets.id),
    /** 问题 · 现象 · 原因分析 · 解决方法, written by people. */
    problem: text(),
    phenomenon: text(),
    cause: text(),
    resolution: text(),
  },
  (table) => [
    uniqueIndex('findings_open').on(table.fingerprint).where(sql`state = 'open'`),
    index('findings_state').on(table.state, table.id),
    index('findings_system').on(table.systemId, table.id),
    index('findings_check').on(table.checkId),
    // What was still there in a span of time: notices and reports ask.
    index('findings_recovered').on(table.recoveredAt),
    index('findings_ticket').on(table.ticketId),
  ],
)
