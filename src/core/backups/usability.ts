// Judges 可用性: what a restore drill proved. Nothing is usable that was not restored, started and compared.
// 招标文件 3.6.1 (可用性) and 000:1718 (保证能有效恢复、回退).

import type { Reason } from '../checks/check.ts'
import type { Instant } from '../verdict.ts'
import { backupReason as reason } from './layers.ts'
import { type BackupPlan, isMovingTable, type TableContent, type TableRestored } from './source.ts'

export interface QueryOutcome {
  name: string
  /** What was expected, as people wrote it. */
  expected: string
  got: string
  isMet: boolean
}

/** Why a stage could not be carried out. `isOurs`: this machine lacks something; that says nothing of the backup. */
export interface StageProblem {
  code:
    | 'restore.failed'
    | 'restore.statements-refused'
    | 'restore.meta-command'
    | 'restore.program-missing'
    | 'restore.version-missing'
    | 'restore.isolation-missing'
    | 'restore.too-large'
    | 'decrypt.wrong-key'
    | 'decrypt.no-key'
    | 'decrypt.damaged'
    | 'start.failed'
    | 'checksum.differs-at-restore'
    | 'presence.gone-at-restore'
    | 'presence.no-manifest'
  isOurs: boolean
  params: Readonly<Record<string, string | number>>
}

export interface DrillSeen {
  /** Absent: restored, started, recovery ended. */
  problem?: StageProblem
  /** From the first byte fetched until the server answered. */
  recoveryTimeMs: number
  /** When the data was taken. */
  takenAt: Instant | null
  beganAt: Instant
  manifestSchema: string | null
  restoredSchema: string | null
  tables: readonly TableRestored[]
  /** Of a backup without a database: files that came back as they were. */
  filesCompared?: number
  queries: readonly QueryOutcome[]
  /** The server's own look at its files (pg_amcheck); absent: not run. */
  damage?: string
}

const same = (a: TableContent, b: TableContent) => a.rows === b.rows && a.digest === b.digest

/** Written to while the backup was made: its content can only be bounded. */
export function isMoving({ before, after }: TableRestored): boolean {
  return !same(before, after)
}

export function judgeDrill(seen: DrillSeen, plan: BackupPlan): Reason[] {
  const { problem } = seen
  if (problem) return [reason(problem.isOurs ? 'unknown' : 'fail', problem.code, problem.params)]
  return [
    ...schemaReasons(seen),
    ...tableReasons(seen, plan),
    ...(seen.damage === undefined ? [] : [reason('fail', 'start.damaged', { problem: seen.damage })]),
    ...seen.queries.filter(({ isMet }) => !isMet).map(queryReason),
    ...timeReasons(seen, plan),
  ]
}

function schemaReasons({ manifestSchema, restoredSchema }: DrillSeen): Reason[] {
  if (manifestSchema === null || manifestSchema === restoredSchema) return []
  return [reason('fail', 'compare.schema-differs')]
}

function tableReasons({ tables, filesCompared = 0 }: DrillSeen, plan: BackupPlan): Reason[] {
  const counted = (list: readonly TableRestored[], code: 'compare.table-missing' | 'compare.table-differs') =>
    list.length === 0 ? [] : [reason('fail', code, { count: list.length, table: list[0]?.table ?? '' })]
  const there = tables.filter((one) => one.restored)
  return [
    ...(tables.length + filesCompared === 0 ? [reason('fail', 'compare.nothing')] : []),
    ...counted(
      tables.filter((one) => !one.restored),
      'compare.table-missing',
    ),
    ...counted(
      there.filter((one) => !isMoving(one) && one.restored && !same(one.before, one.restored)),
      'compare.table-differs',
    ),
    ...there.filter(isMoving).flatMap((one) => movingReason(one, plan)),
  ]
}

/** A table nobody declared as moving warns as soon as it cannot be held against the manifest exactly and is out of bounds. */
function movingReason({ table, before, after, restored }: TableRestored, plan: BackupPlan): Reason[] {
  const rows = restored?.rows ?? 0
  const low = Math.min(before.rows, after.rows)
  const high = Math.max(before.rows, after.rows)
  if (rows === 0 && low > 0) return [reason('fail', 'compare.moving-table-emptied', { table, rows: low })]
  if (rows >= low && rows <= high) return []
  const verdict = isMovingTable(plan, table) ? 'warn' : 'fail'
  return [reason(verdict, 'compare.moving-table-out-of-range', { table, rows, low, high })]
}

function queryReason({ name, expected, got }: QueryOutcome): Reason {
  return reason('fail', 'application.query-unmet', { query: name, expected, got })
}

function timeReasons({ recoveryTimeMs, takenAt, beganAt }: DrillSeen, plan: BackupPlan): Reason[] {
  const seconds = Math.round(recoveryTimeMs / 1000)
  const maxSeconds = Math.round(plan.recoveryTimeTargetMs / 1000)
  const hours = takenAt === null ? 0 : Math.floor((beganAt - takenAt) / 3_600_000)
  const maxHours = Math.round(plan.recoveryPointTargetMs / 3_600_000)
  return [
    ...(recoveryTimeMs > plan.recoveryTimeTargetMs
      ? [reason('warn', 'restore.too-slow', { seconds, maxSeconds })]
      : []),
    ...(takenAt !== null && beganAt - takenAt > plan.recoveryPointTargetMs
      ? [reason('fail', 'age.data-too-old', { hours, maxHours })]
      : []),
  ]
}

/** A drill nobody carried out to its end proves neither good nor bad. */
export function interruptedDrill(): Reason[] {
  return [reason('unknown', 'restore.interrupted')]
}

const DAY_MS = 86_400_000

export interface DrillPlan {
  warnAfterMs: number
  failAfterMs: number
}

export const DRILL_PLAN: DrillPlan = { warnAfterMs: 7 * DAY_MS, failAfterMs: 31 * DAY_MS }

/** A drill as history remembers it. `verdict` null: under way. */
export interface PastDrill {
  endedAt: Instant | null
  verdict: 'pass' | 'warn' | 'fail' | 'unknown' | null
  reasons: readonly Reason[]
}

/**
 * 可用性 of a source as it stands. Never a pass without a drill that passed: absence of failures is not evidence.
 * @param drills of this source, in any order
 */
export function judgeUsability(drills: readonly PastDrill[], plan: DrillPlan, now: Instant): Reason[] {
  const judged = drills
    .filter((one) => one.endedAt !== null && one.verdict !== null && one.verdict !== 'unknown')
    .toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
  const [latest] = judged
  if (!latest) return [reason('fail', 'restore.never-drilled')]
  if (latest.verdict === 'fail') return [...latest.reasons]
  const ageMs = now - (latest.endedAt ?? 0)
  const days = Math.floor(ageMs / DAY_MS)
  const old = (verdict: 'warn' | 'fail', limitMs: number) =>
    reason(verdict, 'restore.drill-too-old', { days, maxDays: Math.round(limitMs / DAY_MS) })
  if (ageMs > plan.failAfterMs) return [...latest.reasons, old('fail', plan.failAfterMs)]
  if (ageMs > plan.warnAfterMs) return [...latest.reasons, old('warn', plan.warnAfterMs)]
  return [...latest.reasons]
}
