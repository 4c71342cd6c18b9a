// `verify FILE…` and `verify --cases CASES.jsonl`: the same judges as the service, on files, with nothing fetched.

import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createVerifierPool, type VerifierPool } from '#adapters/parsing/pool.node.ts'
import { ASKED_FORMATS } from '#core/formats.ts'
import type { Language } from '#core/messages/index.ts'
import { compareReports } from '#core/report-comparison.ts'
import type { Instant, Verdict } from '#core/verdict.ts'
import { askedBy, type VerificationPolicy } from '#core/verification-policy.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { VerifierRequest } from '#src/ports.ts'
import { runCases } from './cases/run.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { contentNamed, readDocument, readNamed } from './named-file.ts'
import { policyNamed } from './policy-file.ts'

const USAGE = `verify FILE… [--content F] [--detached F]… [--query F] [--anchor F]… [--intermediate F]… [--crl F]… [--ocsp F]… [--at T]
             [--format auto|certificate-path|cms|timestamp|seal|seal-signature|ocsp|pdf|jws|asic] [--policy NAME|FILE.json] [--require-revocation]
             [--password-file F] [--json] [--pdf OUT.pdf [--lang zh|en]]
verify --batch FOLDER|ARCHIVE.zip|MANIFEST.jsonl|.csv [--resume RESULTS.jsonl] [--anchor F]… [--policy NAME|FILE.json] …
verify FILE.pdf --revision N --out REVISION.pdf
verify --compare EARLIER.json LATER.json
verify --cases CASES.jsonl [--root DIR] [--set NAME]
`

const OPTIONS = {
  content: { type: 'string' },
  detached: { type: 'string', multiple: true },
  query: { type: 'string' },
  anchor: { type: 'string', multiple: true },
  intermediate: { type: 'string', multiple: true },
  crl: { type: 'string', multiple: true },
  ocsp: { type: 'string', multiple: true },
  at: { type: 'string' },
  format: { type: 'string' },
  policy: { type: 'string' },
  'require-revocation': { type: 'boolean' },
  'password-file': { type: 'string' },
  revision: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
  pdf: { type: 'string' },
  lang: { type: 'string' },
  batch: { type: 'string' },
  resume: { type: 'string' },
  compare: { type: 'boolean' },
  cases: { type: 'string' },
  root: { type: 'string' },
  set: { type: 'string' },
} as const

type Options = ReturnType<typeof parse>['values']

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true })
}

export const runVerify: Command = async (argv, io) => {
  const read = readArguments(argv, io)
  if (!read) return EXIT.usage
  const { values, positionals } = read
  if (values.compare) return compareFiles(positionals, io)
  const pool = createVerifierPool()
  try {
    if (values.batch) return await runBatch(values.batch, values, pool, io)
    if (values.cases) return await runCases({ ...values, cases: values.cases }, pool, io)
    return await verifyFiles(positionals, values, pool, io)
  } finally {
    await pool.close()
  }
}

function readArguments(argv: readonly string[], io: Io): ReturnType<typeof parse> | undefined {
  try {
    const read = parse(argv)
    const { values, positionals } = read
    if (values.format && !ASKED_FORMATS.some((one) => one === values.format))
      throw new Error(`no such format: ${values.format}`)
    if (values.at && Number.isNaN(Date.parse(values.at))) throw new Error(`--at is no time: ${values.at}`)
    const isNamed = values.cases === undefined && values.batch === undefined
    if (isNamed ? positionals.length === 0 : positionals.length > 0)
      throw new Error('name files, or --batch, or --cases')
    if (values.compare && positionals.length !== 2) throw new Error('--compare takes two reports')
    if (values.batch && (values.content || values.detached || values.query))
      throw new Error('--batch finds content and queries itself')
    checkPrinting(values, positionals.length)
    checkRevision(values, positionals.length)
    if (values.resume && !values.batch) throw new Error('--resume belongs to --batch')
    return read
  } catch (error) {
    io.err(`${(error as Error).message}\n${USAGE}`)
    return undefined
  }
}

/** @throws Error in words: one file is printed to one PDF */
function checkPrinting({ pdf, lang, compare, batch, cases }: Options, fileCount: number): void {
  if (lang !== undefined && lang !== 'zh' && lang !== 'en') throw new Error('--lang is zh or en')
  if (lang !== undefined && pdf === undefined) throw new Error('--lang belongs to --pdf')
  if (pdf !== undefined && (fileCount !== 1 || compare || batch || cases)) throw new Error('--pdf prints one file')
}

/** @throws Error in words: one revision of one file */
function checkRevision({ revision, out }: Options, fileCount: number): void {
  if ((revision === undefined) !== (out === undefined)) throw new Error('--revision and --out belong together')
  if (revision !== undefined && !/^[1-9]\d{0,5}$/.test(revision)) throw new Error('--revision is a number from 1 on')
  if (revision !== undefined && fileCount !== 1) throw new Error('--revision takes one file')
}

/** Copies the beginning of the file that the report numbers so. @returns whether there is one and it could be written */
async function writeRevision(file: string, report: ReportJson, values: Options, io: Io): Promise<boolean> {
  const told = report.marks?.revisions.find(({ number }) => String(number) === values.revision)
  if (!told || values.out === undefined) {
    const known = report.marks?.revisions.map(({ number, bytes }) => `${number} (${bytes} bytes)`).join(', ')
    io.err(`--revision: there is no revision ${values.revision}; known: ${known || 'none'}\n`)
    return false
  }
  try {
    // Never over a file that is there: it may be the document itself.
    await writeFile(values.out, (await readFile(file)).subarray(0, told.bytes), { flag: 'wx' })
    return true
  } catch (error) {
    io.err(`--out: ${(error as Error).message}\n`)
    return false
  }
}

