// What a backup source promises (its plan) and what was seen of it: plain values that the judges of this folder compare.
// Intervals by 招标文件 000:1716 (每月一次全量、每日一次增量); bands and lags by house rule.

import type { Instant } from '../verdict.ts'

/** How the backups of a source are made. */
export const BACKUP_KINDS = ['pg-dump', 'pg-basebackup', 'pgbackrest', 'mariadb-dump', 'files'] as const
export type BackupKind = (typeof BACKUP_KINDS)[number]

export type SetKind = 'full' | 'incremental'

/** The promise of a source. */
export interface BackupPlan {
  /** Longest allowed age of the newest full backup. */
  fullMaxAgeMs: number
  /** Longest allowed age of the newest backup of either kind; null: only full ones are made. */
  incrementalMaxAgeMs: number | null
  /** A backup takes its time: added to the shorter of the two intervals. */
  graceMs: number
  /** Allowed deviation from the median of the last sets of the same kind, in percent. */
  sizeBandPercent: number
  hasOffsite: boolean
  /** Names of tables that may empty and fill in ordinary work; `*` stands for any text. */
  movingTables: readonly string[]
  recoveryTimeTargetMs: number
  /** Longest allowed age of the data when a drill begins. */
  recoveryPointTargetMs: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** 每月一次全量、每日一次增量. */
export const TENDER_PLAN: BackupPlan = {
  fullMaxAgeMs: 31 * DAY_MS,
  incrementalMaxAgeMs: DAY_MS,
  graceMs: 4 * HOUR_MS,
  sizeBandPercent: 30,
  hasOffsite: false,
  movingTables: [],
  recoveryTimeTargetMs: HOUR_MS,
  recoveryPointTargetMs: 28 * HOUR_MS,
}

/** What one table held: rows, and a digest that does not depend on their order. */
export interface TableContent {
  rows: number
  digest: string
}

/** One table when the backup was made: in one snapshot before and in one after it. Where both are equal nobody wrote to it meanwhile. */
export interface TableAtBackup {
  /** `schema.name`. */
  table: string
  before: TableContent
  after: TableContent
}

export interface TableRestored extends TableAtBackup {
  /** Absent when the restored database has no such table. */
  restored?: TableContent
}

/** `unsealed`: readable, and nothing proves who wrote it. `forged`: its seal is wrong, or it is not what was first seen under this name. */
export type ManifestState = 'authentic' | 'unsealed' | 'missing' | 'unreadable' | 'forged'

/** `equal`: every file is there with the same bytes. */
export type OffsiteState = 'not-declared' | 'equal' | 'missing' | 'differs' | 'unreachable'

export type DecryptState = 'not-encrypted' | 'opens' | 'no-key' | 'wrong-key' | 'damaged'

/** One backup as it was found. Names of files are relative to the source. */
export interface SeenSet {
  name: string
  kind: SetKind
  /** The set it builds on; null for a full one. */
  parent: string | null
  startedAt: Instant
  /** null: the job never wrote its end. */
  endedAt: Instant | null
  sizeBytes: number
  fileCount: number
  manifest: ManifestState
  missing: readonly string[]
  empty: readonly string[]
  altered: readonly string[]
  /** Write-ahead log segments it needs to become consistent. */
  missingLog: readonly string[]
  alteredLog: readonly string[]
  /** Read to its end, the dump stops too early; absent: whole, or nothing can be said of this kind. */
  truncated?: string
  decrypt: DecryptState
  offsite: OffsiteState
  /** SHA-256 of the schema at backup time, hex. */
  schema: string | null
  tables: readonly TableAtBackup[]
}

export type SeenSource = { reachable: true; sets: readonly SeenSet[] } | { reachable: false; problem: string }

/** `public.log_*` names every table of that beginning. */
export function isMovingTable(plan: Pick<BackupPlan, 'movingTables'>, table: string): boolean {
  return plan.movingTables.some((pattern) => {
    const parts = pattern.split('*')
    if (parts.length === 1) return pattern === table
    const [first = '', ...rest] = parts
    const last = rest.pop() ?? ''
    if (!table.startsWith(first) || !table.endsWith(last) || table.length < first.length + last.length) return false
    let at = first.length
    for (const part of rest) {
      const found = table.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return at <= table.length - last.length
  })
}
