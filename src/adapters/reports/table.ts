// Tables over any number of pages: the heading again on each page, no row broken over two.
// Lines are broken here and not by the library, which would measure every piece of every cell anew.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { bottomOf, INK, MARGINS, type Paper, visible, widthFrom } from './paper.ts'

const SIZE = 7
const LINE_HEIGHT = 10
const PADDING = 3
/** A row must fit on a page; what is longer is cut here, and whole in the spreadsheet. */
const MAX_LINES = 24
/** The event loop gets its turn after so many rows. */
const ROWS_A_TURN = 25

export interface PrintedTable {
  columns: readonly { title: string; width: number }[]
  rows: readonly (readonly string[])[]
}

/** Widths of characters of one paper's font at the size of tables. */
export type Measure = (text: string) => number

/** Sums of single characters: what a font draws closer together is measured a little too wide, never too narrow. */
export function measureOf(paper: Paper): Measure {
  const widths = new Map<string, number>()
  const of = (character: string) => {
    const known = widths.get(character)
    if (known !== undefined) return known
    const width = paper.fontSize(SIZE).widthOfString(character)
    widths.set(character, width)
    return width
  }
  return (text) => {
    let width = 0
    for (const character of text) width += of(character)
    return width
  }
}

export async function writeTable(paper: Paper, { columns, rows }: PrintedTable, measure: Measure): Promise<void> {
  const widths = columnWidths(paper, columns)
  const head = wrapped(
    columns.map(({ title }) => title),
    widths,
    measure,
  )
  startPage(paper, head, widths, heightOf(wrapped(rows[0] ?? [], widths, measure)))
  for (const [index, cells] of rows.entries()) {
    const lines = wrapped(cells, widths, measure)
    const height = heightOf(lines)
    if (paper.y + height > bottomOf(paper)) {
      paper.addPage()
      startPage(paper, head, widths, 0)
    }
    writeRow(paper, lines, widths, INK.text)
    if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn()
  }
  paper.y += 6
}

function columnWidths(paper: Paper, columns: PrintedTable['columns']): number[] {
  const whole = columns.reduce((sum, { width }) => sum + width, 0)
  return columns.map(({ width }) => (widthFrom(paper, 0) * width) / whole)
}

/** @param below height of the row that must stand under the heading on the same page */
function startPage(paper: Paper, head: string[][], widths: readonly number[], below: number): void {
  if (paper.y + heightOf(head) + below > bottomOf(paper)) paper.addPage()
  const height = heightOf(head)
  paper.rect(MARGINS.left, paper.y, widthFrom(paper, 0), height).fill('#eef1f4')
  writeRow(paper, head, widths, INK.soft)
}

function heightOf(cells: readonly string[][]): number {
  return Math.max(1, ...cells.map((lines) => lines.length)) * LINE_HEIGHT + 2 * PADDING
}

function writeRow(paper: Paper, cells: readonly string[][], widths: readonly number[], colour: string): void {
  const top = paper.y
  let left: number = MARGINS.left
  paper.fontSize(SIZE).fillColor(colour)
  for (const [column, lines] of cells.entries()) {
    for (const [line, text] of lines.entries())
      paper.text(text, left + PADDING, top + PADDING + line * LINE_HEIGHT, { lineBreak: false })
    left += widths[column] ?? 0
  }
  paper.y = top + heightOf(cells)
  const right = paper.page.width - MARGINS.right
  paper.lineWidth(0.4).strokeColor(INK.rule).moveTo(MARGINS.left, paper.y).lineTo(right, paper.y).stroke()
}

function wrapped(cells: readonly string[], widths: readonly number[], measure: Measure): string[][] {
  return cells.map((text, column) => wrap(visible(text), (widths[column] ?? 0) - 2 * PADDING, measure))
}

/** Pieces that stay together: a run of Latin letters and digits, or one character of any other kind. */
const PIECES = /[\u0021-\u024f]+|[\s\S]/gu

/** Greedy; a piece wider than the column is broken where it must be. */
export function wrap(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  const flush = () => {
    lines.push(line.trimEnd())
    line = ''
    used = 0
  }
  const put = (piece: string, size: number) => {
    if (used + size > width && line !== '') flush()
    if (line === '' && piece === ' ') return
    line += piece
    used += size
  }
  for (const [piece] of text.matchAll(PIECES)) {
    const size = measure(piece)
    if (size <= width) put(piece, size)
    else for (const character of piece) put(character, measure(character))
  }
  if (line !== '' || lines.length === 0) flush()
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES - 1), '…']
}
