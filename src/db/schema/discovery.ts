import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { certificates } from './certificates.ts'

/** Where an administrator allows certificates to be looked for. The egress policy stands above it. */
export const discoveryAllowances = pgTable(
  'discovery_allowances',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: ['network', 'directory'] }).notNull(),
    /** A network in CIDR notation, or an absolute path on this host. */
    scope: text().notNull(),
    /** Of a network; empty: none. */
    ports: integer().array().notNull(),
    reason: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    removedAt: instant('removed_at'),
  },
  (table) => [uniqueIndex('discovery_allowances_once').on(table.kind, table.scope).where(sql`removed_at is null`)],
)

/** A search under way or ended (发现任务). Its place is kept, so that whoever takes it up goes on from there. */
export const discoveryJobs = pgTable(
  'discovery_jobs',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: ['network', 'directory'] }).notNull(),
    scope: text().notNull(),
    ports: integer().array().notNull(),
    /** Sent as SNI; empty: none. */
    serverName: text('server_name').notNull(),
    state: text({ enum: ['waiting', 'running', 'done', 'cancelled', 'failed'] }).notNull(),
    /** Endpoints or files to look at; 0 for a directory until it was listed. */
    total: integer().notNull(),
    done: integer().notNull(),
    found: integer().notNull(),
    leaseUntil: instant('lease_until'),
    /** How often it was taken up; also the fence against a worker that was given up for dead. */
    attempts: integer().notNull(),
    errorCode: text('error_code'),
    errorParams: jsonb('error_params').$type<Record<string, string | number>>(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('discovery_jobs_created').on(table.createdAt, table.id),
    index('discovery_jobs_waiting').on(table.createdAt).where(sql`state in ('waiting', 'running')`),
  ],
)

/** What a search came upon: certificates, and places that hold something nobody could read. */
export const discoveryFindings = pgTable(
  'discovery_findings',
  {
    jobId: uuid('job_id')
      .notNull()
      .references(() => discoveryJobs.id, { onDelete: 'cascade' }),
    /** `host:port`, or the path of a file. */
    place: text().notNull(),
    /** In the place, from 0: a file may hold several. */
    item: integer().notNull(),
    /** `certificate`, `locked` (a container whose password nobody gave) or `unreadable`. */
    outcome: text({ enum: ['certificate', 'locked', 'unreadable'] }).notNull(),
    certificateId: uuid('certificate_id').references(() => certificates.id),
    /** Code of a text. */
    problem: text(),
    at: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.place, table.item] }),
    index('discovery_findings_certificate').on(table.certificateId),
  ],
)

/** Certificates found in use that stand in no lineage, until somebody adopts or dismisses them (未登记证书). */
export const unknownCertificates = pgTable('unknown_certificates', {
  certificateId: uuid('certificate_id')
    .primaryKey()
    .references(() => certificates.id),
  state: text({ enum: ['open', 'adopted', 'dismissed'] }).notNull(),
  /** Where it was seen first, for people. */
  place: text().notNull(),
  firstSeen: instant('first_seen').notNull(),
  decidedBy: text('decided_by'),
  decidedAt: instant('decided_at'),
  reason: text(),
})
