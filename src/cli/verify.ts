// `verify FILE…` and `verify --cases CASES.jsonl`: the same judges as the service, on files, with nothing fetched.

import { parseArgs } from 'node:util'
import { createVerifierPool, type VerifierPool } from '#adapters/parsing/pool.node.ts'
import type { Instant, Verdict } from '#core/verdict.ts'
import { askedBy, type VerificationPolicy } from '#core/verification-policy.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { VerifierRequest } from '#src/ports.ts'
import { runCases } from './cases/run.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { contentNamed, readNamed } from './named-file.ts'
import { policyNamed } from './policy-file.ts'

const USAGE = `verify FILE… [--content F] [--query F] [--anchor F]… [--intermediate F]… [--crl F]… [--ocsp F]… [--at T]
             [--format auto|certificate-path|cms|timestamp|seal|seal-signature|ocsp] [--policy NAME|FILE.json] [--require-revocation] [--json]
verify --cases CASES.jsonl [--root DIR] [--set NAME]
`

const OPTIONS = {
  content: { type: 'string' },
  query: { type: 'string' },
  anchor: { type: 'string', multiple: true },
  intermediate: { type: 'string', multiple: true },
  crl: { type: 'string', multiple: true },
  ocsp: { type: 'string', multiple: true },
  at: { type: 'string' },
  format: { type: 'string' },
  policy: { type: 'string' },
  'require-revocation': { type: 'boolean' },
  json: { type: 'boolean' },
  cases: { type: 'string' },
  root: { type: 'string' },
  set: { type: 'string' },
} as const

const FORMATS = [
  'auto',
  'certificate-path',
  'cms',
  'smime',
  'timestamp',
  'evidence-record',
  'seal',
  'seal-signature',
  'ocsp',
] as const

type Options = ReturnType<typeof parse>['values']

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true })
}

export const runVerify: Command = async (argv, io) => {
  const read = readArguments(argv, io)
  if (!read) return EXIT.usage
  const { values, positionals } = read
  const pool = createVerifierPool()
  try {
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
    if (values.format && !FORMATS.some((one) => one === values.format))
      throw new Error(`no such format: ${values.format}`)
    if (values.at && Number.isNaN(Date.parse(values.at))) throw new Error(`--at is no time: ${values.at}`)
    if (values.cases ? positionals.length > 0 : positionals.length === 0) throw new Error('name files, or --cases')
    return read
  } catch (error) {
    io.err(`${(error as Error).message}\n${USAGE}`)
    return undefined
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
    const report = await pool.verify(request)
    io.out(values.json ? `${JSON.stringify({ file, ...report })}\n` : plainReport(file, report))
    verdicts.push(report.verdict)
  }
  if (verdicts.includes('INVALID')) return EXIT.failed
  return verdicts.includes('INDETERMINATE') ? EXIT.unknown : EXIT.ok
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
  const all = (paths: string[] | undefined) => Promise.all((paths ?? []).map(readNamed))
  return {
    object: await readNamed(file),
    format: (values.format ?? 'auto') as VerifierRequest['format'],
    ...(values.content && { content: await contentNamed(values.content) }),
    ...(values.query && { query: await readNamed(values.query) }),
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
