// A report before it is sealed: figures and tables with the very rows they were computed from beside them.
// Sections are written with these few builders, so that no figure can be made without its rows.

import type { Instant } from '../verdict.ts'
import type { Row } from './facts.ts'
import type { Cell, Column, FigureValue, SourceTable, TableRow, Text } from './model.ts'
import type { ReportPeriod } from './periods.ts'

interface FromRows {
  table: SourceTable
  of: readonly Row[]
  link?: string | undefined
}

export interface FigureDraft extends FromRows {
  id: string
  title: Text
  value: FigureValue
}

export interface TableDraft extends FromRows {
  id: string
  title: Text
  columns: Column[]
  rows: TableRow[]
}

export interface SectionDraft {
  id: string
  title: Text
  notes: Text[]
  figures: FigureDraft[]
  tables: TableDraft[]
}

export const text = (zh: string, en: string): Text => ({ zh, en })

export function section(
  id: string,
  title: Text,
  parts: { notes?: Text[]; figures?: FigureDraft[]; tables?: TableDraft[] },
): SectionDraft {
  return { id, title, notes: [], figures: [], tables: [], ...parts }
}

/** How many rows there are. */
export function count(id: string, title: Text, table: SourceTable, of: readonly Row[], link?: string): FigureDraft {
  return { id, title, table, of, link, value: { kind: 'count', count: of.length } }
}

/** A number added up from the rows. */
export function sum<R extends Row>(
  id: string,
  title: Text,
  table: SourceTable,
  of: readonly R[],
  each: (row: R) => number,
): FigureDraft {
  return { id, title, table, of, value: { kind: 'count', count: total(of, each) } }
}

/** How many of the rows hold; a share of nothing is unknown, not good. */
export function share<R extends Row>(
  id: string,
  title: Text,
  table: SourceTable,
  of: readonly R[],
  holds: (row: R) => boolean,
): FigureDraft {
  return { id, title, table, of, value: shareOf(of.filter(holds).length, of.length) }
}

export const NOTHING_COUNTED = text('没有可计的记录', 'nothing to count')

export function shareOf(part: number, whole: number): FigureValue {
  return whole === 0 ? { kind: 'unknown', why: NOTHING_COUNTED } : { kind: 'share', part, whole }
}

export function durationOf(ms: number | null): FigureValue {
  return ms === null ? { kind: 'unknown', why: NOTHING_COUNTED } : { kind: 'duration', ms }
}

export function total<R>(rows: readonly R[], each: (row: R) => number): number {
  return rows.reduce((whole, row) => whole + each(row), 0)
}

/** Whole milliseconds; null for nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.floor(total(values, (one) => one) / values.length)
}

export const columns = (...given: readonly (readonly [zh: string, en: string, width: number])[]): Column[] =>
  given.map(([zh, en, width]) => ({ title: text(zh, en), width }))

/** A table with a line for each row. */
export function list<R extends Row>(
  id: string,
  title: Text,
  shape: {
    table: SourceTable
    columns: readonly Column[]
    cells: (row: R) => Cell[]
    link?: (row: R) => string | null
  },
  of: readonly R[],
): TableDraft {
  const rows = of.map((row) => ({ cells: shape.cells(row), link: shape.link?.(row) ?? null }))
  return { id, title, columns: [...shape.columns], rows, table: shape.table, of }
}

/** A table of lines computed from rows: each line is about several. */
export function digestTable(
  id: string,
  title: Text,
  shape: { table: SourceTable; columns: readonly Column[]; lines: readonly Cell[][] },
  of: readonly Row[],
): TableDraft {
  const rows = shape.lines.map((cells) => ({ cells: [...cells], link: null }))
  return { id, title, columns: [...shape.columns], rows, table: shape.table, of }
}

export function isIn({ from, to }: Pick<ReportPeriod, 'from' | 'to'>, at: Instant | null): boolean {
  return at !== null && from <= at && at < to
}

/** Rows by a key, in the order of their first one. */
export function groups<R>(rows: readonly R[], keyOf: (row: R) => string): [string, R[]][] {
  const found = new Map<string, R[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = found.get(key)
    if (group) group.push(row)
    else found.set(key, [row])
  }
  return [...found]
}
