// A verification report on paper: A4, Chinese or English, with the glyphs it needs of an open font inside.

import { createHash } from 'node:crypto'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Finding } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { Printer } from '#src/ports.ts'
import { loadFont } from './font.node.ts'
import { printOperationsReport } from './operations.node.ts'
import { bar, closePaper, heading, INK, keep, openPaper, type Paper, paragraph, row, runningLines } from './paper.ts'
import { writeSigner, writeStops } from './signers.ts'
import { VERDICT_COLOURS, writeSteps } from './steps.ts'
import { momentText, type Wording, wordingIn } from './wording.ts'

const MAX_REASONS = 6

export const printer: Printer = {
  async verificationReport(report, { language, number }) {
    const wording = wordingIn(language)
    const { say } = wording
    const title = [say('title'), ...(number ? [number] : [])].join(' ')
    const paper = openPaper(await loadFont(), title, new Date(report.times.validation))
    writeTop(paper, report, wording, number)
    writeFile(paper, report, wording)
    writeTimes(paper, report, wording)
    writeBody(paper, report, wording)
    const digest = createHash('sha256').update(canonicalJson(report)).digest('hex')
    runningLines(paper, [title, `${say('digest')} ${digest}`], (page, pages) => say('page', { page, pages }))
    return closePaper(paper)
  },
  operationsReport: printOperationsReport,
}

function writeTop(paper: Paper, report: ReportJson, wording: Wording, number: string | undefined): void {
  const { say } = wording
  paragraph(paper, say('title'), { size: 20, after: 2 })
  if (number) paragraph(paper, `${say('number')}  ${number}`, { size: 10, colour: INK.soft, after: 10 })
  const top = paper.y
  paragraph(paper, say(`verdict.${report.verdict}`), {
    size: 28,
    colour: VERDICT_COLOURS[report.verdict],
    indent: 16,
    after: 0,
  })
  paragraph(paper, say(`means.${report.verdict}`), { size: 11, indent: 16, after: 2 })
  bar(paper, top, VERDICT_COLOURS[report.verdict])
  paper.y += 6
  writeReasons(paper, report, wording)
}

/** What decided, so that the first page says it. */
function writeReasons(paper: Paper, report: ReportJson, { say, pick }: Wording): void {
  const steps = [...report.steps, ...report.signers.flatMap((signer) => signer.steps)]
  const effect = DECISIVE[report.verdict]
  const found = steps.flatMap((step) => step.findings).filter((finding) => finding.effect === effect)
  writeList(
    paper,
    say('reasons'),
    found.map(({ text }) => pick(text)),
  )
  // A good verdict is no better than what was looked at.
  if (report.indication !== 'TOTAL_PASSED') return
  const skipped = steps.filter((step) => step.status === 'skipped').flatMap((step) => step.findings)
  writeList(
    paper,
    say('not-done'),
    skipped.map(({ text }) => pick(text)),
  )
}

function writeList(paper: Paper, title: string, all: readonly string[]): void {
  const texts = [...new Set(all)]
  if (texts.length === 0) return
  paragraph(paper, title, { size: 10, colour: INK.soft })
  for (const text of texts.slice(0, MAX_REASONS)) paragraph(paper, `· ${text}`, { size: 9.5, indent: 8 })
  if (texts.length > MAX_REASONS) paragraph(paper, '…', { indent: 8 })
}

const DECISIVE: Readonly<Record<ReportJson['verdict'], Finding['effect'] | undefined>> = {
  VALID: undefined,
  VALID_WITH_DEFECTS: 'defect',
  INDETERMINATE: 'unknown',
  INVALID: 'fatal',
}

function writeFile(paper: Paper, { inputs, kind }: ReportJson, { say }: Wording): void {
  heading(paper, say('file'))
  const file = inputs.find((input) => input.role === 'object')
  row(paper, say('kind'), say(`kind.${kind}`))
  if (!file) return
  row(paper, say('file-name'), file.name)
  row(paper, say('file-size'), say('bytes', { bytes: file.bytes }))
  row(paper, 'SHA-256', file.sha256)
  row(paper, 'SM3', file.sm3)
}

function writeTimes(paper: Paper, { times, stopsValidating }: ReportJson, wording: Wording): void {
  const { say } = wording
  heading(paper, say('times'), 96)
  for (const name of ['claimed', 'proven', 'validation'] as const) {
    const moment = times[name]
    row(paper, say(name), moment ? `${momentText(moment)}  ${say(`${name}-means`)}` : say(`${name}-absent`))
  }
  if (stopsValidating) writeStops(paper, stopsValidating, wording)
  paragraph(paper, say('times-zone'), { size: 8, colour: INK.soft })
}

function writeBody(paper: Paper, report: ReportJson, wording: Wording): void {
  report.signers.forEach((signer, index) => {
    writeSigner(paper, signer, index + 1, wording)
  })
  if (report.steps.length > 0) {
    heading(paper, wording.say('whole-steps'))
    writeSteps(paper, report.steps, wording)
  }
  writeInputs(paper, report, wording)
  writeJudge(paper, report, wording)
}

function writeInputs(paper: Paper, { inputs }: ReportJson, { say }: Wording): void {
  if (inputs.length === 0) return
  heading(paper, say('inputs'))
  for (const { role, name, bytes, sha256, sm3 } of inputs) {
    keep(paper, 40)
    row(paper, say(`input.${role}`), `${name} (${say('bytes', { bytes })})`)
    for (const line of [`SHA-256 ${sha256}`, `SM3 ${sm3}`])
      paragraph(paper, line, { size: 7.5, colour: INK.soft, indent: 104, after: 1 })
    paper.y += 3
  }
}

function writeJudge(paper: Paper, report: ReportJson, { say }: Wording): void {
  const { engine, policy, secondOpinion, dialect, indication, subIndication } = report
  heading(paper, say('judged-by'))
  row(paper, say('indication'), [indication, ...(subIndication ? [subIndication] : [])].join(' / '))
  row(paper, say('engine'), `${engine.name} ${engine.version}`)
  if (policy) row(paper, say('policy'), say('policy-version', { ...policy }))
  if (dialect) row(paper, say('dialect'), dialect)
  if (secondOpinion) row(paper, say('second'), `${secondOpinion.engine}: ${say(`second.${secondOpinion.outcome}`)}`)
}
