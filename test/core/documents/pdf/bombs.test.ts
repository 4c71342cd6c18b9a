// Files made to exhaust whoever opens them: a report within two seconds of processor time, and never VALID.

import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { latin1 } from '#core/asn1/values.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import { harm, trustIn } from '../../../support/judged.ts'
import { appended, ascii, CATALOG, DOCUMENT, type Objects, PAGE, pdfOf, stream } from '../../../support/pdf.ts'

const LIMIT_MS = 2000
const MEGABYTE = 1_000_000

async function judged(file: Uint8Array): Promise<string[]> {
  const before = process.cpuUsage()
  const resident = process.memoryUsage.rss()
  const report = await judgePdf({ file, trust: trustIn('rsa') }, nodePrimitives)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(LIMIT_MS)
  expect((process.memoryUsage.rss() - resident) / MEGABYTE).toBeLessThan(256)
  expect(report.verdict).not.toBe('VALID')
  return harm(report)
}

const packed = (data: Buffer, entries = '') => {
  const bytes = deflateSync(data)
  return `<< ${entries} /Filter /FlateDecode /Length ${bytes.length} >>\nstream\n${bytes.toString('latin1')}\nendstream`
}
const { 5: _, 6: __, ...plain } = DOCUMENT
const unsigned = (objects: Objects) =>
  pdfOf({ ...plain, 3: PAGE.replace('5 0 R ', ''), 8: '<< /Fields [] >>', ...objects })

describe('a file made to exhaust its reader', () => {
  it('by a page that unpacks to more than a hundred megabytes', async () => {
    const bomb = packed(Buffer.alloc(140 * MEGABYTE, 32))
    expect(await judged(unsigned({ 4: bomb }))).toContain('pdf.page-unreadable')
  })

  it('by a cross-reference stream that unpacks to millions of objects', async () => {
    const data = packed(Buffer.alloc(20 * MEGABYTE), '/Type /XRef /Size 20000000 /W [1 1 1] /Root 1 0 R')
    const body = `%PDF-1.7\n1 0 obj\n${data}\nendobj\n`
    expect(await judged(ascii(`${body}startxref\n9\n%%EOF\n`))).toContain('pdf.unreadable')
  })

  it('by a table that announces more objects than there are octets', async () => {
    const file = 'xref\n0 999999999\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n'
    expect(await judged(ascii(`%PDF-1.7\n${file}`))).toContain('pdf.unreadable')
  })

  it('by a tree of pages without bottom, or one page shown without end', async () => {
    const deep = Object.fromEntries(
      Array.from({ length: 200 }, (_, depth) => [
        100 + depth,
        `<< /Type /Pages /Kids [${101 + depth} 0 R] /Count 1 >>`,
      ]),
    )
    expect(await judged(unsigned({ ...deep, 2: deep[100] as string }))).toContain('pdf.page-tree')
    const wide = `<< /Type /Pages /Kids [${'3 0 R '.repeat(150_000)}] /Count 150000 >>`
    expect(await judged(unsigned({ 2: wide }))).toContain('pdf.page-tree')
  })

  it('by pages that share a list of annotations', async () => {
    const pages = `<< /Type /Pages /Kids [${'3 0 R '.repeat(20_000)}] /Count 20000 >>`
    const page = PAGE.replace('[5 0 R 7 0 R]', '12 0 R')
    const objects = { 2: pages, 3: page, 12: `[${'7 0 R '.repeat(2_000)}]` }
    expect(await judged(unsigned(objects))).toContain('pdf.page-tree')
  })

  it('by revisions without number', async () => {
    let file = unsigned({})
    for (let count = 0; count < 1_100; count++) {
      file = appended(file, {})
    }
    expect(await judged(file)).toContain('pdf.xref-too-many')
  })

  it('by arrays inside arrays, or an object that is its own length', async () => {
    expect(await judged(unsigned({ 4: '['.repeat(100_000) }))).not.toEqual([])
    const own = unsigned({ 4: '<< /Length 4 0 R >>\nstream\nx\nendstream' })
    expect(await judged(own)).not.toEqual([])
  })

  it('by a form of a hundred thousand fields, each the child of the one before', async () => {
    const fields = Object.fromEntries(
      Array.from({ length: 300 }, (_, depth) => [100 + depth, `<< /T (a) /Kids [${101 + depth} 0 R] >>`]),
    )
    expect(await judged(unsigned({ ...fields, 8: '<< /Fields [100 0 R] >>' }))).toContain('pdf.unreadable')
  })

  it('while an honest file of the same parts is read', async () => {
    const file = unsigned({ 1: CATALOG, 4: packed(Buffer.from('BT (text) Tj ET')), 12: stream('x') })
    expect(latin1(file)).toContain('/FlateDecode')
    expect(await judged(file)).toEqual(['pdf.no-signature'])
  })
})
