// The periods a contract is judged by: half-years, years and the quarters in them, of the bureau's own calendar.

import { instantOf } from '../calendar/civil.ts'
import type { Instant } from '../verdict.ts'

/** `2025H1`, `2025H2` or `2025`. */
export type PeriodName = string

export interface Period {
  name: PeriodName
  /** Half open. */
  from: Instant
  to: Instant
  quarters: { name: string; to: Instant }[]
}

const QUARTERS_OF: Record<string, readonly number[]> = { H1: [1, 2], H2: [3, 4], '': [1, 2, 3, 4] }

function quarterStart(year: number, quarter: number): Instant {
  const month = (quarter - 1) * 3 + 1
  return quarter > 4 ? instantOf(`${year + 1}-01-01`) : instantOf(`${year}-${String(month).padStart(2, '0')}-01`)
}

/** Undefined for a name that is none. */
export function periodOf(name: PeriodName): Period | undefined {
  const match = /^(20\d\d)(H[12])?$/.exec(name)
  const quarters = match && QUARTERS_OF[match[2] ?? '']
  const [first, last] = [quarters?.at(0), quarters?.at(-1)]
  if (!match || !quarters || first === undefined || last === undefined) return undefined
  const year = Number(match[1])
  return {
    name,
    from: quarterStart(year, first),
    to: quarterStart(year, last + 1),
    quarters: quarters.map((quarter) => ({ name: `${year}Q${quarter}`, to: quarterStart(year, quarter + 1) })),
  }
}

/** The half-year a civil date (`YYYY-MM-DD`) lies in. */
export function halfYearOf(date: string): PeriodName {
  return `${date.slice(0, 4)}${date.slice(5, 7) <= '06' ? 'H1' : 'H2'}`
}

/** The quarter a civil date lies in: `2025Q1`. */
export function quarterOf(date: string): string {
  return `${date.slice(0, 4)}Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`
}
