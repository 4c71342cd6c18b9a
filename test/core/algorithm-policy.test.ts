import { describe, expect, it } from 'vitest'
import { type AlgorithmRule, DATED_POLICY, judgeDigest, POLICY_EDITION } from '#core/algorithm-policy.ts'
import { conclude, step } from '#core/verdict.ts'

const at = (date: string) => Date.parse(date)
const verdict = (validation: string, proven?: string, rules: readonly AlgorithmRule[] = DATED_POLICY) => {
  const times = { validation: at(validation), rules, ...(proven !== undefined && { proven: at(proven) }) }
  return conclude([step('a', 'b', judgeDigest('sha1', times, 'signature'))]).verdict
}
const falls = (date: string): AlgorithmRule[] => [
  { subject: { digest: 'sha1' }, deprecatedFrom: date, refusedFrom: date },
]

describe('a digest below a signature (EN 319 102-1 §5.2.8)', () => {
  it('that fell is refused from its day on, unless a timestamp proves an older signature', () => {
    expect(verdict('2014-01-01')).toBe('INVALID')
    expect(verdict('2026-11-21')).toBe('INVALID')
    expect(verdict('2026-11-21', '2014-01-01')).toBe('INVALID')
    expect(verdict('2026-11-21', '2013-12-31')).toBe('VALID_WITH_DEFECTS')
  })

  it('judged for a day before it fell stays open: today anybody can date a signature back', () => {
    expect(verdict('2013-12-31')).toBe('INDETERMINATE')
  })

  it('that will fall on an announced day is good until then', () => {
    const announced = falls('2030-01-01')
    expect(verdict('2029-12-31', undefined, announced)).toBe('VALID')
    expect(verdict('2030-01-01', undefined, announced)).toBe('INVALID')
    expect(verdict('2030-01-01', '2029-12-31', announced)).toBe('VALID_WITH_DEFECTS')
    expect(verdict('2026-11-19', undefined, falls(POLICY_EDITION))).toBe('INDETERMINATE')
  })
})

it('every dated rule names its source, and is deprecated no later than refused', () => {
  for (const rule of DATED_POLICY) {
    expect(rule.source).toMatch(/\w/)
    expect(at(rule.deprecatedFrom)).toBeLessThanOrEqual(at(rule.refusedFrom))
  }
})
