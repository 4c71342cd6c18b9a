import { describe, expect, it } from 'vitest'
import { type Alarm, type AlarmFacts, isInMaintenance, judgeAlarm } from '#core/notices/alarm.ts'
import { CHANNEL_RULES } from '#core/notices/channel.ts'
import { dueRungs, nextRungAt, type ToldFault } from '#core/notices/escalation.ts'
import { earliest, earliestAlarm } from '#core/notices/pace.ts'
import type { Judgement } from '#core/notices/reply.ts'
import { nextAttempt, offTheHour, spreadOf } from '#core/notices/retry.ts'

const T0 = Date.parse('2025-03-03T00:00:00Z')
const SECOND = 1_000
const MINUTE = 60 * SECOND
const later: Judgement = { outcome: 'later', code: 'notice.peer-failed', words: '' }

describe('a message that was not taken', () => {
  it('is tried again after 5, 15, 45 s, 2, 5, 15 and 15 minutes', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map(
      (attempts) => ((nextAttempt(later, { firstAt: T0, attempts }, T0, 0).retryAt ?? 0) - T0) / SECOND,
    )
    expect(delays).toEqual([5, 15, 45, 120, 300, 900, 900])
  })

  it('comes back up to a fifth later, so that a crowd spreads', () => {
    expect(nextAttempt(later, { firstAt: T0, attempts: 4 }, T0, 0.5).retryAt).toBe(T0 + 132 * SECOND)
  })

  it('is given up after a day and not a moment earlier', () => {
    const now = T0 + 24 * 60 * MINUTE - 900 * SECOND
    expect(nextAttempt(later, { firstAt: T0, attempts: 90 }, now, 0).retryAt).toBe(now + 900 * SECOND)
    expect(nextAttempt(later, { firstAt: T0, attempts: 90 }, now + 1, 0)).toEqual({ isHandedOn: true })
  })

  it('is not tried again, but handed on at once, when it was refused', () => {
    expect(nextAttempt({ ...later, outcome: 'refused' }, { firstAt: T0, attempts: 1 }, T0, 0)).toEqual({
      isHandedOn: true,
    })
  })

  it('is handed on within a minute of the first attempt, whether the peer fails at once or after ten seconds', () => {
    for (const answerMs of [0, 10 * SECOND])
      for (const chance of [0, 0.999]) {
        let now = T0
        for (let attempts = 1; ; attempts++) {
          now += answerMs
          const next = nextAttempt(later, { firstAt: T0, attempts }, now, chance)
          if (next.isHandedOn) break
          now = next.retryAt ?? Number.NaN
        }
        expect(now - T0).toBeLessThanOrEqual(MINUTE)
      }
  })

  it('waits as long as the peer asks, and is handed on when that is long', () => {
    const next = nextAttempt({ ...later, pauseMs: 600 * SECOND }, { firstAt: T0, attempts: 1 }, T0, 0)
    expect(next).toEqual({ retryAt: T0 + 600 * SECOND, isHandedOn: true })
  })
})

describe('the chance out of a text', () => {
  it('is the same for the same text, and spreads many evenly from 0 to below 1', () => {
    const chances = Array.from({ length: 10_000 }, (_, index) => spreadOf(`#T20261123-${index}.1.${index % 7}`))
    expect(spreadOf('#T20261123-0.1.0')).toBe(chances[0])
    for (let tenth = 0; tenth < 10; tenth++) {
      const here = chances.filter((chance) => chance >= tenth / 10 && chance < (tenth + 1) / 10).length
      expect(here).toBeGreaterThan(900)
      expect(here).toBeLessThan(1_100)
    }
  })

  it('is FNV-1a over a power of two', () => expect(spreadOf('foobar')).toBe(0xbf9cf968 / 2 ** 32))
})

describe('the report of a round', () => {
  it('goes 1–4 minutes after its slot, never in the minute of a full or half hour', () => {
    for (let minute = 0; minute < 60; minute++)
      for (let chance = 0; chance < 1; chance += 0.01) {
        const slot = T0 + minute * MINUTE
        const at = offTheHour(slot, chance)
        expect(at - slot).toBeGreaterThanOrEqual(MINUTE)
        expect(at - slot).toBeLessThan(5 * MINUTE)
        expect(at % (30 * MINUTE)).toBeGreaterThanOrEqual(MINUTE)
      }
  })

  it('finds two of twenty places free when everything else has used the robot as fast as it may', () => {
    const { pace } = CHANNEL_RULES.wecom
    const sent: number[] = []
    for (let now = T0; sent.length < 18; now = earliest(sent, pace, false, now)) sent.push(now)
    const now = (sent.at(-1) ?? 0) + pace.gapMs
    expect(earliest(sent, pace, false, now)).toBe(T0 + MINUTE)
    expect(earliest(sent, pace, true, now)).toBe(now)
    expect(earliest([...sent, now, now + pace.gapMs], pace, true, now + 2 * pace.gapMs)).toBe(T0 + MINUTE)
  })
})

