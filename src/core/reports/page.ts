// A report as a page shows it: every figure, and of each table its first rows. The whole of it is in the report's rows and files.
// Not from any standard: so that a year's report opens as fast as a day's.

import type { ReportModel, Section, Table } from './model.ts'

const SHOWN_ROWS = 100

export interface PageTable extends Table {
  /** All of its rows, those left out too. */
  total: number
}

export interface PageSection extends Omit<Section, 'tables'> {
  tables: PageTable[]
}

export interface ReportPage extends Omit<ReportModel, 'sections'> {
  sections: PageSection[]
}

export function pageOf(model: ReportModel): ReportPage {
  return { ...model, sections: model.sections.map(pageSection) }
}

function pageSection(section: Section): PageSection {
  const tables = section.tables.map((table) => ({
    ...table,
    rows: table.rows.slice(0, SHOWN_ROWS),
    total: table.rows.length,
  }))
  return { ...section, tables }
}
