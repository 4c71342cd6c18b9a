// Spreadsheets through write-excel-file and read-excel-file: reproducible bytes out, limits on what comes in.

import { unzipSync, type Zippable, zipSync } from 'fflate'
import readExcelFile from 'read-excel-file/universal'
import writeExcelFile from 'write-excel-file/universal'
import { cellAsMeant, harmlessCell } from '#core/downloads/cell.ts'
import { err, ok } from '#core/verdict.ts'
import type { Cell, Sheet, Spreadsheets } from '#src/ports.ts'

/** A register of thousands of checks fits ten times over; a bomb does not. */
const MAX_FILE_BYTES = 5 * 1024 * 1024
const MAX_ENTRIES = 200
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024

/** XML 1.0 has no place for these, whatever the escape. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

export const spreadsheets: Spreadsheets = {
  async write(sheets) {
    const packed = await writeExcelFile(
      sheets.map((sheet) => ({
        sheet: sheet.name,
        data: sheet.rows.map((row, index) => row.map((cell) => written(cell, index === 0))),
        stickyRowsCount: 1,
        ...(sheet.widths ? { columns: sheet.widths.map((width) => ({ width })) } : {}),
      })),
    ).toBlob()
    return withFixedTimes(new Uint8Array(await packed.arrayBuffer()))
  },

  async read(bytes) {
    const problem = sizeProblem(bytes)
    if (problem) return err(problem)
    try {
      const read = await readExcelFile(new Blob([new Uint8Array(bytes)]))
      return ok(read.map(({ sheet, data }): Sheet => ({ name: sheet, rows: data.map((row) => row.map(readCell)) })))
    } catch {
      return err('spreadsheet.unreadable')
    }
  },
}

function written(cell: Cell, isHeading: boolean) {
  if (cell === null) return null
  const style = isHeading ? { fontWeight: 'bold' as const } : {}
  if (typeof cell === 'number') return { value: cell, type: Number, ...style }
  return { value: harmlessCell(cell.replace(NOT_XML, '�')), type: String, ...style }
}

function readCell(cell: unknown): Cell {
  if (cell === null || cell === undefined) return null
  if (typeof cell === 'number') return cell
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return cellAsMeant(String(cell))
}

/** The zip library stamps the time of day on every entry, in local time; a fixed local time gives fixed bytes everywhere. */
function withFixedTimes(zip: Uint8Array): Uint8Array {
  const entries = unzipSync(zip)
  const dated: Zippable = {}
  for (const name of Object.keys(entries).sort()) {
    const content = entries[name]
    if (content) dated[name] = [content, { mtime: new Date(1980, 0, 1), level: 6 }]
  }
  return zipSync(dated)
}

/** Looks at the directory of the archive only; nothing is unpacked. */
function sizeProblem(bytes: Uint8Array): 'spreadsheet.unreadable' | 'spreadsheet.too-large' | undefined {
  if (bytes.length > MAX_FILE_BYTES) return 'spreadsheet.too-large'
  let entries = 0
  let unpacked = 0
  try {
    unzipSync(bytes, {
      filter: (file) => {
        entries += 1
        unpacked += file.originalSize
        return false
      },
    })
  } catch {
    return 'spreadsheet.unreadable'
  }
  if (entries === 0) return 'spreadsheet.unreadable'
  return entries > MAX_ENTRIES || unpacked > MAX_UNPACKED_BYTES ? 'spreadsheet.too-large' : undefined
}
