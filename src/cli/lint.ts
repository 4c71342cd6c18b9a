// `lint FILE…`: certificates, chains and requests held against RFC 5280, the CA/Browser Forum's rules, the SM2 profiles and ours.
// Works on its own: no database, no service, nothing fetched.

import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { readPem } from '#core/bytes/pem.ts'
import { isSm2Key } from '#core/lint/contents.ts'
import { lintFacts } from '#core/lint/facts.ts'
import { hasErrors, type LintFinding, type LintObject, type LintReport, lint } from '#core/lint/lint.ts'
import { type Audience, type LintContext, readLintedCertificate, readLintedRequest } from '#core/lint/subject.ts'
import { textOf } from '#core/messages/index.ts'
import type { Instant } from '#core/verdict.ts'
import { type Command, EXIT, type Io } from './io.ts'
import { readNamed } from './named-file.ts'

const USAGE = `lint FILE… [--public | --private] [--at TIME] [--json]
  FILE       certificates or certification requests, PEM or DER; several certificates in one file are also looked at as a chain
  --public   meant for browsers: the CA/Browser Forum's rules count (the default, except for SM2 keys)
  --private  an own PKI: they do not
  --at       day of issue of a request; default now
`

interface Arguments {
  files: string[]
  isJson: boolean
  /** Absent: told by the key. */
  audience?: Audience
  at: Instant
}

export const runLint: Command = async (argv, io) => {
  const read = readArguments(argv, io)
  if (!read) return EXIT.usage
  const codes: number[] = []
  for (const file of read.files) codes.push(await lintFile(file, read, io))
  return codes.includes(EXIT.failed) ? EXIT.failed : Math.max(...codes)
}

function readArguments(argv: readonly string[], io: Io): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        public: { type: 'boolean' },
        private: { type: 'boolean' },
        at: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    if (positionals.length === 0) throw new Error('需要文件 · name a file')
    if (values.public && values.private)
      throw new Error('--public 与 --private 只能选一个 · choose one of --public and --private')
    const at = values.at === undefined ? Date.now() : Date.parse(values.at)
    if (Number.isNaN(at)) throw new Error(`--at 不是时间 · is no time: ${values.at}`)
    const audience = values.private ? 'private' : values.public ? 'public' : undefined
    return { files: positionals, isJson: values.json, at, ...(audience && { audience }) }
  } catch (error) {
    io.err(`${(error as Error).message}\n${USAGE}`)
    return undefined
  }
}

async function lintFile(file: string, { isJson, audience, at }: Arguments, io: Io): Promise<number> {
  const objects = await objectsIn(file).catch((error: Error) => error)
  if (objects instanceof Error || objects.length === 0) {
    const why = objects instanceof Error ? objects.message : '没有证书或申请 · no certificate and no request'
    io.err(`${file}: ${why}\n`)
    return EXIT.usage
  }
  const codes: number[] = []
  for (const [index, object] of objects.entries()) {
    const facts = object.kind === 'chain' ? {} : await lintFacts(object.kind, object.bytes, nodePrimitives)
    const report = lint(object, { audience: audience ?? audienceOf(object), at, ...facts })
    const title = `${file}${objects.length > 1 ? ` #${index + 1}` : ''} (${KINDS[object.kind]})`
    if (isJson)
      io.out(
        `${JSON.stringify({ file, index, kind: object.kind, ...(report.ok ? report.value : { error: report.error }) })}\n`,
      )
    else io.out(report.ok ? plain(title, report.value) : `${title}: ${report.error.code} @ ${report.error.offset}\n`)
    codes.push(!report.ok || hasErrors(report.value) ? EXIT.failed : EXIT.ok)
  }
  return Math.max(...codes)
}

/** No browser trusts an SM2 certificate: it is of an own PKI until somebody says otherwise. */
function audienceOf(object: LintObject): Audience {
  const context: LintContext = { audience: 'private', at: 0 }
  const bytes = object.kind === 'chain' ? object.certificates[0] : object.bytes
  const read = (object.kind === 'request' ? readLintedRequest : readLintedCertificate)(
    bytes ?? new Uint8Array(),
    context,
  )
  return read.ok && isSm2Key(read.value) ? 'private' : 'public'
}

const KINDS = { certificate: '证书 · certificate', request: '申请 · request', chain: '证书链 · chain' } as const

async function objectsIn(file: string): Promise<LintObject[]> {
  const { bytes } = await readNamed(file)
  if (bytes[0] === 0x30) return [objectOf(bytes)]
  const blocks = readPem(new TextDecoder('latin1').decode(bytes))
  const objects = blocks.flatMap(({ label, bytes: der }): LintObject[] => {
    if (label.endsWith('CERTIFICATE REQUEST')) return [{ kind: 'request', bytes: der }]
    return label.endsWith('CERTIFICATE') ? [{ kind: 'certificate', bytes: der }] : []
  })
  const certificates = objects.flatMap((object) => (object.kind === 'certificate' ? [object.bytes] : []))
  return certificates.length > 1 ? [...objects, { kind: 'chain', certificates }] : objects
}

/** DER says by its first fields what it is: only a request begins with a bare version and a name. */
function objectOf(bytes: Uint8Array): LintObject {
  const isRequest = readLintedRequest(bytes, { audience: 'private', at: 0 }).ok
  return { kind: isRequest ? 'request' : 'certificate', bytes }
}

const SEVERITIES = { error: '错误 error  ', warning: '警告 warning', notice: '提示 notice ' } as const

function plain(title: string, { findings, rules }: LintReport): string {
  const counted = `${rules.run} 条规则 · rules, ${findings.length} 项 · findings`
  return [`${title}: ${counted}`, ...findings.flatMap(linesOf), ''].join('\n')
}

function linesOf({ code, severity, citation, params }: LintFinding): string[] {
  return [
    `  ${SEVERITIES[severity]} ${code} [${citation}]`,
    `    ${textOf(code, 'zh', params)}`,
    `    ${textOf(code, 'en', params)}`,
  ]
}
