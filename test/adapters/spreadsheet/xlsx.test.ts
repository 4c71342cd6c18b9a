import { execFileSync } from 'node:child_process'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import type { Sheet } from '#src/ports.ts'

const SHEETS: Sheet[] = [
  {
    name: '巡检情况表',
    rows: [
      ['序号', '结论'],
      [1, '正常'],
      [2, '=HYPERLINK("http://evil")'],
      [3, '-1 dB'],
    ],
  },
  { name: '汇总', rows: [['层次'], ['网络']] },
]

async function roundTrip(sheets: Sheet[]): Promise<unknown> {
  const read = await spreadsheets.read(await spreadsheets.write(sheets))
  return read.ok ? read.value.map(({ name, rows }) => ({ name, rows })) : read.error
}

describe('spreadsheets', () => {
  it('come back as they were written, sheet by sheet', async () => {
    expect(await roundTrip(SHEETS)).toEqual(SHEETS.map(({ name, rows }) => ({ name, rows })))
  })

  it('are the same bytes for the same sheets, whatever the time and the time zone', async () => {
    const program = `
      import { createHash } from 'node:crypto'
      import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
      const bytes = await spreadsheets.write([{ name: 'a', rows: [['x', 1]] }])
      console.log(createHash('sha256').update(bytes).digest('hex'))`
    const run = (TZ: string) =>
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
        encoding: 'utf8',
        env: { ...process.env, TZ },
      }).trim()
    expect(run('Asia/Shanghai')).toBe(run('America/New_York'))
    const other = await spreadsheets.write([{ name: 'a', rows: [['x', 2]] }])
    expect(Buffer.from(await spreadsheets.write([{ name: 'a', rows: [['x', 1]] }])).equals(other)).toBe(false)
  })

  it('hold text that looks like a formula as text, with an apostrophe before it', async () => {
    const { unzipSync, strFromU8 } = await import('fflate')
    const files = unzipSync(await spreadsheets.write(SHEETS))
    const strings = strFromU8(files['xl/sharedStrings.xml'] ?? new Uint8Array())
    expect(strings).toContain("<t>'=HYPERLINK")
    expect(strings).toContain("<t>'-1 dB")
    expect(strings).toContain('<t>正常')
    for (const name of Object.keys(files)) expect(strFromU8(files[name] ?? new Uint8Array())).not.toContain('<f>')
  })

  it('are refused when they are no spreadsheet, or would unpack to more than fits', async () => {
    expect(await spreadsheets.read(new Uint8Array([1, 2, 3]))).toEqual({ ok: false, error: 'spreadsheet.unreadable' })
    const zip = (bytes: number) => zipSync({ 'xl/workbook.xml': new Uint8Array(bytes) })
    expect(await spreadsheets.read(zip(64 * 1024 * 1024 + 1))).toEqual({ ok: false, error: 'spreadsheet.too-large' })
    expect(await spreadsheets.read(zip(64))).toEqual({ ok: false, error: 'spreadsheet.unreadable' })
  })
})
