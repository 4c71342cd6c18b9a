// Numbers of reports and what may be made when. Pure.

import { DAY_MS } from '#core/calendar/civil.ts'
import { REPORT_PLANS, type ReportKind, type ReportPeriod, ROUND_REPORT } from '#core/reports/periods.ts'
import type { Instant } from '#core/verdict.ts'

export type Edition = 'preview' | 'final' | 'correction'

const SUFFIXES: Readonly<Record<Edition, (version: number) => string>> = {
  preview: (version) => `-P${version}`,
  final: () => '',
  correction: (version) => `-${version}`,
}

/** `YB-2026-10` for the final one, `YB-2026-10-P1` for a preview, `YB-2026-10-2` for a correction. */
export function reportNumber(kind: ReportKind, period: string, edition: Edition, version: number): string {
  const mark = REPORT_PLANS.find((plan) => plan.kind === kind)?.mark ?? ROUND_REPORT.mark
  return `${mark}-${period}${SUFFIXES[edition](version)}`
}

/** What an edition asked for now is: a preview before the period is over, then the final one, then corrections of it. */
export function editionOf(madeAt: Instant, hasFinal: boolean, now: Instant): Edition {
  if (now < madeAt) return 'preview'
  return hasFinal ? 'correction' : 'final'
}

export interface RoundTimes {
  id: string
  date: string
  opensAt: Instant
  plannedAt: Instant
  missedAfter: Instant | null
}

/** A round as a period: from its opening until it is missed. */
export function roundPeriod({ id, date, opensAt, plannedAt, missedAfter }: RoundTimes): ReportPeriod {
  return {
    kind: 'round',
    name: id,
    from: opensAt,
    to: missedAfter ?? plannedAt + DAY_MS,
    firstDate: date,
    lastDate: date,
  }
}
