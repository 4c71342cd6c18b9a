import { describe, expect, it } from 'vitest'
import { type KeptBackup, superfluous } from '#features/backups/retention.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-21T01:00:00Z')
const backup = (id: string, days: number, given: Partial<KeptBackup> = {}): KeptBackup => ({
  ...{ id, startedAt: NOW - days * DAY, isComplete: true, isUsable: false, isInUse: false },
  ...given,
})
const one = { days: 1, months: 1 }

describe('old backups', () => {
  it('go when the same day has a newer one', () => {
    expect(superfluous([backup('a', 0), backup('b', 0.01)], one)).toEqual(['b'])
  })

  it('stay as the newest of their day and of their month', () => {
    expect(superfluous([backup('a', 0), backup('b', 1), backup('c', 30)], { days: 2, months: 2 })).toEqual([])
    expect(superfluous([backup('a', 0), backup('b', 1), backup('c', 30)], { days: 1, months: 2 })).toEqual(['b'])
  })

  it.each<[string, Partial<KeptBackup>, string[]]>([
    ['was the last one that is usable', { isUsable: true }, []],
    ['is being drilled', { isInUse: true }, []],
    ['is usable on paper and damaged since', { isUsable: true, isComplete: false }, ['z']],
    ['is none of these', {}, ['z']],
  ])('of any age, when it %s', (_, given, expected) => {
    expect(superfluous([backup('a', 0), backup('z', 900, given)], one)).toEqual(expected)
  })

  it('never give way to a newer one that is not complete', () => {
    expect(superfluous([backup('bad', 0, { isComplete: false }), backup('good', 400)], one)).toEqual([])
  })

  it('are never all removed', () => {
    for (const isComplete of [true, false])
      expect(superfluous([backup('a', 5, { isComplete })], { days: 0, months: 0 })).toEqual([])
  })
})
