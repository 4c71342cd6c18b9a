import { describe, expect, it } from 'vitest'
import { judgeCompleteness } from '#core/backups/completeness.ts'
import { BACKUP_LAYERS, layerOf } from '#core/backups/layers.ts'
import { type BackupPlan, isMovingTable, type SeenSet, TENDER_PLAN } from '#core/backups/source.ts'
import { probeVerdict } from '#core/checks/check.ts'
import { estateBackupReasons } from '#core/messages/estate-backups.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 21)
const PLAN: BackupPlan = { ...TENDER_PLAN, hasOffsite: true }

const content = (rows: number) => ({ rows, digest: `d${rows}` })
const table = (name: string, rows: number) => ({ table: name, before: content(rows), after: content(rows) })

function set(name: string, ageMs: number, given: Partial<SeenSet> = {}): SeenSet {
  return {
    name,
    kind: 'full',
    parent: null,
    startedAt: NOW - ageMs,
    endedAt: NOW - ageMs + HOUR / 2,
    sizeBytes: 1000,
    fileCount: 1,
    manifest: 'authentic',
    missing: [],
    empty: [],
    altered: [],
    missingLog: [],
    alteredLog: [],
    decrypt: 'not-encrypted',
    offsite: 'equal',
    schema: 's1',
    tables: [table('public.person', 500)],
    ...given,
  }
}
const increment = (name: string, ageMs: number, parent: string, given: Partial<SeenSet> = {}) =>
  set(name, ageMs, { kind: 'incremental', parent, ...given })

const codes = (sets: readonly SeenSet[], plan = PLAN) =>
  judgeCompleteness({ reachable: true, sets }, plan, NOW).reasons.map(({ code, verdict }) => `${verdict} ${code}`)

/** A month of it: one full backup, then one a day. */
const HEALTHY = [set('F', 10 * DAY), increment('I1', 2 * DAY, 'F'), increment('I2', DAY, 'I1')]
const newest = (given: Partial<SeenSet>) => [...HEALTHY.slice(0, 2), increment('I2', DAY, 'I1', given)]

describe('a monthly full and a daily incremental backup', () => {
  it('is complete when nothing is wrong', () => {
    expect(codes(HEALTHY)).toEqual([])
    expect(probeVerdict([])).toBe('pass')
  })

  it.each<[string, readonly SeenSet[], readonly string[]]>([
    ['no backup at all', [], ['fail backup.presence.none']],
    ['a job that did not end', newest({ endedAt: null }), ['fail backup.presence.not-ended']],
    ['no manifest', newest({ manifest: 'missing' }), ['fail backup.presence.manifest-missing']],
    ['a manifest that is none', newest({ manifest: 'unreadable' }), ['fail backup.checksum.manifest-unreadable']],
    ['a forged manifest', newest({ manifest: 'forged' }), ['fail backup.checksum.manifest-forged']],
    ['a manifest nobody sealed', newest({ manifest: 'unsealed' }), ['warn backup.checksum.manifest-unsealed']],
    ['a deleted file', newest({ missing: ['a'] }), ['fail backup.presence.file-missing']],
    ['an emptied file', newest({ empty: ['a'] }), ['fail backup.size.file-empty']],
    ['a flipped bit', newest({ altered: ['a'] }), ['fail backup.checksum.file-differs']],
    ['a missing log segment', newest({ missingLog: ['a'] }), ['fail backup.chain.log-missing']],
    ['a damaged log segment', newest({ alteredLog: ['a'] }), ['fail backup.chain.log-differs']],
    ['a dump cut off', newest({ truncated: 'x' }), ['fail backup.size.truncated']],
    ['no byte', newest({ sizeBytes: 0 }), ['fail backup.size.nothing']],
    ['no key', newest({ decrypt: 'no-key' }), ['fail backup.decrypt.no-key']],
    ['another key', newest({ decrypt: 'wrong-key' }), ['fail backup.decrypt.wrong-key']],
    ['broken cipher text', newest({ decrypt: 'damaged' }), ['fail backup.decrypt.damaged']],
    [
      'another copy off site',
      newest({ offsite: 'differs' }),
      ['fail backup.offsite.differs', 'warn backup.offsite.stale'],
    ],
    ['an emptied table', newest({ tables: [table('public.person', 0)] }), ['fail backup.application.table-emptied']],
    ['a dropped table', newest({ tables: [table('public.x', 1)] }), ['fail backup.application.table-gone']],
    ['a table half gone', newest({ tables: [table('public.person', 249)] }), ['warn backup.application.table-shrunk']],
    ['another schema', newest({ schema: 's2' }), ['warn backup.compare.schema-changed']],
  ])('names the layer of %s', (_, sets, expected) => {
    expect(codes(sets).filter((one) => !one.includes('.age.'))).toEqual(expected)
    for (const one of expected) expect(BACKUP_LAYERS).toContain(layerOf(one.split(' ')[1] ?? ''))
  })

  it('does not take a broken backup of today for a young one', () => {
    expect(codes([set('F', 10 * DAY), increment('I1', 2 * DAY, 'F', { altered: ['a'] })])).toContain(
      'fail backup.age.newest-too-old',
    )
  })

  it.each<[string, number, boolean]>([
    ['31 days to the millisecond', 31 * DAY, false],
    ['one millisecond more', 31 * DAY + 1, true],
  ])('holds a full backup of %s against 31 days', (_, ageMs, isTooOld) => {
    const seen = codes([set('F', ageMs), increment('I', DAY, 'F')])
    expect(seen.includes('fail backup.age.full-too-old')).toBe(isTooOld)
  })

  it.each<[string, number, boolean]>([
    ['24 h and the grace', DAY + PLAN.graceMs, false],
    ['one millisecond more', DAY + PLAN.graceMs + 1, true],
  ])('holds an incremental backup of %s against 24 h', (_, ageMs, isTooOld) => {
    const seen = codes([set('F', 10 * DAY), increment('I', ageMs, 'F')])
    expect(seen.includes('fail backup.age.newest-too-old')).toBe(isTooOld)
  })

  it('says so when it is dated in the future', () => {
    expect(codes([set('F', -1)])).toContain('fail backup.age.in-future')
  })

  it.each<[string, readonly SeenSet[], string]>([
    ['a parent that is gone', [set('F', 10 * DAY), increment('I', DAY, 'gone')], 'fail backup.chain.missing'],
    [
      'no full backup below',
      [set('F', 10 * DAY), increment('I', DAY, '', { parent: null })],
      'fail backup.chain.no-full',
    ],
    [
      'a parent that ended after its child began',
      [set('F', 10 * DAY, { endedAt: NOW }), increment('I', DAY, 'F')],
      'fail backup.chain.later',
    ],
    [
      'parents that go round',
      [
        set('F', 10 * DAY),
        increment('A', DAY, 'B', { endedAt: NOW - 3 * DAY }),
        increment('B', 2 * DAY, 'A', { endedAt: NOW - 3 * DAY }),
      ],
      'fail backup.chain.loop',
    ],
  ])('sees %s', (_, sets, expected) => {
    expect(codes(sets)).toContain(expected)
  })

  it('sees damage of the full backup below the newest incremental one', () => {
    const seen = codes([set('F', 10 * DAY, { empty: ['x'] }), ...HEALTHY.slice(1)])
    expect(seen).toContain('fail backup.size.file-empty')
  })

  it('only warns where an older restore point is lost and the newest is not touched', () => {
    expect(codes([set('O', 40 * DAY, { altered: ['x'] }), ...HEALTHY])).toEqual(['warn backup.chain.older-set-lost'])
  })

  it('warns of a size outside the band around the median of its kind, and not at its edge', () => {
    const before = [7, 6, 5, 4].map((days) => set(`F${days}`, days * DAY))
    const daily = { ...PLAN, incrementalMaxAgeMs: null, fullMaxAgeMs: DAY }
    expect(codes([...before, set('N', HOUR, { sizeBytes: 1300 })], daily)).toEqual([])
    expect(codes([...before, set('N', HOUR, { sizeBytes: 1301 })], daily)).toEqual(['warn backup.size.out-of-band'])
    expect(codes([...before, set('N', HOUR, { sizeBytes: 699 })], daily)).toEqual(['warn backup.size.out-of-band'])
  })

  it('lets a table that was declared as moving be empty', () => {
    const plan = { ...PLAN, movingTables: ['public.per*'] }
    expect(codes(newest({ tables: [table('public.person', 0)] }), plan)).toEqual([])
    expect(isMovingTable({ movingTables: ['a*b*c'] }, 'aXbYc')).toBe(true)
    expect(isMovingTable({ movingTables: ['a*b*c'] }, 'aXYc')).toBe(false)
    expect(isMovingTable({ movingTables: ['ab*ba'] }, 'aba')).toBe(false)
  })
})

