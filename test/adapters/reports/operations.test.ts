import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wrap } from '#adapters/reports/table.ts'
import { printer } from '#adapters/reports/verification.node.ts'
import { composeReport } from '#core/reports/compose.ts'
import type { ReportModel } from '#core/reports/model.ts'
import { at, factsOf, finding, hash, roundsOf, ticket } from '../../core/reports/stage.ts'

const NAMED = { number: 'YB-2025-05', digest: 'ab'.repeat(32) }
const HOSTILE = ["=cmd|' /C calc'!A0", '<font color="red">紧急</font>', '@all', '+1+1', '-2+3', '\u202e反写']

async function month(findings = [finding(1, '2025-05-03 08:10')]): Promise<ReportModel> {
  const rows = { rounds: roundsOf('2025-04-30', 32), findings, tickets: [ticket(1, '2025-05-02 10:00')] }
  return (await composeReport(factsOf('month', '2025-05', rows, at('2025-06-03 09:00')), hash)).model
}

function poppler(tool: 'pdftotext' | 'pdffonts' | 'pdfinfo', pdf: Uint8Array, ...options: string[]): string {
  return execFileSync(tool, [...options, '-', ...(tool === 'pdftotext' ? ['-'] : [])], { input: pdf, encoding: 'utf8' })
}

const hasPoppler = existsSync('/usr/bin/pdftotext')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('a report of the shelf on paper', () => {
  it('is the same bytes for the same report, in another time zone too', async () => {
    const model = await month()
    const bytes = await printer.operationsReport(model, NAMED)
    expect(sha256(await printer.operationsReport(model, NAMED))).toBe(sha256(bytes))
    const program = `
      import { createHash } from 'node:crypto'
      import { printer } from '#adapters/reports/verification.node.ts'
      const chunks = []
      for await (const chunk of process.stdin) chunks.push(chunk)
      const { model, named } = JSON.parse(Buffer.concat(chunks).toString())
      console.log(createHash('sha256').update(await printer.operationsReport(model, named)).digest('hex'))`
    const elsewhere = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      encoding: 'utf8',
      input: JSON.stringify({ model, named: NAMED }),
      env: { ...process.env, TZ: 'America/New_York' },
    })
    expect(elsewhere.trim()).toBe(sha256(bytes))
    const other = await printer.operationsReport(await month([finding(2, '2025-05-03 08:10')]), NAMED)
    expect(sha256(other)).not.toBe(sha256(bytes))
  })

  it.skipIf(!hasPoppler)('has its Chinese font inside, and number, digest and page on every page', async () => {
    const many = Array.from({ length: 120 }, (_, index) => finding(index + 1, '2025-05-03 08:10'))
    const pdf = await printer.operationsReport(await month(many), NAMED)
    const pages = Number(/Pages:\s+(\d+)/.exec(poppler('pdfinfo', pdf))?.[1])
    expect(pages).toBeGreaterThan(3)
    expect(poppler('pdffonts', pdf)).toMatch(/NotoSansSC\S*\s.*\byes yes\b/)
    const text = poppler('pdftotext', pdf, '-layout').split('\f').slice(0, pages)
    for (const [index, page] of text.entries()) {
      expect(page).toContain('YB-2025-05')
      expect(page).toContain(NAMED.digest)
      expect(page).toContain(`第 ${index + 1} 页，共 ${pages} 页`)
    }
    // The heading of the ledger stands on each of its pages.
    const ledger = text.filter((page) => page.includes('F60') || page.includes('F119'))
    for (const page of ledger) expect(page).toContain('解决方法')
    for (const number of [1, 60, 120]) expect(text.join('')).toContain(`F${number}`)
  })

  it.skipIf(!hasPoppler)('prints what somebody else wrote as text, and nothing in the file is active', async () => {
    const same = (zh: string) => ({ zh, en: zh })
    const findings = HOSTILE.map((text, index) =>
      finding(index + 1, '2025-05-03 08:10', { node: text, problem: same(text), cause: text }),
    )
    const pdf = await printer.operationsReport(await month(findings), NAMED)
    expect(Buffer.from(pdf).toString('latin1')).not.toMatch(
      /\/(JavaScript|JS|Launch|URI|SubmitForm|OpenAction|AA|EmbeddedFile)\b/,
    )
    const text = poppler('pdftotext', pdf, '-raw')
    expect(text).toContain('@all')
    expect(text).toContain('<font')
    // A character that turns the reading direction is written out.
    expect(text).toContain('\\u202e')
  })

  it.skipIf(!hasPoppler)('ends a table of more than 300 rows in a pointer to the spreadsheet', async () => {
    const many = Array.from({ length: 301 }, (_, index) => finding(index + 1, '2025-05-03 08:10'))
    const text = poppler('pdftotext', await printer.operationsReport(await month(many), NAMED), '-raw')
    expect(text).toContain('其余 1 行见同编号的 xlsx')
  })
})

describe('the lines of a cell', () => {
  const measure = (text: string) => [...text].length
  it('break between Chinese characters and keep words whole where they fit', () => {
    expect(wrap('时间戳 TSA-1 正常', 6, measure)).toEqual(['时间戳', 'TSA-1', '正常'])
    expect(wrap('abcdefghij', 4, measure)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrap('', 4, measure)).toEqual([''])
  })

  it('are no more than fit on a page', () => {
    const lines = wrap('长'.repeat(1_000), 10, measure)
    expect(lines).toHaveLength(24)
    expect(lines.at(-1)).toBe('…')
  })
})