describe('a robot', () => {
  it('never gets more than twenty in any minute, nor two within three seconds', () => {
    const { pace } = CHANNEL_RULES.wecom
    const sent: number[] = []
    for (let count = 0; count < 100; count++) sent.push(earliest(sent, pace, count % 3 === 0, sent.at(-1) ?? T0))
    for (const at of sent)
      expect(sent.filter((other) => other > at - MINUTE && other <= at).length).toBeLessThanOrEqual(20)
    for (const [index, at] of sent.slice(1).entries()) expect(at - (sent[index] ?? 0)).toBeGreaterThanOrEqual(3_000)
  })

  it('gets alarms gathered: three messages in the first minute, however many come', () => {
    const sent: number[] = []
    for (let now = T0; now < T0 + MINUTE; now += 20) if (earliestAlarm(sent.at(-1), now) === now) sent.push(now)
    expect(sent).toEqual([T0, T0 + 20 * SECOND, T0 + 40 * SECOND])
  })
})

const alarm: Alarm = { cause: 'a', change: 'raised', system: '印章', isExpiry: false }
const facts: AlarmFacts = {
  changes: [T0],
  raisedParents: [],
  maintenance: [],
  isAcknowledged: false,
  isRaiseSilent: false,
}
const judged = (change: Partial<Alarm>, more: Partial<AlarmFacts>, now = T0) =>
  judgeAlarm({ ...alarm, ...change }, { ...facts, ...more }, now)

describe('an alarm', () => {
  it('is told', () => expect(judged({}, {})).toEqual({ isTold: true, as: 'alarm' }))

  it('is not told while its parent is down; being its own parent does not silence it', () => {
    expect(judged({}, { raisedParents: ['switch'] })).toEqual({ isTold: false, code: 'notice.parent-down' })
    expect(judged({}, { raisedParents: ['a'] }).isTold).toBe(true)
  })

  it('is not told in a maintenance window of its system, from its first to before its last instant', () => {
    const maintenance = [{ from: T0, to: T0 + MINUTE, systems: ['印章'] }]
    expect(judged({}, { maintenance })).toEqual({ isTold: false, code: 'notice.in-maintenance' })
    expect(judged({}, { maintenance }, T0 + MINUTE).isTold).toBe(true)
    expect(judged({}, { maintenance }, T0 - 1).isTold).toBe(true)
    expect(judged({ system: '时间戳' }, { maintenance }).isTold).toBe(true)
    expect(judged({ system: null }, { maintenance }).isTold).toBe(true)
    expect(isInMaintenance([{ from: T0, to: T0 + 1, systems: [] }], null, T0)).toBe(true)
  })

  it('of an expiry is told in a maintenance window too', () => {
    const maintenance = [{ from: T0, to: T0 + MINUTE, systems: [] }]
    expect(judged({ isExpiry: true }, { maintenance }).isTold).toBe(true)
  })

  it('that changes four times in half an hour is told once as flapping, then hourly', () => {
    const changes = [T0 - 29 * MINUTE, T0 - 20 * MINUTE, T0 - 10 * MINUTE, T0]
    expect(judged({}, { changes })).toEqual({ isTold: true, as: 'flapping' })
    expect(judged({}, { changes: changes.slice(1) })).toEqual({ isTold: true, as: 'alarm' })
    expect(judged({}, { changes: [T0 - 30 * MINUTE, ...changes.slice(1)] })).toEqual({ isTold: true, as: 'alarm' })
    const told = { changes, flappingToldAt: T0 - 59 * MINUTE }
    expect(judged({}, told)).toEqual({ isTold: false, code: 'notice.flapping' })
    expect(judged({}, { changes, flappingToldAt: T0 - 60 * MINUTE })).toEqual({ isTold: true, as: 'flapping' })
  })

  it('that somebody has taken is not repeated; its recovery and a second cause are told', () => {
    const taken = { isAcknowledged: true }
    expect(judged({ change: 'repeated' }, taken)).toEqual({ isTold: false, code: 'notice.acknowledged' })
    expect(judged({ change: 'recovered' }, taken).isTold).toBe(true)
    expect(judged({ cause: 'b' }, { isAcknowledged: false }).isTold).toBe(true)
  })
})

describe('the ladder', () => {
  const fault: ToldFault = { at: T0, answeredAt: null, called: [] }

  it('calls at 0, 5, 10 and 14 minutes, each once, and everybody overdue after an absence', () => {
    expect(dueRungs(fault, T0)).toEqual(['on-duty'])
    expect(dueRungs({ ...fault, called: ['on-duty'] }, T0 + 5 * MINUTE - 1)).toEqual([])
    expect(dueRungs({ ...fault, called: ['on-duty'] }, T0 + 5 * MINUTE)).toEqual(['second'])
    expect(dueRungs(fault, T0 + 14 * MINUTE)).toEqual(['on-duty', 'second', 'owner', 'customer'])
    expect(nextRungAt({ ...fault, called: ['on-duty', 'second'] })).toBe(T0 + 10 * MINUTE)
    expect(nextRungAt({ ...fault, called: ['on-duty', 'second', 'owner', 'customer'] })).toBeUndefined()
  })

  it('ends when somebody answers, for that cause only', () => {
    expect(dueRungs({ ...fault, answeredAt: T0 + MINUTE }, T0 + 20 * MINUTE)).toEqual([])
    expect(nextRungAt({ ...fault, answeredAt: T0 + MINUTE })).toBeUndefined()
    expect(dueRungs(fault, T0 + 20 * MINUTE).length).toBe(4)
  })
})