describe('the copy off site', () => {
  const with_ = (newestAge: number, copiedAge: number) =>
    codes([set('F', copiedAge), increment('I', newestAge, 'F', { offsite: 'missing' })])

  it.each<[string, number, string[]]>([
    ['a day behind', DAY, []],
    ['more than a day behind', DAY + 1, ['warn backup.offsite.stale']],
    ['two days behind', 2 * DAY, ['warn backup.offsite.stale']],
    ['more than two days behind', 2 * DAY + 1, ['fail backup.offsite.stale']],
  ])('%s', (_, copiedAge, expected) => {
    expect(with_(HOUR, copiedAge)).toEqual(expected)
  })

  it('that does not exist, or cannot be asked, is said', () => {
    expect(codes([set('F', 3 * DAY, { offsite: 'missing' })])).toContain('fail backup.offsite.missing')
    expect(codes([set('F', HOUR, { offsite: 'unreachable' })])).toEqual(['unknown backup.offsite.unreachable'])
  })

  it('is not asked for where none was promised', () => {
    expect(codes([set('F', HOUR, { offsite: 'not-declared' })], TENDER_PLAN)).toEqual([])
  })
})

describe('a source that cannot be reached', () => {
  it('is unknown, neither complete nor incomplete', () => {
    const { reasons } = judgeCompleteness({ reachable: false, problem: 'no route' }, PLAN, NOW)
    expect(reasons).toMatchObject([{ code: 'backup.presence.unreachable', verdict: 'unknown' }])
  })
})

describe('the texts', () => {
  it.each(Object.keys(estateBackupReasons))('of %s name its layer and what to do, in both languages', (code) => {
    const texts = estateBackupReasons[code]
    expect(layerOf(code)).toBeDefined()
    for (const text of [texts?.problem, texts?.symptom, texts?.remedy]) {
      expect(text?.zh).toMatch(/[一-鿿]/)
      expect(text?.en).toMatch(/[a-z]/)
    }
    const placeholders = (text: string | undefined) => [...(text ?? '').matchAll(/\{\w+\}/g)].map(String).sort()
    expect(placeholders(texts?.symptom.zh)).toEqual(placeholders(texts?.symptom.en))
  })
})
