// Judges backups: 完成性 (is everything there that should be?) and 可用性 (was it restored and compared?) are two verdicts. Pure.

import type { Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import type { BackupFiles, DrillEvidence, TableComparison } from '#src/ports.ts'

const CITATION = '招标文件 3.6.1：定期对数据库备份的完成性和可用性进行检查'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A daily backup: a quarter over its plan warns, half over fails. */
export const AGE = { planMs: DAY_MS, warnFactor: 1.25, failFactor: 1.5 }
export const DRILL_AGE = { warnMs: 7 * DAY_MS, failMs: 31 * DAY_MS }
export const MAX_RECOVERY_MS = 15 * 60_000

type Verdict = 'warn' | 'fail' | 'unknown'

function reason(verdict: Verdict, code: string, params: Record<string, string | number> = {}): Reason {
  return { code: `backups.${code}`, verdict, citation: CITATION, params }
}

/** The layers below the data: manifest, files, write-ahead log. */
export function fileReasons({ manifest, missing, altered, missingWal }: BackupFiles): Reason[] {
  const several = (names: readonly string[], code: string) =>
    names.length === 0 ? [] : [reason('fail', code, { count: names.length, file: names[0] ?? '' })]
  return [
    ...(manifest === 'missing' ? [reason('fail', 'manifest-missing')] : []),
    ...(manifest === 'altered' ? [reason('fail', 'manifest-altered')] : []),
    ...several(missing, 'file-missing'),
    ...several(altered, 'file-altered'),
    ...several(missingWal, 'wal-missing'),
  ]
}

/** How old the newest good backup is; `undefined`: there is none. */
export function ageReasons(takenAt: Instant | undefined, now: Instant): Reason[] {
  if (takenAt === undefined) return [reason('fail', 'none')]
  const ageMs = now - takenAt
  const over = (factor: number) => ageMs > AGE.planMs * factor
  if (!over(AGE.warnFactor)) return []
  const factor = over(AGE.failFactor) ? AGE.failFactor : AGE.warnFactor
  const params = { hours: Math.floor(ageMs / HOUR_MS), maxHours: (AGE.planMs * factor) / HOUR_MS }
  return [reason(over(AGE.failFactor) ? 'fail' : 'warn', 'too-old', params)]
}

export function drillAgeReasons(goodDrillAt: Instant | undefined, now: Instant): Reason[] {
  if (goodDrillAt === undefined) return [reason('fail', 'never-drilled')]
  const ageMs = now - goodDrillAt
  if (ageMs <= DRILL_AGE.warnMs) return []
  const isFail = ageMs > DRILL_AGE.failMs
  const maxDays = (isFail ? DRILL_AGE.failMs : DRILL_AGE.warnMs) / DAY_MS
  return [reason(isFail ? 'fail' : 'warn', 'drill-too-old', { days: Math.floor(ageMs / DAY_MS), maxDays })]
}

const isSame = (a: TableComparison['before'], b: TableComparison['before']) =>
  a.rows === b.rows && a.digest === b.digest

/** Written to while the copy was made: its content can only be bounded, not predicted. */
export function isMoving({ before, after }: TableComparison): boolean {
  return !isSame(before, after)
}

function tableReason(one: TableComparison): Reason[] {
  const { table, before, after, restored } = one
  if (!restored) return []
  const low = Math.min(before.rows, after.rows)
  const high = Math.max(before.rows, after.rows)
  // Nothing is in range where the table held nothing at one end of the copy.
  if (restored.rows === 0 && low > 0) return [reason('fail', 'table-emptied', { table, rows: before.rows })]
  if (!isMoving(one) || (restored.rows >= low && restored.rows <= high)) return []
  return [reason('warn', 'moving-table-out-of-range', { table, rows: restored.rows, low, high })]
}

/** What a drill proves. A table nobody wrote to must come back exactly; an empty manifest proves nothing. */
export function drillReasons({ files, startError, recoveryTimeMs, tables }: DrillEvidence): Reason[] {
  const below = fileReasons(files)
  if (startError !== undefined) return [...below, reason('fail', 'start-failed', { problem: startError })]
  const missing = tables.filter((one) => !one.restored)
  const differing = tables.filter((one) => one.restored && !isMoving(one) && !isSame(one.before, one.restored))
  const worstOf = (list: readonly TableComparison[], code: string) =>
    list.length === 0 ? [] : [reason('fail', code, { count: list.length, table: list[0]?.table ?? '' })]
  return [
    ...below,
    ...(tables.length === 0 ? [reason('fail', 'nothing-compared')] : []),
    ...worstOf(missing, 'table-missing'),
    ...worstOf(differing, 'table-differs'),
    ...tables.flatMap(tableReason),
    ...(recoveryTimeMs > MAX_RECOVERY_MS
      ? [
          reason('warn', 'recovery-too-slow', {
            seconds: Math.round(recoveryTimeMs / 1000),
            maxSeconds: MAX_RECOVERY_MS / 1000,
          }),
        ]
      : []),
  ]
}

/** A drill nobody carried out to its end. */
export function interruptedReasons(): Reason[] {
  return [reason('unknown', 'drill-interrupted')]
}

export function summaryOf(tables: readonly TableComparison[]) {
  return {
    compared: tables.length,
    equal: tables.filter((one) => one.restored && isSame(one.before, one.restored)).length,
    moving: tables.filter(isMoving).length,
    rows: tables.reduce((sum, one) => sum + (one.restored?.rows ?? 0), 0),
  }
}
