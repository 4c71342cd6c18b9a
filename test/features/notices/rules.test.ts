import { describe, expect, it } from 'vitest'
import { CHANNEL_RULES } from '#core/notices/channel.ts'
import { choose, type Waiting } from '#src/features/notices/rules.ts'

const T0 = Date.parse('2026-11-23T01:07:00Z')
const { pace } = CHANNEL_RULES.wecom
const waiting = (id: number, change: Partial<Waiting> = {}): Waiting => ({
  id,
  kind: 'alarm',
  isPriority: false,
  isFrozen: false,
  ...change,
})

describe('what goes next on a channel', () => {
  it('is the report of a round, before alarms that wait longer', () => {
    const report = waiting(9, { kind: 'report', isPriority: true })
    expect(choose([waiting(1), waiting(2), report], [], pace, T0)).toEqual({ leader: report, gathered: [] })
  })

  it('is all alarms at once, and none twenty seconds after others', () => {
    const alarms = [waiting(1), waiting(2), waiting(3)]
    expect(choose(alarms, [], pace, T0)).toEqual({ leader: alarms[0], gathered: alarms.slice(1) })
    const spoken = [{ at: T0, isAlarm: true }]
    expect(choose(alarms, spoken, pace, T0 + 19_999)).toBeUndefined()
    expect(choose(alarms, spoken, pace, T0 + 20_000)?.leader).toBe(alarms[0])
  })

  it('is a message that was tried before, as it was, before new ones are gathered', () => {
    const frozen = waiting(2, { isFrozen: true })
    expect(choose([waiting(1), frozen, waiting(3)], [], pace, T0)).toEqual({ leader: frozen, gathered: [] })
  })

  it('is nothing within three seconds, or when only the reserve is left and no report waits', () => {
    expect(choose([waiting(1)], [{ at: T0, isAlarm: false }], pace, T0 + 2_999)).toBeUndefined()
    const busy = Array.from({ length: 18 }, (_, index) => ({ at: T0 + index * 3_000, isAlarm: false }))
    const now = T0 + 18 * 3_000
    expect(choose([waiting(1)], busy, pace, now)).toBeUndefined()
    const report = waiting(2, { kind: 'report', isPriority: true })
    expect(choose([waiting(1), report], busy, pace, now)?.leader).toBe(report)
  })

  it('is nothing when nothing waits', () => expect(choose([], [], pace, T0)).toBeUndefined())
})
