import { describe, expect, it } from 'vitest'
import { probeVerdict, type Reason } from '#core/checks/check.ts'
// The rules are pure: tested where they stand.
import { ageReasons, drillAgeReasons, drillReasons, fileReasons, summaryOf } from '#features/backups/rules.ts'
import type { BackupFiles, DrillEvidence, TableComparison } from '#src/ports.ts'
import { NOW } from '../../context.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const files = (spoilt: Partial<BackupFiles> = {}): BackupFiles => ({
  manifest: 'intact',
  fileCount: 1_000,
  missing: [],
  altered: [],
  missingWal: [],
  ...spoilt,
})

const holding = (rows: number, digest = `${rows} rows`) => ({ rows, digest })

/** A table nobody wrote to during the copy, which came back as it was. */
const still = (spoilt: Partial<TableComparison> = {}): TableComparison => ({
  table: 'public.accounts',
  before: holding(7),
  after: holding(7),
  restored: holding(7),
  ...spoilt,
})

/** A table that grew from 10 rows to 20 during the copy. */
const moving = (restoredRows: number): TableComparison => ({
  table: 'public.audit_log',
  before: holding(10),
  after: holding(20),
  restored: holding(restoredRows),
})

const drilled = (spoilt: Partial<DrillEvidence> = {}): DrillEvidence => ({
  files: files(),
  recoveryTimeMs: 2_000,
  takenAt: NOW,
  tables: [still()],
  ...spoilt,
})

const told = (reasons: readonly Reason[]) => reasons.map(({ code, verdict }) => `${verdict} ${code}`)

describe('完成性: the files of a backup', () => {
  it('are whole when the manifest is ours and every file is there, byte for byte', () => {
    expect(fileReasons(files())).toEqual([])
  })

  it.each<[string, Partial<BackupFiles>, string]>([
    ['a manifest that is gone', { manifest: 'missing' }, 'backups.manifest-missing'],
    ['a manifest written anew', { manifest: 'altered' }, 'backups.manifest-altered'],
    ['one missing file', { missing: ['global/pg_control'] }, 'backups.file-missing'],
    ['one altered file', { altered: ['global/pg_control'] }, 'backups.file-altered'],
    ['one missing log segment', { missingWal: ['000000010000000000000002'] }, 'backups.wal-missing'],
  ])('are not with %s', (_, spoilt, code) => {
    expect(told(fileReasons(files(spoilt)))).toEqual([`fail ${code}`])
  })

  it('are named by their number and the first of them, every layer on its own', () => {
    const reasons = fileReasons(files({ missing: ['base/1/2', 'base/1/3'], altered: ['PG_VERSION'] }))
    expect(reasons.map(({ params }) => params)).toEqual([
      { count: 2, file: 'base/1/2' },
      { count: 1, file: 'PG_VERSION' },
    ])
  })
})

