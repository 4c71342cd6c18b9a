// Reports as the product sends them.

import type { Moment } from '../contract.ts'
import type { BothTexts } from '../language/index.ts'
import type { Tone } from '../pieces/verdict-tag.tsx'

export const KINDS = ['day', 'week', 'month', 'quarter', 'half-year', 'year', 'round'] as const
export type Kind = (typeof KINDS)[number]

export type State = 'waiting' | 'running' | 'done' | 'failed'
export type Step =
  | 'rounds'
  | 'areas'
  | 'findings'
  | 'tickets'
  | 'backups'
  | 'records'
  | 'standards'
  | 'compose'
  | 'pdf'
  | 'xlsx'
  | 'save'

export interface ReportLine {
  id: string
  number: string
  kind: Kind
  period: string
  edition: 'preview' | 'final' | 'correction'
  periodFrom: Moment
  periodTo: Moment
  dueBy: Moment
  state: State
  asOf: Moment | null
  requestedBy: string
  reason: string | null
  finishedAt: Moment | null
  step: Step | null
  stepsDone: number
  stepsTotal: number
  problem: string | null
  digest: string | null
}

export interface OwedReport {
  kind: Kind
  period: string
  dueBy: Moment
  state: 'missing' | 'waiting' | 'running' | 'failed'
  isLate: boolean
}

export type TableName =
  | 'rounds'
  | 'areas'
  | 'items'
  | 'findings'
  | 'tickets'
  | 'backups'
  | 'drills'
  | 'records'
  | 'spare-moves'
  | 'standards'

export interface Source {
  table: TableName
  count: number
  digest: string
  link: string | null
}

export interface ReportFigure {
  id: string
  title: BothTexts
  value: { kind: 'count' | 'share' | 'duration' | 'text' | 'unknown' }
  shown: BothTexts
  source: Source
}

export interface ReportTable {
  id: string
  title: BothTexts
  columns: { title: BothTexts }[]
  rows: { cells: (string | number | BothTexts | null)[]; link: string | null }[]
  total: number
  source: Source
}

export interface ReportSection {
  id: string
  title: BothTexts
  notes: BothTexts[]
  figures: ReportFigure[]
  tables: ReportTable[]
}

export interface RowChange {
  table: TableName
  id: string
  change: 'added' | 'removed' | 'altered'
  fields: string[]
}

export interface ReportCheck {
  at: Moment
  by: string
  altered: Part[]
  outcome: 'identical' | 'same-figures' | 'different'
  figures: {
    section: string
    id: string
    title: BothTexts
    before: BothTexts | null
    after: BothTexts | null
    rows: RowChange[]
  }[]
  rows: RowChange[]
}

export type Part =
  | 'rows'
  | 'report'
  | 'computation'
  | 'page'
  | 'pdf'
  | 'xlsx'
  | 'pdf-rendering'
  | 'xlsx-rendering'
  | 'files'

export interface ReportDetail extends ReportLine {
  title: BothTexts | null
  sections: ReportSection[]
  files: { format: 'pdf' | 'xlsx'; sha256: string; sizeBytes: number }[]
  check: ReportCheck | null
  editions: { id: string; number: string; edition: ReportLine['edition']; state: State }[]
}

export const STATE_TONES: Record<State | 'missing', Tone> = {
  missing: 'warn',
  waiting: 'accent',
  running: 'accent',
  done: 'good',
  failed: 'bad',
}

export function isUnderway({ state }: Pick<ReportLine, 'state'>): boolean {
  return state === 'waiting' || state === 'running'
}

const DAY_MS = 86_400_000
const THURSDAY = 4

function daysBack(today: string, step: number, count: number): string[] {
  const from = Date.parse(`${today}T00:00:00Z`)
  return Array.from({ length: count }, (_, index) => new Date(from - index * step * DAY_MS).toISOString().slice(0, 10))
}

function monthsBack(
  today: string,
  months: number,
  count: number,
  name: (year: number, part: number) => string,
): string[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  const now = Math.floor((year * 12 + month - 1) / months)
  const perYear = 12 / months
  return Array.from({ length: count }, (_, index) =>
    name(Math.floor((now - index) / perYear), ((now - index) % perYear) + 1),
  )
}

/** The latest periods of a kind, the one that is running first. */
export function recentPeriods(kind: Exclude<Kind, 'round'>, today: string): string[] {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  const thursday = daysBack(today, -(((THURSDAY - weekday + 6) % 7) + 1), 2)[1] ?? today
  switch (kind) {
    case 'day':
      return daysBack(today, 1, 31)
    case 'week':
      return daysBack(thursday, 7, 13)
    case 'month':
      return monthsBack(today, 1, 13, (year, month) => `${year}-${String(month).padStart(2, '0')}`)
    case 'quarter':
      return monthsBack(today, 3, 6, (year, quarter) => `${year}Q${quarter}`)
    case 'half-year':
      return monthsBack(today, 6, 4, (year, half) => `${year}H${half}`)
    case 'year':
      return monthsBack(today, 12, 3, (year) => String(year))
  }
}
