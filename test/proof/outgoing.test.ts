import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import type { ItemLine } from '#features/verification/batches/list.ts'
import { itemsAsCsv, itemsAsSheet } from '#features/verification/batches/shapes.ts'
import type { Cell } from '#src/ports.ts'

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))

const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file)

const sheetsOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.css'))
    .map((name) => join(folder, name))

const PLANTED = ["=cmd|' /C calc'!A0", '+1+1', '-2+3', '@SUM(1)', '\t=1', '\r=1', '\n=1', ' =1', '＝1']

describe('what leaves is written in one place for each kind', () => {
  it('spreadsheets by one writer, which every export asks for', () => {
    expect(filesWith(/from 'write-excel-file/)).toEqual(['src/adapters/spreadsheet/xlsx.ts'])
    const exporting = filesWith(/ports\.spreadsheets\.write\(/)
    expect(exporting.length).toBeGreaterThanOrEqual(5)
    const made = filesWith(/spreadsheetml/).filter((file) => !file.startsWith('src/web/'))
    // Whoever sends one hands on what an export made.
    expect(made.every((file) => file.endsWith('routes.ts'))).toBe(true)
  })

  it('CSV by one function', () => {
    expect(filesWith(/text\/csv/)).toEqual(['src/features/verification/batches/routes.ts'])
    expect(filesWith(/\bcsvField\(|map\(csvField\)/)).toEqual([
      'src/core/downloads/cell.ts',
      'src/features/verification/batches/shapes.ts',
    ])
    expect(filesWith(/\.join\('"?,"?'\)[^\n]*\\r\\n/)).toEqual([])
  })

  it('names of files by one function', () => {
    const sending = filesWith(/content-disposition/i).filter((file) => !file.startsWith('src/web/'))
    expect(sending.length).toBeGreaterThanOrEqual(15)
    expect(filesWith(/['"`]attachment; ?filename/)).toEqual(['src/core/downloads/attachment.ts'])
    const unnamed = sending.filter((file) => !/attachment\(|'inline'/.test(readFileSync(file, 'utf8')))
    expect(unnamed).toEqual([])
  })

  it('markup by none: the console writes no HTML of its own', () => {
    expect(filesWith(/dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write/)).toEqual([])
    expect(filesWith(/\beval\(|new Function\(/)).toEqual([])
  })

  it('addresses of others by none: what the console loads is its own', () => {
    const console = readdirSync('src/web', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(tsx?|css|html|svg)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
    expect(console.length).toBeGreaterThan(200)
    // As built too, where it was built: the page and its styles; scripts of libraries name the sites of their authors.
    const built = existsSync('dist/web/index.html') ? ['dist/web/index.html', ...sheetsOf('dist/web/assets')] : []
    const loading = [...console, ...built].filter((file) =>
      /(src|href|action)=["']?(https?:)?\/\/|url\(["']?(https?:)?\/\/|@import ["'](https?:)?\/\/|(fetch|import|open)\(["'`]https?:/.test(
        readFileSync(file, 'utf8'),
      ),
    )
    expect(loading).toEqual([])
  })
})

/** The texts of a workbook as a spreadsheet program reads them. */
async function textsOf(rows: Cell[][]): Promise<string[]> {
  const files = unzipSync(await spreadsheets.write([{ name: 'planted', rows }]))
  for (const [name, bytes] of Object.entries(files)) expect(strFromU8(bytes), name).not.toMatch(/<f[ >]/)
  const strings = strFromU8(files['xl/sharedStrings.xml'] ?? new Uint8Array())
  return [...strings.matchAll(/<t[^>]*>([\s\S]*?)<\/t>/g)].map(([, text = '']) => text)
}

describe('no cell begins a formula', () => {
  it.each(PLANTED)('%j, in any column of a spreadsheet', async (planted) => {
    const texts = await textsOf([['heading'], [planted, 'plain', planted, 3, null]])
    expect(texts).toHaveLength(3)
    for (const text of texts) expect(text).not.toMatch(/^\s*[=+\-@＝]|^[\t\r\n]/)
  })

  const item: ItemLine = {
    position: 1,
    fileName: '',
    state: 'refused',
    verification: null,
    errorCode: 'batch.file-missing',
    errorParams: {},
  }

  it.each(PLANTED)('%j, as the name of a file and in the reason, in the tables of a batch', async (planted) => {
    const line = { ...item, fileName: planted, errorParams: { name: planted } }
    const fields = itemsAsCsv([line]).replace('\ufeff', '').split('\r\n').slice(1).join('\n')
    expect(fields).toMatch(/^1,"?'/)
    const texts = await textsOf(itemsAsSheet([line]).rows.map((row) => [...row]))
    expect(texts.some((text) => text.startsWith("'"))).toBe(true)
    for (const text of texts) expect(text).not.toMatch(/^\s*[=+\-@＝]|^[\t\r\n]/)
  })
})
