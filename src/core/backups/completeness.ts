// Judges 完成性: is everything there that should be, as old as promised, unaltered, unbroken, and in two places?
// 招标文件 3.6.1 and 000:1716 (每月一次全量、每日一次增量). That it can be restored is never concluded here.

import type { Reason } from '../checks/check.ts'
import type { Instant } from '../verdict.ts'
import { chainOf, newestFirst } from './chain.ts'
import { backupReason as reason } from './layers.ts'
import { type BackupPlan, isMovingTable, type SeenSet, type SeenSource } from './source.ts'

const HOUR_MS = 3_600_000
const OFFSITE_LAG = { warnMs: 24 * HOUR_MS, failMs: 48 * HOUR_MS }
/** A median of fewer says nothing. */
const MIN_SETS_FOR_BAND = 3
const SETS_FOR_BAND = 7
/** A table that loses more than this share of its rows between two backups is looked at by a person. */
const SHRUNK = { minRows: 100, share: 0.5 }

export interface CompletenessVerdict {
  /** Of the source as it stands: age, the newest chain, the copy elsewhere, and older sets that are lost. */
  reasons: Reason[]
  /** Of each set by itself, by name. */
  sets: Map<string, Reason[]>
}

export function judgeCompleteness(seen: SeenSource, plan: BackupPlan, now: Instant): CompletenessVerdict {
  if (!seen.reachable)
    return { reasons: [reason('unknown', 'presence.unreachable', { problem: seen.problem })], sets: new Map() }
  const sets = newestFirst(seen.sets)
  const own = new Map(sets.map((set) => [set.name, setReasons(set, sets, plan)]))
  const [newest] = sets
  if (!newest) return { reasons: [reason('fail', 'presence.none')], sets: own }
  const chain = chainOf(newest, sets)
  const chainReasons = chain.sets.flatMap((set) => own.get(set.name) ?? [])
  return {
    reasons: [
      ...ageReasons(sets, own, plan, now),
      ...once(chainReasons),
      ...offsiteReasons(sets, plan, now),
      ...olderReasons(sets, own, new Set(chain.sets.map(({ name }) => name))),
    ],
    sets: own,
  }
}

/** A parent's broken chain is told by each of its children: said once is enough. */
function once(reasons: readonly Reason[]): Reason[] {
  const key = ({ code, params }: Reason) => `${code} ${JSON.stringify(params)}`
  return [...new Map(reasons.map((one) => [key(one), one])).values()]
}

function setReasons(set: SeenSet, all: readonly SeenSet[], plan: BackupPlan): Reason[] {
  return [
    ...manifestReasons(set),
    ...fileReasons(set),
    ...decryptReasons(set),
    ...chainReasons(set, all),
    ...sizeReasons(set, all, plan),
    ...(set.offsite === 'differs' ? [reason('fail', 'offsite.differs', { set: set.name })] : []),
    ...historyReasons(set, all, plan),
  ]
}

function manifestReasons({ name: set, manifest, endedAt }: SeenSet): Reason[] {
  return [
    ...(endedAt === null ? [reason('fail', 'presence.not-ended', { set })] : []),
    ...(manifest === 'missing' ? [reason('fail', 'presence.manifest-missing', { set })] : []),
    ...(manifest === 'unreadable' ? [reason('fail', 'checksum.manifest-unreadable', { set })] : []),
    ...(manifest === 'forged' ? [reason('fail', 'checksum.manifest-forged', { set })] : []),
    ...(manifest === 'unsealed' ? [reason('warn', 'checksum.manifest-unsealed', { set })] : []),
  ]
}

function fileReasons(seen: SeenSet): Reason[] {
  const set = seen.name
  const several = (files: readonly string[], code: Parameters<typeof reason>[1]) =>
    files.length === 0 ? [] : [reason('fail', code, { set, count: files.length, file: files[0] ?? '' })]
  return [
    ...several(seen.missing, 'presence.file-missing'),
    ...several(seen.empty, 'size.file-empty'),
    ...several(seen.altered, 'checksum.file-differs'),
    ...several(seen.missingLog, 'chain.log-missing'),
    ...several(seen.alteredLog, 'chain.log-differs'),
    ...(seen.truncated === undefined ? [] : [reason('fail', 'size.truncated', { set, problem: seen.truncated })]),
    ...(seen.sizeBytes === 0 ? [reason('fail', 'size.nothing', { set })] : []),
  ]
}

function decryptReasons({ name: set, decrypt }: SeenSet): Reason[] {
  if (decrypt === 'no-key') return [reason('fail', 'decrypt.no-key', { set })]
  if (decrypt === 'wrong-key') return [reason('fail', 'decrypt.wrong-key', { set })]
  return decrypt === 'damaged' ? [reason('fail', 'decrypt.damaged', { set })] : []
}

function chainReasons(set: SeenSet, all: readonly SeenSet[]): Reason[] {
  const { problem } = chainOf(set, all)
  return problem ? [reason('fail', `chain.${problem.kind}`, { set: problem.at, parent: problem.parent })] : []
}

