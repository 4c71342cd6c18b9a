// A report as sheets of a spreadsheet: a cover, every figure with its source, and a sheet a table. Columns are fixed by the report's kind.

import { civilText } from '#core/calendar/civil.ts'
import {
  cellText,
  type Figure,
  type FigureValue,
  type ReportModel,
  type Table,
  valueText,
} from '#core/reports/model.ts'
import type { Cell, Sheet } from '#src/ports.ts'

const FIGURE_COLUMNS = ['章节', '指标', '值', '分子', '分母', '来源', '行数', '行摘要（SHA-256）'] as const

export function sheetsOf(model: ReportModel, named: { number: string; digest: string }): Sheet[] {
  const tables = model.sections.flatMap((section) =>
    section.tables.map((table) => ({ section: section.title.zh, table })),
  )
  return [
    coverSheet(model, named),
    {
      name: '指标',
      widths: [22, 36, 26, 10, 10, 12, 8, 68],
      rows: [
        [...FIGURE_COLUMNS],
        ...model.sections.flatMap((section) => section.figures.map((figure) => figureRow(section.title.zh, figure))),
      ],
    },
    ...tables.map(({ section, table }, index) =>
      tableSheet(table, sheetName(`${index + 1} ${section}·${table.title.zh}`)),
    ),
  ]
}

function coverSheet(
  { title, period, asOf, sections }: ReportModel,
  { number, digest }: { number: string; digest: string },
): Sheet {
  const notes = sections.flatMap((section) => section.notes.map((note): Cell[] => [`${section.title.zh}说明`, note.zh]))
  return {
    name: '封面',
    widths: [26, 90],
    rows: [
      ['报表', title.zh],
      ['编号', number],
      ['期间', `${period.name}（${civilText(period.from)} 至 ${civilText(period.to)}，不含）`],
      ['统计时刻', `${civilText(asOf)} UTC+8`],
      ['报表摘要（SHA-256）', digest],
      ...notes,
    ],
  }
}

function figureRow(section: string, { title, value, source }: Figure): Cell[] {
  const [part, whole] = value.kind === 'share' ? [value.part, value.whole] : [null, null]
  return [section, title.zh, plainValue(value), part, whole, source.table, source.count, source.digest]
}

/** Counts stay numbers, so that people can go on computing. */
function plainValue(value: FigureValue): Cell {
  return value.kind === 'count' ? value.count : valueText(value, 'zh')
}

function tableSheet({ columns, rows }: Table, name: string): Sheet {
  return {
    name,
    widths: columns.map(({ width }) => Math.max(8, width * 1.6)),
    rows: [columns.map(({ title }) => title.zh), ...rows.map(({ cells }) => cells.map((cell) => cellText(cell, 'zh')))],
  }
}

const MAX_NAME = 31

/** What spreadsheet programs accept as the name of a sheet; the number before it keeps it unique. */
function sheetName(text: string): string {
  return text.replace(/[[\]:*?/\\]/g, ' ').slice(0, MAX_NAME)
}
