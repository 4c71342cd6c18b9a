// Completion of tickets by the month they were submitted, and what the late ones cost (tender 000:309-315, 2202-2216).
// Last month ≥ 96 %, the one before ≥ 98 %, the third ≥ 99 %, everything older 100 %; 100 元 a day, 200 for key tickets, 1,000 at most each.

import { type CivilDate, civilDateOf, daysBetween } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'
import { type BasisPoints, reaches } from './share.ts'

export interface Submitted {
  id: string
  submittedOn: CivilDate
  doneAt: Instant | null
  isKey: boolean
}

export interface Cohort {
  /** `YYYY-MM`. */
  month: string
  required: BasisPoints
  total: number
  done: number
  isMet: boolean
  /** Tickets missing to the required share, a part of one counting as one. */
  shortBy: number
}

const REQUIRED: Readonly<Record<number, BasisPoints>> = { 1: 9_600, 2: 9_800, 3: 9_900 }
const OLDER: BasisPoints = 10_000

/** Whole months from `month` to the month of `on`. */
function monthsBack(month: string, on: CivilDate): number {
  const count = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))
  return count(on) - count(month)
}

/** The cohorts before the current month, oldest first. Tickets of the current month are not judged yet. */
export function cohorts(tickets: readonly Submitted[], on: CivilDate): Cohort[] {
  const months = [...new Set(tickets.map(({ submittedOn }) => submittedOn.slice(0, 7)))].sort()
  return months
    .filter((month) => monthsBack(month, on) >= 1)
    .map((month) => {
      const rows = tickets.filter(({ submittedOn }) => submittedOn.startsWith(month))
      const done = rows.filter(({ doneAt }) => doneAt !== null && civilDateOf(doneAt) <= on).length
      const required = REQUIRED[monthsBack(month, on)] ?? OLDER
      const isMet = reaches(done, rows.length, required)
      return { month, required, total: rows.length, done, isMet, shortBy: shortBy(rows.length, done, required) }
    })
}

function shortBy(total: number, done: number, required: BasisPoints): number {
  return Math.max(0, Math.ceil((total * required - done * 10_000) / 10_000))
}

const YUAN_A_DAY = { plain: 100, key: 200 }
const MOST_YUAN = 1_000

/** 元 for one ticket that many calendar days late. */
export function penaltyYuan(daysLate: number, isKey: boolean): number {
  return Math.min(MOST_YUAN, Math.max(0, daysLate) * (isKey ? YUAN_A_DAY.key : YUAN_A_DAY.plain))
}

/** Calendar days past the due date; zero on the day itself. */
export function daysLate(due: CivilDate, on: CivilDate): number {
  return Math.max(0, daysBetween(due, on))
}