function sizeReasons(set: SeenSet, all: readonly SeenSet[], plan: BackupPlan): Reason[] {
  const before = newestFirst(all).filter((one) => one.kind === set.kind && one.startedAt < set.startedAt)
  const sizes = before.slice(0, SETS_FOR_BAND).map(({ sizeBytes }) => sizeBytes)
  if (sizes.length < MIN_SETS_FOR_BAND || set.sizeBytes === 0) return []
  const median = medianOf(sizes)
  const deviation = median === 0 ? 0 : Math.round((100 * (set.sizeBytes - median)) / median)
  if (Math.abs(set.sizeBytes - median) * 100 <= plan.sizeBandPercent * median) return []
  return [reason('warn', 'size.out-of-band', { set: set.name, percent: deviation, maxPercent: plan.sizeBandPercent })]
}

export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** What the tables held at this backup and at the one before it: a good copy of an emptied table is a good copy of nothing. */
function historyReasons(set: SeenSet, all: readonly SeenSet[], plan: BackupPlan): Reason[] {
  if (set.manifest === 'forged') return []
  const before = newestFirst(all).find((one) => one.startedAt < set.startedAt && one.tables.length > 0)
  if (!before || set.tables.length === 0) return []
  const isNewSchema = before.schema !== null && set.schema !== null && before.schema !== set.schema
  return [
    ...(isNewSchema ? [reason('warn', 'compare.schema-changed', { set: set.name, before: before.name })] : []),
    ...before.tables.flatMap(({ table, after }) => {
      if (isMovingTable(plan, table)) return []
      return tableHistory(set, table, after.rows, rowsIn(set, table))
    }),
  ]
}

function rowsIn(set: SeenSet, table: string): number | undefined {
  return set.tables.find((one) => one.table === table)?.before.rows
}

function tableHistory({ name: set }: SeenSet, table: string, was: number, is: number | undefined): Reason[] {
  if (is === undefined) return was > 0 ? [reason('fail', 'application.table-gone', { set, table, was })] : []
  if (is === 0 && was > 0) return [reason('fail', 'application.table-emptied', { set, table, was })]
  if (was >= SHRUNK.minRows && is < was * SHRUNK.share)
    return [reason('warn', 'application.table-shrunk', { set, table, was, is })]
  return []
}

const hasFailed = (reasons: readonly Reason[] | undefined) =>
  reasons?.some(({ verdict }) => verdict === 'fail') ?? false

/** Only a sound backup counts as the newest: a broken one of today does not make yesterday's younger. */
function ageReasons(
  sets: readonly SeenSet[],
  own: ReadonlyMap<string, Reason[]>,
  plan: BackupPlan,
  now: Instant,
): Reason[] {
  const sound = sets.filter(({ name }) => !hasFailed(own.get(name)))
  const [newest] = sound
  const full = sound.find(({ kind }) => kind === 'full')
  const fullLimit = plan.fullMaxAgeMs + (plan.incrementalMaxAgeMs === null ? plan.graceMs : 0)
  return [
    ...tooOld(full, fullLimit, now, 'full'),
    ...(plan.incrementalMaxAgeMs === null
      ? []
      : tooOld(newest, plan.incrementalMaxAgeMs + plan.graceMs, now, 'newest')),
    ...sets.filter((set) => set.startedAt > now).map(({ name }) => reason('fail', 'age.in-future', { set: name })),
  ]
}

function tooOld(set: SeenSet | undefined, limitMs: number, now: Instant, what: 'full' | 'newest'): Reason[] {
  const maxHours = Math.round(limitMs / HOUR_MS)
  if (!set) return [reason('fail', `age.no-sound-${what}`, { maxHours })]
  const ageMs = now - set.startedAt
  if (ageMs <= limitMs) return []
  return [reason('fail', `age.${what}-too-old`, { set: set.name, hours: Math.floor(ageMs / HOUR_MS), maxHours })]
}

/** How far the copy elsewhere lags behind: the time since the newest set that is there byte for byte. */
function offsiteReasons(sets: readonly SeenSet[], plan: BackupPlan, now: Instant): Reason[] {
  if (!plan.hasOffsite) return []
  if (sets.some(({ offsite }) => offsite === 'unreachable')) return [reason('unknown', 'offsite.unreachable')]
  const [newest] = sets
  const copied = sets.find(({ offsite }) => offsite === 'equal')
  if (!copied) {
    const sinceMs = now - Math.min(...sets.map(({ startedAt }) => startedAt))
    const verdict = sinceMs > OFFSITE_LAG.failMs ? 'fail' : 'warn'
    return [reason(verdict, 'offsite.missing')]
  }
  if (copied === newest) return []
  const lagMs = now - copied.startedAt
  if (lagMs <= OFFSITE_LAG.warnMs) return []
  const verdict = lagMs > OFFSITE_LAG.failMs ? 'fail' : 'warn'
  return [reason(verdict, 'offsite.stale', { set: copied.name, hours: Math.floor(lagMs / HOUR_MS) })]
}

/** A fault below an older restore point costs that point, not the newest one. */
function olderReasons(
  sets: readonly SeenSet[],
  own: ReadonlyMap<string, Reason[]>,
  inChain: ReadonlySet<string>,
): Reason[] {
  return sets
    .filter(({ name }) => !inChain.has(name))
    .flatMap(({ name }) => {
      const [first] = (own.get(name) ?? []).filter(({ verdict }) => verdict === 'fail')
      const layer = first?.code.split('.')[1] ?? ''
      return first ? [reason('warn', 'chain.older-set-lost', { set: name, layer })] : []
    })
}
