// The seven assessment standards of a period and the grade they make (tender 004:8003-8032): 7 met 优秀, 6 良好, 5 一般.
// Rows in, figures out: each figure names the rows it was made from, and the same rows give it again a year later.

import { addDays, type CivilDate } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'
import { type BasisPoints, exceeds, failuresLeft } from './share.ts'

export const STANDARD_IDS = [
  'purchases',
  'demands',
  'tickets',
  'patch-lists',
  'fault-response',
  'data-submission',
  'documents',
] as const
export type StandardId = (typeof STANDARD_IDS)[number]

export interface Purchase {
  id: string
  signedOn: CivilDate
  orderedOn: CivilDate | null
  hasProof: boolean
}

/** A promise with one due time: a demand to answer, a ticket to close. `dueAt` null: paused, not due. */
export interface Promised {
  id: string
  dueAt: Instant | null
  doneAt: Instant | null
}

export interface PatchList {
  /** `2025Q1`. */
  quarter: string
  submittedAt: Instant | null
  products: readonly {
    name: string
    version: string
    patchLevel: string
    vendorLatest: string
    checkedOn: string
    reason: string
  }[]
}

export interface FaultResponse {
  id: string
  reportedAt: Instant
  respondedAt: Instant | null
  isSolved: boolean
  hasRecord: boolean
  hasReport: boolean
}

export interface Submission {
  id: string
  dueAt: Instant
  submittedAt: Instant | null
  expected: number
  delivered: number
  checked: number
  bad: number
}

export interface DocumentSet {
  id: string
  required: number
  complete: number
  sampled: number
  correct: number
}

export interface PeriodFacts {
  /** Half open. */
  period: { from: Instant; to: Instant }
  /** The quarters of the period whose patch list is due by now. */
  quarters: readonly string[]
  purchases: readonly Purchase[]
  demands: readonly Promised[]
  tickets: readonly Promised[]
  patchLists: readonly PatchList[]
  faults: readonly FaultResponse[]
  submissions: readonly Submission[]
  documents: readonly DocumentSet[]
}

/** `not-applicable` counts as met, and is shown as what it is. */
export type StandardState = 'met' | 'not-met' | 'not-applicable'

export interface StandardResult {
  id: StandardId
  state: StandardState
  /** Counted rows that pass, and counted rows. */
  passed: number
  counted: number
  /** Null where the rule is "every one". */
  threshold: BasisPoints | null
  /** Rows that fail. */
  failed: string[]
}

const RESPONSE_LIMIT_MS = 15 * 60_000
const ORDER_WITHIN_DAYS = 60

/** Strict: more than these. */
export const THRESHOLDS = { demands: 9_000, tickets: 9_500, 'data-submission': 9_800, documents: 9_500 } as const

function every<T extends { id: string }>(id: StandardId, rows: readonly T[], holds: (row: T) => boolean) {
  const failed = rows.filter((row) => !holds(row)).map((row) => row.id)
  const state: StandardState = rows.length === 0 ? 'not-applicable' : failed.length === 0 ? 'met' : 'not-met'
  return { id, state, passed: rows.length - failed.length, counted: rows.length, threshold: null, failed }
}

function isPunctual({ signedOn, orderedOn, hasProof }: Purchase): boolean {
  return orderedOn !== null && orderedOn <= addDays(signedOn, ORDER_WITHIN_DAYS) && hasProof
}

/** Due in the period and decided by `now`: an open overdue row counts, an open one not yet due does not. */
export function decided(rows: readonly Promised[], { from, to }: PeriodFacts['period'], now: Instant): Promised[] {
  return rows.filter(
    ({ dueAt, doneAt }) => dueAt !== null && from <= dueAt && dueAt < to && (isDone(doneAt, now) || dueAt < now),
  )
}

function isDone(doneAt: Instant | null, now: Instant): boolean {
  return doneAt !== null && doneAt <= now
}

function share(id: 'demands' | 'tickets', rows: readonly Promised[], { period }: PeriodFacts, now: Instant) {
  const counted = decided(rows, period, now)
  const failed = counted
    .filter(({ dueAt, doneAt }) => doneAt === null || doneAt > now || (dueAt !== null && doneAt > dueAt))
    .map((row) => row.id)
  const passed = counted.length - failed.length
  const threshold = THRESHOLDS[id]
  const state: StandardState =
    counted.length === 0 ? 'not-applicable' : exceeds(passed, counted.length, threshold) ? 'met' : 'not-met'
  return { id, state, passed, counted: counted.length, threshold, failed }
}

function patchLists({ quarters, patchLists: lists }: PeriodFacts): StandardResult {
  const isWhole = (quarter: string) => {
    const list = lists.find((one) => one.quarter === quarter && one.submittedAt !== null)
    return list !== undefined && list.products.length > 0 && list.products.every(isListed)
  }
  return every(
    'patch-lists',
    quarters.map((id) => ({ id })),
    ({ id }) => isWhole(id),
  )
}

function isListed(product: PatchList['products'][number]): boolean {
  const { name, version, patchLevel, vendorLatest, checkedOn, reason } = product
  const isBehind = vendorLatest !== patchLevel && vendorLatest !== version
  return [name, version, patchLevel, vendorLatest, checkedOn].every(Boolean) && (!isBehind || reason !== '')
}

