// `archive verify FILE|FOLDER`: an archive of rounds, without the service, a database or a network. Names the first bad record.

import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { readPem } from '#core/bytes/pem.ts'
import { civilText } from '#core/calendar/civil.ts'
import { type ArchiveReport, type StampedRoot, verifyArchive } from '#core/round-archive/verify.ts'
import type { Instant } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { openRoundArchive } from './archive-files.ts'
import { bothTexts } from './both-texts.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { readNamed } from './named-file.ts'

const USAGE = `archive verify FILE.zip|FOLDER [--anchor F]… [--intermediate F]… [--at TIME] [--json]
  --anchor        root certificate of the timestamp authority; without one a timestamp is held against what it stamps only
  0: everything is as it was archived · 1: something is not, and the first bad record is named
`

const OPTIONS = {
  anchor: { type: 'string', multiple: true },
  intermediate: { type: 'string', multiple: true },
  at: { type: 'string' },
  json: { type: 'boolean' },
} as const

interface Call {
  path: string
  anchors: Certificate[]
  intermediates: Certificate[]
  at: Instant
  isJson: boolean
}

export const runArchive: Command = async (argv, io) => {
  const call = await readCall(argv, io)
  if (!call) return EXIT.usage
  const opened = await openRoundArchive(call.path).catch((error: Error) => io.err(`${call.path}: ${error.message}\n`))
  if (!opened) return EXIT.usage
  try {
    const report = await verifyArchive(opened.files, nodePrimitives, call)
    const problems = [...report.problems, ...opened.problems].sort((a, b) => orderOf(a.seq) - orderOf(b.seq))
    const whole = { ...report, problems, isIntact: problems.length === 0 }
    io.out(call.isJson ? `${JSON.stringify(whole)}\n` : plain(whole))
    return whole.isIntact ? EXIT.ok : EXIT.failed
  } finally {
    await opened.close()
  }
}

const orderOf = (seq: number | null) => seq ?? Number.MAX_SAFE_INTEGER

async function readCall(argv: readonly string[], io: Io): Promise<Call | undefined> {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    const [action, path, ...more] = positionals
    if (action !== 'verify' || path === undefined || more.length > 0) throw new Error('name one archive to verify')
    const at = values.at === undefined ? Date.now() : Date.parse(values.at)
    if (Number.isNaN(at)) throw new Error(`--at is no time: ${values.at}`)
    const [anchors, intermediates] = await Promise.all([values.anchor, values.intermediate].map(certificatesIn))
    return { path, anchors: anchors ?? [], intermediates: intermediates ?? [], at, isJson: values.json === true }
  } catch (error) {
    io.err(`${(error as Error).message}\n${USAGE}`)
    return undefined
  }
}

async function certificatesIn(paths: readonly string[] = []): Promise<Certificate[]> {
  const found: Certificate[] = []
  for (const path of paths) {
    const { bytes } = await readNamed(path)
    const blocks = readPem(new TextDecoder('latin1').decode(bytes)).filter(({ label }) => label === 'CERTIFICATE')
    for (const der of blocks.length > 0 ? blocks.map((block) => block.bytes) : [bytes]) {
      const read = parseCertificate(der)
      if (!read.ok) throw new Error(`${path}: no certificate`)
      found.push(read.value)
    }
  }
  return found
}

const STAMPS: Readonly<Record<StampedRoot['stamp'], string>> = {
  trusted: '时间戳可信 · timestamp trusted',
  intact: '时间戳完好，未给出信任锚 · timestamp intact, no anchor given',
  missing: '尚无时间戳 · not timestamped',
  broken: '时间戳无效 · timestamp broken',
}

function plain(report: ArchiveReport): string {
  const { isIntact, records, firstSeq, head, roots, problems } = report
  const [first] = problems
  const lines = [
    isIntact
      ? `存档完整 · the archive is intact: ${records} 条记录 · records${firstSeq === null ? '' : `，自第 ${firstSeq} 条 · from no. ${firstSeq}`}`
      : `存档不完整 · the archive is not intact: ${problems.length} 处 · problems`,
    ...(first ? [`第一处 · first bad record: ${first.seq ?? '—'} ${first.round ?? ''}`] : []),
    ...problems.map(({ seq, path, code }) => `  ${seq ?? '—'}  ${path}: ${bothTexts(code)}`),
    ...roots.map(
      ({ seq, date, stamp, at }) => `  ${date} #${seq} ${STAMPS[stamp]}${at === null ? '' : ` ${civilText(at)}`}`,
    ),
    ...(head ? [`SHA-256 ${head.hash}`, `SM3     ${head.sm3}`] : []),
  ]
  return `${lines.join('\n')}\n`
}
