// The life of an inspection round as data: states, windows, conclusions, completion. Pure; the verbs of this slice decide by it.

import type { ProbeVerdict } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'

/** 计划 → 执行中 → 待人工 → 待复核 → 已完成(准时) | 已完成(迟); 漏检 is final, and may only be followed by 已补巡. */
export const ROUND_STATES = [
  'planned',
  'running',
  'awaiting-manual',
  'awaiting-review',
  'done-on-time',
  'done-late',
  'made-up',
  'missed',
] as const

export type RoundState = (typeof ROUND_STATES)[number]

export type RoundEvent =
  | 'claimed'
  | 'automatic-done'
  | 'evidence-stale'
  | 'signed'
  | 'reviewed-on-time'
  | 'reviewed-late'
  | 'deadline-passed'
  | 'made-up'

/** What is not in this table does not happen. */
export const TRANSITIONS: Readonly<Record<RoundState, Readonly<Partial<Record<RoundEvent, RoundState>>>>> = {
  planned: { claimed: 'running', 'deadline-passed': 'missed' },
  running: { claimed: 'running', 'automatic-done': 'awaiting-manual', 'deadline-passed': 'missed' },
  'awaiting-manual': { signed: 'awaiting-review', 'evidence-stale': 'running', 'deadline-passed': 'missed' },
  'awaiting-review': { 'reviewed-on-time': 'done-on-time', 'reviewed-late': 'done-late' },
  'done-on-time': {},
  'done-late': {},
  'made-up': {},
  missed: { 'made-up': 'made-up' },
}

export function next(state: RoundState, event: RoundEvent): RoundState | undefined {
  return TRANSITIONS[state][event]
}

/** States a passing deadline ends. A signed round waits for its reviewer as long as it takes: it is not missed. */
export const OPEN_STATES: readonly RoundState[] = ROUND_STATES.filter((state) => next(state, 'deadline-passed'))

export interface Window {
  opensAt: Instant
  onTimeUntil: Instant
  /** Absent for extra rounds: nobody can miss what nobody planned. */
  missedAfter: Instant | null
}

/** By the inspector's signature; the reviewer confirms it and does not move it. */
export function timeliness(window: Window, signedAt: Instant): 'on-time' | 'late' | 'missed' {
  if (signedAt <= window.onTimeUntil || window.missedAfter === null) return 'on-time'
  return signedAt <= window.missedAfter ? 'late' : 'missed'
}

export function isOverdue(window: Window, now: Instant): boolean {
  return window.missedAfter !== null && now > window.missedAfter
}

/** 正常 · 警告 · 异常 · 未检 · 不适用. */
export const CONCLUSIONS = ['normal', 'warning', 'abnormal', 'unchecked', 'not-applicable'] as const
export type Conclusion = (typeof CONCLUSIONS)[number]

const OF_VERDICT: Record<ProbeVerdict, Conclusion> = {
  pass: 'normal',
  warn: 'warning',
  fail: 'abnormal',
  unknown: 'unchecked',
  skipped: 'not-applicable',
}

/** A prober that could not judge leaves the item 未检: never normal, never a fault of the target. */
export function conclusionOf(verdict: ProbeVerdict): Conclusion {
  return OF_VERDICT[verdict]
}

export type Counts = Record<Conclusion, number>

export interface Tally {
  done: number
  total: number
  counts: Counts
}

export function tally(items: readonly { conclusion: Conclusion | null }[]): Tally {
  const counts: Counts = { normal: 0, warning: 0, abnormal: 0, unchecked: 0, 'not-applicable': 0 }
  for (const { conclusion } of items) if (conclusion) counts[conclusion] += 1
  return { done: items.filter((item) => item.conclusion).length, total: items.length, counts }
}

/** A round with anything unchecked is not a normal round; an empty round checked nothing. */
export function isNormal({ done, total, counts }: Tally): boolean {
  return total > 0 && done === total && counts.warning + counts.abnormal + counts.unchecked === 0
}

/** Evidence older than this when the inspector signs is taken again first. */
export const EVIDENCE_LIFE_MS = 15 * 60_000

/** Evidence counts when it was taken in the window of its own round and is fresh when signed for. */
export function isStale(evidenceAt: Instant, window: Window, signedAt: Instant): boolean {
  return evidenceAt < window.opensAt || evidenceAt > signedAt || signedAt - evidenceAt > EVIDENCE_LIFE_MS
}

export interface ManualResult {
  conclusion: Conclusion
  /** What was seen or measured; for 未检 and 不适用 the reason. */
  text: string
  /** Who agreed that the item does not apply. */
  approvedBy?: string | undefined
  /** Pictures taken: they say what was seen where words do not. */
  photos?: readonly string[] | undefined
}

const BARE = /^[\s]*(正常|无异常|良好|没问题|好|是|ok|okay|normal|fine|good|yes|√|✓)[\s。.!！]*$/i

/** Why a manual result is refused; undefined when it stands. */
export function manualProblem(result: ManualResult, mustMeasure: boolean): string | undefined {
  const isSeen = (result.photos?.length ?? 0) > 0 && result.conclusion === 'normal' && !mustMeasure
  if (result.text.trim() === '' && !isSeen)
    return result.conclusion === 'unchecked' ? 'inspections.reason-required' : 'inspections.text-required'
  if (result.conclusion === 'not-applicable' && !result.approvedBy?.trim()) return 'inspections.approver-required'
  const isJudged = result.conclusion !== 'unchecked' && result.conclusion !== 'not-applicable'
  if (isJudged && mustMeasure && BARE.test(result.text)) return 'inspections.measurement-required'
  return undefined
}

export interface CompletionRow {
  state: RoundState
  isCounted: boolean
  onTimeUntil: Instant
}

export interface Completion {
  /** Counted rounds whose window has ended or that are done. */
  planned: number
  onTime: number
}

const DONE: readonly RoundState[] = ['done-on-time', 'done-late', 'made-up', 'missed']

/** 巡检完成率 = on-time rounds ÷ planned rounds; extra rounds do not count. */
export function completion(rounds: readonly CompletionRow[], now: Instant): Completion {
  const due = rounds.filter((round) => round.isCounted && (DONE.includes(round.state) || round.onTimeUntil < now))
  return { planned: due.length, onTime: due.filter((round) => round.state === 'done-on-time').length }
}

/** Severity order for a matrix cell: what is worst is what is shown. */
const GRAVITY: Record<Conclusion, number> = { normal: 0, 'not-applicable': 1, warning: 2, unchecked: 3, abnormal: 4 }

/** Undefined when something is still to be checked or there is nothing. */
export function worstConclusion(conclusions: readonly (Conclusion | null)[]): Conclusion | undefined {
  let worst: Conclusion | undefined
  for (const one of conclusions) {
    if (one === null) return undefined
    if (worst === undefined || GRAVITY[one] > GRAVITY[worst]) worst = one
  }
  return worst
}
