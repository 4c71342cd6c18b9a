// A hundred points and what is taken off them (tender 002:115-148), and what a low score takes off the fee.
// Points are tenths, so that no fraction is lost. From 7 working days late the paper allows two readings: a setting, told with the result.

/** `marginal`: the first six days at 0.1, the seventh and on at 0.5. `whole`: all days at 0.5 once there are seven. */
export type LateReading = 'marginal' | 'whole'

export interface DeductionFacts {
  /** Working days late, one number a ticket. */
  lateWorkingDays: readonly number[]
  /** Share of tickets in transit at the end of each week, as counted. */
  weeks: readonly { inTransit: number; total: number }[]
  reworked: number
  /** Weekly reports not there by Thursday's close. */
  lateReports: number
  reading: LateReading
}

export interface Deductions {
  /** Tenths of a point, capped where the paper caps. */
  late: number
  inTransit: number
  rework: number
  reports: number
  /** Tenths of a point, never below zero. */
  score: number
  /** Percent of the fee, at most 20. */
  feePercent: number
  reading: LateReading
}

const FULL = 1_000
const LONG_FROM = 7
const CAPS = { late: 100, inTransit: 100, reports: 50 }
const IN_TRANSIT_LIMIT_PERMILLE = 35

/** Tenths of a point for one ticket. */
export function lateDeduction(days: number, reading: LateReading): number {
  if (days < LONG_FROM) return Math.max(0, days)
  return reading === 'whole' ? days * 5 : LONG_FROM - 1 + (days - LONG_FROM + 1) * 5
}

export function deductions(facts: DeductionFacts): Deductions {
  const { lateWorkingDays, weeks, reworked, lateReports, reading } = facts
  const late = Math.min(
    CAPS.late,
    lateWorkingDays.reduce((sum, days) => sum + lateDeduction(days, reading), 0),
  )
  const over = weeks.filter(({ inTransit, total }) => inTransit * 1_000 > total * IN_TRANSIT_LIMIT_PERMILLE).length
  const inTransit = Math.min(CAPS.inTransit, over * 10)
  const rework = reworked * 5
  const reports = Math.min(CAPS.reports, lateReports * 5)
  const score = Math.max(0, FULL - late - inTransit - rework - reports)
  return { late, inTransit, rework, reports, score, feePercent: feePercent(score), reading }
}

/** Each point below 70 is 1 % of the fee, 20 % at most; a part of a point counts as that part. `score` in tenths. */
export function feePercent(score: number): number {
  return Math.min(20, Math.max(0, (700 - score) / 10))
}
