import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from 'drizzle-orm/pg-core'
import type { ReportComparison } from '#core/reports/comparison.ts'
import type { ReportFacts } from '#core/reports/facts.ts'
import type { ReportModel } from '#core/reports/model.ts'
import type { ReportPage } from '#core/reports/page.ts'
import type { ReportKind } from '#core/reports/periods.ts'
import { bytes, instant } from '../columns.ts'

/** 报表: one row an edition of a period's report. What it holds lies in tables of its own, so that a list reads small rows only. */
export const reports = pgTable(
  'reports',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** `YB-2026-10`; previews end in `-P1`, corrections in `-2`. */
    number: text().notNull().unique(),
    kind: text().$type<ReportKind>().notNull(),
    /** Name of the period, or the round's. */
    period: text().notNull(),
    version: integer().notNull(),
    /** `final` is made once, after the period; before it only previews are, and after it only corrections, with a reason. */
    edition: text().$type<'preview' | 'final' | 'correction'>().notNull(),
    periodFrom: instant('period_from').notNull(),
    periodTo: instant('period_to').notNull(),
    /** When it should be there, for the final one. */
    dueBy: instant('due_by').notNull(),
    state: text().$type<'waiting' | 'running' | 'done' | 'failed'>().notNull(),
    /** The moment it speaks of, fixed when it is first taken up. */
    asOf: instant('as_of'),
    requestedBy: text('requested_by').notNull(),
    reason: text(),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** What is being done, and how far. */
    step: text(),
    stepsDone: integer('steps_done').notNull().default(0),
    stepsTotal: integer('steps_total').notNull().default(0),
    /** Also the fence: whoever took it up later writes, the earlier one does not. */
    attempts: integer().notNull().default(0),
    leaseUntil: instant('lease_until'),
    problem: text(),
    /** SHA-256 over the canonical JSON of its rows and of the report, hex. */
    factsDigest: text('facts_digest'),
    modelDigest: text('model_digest'),
  },
  (table) => [
    unique('reports_once').on(table.kind, table.period, table.version),
    uniqueIndex('reports_one_final').on(table.kind, table.period).where(sql`edition = 'final'`),
    index('reports_list').on(table.periodTo, table.id),
    index('reports_kind').on(table.kind, table.periodTo, table.id),
    index('reports_unfinished').on(table.createdAt, table.id).where(sql`state in ('waiting', 'running')`),
  ],
)

/**
 * The report, and every row it was computed from. `page` and `behind` follow from them and are what pages read: the report with the first
 * rows of its tables, and the ids behind each source by its digest.
 */
export const reportContents = pgTable('report_contents', {
  reportId: bigint('report_id', { mode: 'number' })
    .primaryKey()
    .references(() => reports.id),
  facts: jsonb().$type<ReportFacts>().notNull(),
  model: jsonb().$type<ReportModel>().notNull(),
  page: jsonb().$type<ReportPage>().notNull(),
  behind: jsonb().$type<Record<string, string[]>>().notNull(),
})

/** The files as they were made: handed out as they are, for ever. */
export const reportFiles = pgTable(
  'report_files',
  {
    reportId: bigint('report_id', { mode: 'number' })
      .notNull()
      .references(() => reports.id),
    format: text().$type<'pdf' | 'xlsx'>().notNull(),
    sha256: text().notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    content: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.reportId, table.format] })],
)

/** Every time a report was computed again. */
export const reportChecks = pgTable(
  'report_checks',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    reportId: bigint('report_id', { mode: 'number' })
      .notNull()
      .references(() => reports.id),
    at: instant().notNull(),
    by: text().notNull(),
    /** What was kept is what was made: rows, report, and each file. */
    altered: text().array().notNull(),
    comparison: jsonb().$type<ReportComparison>().notNull(),
  },
  (table) => [index('report_checks_report').on(table.reportId, table.id)],
)
