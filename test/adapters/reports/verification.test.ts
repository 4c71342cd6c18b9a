import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { type EngineRequest, runVerification } from '#adapters/parsing/engine.ts'
import { pkijsOpinion } from '#adapters/pkijs/second-opinion.ts'
import { printer } from '#adapters/reports/verification.node.ts'
import { messages } from '#core/messages/index.ts'
import type { ReportJson } from '#core/verification-report.ts'
import { certificate, REFERENCE } from '../../fixtures/built.ts'
import { userSignature } from '../../support/judged.ts'

const folder = mkdtempSync(join(tmpdir(), 'zhengxun-print-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const named = (bytes: Uint8Array, name: string) => ({ name, bytes })

function judged(bytes: Uint8Array, changes: Partial<EngineRequest> = {}): Promise<ReportJson> {
  const request: EngineRequest = {
    object: named(bytes, '合同.p7s'),
    format: 'auto',
    anchors: [named(certificate('rsa', 'root'), 'root.der')],
    intermediates: [named(certificate('rsa', 'issuing'), 'issuing.der')],
    crls: [],
    ocsps: [],
    at: REFERENCE,
    requireRevocation: false,
    crossCheck: true,
    ...changes,
  }
  return runVerification(request, nodePrimitives, pkijsOpinion)
}

const VALID = await judged(await userSignature('rsa'))
const INVALID = await judged(await userSignature('rsa', { signer: { spoilSignature: true } }))
const INDETERMINATE = await judged(await userSignature('rsa'), { requireRevocation: true })
const NUMBER = 'ZX-2026-000042'

/** What poppler, another reader of PDF, makes of it. */
function poppler(tool: string, pdf: Uint8Array, ...args: string[]): string {
  const path = join(folder, 'report.pdf')
  writeFileSync(path, pdf)
  return execFileSync(tool, [...args, path, ...(tool === 'pdftotext' ? ['-'] : [])], { encoding: 'utf8' })
}

const closed = (text: string) => text.replace(/\s+/g, '')

const stepsOf = (report: ReportJson) => [...report.steps, ...report.signers.flatMap((signer) => signer.steps)]

function longNamed(report: ReportJson, name: string): ReportJson {
  const signers = report.signers.map((signer) => ({ ...signer, subject: name }))
  return { ...report, signers, inputs: report.inputs.map((input) => ({ ...input, name })) }
}

const hasPoppler = existsSync('/usr/bin/pdftotext')

describe('a verification report on paper', () => {
  it('is the same bytes for the same report, and others for another number or language', async () => {
    const print = (language: 'zh' | 'en', number: string) => printer.verificationReport(VALID, { language, number })
    const pdf = Buffer.from(await print('zh', NUMBER))
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.equals(await print('zh', NUMBER))).toBe(true)
    expect(pdf.equals(await print('zh', 'ZX-2026-000043'))).toBe(false)
    expect(pdf.equals(await print('en', NUMBER))).toBe(false)
  })

  it.skipIf(!hasPoppler).each([
    ['VALID', VALID],
    ['INVALID', INVALID],
    ['INDETERMINATE', INDETERMINATE],
  ] as const)('says in both languages what a report that is %s says', async (verdict, report) => {
    expect(report.verdict).toBe(verdict)
    for (const language of ['zh', 'en'] as const) {
      const pdf = await printer.verificationReport(report, { language, number: NUMBER })
      const text = closed(poppler('pdftotext', pdf, '-raw'))
      const wanted = [NUMBER, messages[`report.means.${verdict}`]?.[language] ?? '?']
      for (const { title, clause, findings } of stepsOf(report))
        wanted.push(title[language], clause, ...findings.map((finding) => finding.text[language]))
      for (const { sha256, sm3, name } of report.inputs) wanted.push(sha256, sm3, name)
      expect(wanted.filter((one) => !text.includes(closed(one)))).toEqual([])
    }
  })

  it.skipIf(!hasPoppler)('brings every font along, cut down to what it uses', async () => {
    const pdf = await printer.verificationReport(VALID, { language: 'zh', number: NUMBER })
    const lines = poppler('pdffonts', pdf).trim().split('\n').slice(2)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).toMatch(/NotoSansSC\S*\s.*\byes\s+yes\s+yes\s+\d+\s+\d+$/)
    expect(pdf.length).toBeLessThan(400_000)
  })

  it.skipIf(!hasPoppler).each([
    ['Chinese', '名'.repeat(500)],
    ['one word', 'x'.repeat(500)],
  ])('keeps a name of 500 characters on the page: %s', async (_, name) => {
    const pdf = await printer.verificationReport(longNamed(VALID, name), { language: 'zh', number: NUMBER })
    const boxes = poppler('pdftotext', pdf, '-bbox')
    const width = Number(/<page width="([\d.]+)"/.exec(boxes)?.[1])
    const ends = [...boxes.matchAll(/xMax="([\d.]+)"/g)].map(([, end]) => Number(end))
    expect(width).toBeCloseTo(595.28, 1)
    expect(Math.max(...ends)).toBeLessThan(width - 40)
    expect(closed(poppler('pdftotext', pdf, '-raw'))).toContain(name)
  })

  it.skipIf(!hasPoppler)('writes out characters that would make one name look like another', async () => {
    const report = longNamed(VALID, 'CN=a\u202Egpj\u200B')
    const pdf = await printer.verificationReport(report, { language: 'en' })
    expect(poppler('pdftotext', pdf, '-raw')).toContain('CN=a\\u202egpj\\u200b')
  })

  it.skipIf(!hasPoppler)('does not explain a proven time that is absent', async () => {
    const print = async (report: ReportJson) =>
      closed(poppler('pdftotext', await printer.verificationReport(report, { language: 'zh' }), '-raw'))
    const [means = '', absent = ''] = ['proven-means', 'proven-absent'].map((one) => messages[`report.${one}`]?.zh)
    expect(await print(VALID)).toContain(absent)
    expect(await print(VALID)).not.toContain(means)
    const proven = { ...VALID, times: { ...VALID.times, proven: '2026-05-31T16:30:00.000Z' } }
    expect(await print(proven)).toContain(closed(`2026-06-01 00:30:00 UTC+8 ${means}`))
  })

  it.skipIf(!hasPoppler)('numbers its pages, however many signers there are', async () => {
    const [signer] = VALID.signers
    const report = { ...VALID, signers: Array.from({ length: 40 }, () => signer ?? expect.fail('no signer')) }
    const pdf = await printer.verificationReport(report, { language: 'en', number: NUMBER })
    const pages = Number(/Pages:\s+(\d+)/.exec(poppler('pdfinfo', pdf))?.[1])
    const text = poppler('pdftotext', pdf, '-raw')
    expect(pages).toBeGreaterThan(20)
    expect(text.match(/Page \d+ of \d+/g)).toHaveLength(pages)
    expect(text).toContain(`Page ${pages} of ${pages}`)
  })
})
