// `csr match`: is what a CA sent the answer to this request? Judged by key, with every reason against it.
// Works on its own: no database, no service, nothing fetched.

import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSm2Envelope } from '#adapters/keys/sm2-envelope.node.ts'
import { fatal } from '#core/finding.ts'
import { judgeReply, type ReplyReport } from '#core/issuance/reply.ts'
import { isSameKey } from '#core/issuance/same-key.ts'
import type { Contents } from '#core/keystores/contents.ts'
import type { Finding } from '#core/verdict.ts'
import { nameText } from '#core/x509/names.ts'
import type { CertificationRequest } from '#core/x509/request.ts'
import { bothTexts } from './both-texts.ts'
import { EXIT, type Io } from './io.ts'
import { contentsOf, passwordFrom, theOnly } from './key-files.ts'

export const MATCH_USAGE = `csr match REQUEST REPLY… [--chain F]… [--previous F] [--private] [--password-file F] [--at T] [--json]
              [--key F [--key-password-file F]]   the key of the request, or the temporary one: opens the envelope of an SM2 pair
`

const OPTIONS = {
  chain: { type: 'string', multiple: true },
  previous: { type: 'string' },
  private: { type: 'boolean', default: false },
  'password-file': { type: 'string' },
  key: { type: 'string' },
  'key-password-file': { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/** @throws TypeError for a command line that cannot be understood, Error naming a file that cannot be used */
export async function matchReply(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true })
  const [requestFile, ...replies] = positionals
  if (!requestFile || replies.length === 0)
    throw new TypeError('需要申请和回复文件 · name a request and the files of the reply')
  const passwords = await passwordFrom(values['password-file'])
  const { request } = theOnly(requestFile, (await contentsOf([requestFile], passwords)).requests)
  const reply = await contentsOf(replies, passwords)
  const known = await contentsOf(values.chain ?? [], passwords)
  const previous = values.previous ? (await contentsOf([values.previous], passwords)).certificates[0] : undefined
  const report = await judgeReply(
    {
      request,
      received: reply.certificates.map(({ certificate }) => certificate),
      known: known.certificates.map(({ certificate }) => certificate),
      at: momentOf(values.at),
      previous: previous?.certificate,
      isPublic: !values.private,
    },
    nodePrimitives,
  )
  const envelope = values.key ? await envelopeFindings(values.key, values['key-password-file'], reply, report) : []
  const findings = [...report.findings, ...envelope]
  const isAccepted = report.isAccepted && envelope.length === 0
  io.out(
    values.json
      ? `${JSON.stringify(jsonOf(request, report, findings, isAccepted, reply))}\n`
      : linesOf(report, isAccepted),
  )
  if (!values.json) io.err(complaintsOf(findings, reply))
  return isAccepted ? EXIT.ok : EXIT.failed
}

function momentOf(text: string | undefined): number {
  const at = text === undefined ? Date.now() : Date.parse(text)
  if (Number.isNaN(at)) throw new TypeError(`${text}: 不是时间 · not a time`)
  return at
}

/** Proves that the envelope opens and that the key inside is that of the encryption certificate; the key itself is dropped. */
async function envelopeFindings(
  file: string,
  passwordFile: string | undefined,
  { envelopes }: Contents,
  { encryption }: ReplyReport,
): Promise<Finding[]> {
  const refuse = (code: string) => [fatal(code, 'GB/T 35276 (clause unverified)', 'CERTIFICATE_CHAIN_GENERAL_FAILURE')]
  const { key } = theOnly(file, (await contentsOf([file], await passwordFrom(passwordFile))).keys)
  const [found] = envelopes
  if (!found || !encryption) return refuse('reply.envelope-missing')
  const opened = openSm2Envelope(key, found.envelope)
  if (!opened.ok) return refuse(opened.error)
  return isSameKey(opened.value.publicKey, encryption.publicKeyInfo) ? [] : refuse('reply.envelope-other-key')
}

function chainOf({ leaf, encryption, intermediates, root }: ReplyReport) {
  const named = [
    ['leaf', leaf],
    ['encryption', encryption],
    ...intermediates.map((one) => ['intermediate', one] as const),
    ['root', root],
  ] as const
  return named.flatMap(([role, one]) => (one ? [{ role, subject: nameText(one.subject) }] : []))
}

function linesOf(report: ReplyReport, isAccepted: boolean): string {
  const lines = chainOf(report).map(({ role, subject }) => `${role.padEnd(12)}  ${subject}`)
  return [...lines, isAccepted ? '属于这份申请 · belongs to this request' : '不能使用 · cannot be used', ''].join('\n')
}

function complaintsOf(findings: readonly Finding[], { refused }: Contents): string {
  return [
    ...findings.map(({ code, params }) => `${code}: ${bothTexts(code, params)}\n`),
    ...refused.map(({ where, code, params }) => `${where}: ${bothTexts(code, params)}\n`),
  ].join('')
}

function jsonOf(
  request: CertificationRequest,
  report: ReplyReport,
  findings: readonly Finding[],
  isAccepted: boolean,
  { refused }: Contents,
) {
  return { isAccepted, request: nameText(request.subject), chain: chainOf(report), findings, refused }
}
