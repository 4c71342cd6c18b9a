import { describe, expect, it } from 'vitest'
import { instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import {
  completion,
  conclusionOf,
  EVIDENCE_LIFE_MS,
  isNormal,
  isOverdue,
  isStale,
  manualProblem,
  next,
  OPEN_STATES,
  ROUND_STATES,
  type RoundEvent,
  type RoundState,
  tally,
  timeliness,
  worstConclusion,
} from '#features/inspections/rules.ts'

const at = (time: string) => instantOf('2025-03-03', time)
const MORNING = { opensAt: at('07:30'), onTimeUntil: at('08:30'), missedAfter: at('10:00') }

describe('a round', () => {
  it('goes 计划 → 执行中 → 待人工 → 待复核 → 已完成, step by step', () => {
    const path: [RoundEvent, RoundState][] = [
      ['claimed', 'running'],
      ['automatic-done', 'awaiting-manual'],
      ['signed', 'awaiting-review'],
      ['reviewed-on-time', 'done-on-time'],
    ]
    let state: RoundState = 'planned'
    for (const [event, expected] of path) {
      const reached = next(state, event)
      expect(reached).toBe(expected)
      state = reached ?? state
    }
  })

  it('is never signed before its automatic items are done, nor reviewed before it is signed', () => {
    expect(next('running', 'signed')).toBeUndefined()
    expect(next('awaiting-manual', 'reviewed-on-time')).toBeUndefined()
    expect(next('planned', 'signed')).toBeUndefined()
  })

  it('that was missed is never green: only 补巡 may follow', () => {
    const events: RoundEvent[] = ['claimed', 'automatic-done', 'signed', 'reviewed-on-time', 'reviewed-late', 'made-up']
    expect(events.map((event) => next('missed', event)).filter(Boolean)).toEqual(['made-up'])
  })

  it('ends in four states, and a passing deadline ends the three before the signature', () => {
    const events: RoundEvent[] = [
      'claimed',
      'automatic-done',
      'evidence-stale',
      'signed',
      'reviewed-on-time',
      'reviewed-late',
      'deadline-passed',
    ]
    const final = ROUND_STATES.filter((state) => events.every((event) => next(state, event) === undefined))
    expect(final).toEqual(['done-on-time', 'done-late', 'made-up', 'missed'])
    expect(OPEN_STATES).toEqual(['planned', 'running', 'awaiting-manual'])
  })

  it('signed at 08:30:00.000 is on time, one millisecond later late, and after 10:00:00.000 missed', () => {
    expect(timeliness(MORNING, at('08:30'))).toBe('on-time')
    expect(timeliness(MORNING, at('08:30') + 1)).toBe('late')
    expect(timeliness(MORNING, at('10:00'))).toBe('late')
    expect(timeliness(MORNING, at('10:00') + 1)).toBe('missed')
    expect(isOverdue(MORNING, at('10:00'))).toBe(false)
    expect(isOverdue(MORNING, at('10:00') + 1)).toBe(true)
  })

  it('that nobody planned cannot be missed', () => {
    expect(timeliness({ ...MORNING, missedAfter: null }, at('23:00'))).toBe('on-time')
    expect(isOverdue({ ...MORNING, missedAfter: null }, at('23:00'))).toBe(false)
  })
})

describe('evidence', () => {
  const signedAt = at('08:20')
  it('stands for fifteen minutes and not a millisecond longer', () => {
    expect(isStale(signedAt - EVIDENCE_LIFE_MS, MORNING, signedAt)).toBe(false)
    expect(isStale(signedAt - EVIDENCE_LIFE_MS - 1, MORNING, signedAt)).toBe(true)
  })

  it('from before the window or after the signature does not count', () => {
    const early = at('07:35')
    expect(isStale(MORNING.opensAt, MORNING, early)).toBe(false)
    expect(isStale(MORNING.opensAt - 1, MORNING, early)).toBe(true)
    expect(isStale(early, MORNING, early)).toBe(false)
    expect(isStale(early + 1, MORNING, early)).toBe(true)
  })
})

describe('conclusions', () => {
  it('call what the prober could not judge 未检, neither normal nor abnormal', () => {
    expect(conclusionOf('unknown')).toBe('unchecked')
    expect(conclusionOf('fail')).toBe('abnormal')
    expect(conclusionOf('pass')).toBe('normal')
  })

  it('make a normal round only when every item is normal or does not apply', () => {
    expect(isNormal(tally([{ conclusion: 'normal' }, { conclusion: 'not-applicable' }]))).toBe(true)
    for (const conclusion of ['unchecked', 'warning', 'abnormal', null] as const)
      expect(isNormal(tally([{ conclusion: 'normal' }, { conclusion }]))).toBe(false)
    expect(isNormal(tally([]))).toBe(false)
  })

  it('show the worst of a cell, and nothing while an item is open', () => {
    expect(worstConclusion(['normal', 'warning', 'unchecked', 'abnormal'])).toBe('abnormal')
    expect(worstConclusion(['normal', 'warning', 'unchecked'])).toBe('unchecked')
    expect(worstConclusion(['abnormal', null])).toBeUndefined()
    expect(worstConclusion([])).toBeUndefined()
  })
})

describe('a manual result', () => {
  it('needs a measured value where one is asked for: a bare 正常 is refused', () => {
    for (const text of ['正常', ' 正常。', 'OK', '√'])
      expect(manualProblem({ conclusion: 'normal', text }, true)).toBe('inspections.measurement-required')
    expect(manualProblem({ conclusion: 'normal', text: '磁盘 63%，负载 0.4' }, true)).toBeUndefined()
    expect(manualProblem({ conclusion: 'normal', text: '正常' }, false)).toBeUndefined()
  })

  it('says what was seen, and 未检 says why', () => {
    expect(manualProblem({ conclusion: 'normal', text: ' ' }, false)).toBe('inspections.text-required')
    expect(manualProblem({ conclusion: 'unchecked', text: '' }, false)).toBe('inspections.reason-required')
    expect(manualProblem({ conclusion: 'unchecked', text: '机房停电' }, true)).toBeUndefined()
  })

  it('of 不适用 names who agreed', () => {
    const result = { conclusion: 'not-applicable' as const, text: '设备已下线' }
    expect(manualProblem(result, false)).toBe('inspections.approver-required')
    expect(manualProblem({ ...result, approvedBy: '值班长' }, false)).toBeUndefined()
  })
})

describe('completion', () => {
  const round = (state: RoundState, isCounted = true) => ({ state, isCounted, onTimeUntil: at('08:30') })
  it('is on-time rounds of planned rounds: one missed of 730 is 99.86 %', () => {
    const year = [...Array.from({ length: 729 }, () => round('done-on-time')), round('missed')]
    const { planned, onTime } = completion(year, at('23:00'))
    expect(((100 * onTime) / planned).toFixed(2)).toBe('99.86')
  })

  it('counts a late round as not on time, an extra round not at all, and a coming round not yet', () => {
    const rounds = [round('done-late'), round('done-on-time', false), round('made-up')]
    expect(completion(rounds, at('23:00'))).toEqual({ planned: 2, onTime: 0 })
    expect(completion([round('planned')], at('08:30'))).toEqual({ planned: 0, onTime: 0 })
    expect(completion([round('planned')], at('08:30') + MINUTE_MS)).toEqual({ planned: 1, onTime: 0 })
  })
})
