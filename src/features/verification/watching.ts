// What the reports of one object say about its future: which of them counts, and what is wrong with it. Pure.

import { civilDateOf, DAY_MS } from '#core/calendar/civil.ts'
import type { Reason } from '#core/checks/check.ts'
import type { Instant, Verdict } from '#core/verdict.ts'
import type { VerificationRow } from './list.ts'

export type WatchedRow = Pick<
  VerificationRow,
  | 'number'
  | 'fileName'
  | 'verdict'
  | 'createdAt'
  | 'asked'
  | 'stopsValidatingAt'
  | 'stopsValidating'
  | 'revalidatedVerdict'
>

const CITATION = 'house rule'

const RANK: Readonly<Record<Verdict, number>> = { VALID: 0, VALID_WITH_DEFECTS: 1, INDETERMINATE: 2, INVALID: 3 }

export function isWorse(then: Verdict, now: Verdict): boolean {
  return RANK[now] > RANK[then]
}

function hasWorsened({ verdict, revalidatedVerdict }: WatchedRow): boolean {
  return revalidatedVerdict !== null && isWorse(verdict, revalidatedVerdict)
}

/**
 * Of several reports that found an object VALID the one that holds longest counts: somebody who verifies it again with
 * better evidence has extended it. A report that no longer holds today counts last; one without a known end proves no extension.
 */
export function reportThatCounts(rows: readonly WatchedRow[]): WatchedRow | undefined {
  const [best] = [...rows].sort(
    (a, b) =>
      Number(hasWorsened(a)) - Number(hasWorsened(b)) ||
      (b.stopsValidatingAt ?? 0) - (a.stopsValidatingAt ?? 0) ||
      b.createdAt - a.createdAt,
  )
  return best
}

/** What is worth a finding about an object, given its watched reports. */
export function watchReasons(rows: readonly WatchedRow[], now: Instant): Reason[] {
  const row = reportThatCounts(rows)
  return row ? [...worsenedReason(row), ...stopsReason(row, now)] : []
}

function worsenedReason(row: WatchedRow): Reason[] {
  const { number, fileName: file, verdict: was, revalidatedVerdict: is } = row
  if (is === null || !hasWorsened(row)) return []
  const verdict = is === 'VALID_WITH_DEFECTS' ? 'warn' : 'fail'
  return [{ code: 'verification.verdict-worsened', verdict, citation: CITATION, params: { number, file, was, is } }]
}

function stopsReason({ number, fileName: file, asked, ...row }: WatchedRow, now: Instant): Reason[] {
  const { stopsValidatingAt: at, stopsValidating } = row
  if (at === null || at > now + asked.policy.leadDays * DAY_MS) return []
  const { zh = '', en = '' } = stopsValidating?.text ?? {}
  const params = { number, file, date: civilDateOf(at), reasonZh: zh, reasonEn: en }
  const verdict = at < now ? 'fail' : 'warn'
  return [{ code: 'verification.stops-validating', verdict, citation: CITATION, params }]
}
