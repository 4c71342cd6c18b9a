// A corpus of cases, one JSON line in, one JSON line out. A case asks only what its fields ask; nothing is fetched, and the
// second opinion is off.

import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Format } from '#core/formats.ts'
import { formatOf, unarmoured } from '#core/formats.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { NamedBytes } from '#core/verify.ts'
import type { Verifier, VerifierRequest } from '#src/ports.ts'
import { EXIT, type Io } from '../io.ts'
import { readNamed } from '../named-file.ts'
import type { Case } from './case.ts'
import { pathOptionsOf } from './path.ts'

/** How many cases are under way at once: as many as the pool has threads. */
const LANES = 2

export async function runCases(
  options: { cases: string; root?: string | undefined; set?: string | undefined },
  pool: Verifier,
  io: Io,
): Promise<number> {
  const text = await readFile(options.cases, 'utf8').catch(() => undefined)
  if (text === undefined) {
    io.err(`${options.cases}: cannot be read\n`)
    return EXIT.usage
  }
  const root = options.root ?? dirname(options.cases)
  const cases = text.split('\n').flatMap((line) => (line.trim().startsWith('{') ? [JSON.parse(line) as Case] : []))
  const queue = cases.filter((one) => options.set === undefined || one.set === options.set)
  const lane = async () => {
    for (let one = queue.shift(); one; one = queue.shift())
      io.out(`${JSON.stringify(await judgeCase(one, root, pool))}\n`)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return EXIT.ok
}

async function judgeCase(one: Case, root: string, pool: Verifier) {
  const started = performance.now()
  const report = await requestOf(one, root).then(
    (request) => pool.verify(request),
    (error: Error) => error,
  )
  const ms = Math.round(performance.now() - started)
  if (report instanceof Error) {
    return {
      id: one.id,
      verdict: 'INDETERMINATE',
      codes: ['verification.upload-unreadable'],
      error: report.message,
      ms,
    }
  }
  const { verdict, indication, subIndication, technical } = report
  return { id: one.id, verdict, indication, subIndication, technical, codes: codesOf(report), ms }
}

/** Codes of everything that was not a mere note. */
function codesOf(report: ReportJson): string[] {
  const steps = [...report.steps, ...report.signers.flatMap((signer) => signer.steps)]
  const findings = steps.flatMap((step) => step.findings).filter((finding) => finding.effect !== 'note')
  return [...new Set(findings.map((finding) => finding.code))]
}

/** What a case asks, with its files read. */
export async function requestOf(one: Case, root: string): Promise<VerifierRequest> {
  const read = (path: string): Promise<NamedBytes> => readNamed(join(root, path))
  const all = (paths: string[] | undefined) => Promise.all((paths ?? []).map(read))
  const object = await read(one.file)
  const contentPath = one.content ?? one.detached?.[0]
  const windows = windowsOf(one)
  const path = pathOptionsOf(one)
  return {
    object,
    format: formatFor(one.kind, object),
    ...(contentPath && { content: await read(contentPath) }),
    ...(one.detached && { detached: await all(one.detached) }),
    ...(one.field && { field: one.field }),
    ...(one.query && { query: await read(one.query) }),
    anchors: await all(one.anchors),
    ...(one.tsaAnchors && { tsaAnchors: await all(one.tsaAnchors) }),
    intermediates: await all(one.intermediates),
    crls: await all(one.crls),
    ocsps: await all(one.ocsps),
    at: one.at ? Date.parse(one.at) : Date.now(),
    requireRevocation: one.requireRevocation ?? false,
    ...(windows.length > 0 && { windows }),
    ...(one.sm2Id && { sm2Id: new TextEncoder().encode(one.sm2Id) }),
    ...(path && { path }),
    crossCheck: false,
    wantsEnd: false,
  }
}

/** What the case says it is; a CMS case may come wrapped in S/MIME, a seal signature may turn out to be a CMS message. */
function formatFor(kind: string, object: NamedBytes): Format {
  const seen = formatOf(unarmoured(object.bytes)[0] ?? object.bytes)
  if (kind === 'cms') return seen === 'smime' ? 'smime' : 'cms'
  if (kind === 'seal-signature' && seen === 'cms') return 'cms'
  if (kind === 'evidence-record') return seen === 'xml' ? 'xml' : 'evidence-record'
  const judged: readonly string[] = [
    'certificate-path',
    'timestamp',
    'seal',
    'seal-signature',
    'ocsp',
    'pdf',
    'ofd',
    'jws',
    'xml',
    'asic',
  ]
  return judged.includes(kind) ? (kind as Format) : seen === 'cms' ? 'unknown' : seen
}

function windowsOf(one: Case) {
  const window = (from: string | undefined, until: string | undefined) => ({
    ...(from && { from: Date.parse(from) }),
    ...(until && { until: Date.parse(until) }),
  })
  return [
    ...(one.tsaValidFor ?? []).map(({ start, end }) => window(start, end)),
    ...(one.signerCertWindow ? [window(...one.signerCertWindow)] : []),
  ]
}