describe('可用性: a restore drill', () => {
  it('passes when the restored tables are what the manifest says', () => {
    const tables = [still(), moving(15)]
    expect(drillReasons(drilled({ tables }))).toEqual([])
    expect(summaryOf(tables)).toEqual({ compared: 2, equal: 1, moving: 1, rows: 22 })
  })

  it('fails when a table is missing', () => {
    const { restored: _, ...missing } = still()
    const reasons = drillReasons(drilled({ tables: [still(), missing] }))
    expect(told(reasons)).toEqual(['fail backups.table-missing'])
    expect(reasons[0]?.params).toEqual({ count: 1, table: 'public.accounts' })
    expect(summaryOf([still(), missing])).toMatchObject({ compared: 2, equal: 1, rows: 7 })
  })

  it('fails when a table has its rows but not their content', () => {
    const tables = [still({ restored: holding(7, 'one letter else') })]
    expect(told(drillReasons(drilled({ tables })))).toEqual(['fail backups.table-differs'])
  })

  it('fails when one row is missing of a table nobody wrote to', () => {
    expect(told(drillReasons(drilled({ tables: [still({ restored: holding(6) })] })))).toEqual([
      'fail backups.table-differs',
    ])
  })

  it('fails when a table came back empty, and passes one that was empty', () => {
    const emptied = still({ restored: holding(0) })
    expect(told(drillReasons(drilled({ tables: [emptied] })))).toContain('fail backups.table-emptied')
    const empty = still({ before: holding(0), after: holding(0), restored: holding(0) })
    expect(drillReasons(drilled({ tables: [empty] }))).toEqual([])
  })

  it.each([
    [10, []],
    [20, []],
    [9, ['warn backups.moving-table-out-of-range']],
    [21, ['warn backups.moving-table-out-of-range']],
    [0, ['fail backups.table-emptied']],
  ])('bounds a table that was written to during the copy: %i of 10 to 20 rows', (rows, expected) => {
    expect(told(drillReasons(drilled({ tables: [moving(rows)] })))).toEqual(expected)
  })

  it('does not call a table emptied that got its first rows while the copy was made', () => {
    const born = { table: 'public.sessions', before: holding(0), after: holding(3), restored: holding(0) }
    expect(drillReasons(drilled({ tables: [born] }))).toEqual([])
    const beyond = { ...born, restored: holding(4) }
    expect(told(drillReasons(drilled({ tables: [beyond] })))).toEqual(['warn backups.moving-table-out-of-range'])
  })

  it('proves nothing when there was nothing to compare', () => {
    expect(told(drillReasons(drilled({ tables: [] })))).toEqual(['fail backups.nothing-compared'])
  })

  it('fails when the restored server did not start, and still tells what was wrong below', () => {
    const evidence = drilled({ startError: 'no checkpoint record', tables: [], files: files({ missingWal: ['0001'] }) })
    expect(told(drillReasons(evidence))).toEqual(['fail backups.wal-missing', 'fail backups.start-failed'])
  })

  it('fails for an altered file even when every table came back', () => {
    expect(told(drillReasons(drilled({ files: files({ altered: ['base/1/2'] }) })))).toEqual([
      'fail backups.file-altered',
    ])
  })

  it('warns from a quarter of an hour of recovery on', () => {
    expect(drillReasons(drilled({ recoveryTimeMs: 900_000 }))).toEqual([])
    expect(told(drillReasons(drilled({ recoveryTimeMs: 900_001 })))).toEqual(['warn backups.recovery-too-slow'])
  })
})

describe('how backups stand', () => {
  it.each([
    [30 * HOUR_MS, 'pass'],
    [30 * HOUR_MS + 1, 'warn'],
    [36 * HOUR_MS, 'warn'],
    [36 * HOUR_MS + 1, 'fail'],
  ])('a good backup of %i milliseconds ago is a %s', (ageMs, verdict) => {
    expect(probeVerdict(ageReasons(NOW - ageMs, NOW))).toBe(verdict)
  })

  it('tells the age and the limit it broke', () => {
    expect(ageReasons(NOW - 40 * HOUR_MS, NOW)[0]?.params).toEqual({ hours: 40, maxHours: 36 })
  })

  it('without any good backup is a failure', () => {
    expect(told(ageReasons(undefined, NOW))).toEqual(['fail backups.none'])
  })

  it.each([
    [7 * DAY_MS, 'pass'],
    [7 * DAY_MS + 1, 'warn'],
    [31 * DAY_MS, 'warn'],
    [31 * DAY_MS + 1, 'fail'],
  ])('a good drill of %i milliseconds ago is a %s', (ageMs, verdict) => {
    expect(probeVerdict(drillAgeReasons(NOW - ageMs, NOW))).toBe(verdict)
  })

  it('without any good drill is a failure, however fresh the backup', () => {
    expect(told(drillAgeReasons(undefined, NOW))).toEqual(['fail backups.never-drilled'])
  })
})
