import { describe, expect, it } from 'vitest'
import { ClockWatch, JUMP_MS, STEADY_AFTER_MS } from '#src/clock-watch.ts'

const NOON = Date.parse('2026-11-23T04:00:00Z')

describe('a clock that is watched', () => {
  it('has not jumped while it goes with the time, whatever the pause between two looks', () => {
    const watch = new ClockWatch(NOON, 0)
    expect(watch.look(NOON + 1_000, 1_000)).toBeUndefined()
    expect(watch.look(NOON + 86_400_000, 86_400_000)).toBeUndefined()
    expect(watch.look(NOON + 86_400_000 + JUMP_MS, 86_400_000)).toBeUndefined()
    expect(watch.isSteady(86_400_000)).toBe(true)
  })

  it.each([
    ['an hour ahead', 3_600_000],
    ['an hour back', -3_600_000],
    ['a day ahead', 86_400_000],
    ['just over two seconds', JUMP_MS + 1],
  ])('has jumped when it was set %s, and is steady again after ten minutes', (_, byMs) => {
    const watch = new ClockWatch(NOON, 0)
    expect(watch.look(NOON + 1_000 + byMs, 1_000)).toEqual({ expected: NOON + 1_000, found: NOON + 1_000 + byMs })
    expect(watch.look(NOON + 2_000 + byMs, 2_000)).toBeUndefined()
    expect(watch.isSteady(1_000 + STEADY_AFTER_MS - 1)).toBe(false)
    expect(watch.isSteady(1_000 + STEADY_AFTER_MS)).toBe(true)
  })
})
