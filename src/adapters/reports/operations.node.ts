// A report of the shelf on paper: A4 across, Chinese, its font inside, each figure with the count and the digest of its rows.

import { civilText } from '#core/calendar/civil.ts'
import { cellText, type ReportModel, type Section, type Table, valueText } from '#core/reports/model.ts'
import { loadFont } from './font.node.ts'
import { closePaper, heading, INK, keep, openPaper, type Paper, paragraph, row, runningLines } from './paper.ts'
import { type Measure, measureOf, writeTable } from './table.ts'

/** The rest of a table is in the spreadsheet. */
const MAX_ROWS = 300
const DIGITS = 16

interface Named {
  number: string
  digest: string
}

export async function printOperationsReport(report: ReportModel, named: Named): Promise<Uint8Array> {
  const title = `${report.title.zh} ${named.number}`
  const paper = openPaper(await loadFont(), title, new Date(report.asOf), 'landscape')
  const measure = measureOf(paper)
  writeTop(paper, report, named)
  for (const [index, section] of report.sections.entries()) await writeSection(paper, section, index + 1, measure)
  runningLines(paper, [title, `摘要 SHA-256 ${named.digest}`], (page, pages) => `第 ${page} 页，共 ${pages} 页`)
  return closePaper(paper)
}

function writeTop(paper: Paper, { title, period, asOf }: ReportModel, { number, digest }: Named): void {
  paragraph(paper, title.zh, { size: 20, after: 4 })
  row(paper, '编号', number)
  row(paper, '期间', `${period.name}（${civilText(period.from)} 至 ${civilText(period.to)}，不含）`)
  row(paper, '统计时刻', `${civilText(asOf)} UTC+8`)
  row(paper, '报表摘要', digest)
  paragraph(paper, '每个数字后面是它所依据的行数和这些行的摘要（SHA-256 前 16 位）；全文与全部明细见同编号的 xlsx。', {
    size: 8,
    colour: INK.soft,
  })
}

async function writeSection(paper: Paper, section: Section, ordinal: number, measure: Measure): Promise<void> {
  heading(paper, `${ordinal}. ${section.title.zh}`, 80)
  for (const note of section.notes) paragraph(paper, note.zh, { size: 8.5, colour: INK.soft })
  if (section.figures.length > 0) await writeTable(paper, figureTable(section), measure)
  for (const table of section.tables) await writeOne(paper, table, measure)
}

function figureTable({ figures }: Section) {
  return {
    columns: [
      { title: '指标', width: 34 },
      { title: '值', width: 34 },
      { title: '依据行数', width: 10 },
      { title: '行摘要', width: 22 },
    ],
    rows: figures.map(({ title, value, source }) => [
      title.zh,
      valueText(value, 'zh'),
      String(source.count),
      source.digest.slice(0, DIGITS),
    ]),
  }
}

async function writeOne(paper: Paper, { title, columns, rows, source }: Table, measure: Measure): Promise<void> {
  keep(paper, 60)
  paper.y += 4
  paragraph(
    paper,
    `${title.zh}（${rows.length} 行，依据 ${source.count} 行，摘要 ${source.digest.slice(0, DIGITS)}）`,
    {
      size: 9.5,
      after: 3,
    },
  )
  if (rows.length === 0) return paragraph(paper, '无', { size: 8.5, colour: INK.soft })
  const printed = rows.slice(0, MAX_ROWS).map(({ cells }) => cells.map((cell) => String(cellText(cell, 'zh') ?? '')))
  const shape = columns.map((column) => ({ title: column.title.zh, width: column.width }))
  await writeTable(paper, { columns: shape, rows: printed }, measure)
  if (rows.length > MAX_ROWS)
    paragraph(paper, `其余 ${rows.length - MAX_ROWS} 行见同编号的 xlsx。`, { size: 8.5, colour: INK.soft })
}