/** @returns whether it could be written. Loaded here: the font and the printer are large. */
async function printTo(path: string, report: ReportJson, language: Language, io: Io): Promise<boolean> {
  const { printer } = await import('#adapters/reports/verification.node.ts')
  try {
    await writeFile(path, await printer.verificationReport(report, { language }))
    return true
  } catch (error) {
    io.err(`--pdf: ${(error as Error).message}\n`)
    return false
  }
}

async function verifyFiles(files: string[], values: Options, pool: VerifierPool, io: Io): Promise<number> {
  const verdicts: Verdict[] = []
  const at = values.at ? Date.parse(values.at) : Date.now()
  const policy = await policyAsked(values).catch((error: Error) => {
    io.err(`--policy: ${error.message}\n`)
    return undefined
  })
  if (!policy) return EXIT.usage
  for (const file of files) {
    const request = await requestFor(file, values, policy, at).catch((error: NodeJS.ErrnoException) => {
      io.err(`${file}: ${error.message}\n`)
      return undefined
    })
    if (!request) return EXIT.usage
    const report = await pool.verifyOnce(request)
    io.out(values.json ? `${JSON.stringify({ file, ...report })}\n` : plainReport(file, report))
    if (values.pdf && !(await printTo(values.pdf, report, values.lang === 'en' ? 'en' : 'zh', io))) return EXIT.usage
    if (values.revision && !(await writeRevision(file, report, values, io))) return EXIT.usage
    verdicts.push(report.verdict)
  }
  if (verdicts.includes('INVALID')) return EXIT.failed
  return verdicts.includes('INDETERMINATE') ? EXIT.unknown : EXIT.ok
}

async function runBatch(path: string, values: Options, pool: VerifierPool, io: Io): Promise<number> {
  // Loaded here: single files need nothing of the service.
  const { verifyBatch } = await import('./batch.ts')
  const at = values.at ? Date.parse(values.at) : Date.now()
  const request = await policyAsked(values)
    .then((policy) => materialFor(values, policy, at))
    .catch((error: Error) => {
      io.err(`${error.message}\n`)
      return undefined
    })
  return request ? verifyBatch({ path, resume: values.resume, request }, pool, io) : EXIT.usage
}

/** 0: the reports say the same; 1: they differ. */
async function compareFiles(paths: string[], io: Io): Promise<number> {
  try {
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
    const [before, after] = texts.map((text) => JSON.parse(text) as ReportJson)
    if (!before?.signers || !after?.signers) throw new Error('this is no report')
    const comparison = compareReports(before, after)
    io.out(`${JSON.stringify(comparison, null, 2)}\n`)
    return comparison.isSame ? EXIT.ok : EXIT.failed
  } catch (error) {
    io.err(`--compare: ${(error as Error).message}\n`)
    return EXIT.usage
  }
}

/** Revocation counts where evidence is at hand, unless a policy or the option asks for it. */
async function policyAsked(values: Options): Promise<VerificationPolicy> {
  const asked = await policyNamed(values.policy ?? (values['require-revocation'] ? 'default' : 'offline'))
  if (values['require-revocation'] && !asked.requireRevocation)
    throw new Error(`--require-revocation contradicts the policy ${asked.id}`)
  return asked
}

async function requestFor(
  file: string,
  values: Options,
  policy: VerificationPolicy,
  at: Instant,
): Promise<VerifierRequest> {
  return {
    object: await readDocument(file),
    ...(values.content && { content: await contentNamed(values.content) }),
    ...(values.detached && { detached: await Promise.all(values.detached.map(readNamed)) }),
    ...(values.query && { query: await readNamed(values.query) }),
    ...(values['password-file'] !== undefined && { password: await passwordIn(values['password-file']) }),
    ...(await materialFor(values, policy, at)),
  }
}

/** Its first line: a password on the command line would stand in the list of processes. */
async function passwordIn(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
}

/** What goes with every file named. */
async function materialFor(
  values: Options,
  policy: VerificationPolicy,
  at: Instant,
): Promise<Omit<VerifierRequest, 'object' | 'content' | 'detached' | 'query'>> {
  const all = (paths: string[] | undefined) => Promise.all((paths ?? []).map(readNamed))
  return {
    format: (values.format ?? 'auto') as VerifierRequest['format'],
    anchors: await all(values.anchor),
    intermediates: await all(values.intermediate),
    crls: await all(values.crl),
    ocsps: await all(values.ocsp),
    at,
    ...askedBy(policy),
  }
}

const MARKS = { passed: '✓', failed: '✗', indeterminate: '?', defective: '!', skipped: '-' } as const

/** For people at a terminal: Chinese first, one line a step, findings below. */
function plainReport(file: string, report: ReportJson): string {
  const { verdict, indication, subIndication, technical, dialect, times, policy } = report
  const lines = [
    `${file}: ${verdict} (${indication}${subIndication ? `/${subIndication}` : ''}, ${technical}${dialect ? `, ${dialect}` : ''}${policy ? `, policy ${policy.id} v${policy.version}` : ''})`,
  ]
  lines.push(`  claimed ${times.claimed ?? '-'} · proven ${times.proven ?? '-'} · validated ${times.validation}`)
  for (const { subject, steps, role } of [{ subject: '', steps: report.steps, role: '' }, ...report.signers]) {
    if (role) lines.push(`  ${role}: ${subject ?? '?'}`)
    for (const { status, title, findings, clause } of steps) {
      lines.push(`  ${MARKS[status]} ${title.zh} / ${title.en} [${clause}]`)
      for (const { code, text } of findings) lines.push(`      ${code}: ${text.zh} ${text.en}`)
    }
  }
  return `${lines.join('\n')}\n`
}
