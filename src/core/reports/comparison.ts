// A report computed again beside the one that was kept: which figures differ, and which rows made them differ.
// Operations reference 3.8 (recomputed a year later: identical) and 4.1 F18 (what changed is listed).

import { canonicalJson } from '../bytes/canonical-json.ts'
import { inOrder } from './compose.ts'
import { draftOf } from './contents.ts'
import type { FigureDraft } from './draft.ts'
import type { ReportFacts, Row } from './facts.ts'
import { type FigureValue, SOURCE_TABLES, type SourceTable, type Text } from './model.ts'

export interface RowChange {
  table: SourceTable
  id: string
  change: 'added' | 'removed' | 'altered'
  /** What of an altered row is another now. */
  fields: string[]
}

export interface FigureChange {
  section: string
  id: string
  title: Text
  before: FigureValue | null
  after: FigureValue | null
  /** The rows of the figure that changed; none: the rule that computes it did. */
  rows: RowChange[]
}

export interface ReportComparison {
  /** `identical`: every row as it was. `same-figures`: rows changed, no figure did. */
  outcome: 'identical' | 'same-figures' | 'different'
  figures: FigureChange[]
  rows: RowChange[]
}

/** @param kept the rows the report was made from @param again the same, gathered anew for the same moment */
export function compareReports(kept: ReportFacts, again: ReportFacts): ReportComparison {
  const rows = SOURCE_TABLES.flatMap((table) => changedRows(table, kept.rows[table], again.rows[table]))
  const figures = rows.length === 0 ? [] : changedFigures(kept, again, rows)
  const outcome = rows.length === 0 ? 'identical' : figures.length === 0 ? 'same-figures' : 'different'
  return { outcome, figures, rows }
}

function changedRows(table: SourceTable, kept: readonly Row[], again: readonly Row[]): RowChange[] {
  const before = new Map(kept.map((row) => [row.id, row]))
  const after = new Map(again.map((row) => [row.id, row]))
  const gone = inOrder(kept).filter(({ id }) => !after.has(id))
  return [
    ...gone.map(({ id }): RowChange => ({ table, id, change: 'removed', fields: [] })),
    ...inOrder(again).flatMap((row): RowChange[] => {
      const known = before.get(row.id)
      if (!known) return [{ table, id: row.id, change: 'added', fields: [] }]
      const fields = changedFields(known, row)
      return fields.length === 0 ? [] : [{ table, id: row.id, change: 'altered', fields }]
    }),
  ]
}

function changedFields(before: Row, after: Row): string[] {
  const [one, other] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const names = [...new Set([...one.keys(), ...other.keys()])].sort()
  return names.filter((name) => !isSame(one.get(name) ?? null, other.get(name) ?? null))
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

function changedFigures(kept: ReportFacts, again: ReportFacts, rows: readonly RowChange[]): FigureChange[] {
  const [before, after] = [figuresOf(kept), figuresOf(again)]
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names.flatMap((name): FigureChange[] => {
    const [old, now] = [before.get(name), after.get(name)]
    const figure = now ?? old
    if (!figure || isSame(old?.draft.value ?? null, now?.draft.value ?? null)) return []
    const { section, draft } = figure
    const [valueBefore, valueAfter] = [old?.draft.value ?? null, now?.draft.value ?? null]
    return [
      {
        section,
        id: draft.id,
        title: draft.title,
        before: valueBefore,
        after: valueAfter,
        rows: rowsOf(old, now, rows),
      },
    ]
  })
}

interface Placed {
  section: string
  draft: FigureDraft
}

function figuresOf(facts: ReportFacts): Map<string, Placed> {
  const all = draftOf(facts).flatMap(({ id: section, figures }) => figures.map((draft) => ({ section, draft })))
  return new Map(all.map((one) => [`${one.section}/${one.draft.id}`, one]))
}

function rowsOf(old: Placed | undefined, now: Placed | undefined, rows: readonly RowChange[]): RowChange[] {
  const table = (now ?? old)?.draft.table
  const ids = new Set([...(old?.draft.of ?? []), ...(now?.draft.of ?? [])].map(({ id }) => id))
  return rows.filter((row) => row.table === table && ids.has(row.id))
}
