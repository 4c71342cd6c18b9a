// Seals a draft into a report: each figure and table gets the digest of its rows, the report gets one over all of it (SHA-256).
// The same rows give the same report, and the same report the same digest, on any machine and in any year.

import { canonicalJson } from '../bytes/canonical-json.ts'
import { draftOf } from './contents.ts'
import type { SectionDraft, TableDraft } from './draft.ts'
import type { ReportFacts, Row } from './facts.ts'
import type { ReportModel, Section, Source, SourceTable, Text } from './model.ts'
import type { ReportPage } from './page.ts'
import { REPORT_PLANS, ROUND_REPORT } from './periods.ts'

/** SHA-256 over the UTF-8 of a text, hex. */
export type HashText = (text: string) => Promise<string>

const SHOWN_IDS = 50

export interface ComposedReport {
  model: ReportModel
  /** The ids of all rows of a source, in their order, by its digest. */
  behind: Record<string, string[]>
}

export async function composeReport(facts: ReportFacts, hash: HashText): Promise<ComposedReport> {
  const { period, asOf } = facts
  const behind: ComposedReport['behind'] = {}
  const sourceOf = sealer(hash, behind)
  const sections: Section[] = []
  for (const draft of draftOf(facts)) sections.push(await sealed(draft, sourceOf))
  const { kind, name, firstDate, lastDate, from, to } = period
  const title = titleOf(kind)
  const span = { name, firstDate, lastDate, from, to }
  return { model: { format: 'zhengxun-report-1', kind, title, period: span, asOf, sections }, behind }
}

function titleOf(kind: ReportFacts['period']['kind']): Text {
  return REPORT_PLANS.find((plan) => plan.kind === kind)?.title ?? ROUND_REPORT.title
}

type Draft = Pick<TableDraft, 'table' | 'of' | 'link'>
type SourceOf = (draft: Draft) => Promise<Source>

async function sealed({ id, title, notes, figures, tables }: SectionDraft, sourceOf: SourceOf): Promise<Section> {
  const section: Section = { id, title, notes, figures: [], tables: [] }
  for (const figure of figures)
    section.figures.push({ id: figure.id, title: figure.title, value: figure.value, source: await sourceOf(figure) })
  for (const table of tables) {
    const { columns, rows } = table
    section.tables.push({ id: table.id, title: table.title, columns, rows, source: await sourceOf(table) })
  }
  return section
}

/** Many figures share their rows: each row is written once, each list of rows hashed once. */
function sealer(hash: HashText, behind: ComposedReport['behind']): SourceOf {
  const written = new Map<Row, string>()
  const hashed = new Map<string, string>()
  const write = (row: Row) => {
    const known = written.get(row)
    if (known !== undefined) return known
    const json = canonicalJson(row)
    written.set(row, json)
    return json
  }
  return async ({ table, of, link }) => {
    const rows = inOrder(of)
    const ids = rows.map(({ id }) => id)
    const key = `${table}\n${ids.join('\n')}`
    const digest = hashed.get(key) ?? (await digestOf(hash, table, rows.map(write)))
    hashed.set(key, digest)
    behind[digest] = ids
    return { table, count: rows.length, ids: ids.slice(0, SHOWN_IDS), digest, link: link ?? null }
  }
}

export function inOrder<R extends Row>(rows: readonly R[]): R[] {
  return [...rows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

function digestOf(hash: HashText, table: SourceTable, rows: readonly string[]): Promise<string> {
  return hash(`zhengxun-source-1\n${table}\n[${rows.join(',')}]`)
}

/** Over the canonical JSON of a report or of its rows. */
export function reportDigest(hash: HashText, value: ReportModel | ReportPage | ReportFacts): Promise<string> {
  return hash(canonicalJson(value))
}
