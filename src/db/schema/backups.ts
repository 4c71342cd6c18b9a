import { bigint, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { Reason } from '#core/checks/check.ts'
import { instant } from '../columns.ts'

/** Backups of the service's own database. 完成性 and 可用性 are two verdicts and never one. */
export const backups = pgTable(
  'backups',
  {
    id: uuid().primaryKey(),
    state: text().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    fileCount: integer('file_count'),
    tableCount: integer('table_count'),
    /** SHA-256 of the manifest, hex: a forged manifest shows. */
    manifestDigest: text('manifest_digest'),
    error: text(),
    completeness: text(),
    completenessReasons: jsonb('completeness_reasons').$type<Reason[]>(),
    checkedAt: instant('checked_at'),
  },
  (table) => [index('backups_started').on(table.startedAt)],
)

export const backupDrills = pgTable(
  'backup_drills',
  {
    id: uuid().primaryKey(),
    backupId: uuid('backup_id')
      .notNull()
      .references(() => backups.id),
    state: text().notNull(),
    /** Where the drill stands: copy, start, compare, destroy. */
    phase: text().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    /** Copy, start and recovery: how long until it could serve. */
    recoveryTimeMs: integer('recovery_time_ms'),
    /** Age of the restored data when the drill began. */
    dataAgeMs: bigint('data_age_ms', { mode: 'number' }),
    usability: text(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    tables: jsonb().$type<{ compared: number; equal: number; moving: number; rows: number }>(),
  },
  (table) => [index('backup_drills_backup').on(table.backupId, table.startedAt)],
)