function faultResponse({ faults }: PeriodFacts, now: Instant): StandardResult {
  const due = faults.filter(
    ({ reportedAt, respondedAt }) => isDone(respondedAt, now) || now - reportedAt >= RESPONSE_LIMIT_MS,
  )
  return every(
    'fault-response',
    due,
    ({ reportedAt, respondedAt, isSolved, hasRecord, hasReport }) =>
      respondedAt !== null && respondedAt - reportedAt < RESPONSE_LIMIT_MS && (!isSolved || (hasRecord && hasReport)),
  )
}

/** The lower of two shares decides; a share of nothing is nothing proven. */
function lower(
  id: 'data-submission' | 'documents',
  shares: readonly [{ part: number; whole: number }, { part: number; whole: number }],
  rows: readonly { id: string }[],
  failed: string[],
  isPunctualThroughout: boolean,
): StandardResult {
  const threshold = THRESHOLDS[id]
  const isAbove = shares.every(({ part, whole }) => whole > 0 && exceeds(part, whole, threshold))
  const state = rows.length === 0 ? 'not-applicable' : isAbove && isPunctualThroughout ? 'met' : 'not-met'
  const [one, other] = shares
  const low = one.part * other.whole <= other.part * one.whole ? one : other
  return { id, state, passed: low.part, counted: low.whole, threshold, failed }
}

const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0)

function dataSubmission({ submissions, period }: PeriodFacts, now: Instant): StandardResult {
  const due = submissions.filter(({ dueAt }) => period.from <= dueAt && dueAt < period.to && dueAt < now)
  const late = due.filter(({ submittedAt, dueAt }) => submittedAt === null || submittedAt > dueAt)
  const faulty = due.filter(({ expected, delivered, bad }) => delivered < expected || bad > 0)
  const checked = sum(due, (row) => row.checked)
  return lower(
    'data-submission',
    [
      { part: sum(due, (row) => Math.min(row.delivered, row.expected)), whole: sum(due, (row) => row.expected) },
      { part: checked - sum(due, (row) => row.bad), whole: checked },
    ],
    due,
    [...new Set([...late, ...faulty].map(({ id }) => id))],
    late.length === 0,
  )
}

function documents({ documents: sets }: PeriodFacts): StandardResult {
  return lower(
    'documents',
    [
      { part: sum(sets, (row) => Math.min(row.complete, row.required)), whole: sum(sets, (row) => row.required) },
      { part: sum(sets, (row) => row.correct), whole: sum(sets, (row) => row.sampled) },
    ],
    sets,
    sets.filter((row) => row.complete < row.required || row.correct < row.sampled).map(({ id }) => id),
    true,
  )
}

/** 优秀 · 良好 · 一般 · 不合格. */
export type Grade = 'excellent' | 'good' | 'fair' | 'failed'

export interface Assessment {
  standards: StandardResult[]
  met: number
  grade: Grade
  /** Share of the fee that is paid; null: the papers do not say (rectify under 6.2(2)). */
  pay: BasisPoints | null
}

const GRADES: Record<number, { grade: Grade; pay: BasisPoints }> = {
  7: { grade: 'excellent', pay: 10_000 },
  6: { grade: 'good', pay: 10_000 },
  5: { grade: 'fair', pay: 9_700 },
}

export function gradeOf(met: number): Pick<Assessment, 'grade' | 'pay'> {
  return GRADES[met] ?? { grade: 'failed', pay: null }
}

/** All seven, as they stand at `now`: inside the period a forecast's first half, after its end the result. */
export function assess(facts: PeriodFacts, now: Instant): Assessment {
  const standards: StandardResult[] = [
    every('purchases', facts.purchases, isPunctual),
    share('demands', facts.demands, facts, now),
    share('tickets', facts.tickets, facts, now),
    patchLists(facts),
    faultResponse(facts, now),
    dataSubmission(facts, now),
    documents(facts),
  ]
  const met = standards.filter(({ state }) => state !== 'not-met').length
  return { standards, met, ...gradeOf(met) }
}

/** What is withheld of a fee, in the fee's own unit (whole 分); null where the papers name no figure. */
export function withheld(fee: number, { pay }: Pick<Assessment, 'pay'>): number | null {
  return pay === null ? null : Math.round((fee * (10_000 - pay)) / 10_000)
}

export interface Forecast {
  id: 'demands' | 'tickets'
  /** Due and decided so far. */
  decided: number
  failed: number
  /** Open, and due before the period ends (a paused row counts here). */
  pending: number
  /** 再有几起即到上限: how many more may fail. Negative: out of reach already. */
  mayStillFail: number
}

/** Early warning: how many of the rows still to come may fail before the share is lost. `expected` adds rows not yet reported. */
export function forecast(id: Forecast['id'], facts: PeriodFacts, now: Instant, expected = 0): Forecast {
  const { counted, failed } = share(id, facts[id], facts, now)
  const pending =
    expected +
    facts[id].filter(
      ({ dueAt, doneAt }) => !isDone(doneAt, now) && (dueAt === null || (dueAt >= now && dueAt < facts.period.to)),
    ).length
  const mayStillFail = failuresLeft(counted + pending, failed.length, THRESHOLDS[id])
  return { id, decided: counted, failed: failed.length, pending, mayStillFail }
}
