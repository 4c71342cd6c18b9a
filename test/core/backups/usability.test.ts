import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TENDER_PLAN } from '#core/backups/source.ts'
import { DRILL_PLAN, type DrillSeen, judgeDrill, judgeUsability, type PastDrill } from '#core/backups/usability.ts'
import { probeVerdict } from '#core/checks/check.ts'
import { estateBackupReasons } from '#core/messages/estate-backups.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 21)
const content = (rows: number, digest = `d${rows}`) => ({ rows, digest })
const STILL = { table: 'public.person', before: content(5), after: content(5), restored: content(5) }
const MOVING = { table: 'public.log', before: content(5), after: content(9), restored: content(7) }

const GOOD: DrillSeen = {
  recoveryTimeMs: 1_000,
  takenAt: NOW - 3_600_000,
  beganAt: NOW,
  manifestSchema: 's',
  restoredSchema: 's',
  tables: [STILL, MOVING],
  queries: [{ name: '最新证书', expected: '≥ 1', got: '3', isMet: true }],
}
const codes = (given: Partial<DrillSeen>) =>
  judgeDrill({ ...GOOD, ...given }, TENDER_PLAN).map(({ code, verdict }) => `${verdict} ${code}`)

describe('a drill', () => {
  it('that brought back what was backed up passes', () => {
    expect(codes({})).toEqual([])
  })

  it.each<[string, Partial<DrillSeen>, string[]]>([
    ['no table to compare', { tables: [] }, ['fail backup.compare.nothing']],
    [
      'a table that did not come back',
      { tables: [{ table: 't', before: content(0), after: content(0) }] },
      ['fail backup.compare.table-missing'],
    ],
    [
      'one letter of one row',
      { tables: [{ ...STILL, restored: content(5, 'x') }] },
      ['fail backup.compare.table-differs'],
    ],
    ['one row less', { tables: [{ ...STILL, restored: content(4) }] }, ['fail backup.compare.table-differs']],
    [
      'a moving table emptied',
      { tables: [{ ...MOVING, restored: content(0) }] },
      ['fail backup.compare.moving-table-emptied'],
    ],
    [
      'a moving table out of bounds',
      { tables: [{ ...MOVING, restored: content(4) }] },
      ['fail backup.compare.moving-table-out-of-range'],
    ],
    ['another schema', { restoredSchema: 'other' }, ['fail backup.compare.schema-differs']],
    ['inner damage', { damage: 'heap' }, ['fail backup.start.damaged']],
    [
      'an answer the application cannot live with',
      { queries: [{ name: 'q', expected: '≥ 1', got: '0', isMet: false }] },
      ['fail backup.application.query-unmet'],
    ],
    ['a slow recovery', { recoveryTimeMs: 3_600_001 }, ['warn backup.restore.too-slow']],
    ['old data', { takenAt: NOW - 28 * 3_600_000 - 1 }, ['fail backup.age.data-too-old']],
  ])('names the layer of %s', (_, given, expected) => {
    expect(codes(given)).toEqual(expected)
  })

  it('that this host could not carry out says nothing of the backup', () => {
    const problem = { code: 'restore.version-missing', isOurs: true, params: { needed: 'a', have: 'b' } } as const
    expect(codes({ problem })).toEqual(['unknown backup.restore.version-missing'])
    expect(codes({ problem: { ...problem, code: 'start.failed', isOurs: false } })).toEqual([
      'fail backup.start.failed',
    ])
  })

  it('gives no code without a text', () => {
    const source = readFileSync(new URL('../../../src/core/backups/usability.ts', import.meta.url), 'utf8')
    const other = readFileSync(new URL('../../../src/core/backups/completeness.ts', import.meta.url), 'utf8')
    const found = [
      ...(source + other).matchAll(
        /'((?:presence|age|size|checksum|chain|decrypt|offsite|restore|start|compare|application)\.[a-z-]+)'/g,
      ),
    ]
    expect(found.length).toBeGreaterThan(40)
    for (const [, code] of found) expect(Object.keys(estateBackupReasons)).toContain(`backup.${code}`)
  })
})

describe('a source', () => {
  const drill = (ageDays: number, verdict: PastDrill['verdict'], given: Partial<PastDrill> = {}): PastDrill => ({
    endedAt: NOW - ageDays * DAY,
    verdict,
    reasons: [],
    ...given,
  })
  const told = (drills: PastDrill[]) =>
    judgeUsability(drills, DRILL_PLAN, NOW).map(({ code, verdict }) => `${verdict} ${code}`)

  it('is never usable without a drill, nor with one that is under way, nor with one that proved nothing', () => {
    const never = ['fail backup.restore.never-drilled']
    expect(told([])).toEqual(never)
    expect(told([drill(0, null, { endedAt: null })])).toEqual(never)
    expect(told([drill(0, 'unknown')])).toEqual(never)
  })

  it.each([
    [7, []],
    [7.1, ['warn backup.restore.drill-too-old']],
    [31, ['warn backup.restore.drill-too-old']],
    [31.1, ['fail backup.restore.drill-too-old']],
  ])('is usable for a week after a good drill and no longer than a month (%s days)', (days, expected) => {
    expect(told([drill(days, 'pass')])).toEqual(expected)
  })

  it('is as its latest drill that proved anything: a failure is not outvoted by an older success', () => {
    const reasons = judgeDrill({ ...GOOD, tables: [] }, TENDER_PLAN)
    expect(told([drill(3, 'pass'), drill(1, 'fail', { reasons }), drill(0, 'unknown')])).toEqual([
      'fail backup.compare.nothing',
    ])
    expect(probeVerdict(judgeUsability([drill(3, 'fail', { reasons }), drill(1, 'pass')], DRILL_PLAN, NOW))).toBe(
      'pass',
    )
  })
})
