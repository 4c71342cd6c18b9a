import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { BackupKind, BackupPlan, SetKind } from '#core/backups/source.ts'
import type { QueryOutcome } from '#core/backups/usability.ts'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import type { ApplicationQuery, EstateDrillPhase } from '#src/backup-ports.ts'
import { instant } from '../columns.ts'
import { sealedSecrets } from './keys.ts'
import { nodes, systems } from './systems.ts'

/** Where backups lie, without the secret that opens the place. */
export type PlaceJson =
  | { transport: 'local'; path: string }
  | { transport: 'sftp'; host: string; port: number; user: string; path: string; hostKey: string }
  | { transport: 's3'; endpoint: string; region: string; bucket: string; prefix: string; accessKeyId: string }

/** Backups of the bureau's systems: others make them, we check them. 完成性 and 可用性 are two verdicts and never one. */
export const backupSources = pgTable(
  'backup_sources',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    systemId: text('system_id')
      .notNull()
      .references(() => systems.id),
    nodeId: text('node_id')
      .notNull()
      .references(() => nodes.id),
    kind: text().$type<BackupKind>().notNull(),
    place: jsonb().$type<PlaceJson>().notNull(),
    placeSecretId: uuid('place_secret_id').references(() => sealedSecrets.id),
    offsite: jsonb().$type<PlaceJson>(),
    offsiteSecretId: uuid('offsite_secret_id').references(() => sealedSecrets.id),
    /** pgBackRest: which of the repository. */
    stanza: text().notNull(),
    manifestKeyId: uuid('manifest_key_id').references(() => sealedSecrets.id),
    passphraseId: uuid('passphrase_id').references(() => sealedSecrets.id),
    plan: jsonb().$type<BackupPlan>().notNull(),
    queries: jsonb().$type<ApplicationQuery[]>().notNull(),
    extensions: text().array().notNull(),
    roles: text().array().notNull(),
    /** 0: only by hand. */
    drillEveryMs: bigint('drill_every_ms', { mode: 'number' }).notNull(),
    isEnabled: boolean('is_enabled').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Whoever looks moves it on first: of many instances one looks. */
    nextCheckAt: instant('next_check_at').notNull(),
    checkedAt: instant('checked_at'),
    completeness: text().$type<ProbeVerdict>(),
    completenessReasons: jsonb('completeness_reasons').$type<Reason[]>().notNull(),
  },
  (table) => [index('backup_sources_check').on(table.nextCheckAt)],
)

/** One row a backup that was seen; what is gone keeps its row. */
export const backupSets = pgTable(
  'backup_sets',
  {
    sourceId: uuid('source_id')
      .notNull()
      .references(() => backupSources.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    kind: text().$type<SetKind>().notNull(),
    parent: text(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    fileCount: integer('file_count').notNull(),
    tableCount: integer('table_count').notNull(),
    manifest: text().notNull(),
    /** SHA-256 of the manifest as it was first seen, hex: what changes later is forged. */
    manifestDigest: text('manifest_digest'),
    offsite: text().notNull(),
    verdict: text().$type<ProbeVerdict>().notNull(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sourceId, table.name] }),
    index('backup_sets_newest').on(table.sourceId, table.startedAt),
  ],
)

/** Restore drills of the estate's backups. */
export const sourceDrills = pgTable(
  'source_drills',
  {
    id: uuid().primaryKey(),
    sourceId: uuid('source_id')
      .notNull()
      .references(() => backupSources.id, { onDelete: 'cascade' }),
    /** null: the newest there is when the drill begins. */
    setName: text('set_name'),
    state: text({ enum: ['queued', 'running', 'ended'] }).notNull(),
    phase: text().$type<EstateDrillPhase | 'queued' | 'ended'>().notNull(),
    requestedAt: instant('requested_at').notNull(),
    requestedBy: text('requested_by').notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    owner: text(),
    leaseUntil: instant('lease_until'),
    /** From the first byte fetched until the server answered (RTO). */
    recoveryTimeMs: integer('recovery_time_ms'),
    /** Age of the data when the drill began (RPO). */
    dataAgeMs: bigint('data_age_ms', { mode: 'number' }),
    usability: text().$type<Exclude<ProbeVerdict, 'skipped'>>(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    tables: jsonb().$type<{ compared: number; equal: number; moving: number; rows: number }>(),
    queries: jsonb().$type<QueryOutcome[]>(),
    phasesMs: jsonb('phases_ms').$type<Partial<Record<EstateDrillPhase, number>>>(),
    server: text(),
    isIsolated: boolean('is_isolated'),
  },
  (table) => [
    index('source_drills_source').on(table.sourceId, table.requestedAt),
    index('source_drills_state').on(table.state, table.requestedAt),
    // One under way for each source, whoever asks and however often.
    uniqueIndex('source_drills_open').on(table.sourceId).where(sql`state <> 'ended'`),
  ],
)
