// What a report is: sections of figures and tables, each naming the rows it was computed from, so that anybody can compute it again.
// Operations reference 3.8: each figure links to its rows, and computed again a year later it is identical.

import type { CivilDate } from '../calendar/civil.ts'
import type { Text } from '../messages/index.ts'
import { percentText } from '../sla/share.ts'
import type { Instant } from '../verdict.ts'
import type { ReportKind } from './periods.ts'

export type { Text }

/** Where rows come from. `areas` are the items of rounds added up by system and layer. */
export const SOURCE_TABLES = [
  'rounds',
  'areas',
  'items',
  'findings',
  'tickets',
  'backups',
  'drills',
  'records',
  'spare-moves',
  'standards',
] as const
export type SourceTable = (typeof SOURCE_TABLES)[number]

/** `unknown`: there is nothing to compute it from. It is never shown as good, nor as nought. */
export type FigureValue =
  | { kind: 'count'; count: number }
  | { kind: 'share'; part: number; whole: number }
  | { kind: 'duration'; ms: number }
  | { kind: 'text'; text: Text }
  | { kind: 'unknown'; why: Text }

/** The rows behind a figure or a table: their count, the first of their ids, and a digest over all of them in order of id. */
export interface Source {
  table: SourceTable
  count: number
  /** The first ones, for a look; all of them when there are no more than these. */
  ids: string[]
  /** SHA-256 over the canonical JSON of the rows, in order of id, hex. */
  digest: string
  /** A page of the console with a list of them, where there is one. */
  link: string | null
}

export interface Figure {
  id: string
  title: Text
  value: FigureValue
  source: Source
}

export type Cell = string | number | Text | null

export interface Column {
  title: Text
  /** Share of the width on paper. */
  width: number
}

export interface TableRow {
  cells: Cell[]
  /** The page of the console for what the row is about. */
  link: string | null
}

export interface Table {
  id: string
  title: Text
  columns: Column[]
  rows: TableRow[]
  source: Source
}

export interface Section {
  id: string
  title: Text
  notes: Text[]
  figures: Figure[]
  tables: Table[]
}

export interface ReportModel {
  format: 'zhengxun-report-1'
  kind: ReportKind
  title: Text
  period: { name: string; firstDate: CivilDate; lastDate: CivilDate; from: Instant; to: Instant }
  /** The moment it speaks of: nothing that happened later is in it. */
  asOf: Instant
  sections: Section[]
}

/** A value in words. Shares are cut, not rounded: 95 % is never shown for less. */
export function valueText(value: FigureValue, language: keyof Text): string {
  switch (value.kind) {
    case 'count':
      return String(value.count)
    case 'share':
      return `${value.part} / ${value.whole}（${percentText(value.part, value.whole) ?? '—'}%）`
    case 'duration':
      return durationText(value.ms, language)
    case 'text':
      return value.text[language]
    case 'unknown':
      return `${language === 'zh' ? '未知' : 'unknown'}（${value.why[language]}）`
  }
}

const UNITS = [
  { ms: 86_400_000, zh: '天', en: 'd' },
  { ms: 3_600_000, zh: '小时', en: 'h' },
  { ms: 60_000, zh: '分', en: 'min' },
  { ms: 1_000, zh: '秒', en: 's' },
] as const

/** Whole seconds; the two largest units, the rest cut. */
export function durationText(ms: number, language: keyof Text): string {
  const first = UNITS.findIndex((unit) => ms >= unit.ms)
  if (first < 0) return `0 ${language === 'zh' ? '秒' : 's'}`
  let left = ms
  return UNITS.slice(first, first + 2)
    .map((unit) => {
      const count = Math.floor(left / unit.ms)
      left -= count * unit.ms
      return count === 0 ? '' : `${count} ${unit[language]}`
    })
    .filter(Boolean)
    .join(' ')
}

export function cellText(cell: Cell, language: keyof Text): string | number | null {
  return typeof cell === 'object' && cell !== null ? cell[language] : cell
}
