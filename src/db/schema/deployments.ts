import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import { START_TLS_KINDS } from '#core/checks/start-tls.ts'
import { instant } from '../columns.ts'
import { certificates } from './certificates.ts'
import { certificateLineages } from './lineages.ts'

/** Where a certificate of a lineage is installed (部署绑定). Said by people: the hosts of a wildcard cannot be derived from its names. */
export const deploymentBindings = pgTable(
  'deployment_bindings',
  {
    id: uuid().primaryKey(),
    lineageId: uuid('lineage_id')
      .notNull()
      .references(() => certificateLineages.id),
    /** Id of core/targets, e.g. `nginx`. */
    targetKind: text('target_kind').notNull(),
    targetVersion: text('target_version'),
    nodeName: text('node_name').notNull(),
    /** The node of the register, where it stands there. Not a reference: history outlives the register. */
    nodeId: text('node_id'),
    /** Name or address of the node itself. */
    address: text().notNull(),
    port: integer().notNull(),
    /** `host:port` people come in by, where a load balancer stands before the node. */
    vip: text(),
    serverName: text('server_name').notNull(),
    startTls: text('start_tls', { enum: START_TLS_KINDS }).notNull(),
    /** What it must show now; none: nothing is to be served here yet. */
    certificateId: uuid('certificate_id').references(() => certificates.id),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    removedAt: instant('removed_at'),
  },
  (table) => [
    uniqueIndex('deployment_bindings_place')
      .on(table.address, table.port, table.serverName)
      .where(sql`removed_at is null`),
    index('deployment_bindings_lineage').on(table.lineageId),
    index('deployment_bindings_certificate').on(table.certificateId),
  ],
)

/** What each address of a binding showed when it was last asked. */
export const bindingSightings = pgTable(
  'binding_sightings',
  {
    bindingId: uuid('binding_id')
      .notNull()
      .references(() => deploymentBindings.id),
    /** Address and port that answered, or that did not. */
    place: text().notNull(),
    /** The node itself, or the address before it. */
    via: text({ enum: ['node', 'vip'] }).notNull(),
    /** Of the leaf, lower-case hex; none: nothing was shown. */
    seenSha256: text('seen_sha256'),
    verdict: text().$type<ProbeVerdict>().notNull(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    at: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.bindingId, table.place] })],
)

/** One replacement or withdrawal of a certificate on its bindings (部署执行单). */
export const deploymentRuns = pgTable(
  'deployment_runs',
  {
    id: uuid().primaryKey(),
    lineageId: uuid('lineage_id')
      .notNull()
      .references(() => certificateLineages.id),
    kind: text({ enum: ['installation', 'emergency', 'withdrawal'] }).notNull(),
    /** What is to be shown at the end; none for a withdrawal. */
    certificateId: uuid('certificate_id').references(() => certificates.id),
    /** What goes: the compromised or withdrawn one. */
    replacesId: uuid('replaces_id').references(() => certificates.id),
    reason: text().notNull(),
    state: text({ enum: ['open', 'proved', 'cancelled'] }).notNull(),
    openedBy: text('opened_by').notNull(),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (table) => [
    // Two runs at once would tell one node to show two certificates.
    uniqueIndex('deployment_runs_open').on(table.lineageId).where(sql`state = 'open'`),
    index('deployment_runs_lineage').on(table.lineageId, table.openedAt),
  ],
)

export const RUN_STEPS = ['revoke', 'install', 'remove', 'verify', 'confirm-crl', 'confirm-ocsp'] as const

/** What a run has to do, binding by binding, and what proves that it was done. */
export const deploymentSteps = pgTable(
  'deployment_steps',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => deploymentRuns.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    kind: text({ enum: RUN_STEPS }).notNull(),
    bindingId: uuid('binding_id').references(() => deploymentBindings.id),
    state: text({ enum: ['waiting', 'done', 'failed'] }).notNull(),
    /** A person's words: ticket, output of the device. */
    note: text(),
    /** Measured: place → fingerprint seen, or the source and time of a revocation. */
    evidence: jsonb().$type<Record<string, string | number | null>[]>().notNull(),
    doneBy: text('done_by'),
    doneAt: instant('done_at'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.position] })],
)
