// Reads a table that people fill in (a sheet with headings) and says what is wrong with which cell, in the words of the heading.
// House rule: every cell is looked at, nothing stops at the first problem, and a problem never repeats what a cell held.

/** Where, and why; the text is in the catalogue. */
export interface CellProblem {
  sheet: string
  /** As the spreadsheet counts: the heading is row 1. */
  row: number
  /** The heading; empty where the row as a whole is meant. */
  column: string
  code: string
  params: Record<string, string | number>
}

export interface ColumnRule<F extends string> {
  field: F
  heading: string
  /** In characters, for a template. */
  width: number
  isRequired?: boolean
  maxLength?: number
  /** What may stand there, and what it means. */
  words?: Readonly<Record<string, string>>
}

type Cell = string | number | null

export interface TableLine<F extends string> {
  row: number
  /** Trimmed; empty where the cell is; meanings where the column has words. */
  values: Record<F, string>
  problems: CellProblem[]
}

export interface ReadTable<F extends string> {
  lines: TableLine<F>[]
  /** With the table as a whole: then there are no lines. */
  problems: CellProblem[]
}

const MAX_LENGTH = 200

/** Empty rows are passed over; other columns than the known ones are not looked at. */
export function readTable<F extends string>(
  sheet: { name: string; rows: readonly (readonly Cell[])[] } | undefined,
  columns: readonly ColumnRule<F>[],
  maxRows: number,
): ReadTable<F> {
  const name = sheet?.name ?? ''
  const [heading = [], ...rows] = sheet?.rows ?? []
  const headings = heading.map((cell) => String(cell ?? '').trim())
  const whole = (column: string, code: string, params = {}) => ({ sheet: name, row: 1, column, code, params })
  const missing = columns.filter((one) => one.isRequired && !headings.includes(one.heading))
  const problems = missing.map((one) => whole(one.heading, 'table.column-missing'))
  if (rows.length > maxRows) problems.push(whole('', 'table.rows-too-many', { max: maxRows }))
  if (problems.length > 0) return { lines: [], problems }
  const places = columns.map((one) => headings.indexOf(one.heading))
  const lines = rows.flatMap((cells, index) => {
    const texts = places.map((place) => textOf(cells[place]))
    return texts.every((text) => text === '') ? [] : [lineOf(name, index + 2, columns, texts)]
  })
  return lines.length > 0 ? { lines, problems: [] } : { lines, problems: [whole('', 'table.empty')] }
}

/** A long number is kept as it was typed only in a text cell; beyond what a float holds exactly it is not guessed. */
function textOf(cell: Cell | undefined): string {
  if (typeof cell === 'number') return Number.isSafeInteger(cell) || !Number.isInteger(cell) ? String(cell) : NOT_TEXT
  return String(cell ?? '').trim()
}

/** What cannot be told apart any more: a document's number in a cell of numbers has lost its last digits. */
const NOT_TEXT = '\u0000'

function lineOf<F extends string>(
  sheet: string,
  row: number,
  columns: readonly ColumnRule<F>[],
  texts: readonly string[],
): TableLine<F> {
  const problems: CellProblem[] = []
  const values = {} as Record<F, string>
  columns.forEach((column, place) => {
    const text = texts[place] ?? ''
    const problem = problemOf(column, text)
    if (problem) problems.push({ sheet, row, column: column.heading, ...problem })
    values[column.field] = problem ? '' : (column.words?.[text] ?? text)
  })
  return { row, values, problems }
}

function problemOf<F extends string>(
  { isRequired, maxLength = MAX_LENGTH, words }: ColumnRule<F>,
  text: string,
): Pick<CellProblem, 'code' | 'params'> | undefined {
  if (text === NOT_TEXT) return { code: 'table.number-too-long', params: {} }
  if (text === '') return isRequired ? { code: 'table.cell-empty', params: {} } : undefined
  if (text.length > maxLength) return { code: 'table.cell-too-long', params: { max: maxLength } }
  if (words && words[text] === undefined)
    return { code: 'table.not-a-choice', params: { choice: Object.keys(words).join('、') } }
  return undefined
}

/** Heading, and one line as an example. */
export function templateRows<F extends string>(
  columns: readonly ColumnRule<F>[],
  example: Readonly<Record<F, string>>,
): Cell[][] {
  return [columns.map(({ heading }) => heading), columns.map(({ field }) => example[field] || null)]
}
