// `probe KIND TARGET`: one probe from the command line, with the same code and the same reasons as an inspection.

import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { rootCertificates } from 'node:tls'
import { parseArgs } from 'node:util'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { createProber } from '#adapters/probes/run.ts'
import { PROBE_KINDS, type ProbeKind, type ProbeRequest, type ProbeResult } from '#core/checks/probe-result.ts'
import { reasonText } from '#core/messages/reason-text.ts'
import { type Command, EXIT, type Io } from './io.ts'

const USAGE = `probe KIND TARGET [--setting NAME=VALUE]… [--timeout MS] [--json]
  KIND       ${PROBE_KINDS.join(' ')}
  TARGET     host:port, a URL, or a path
  --setting  VALUE is JSON or text; @FILE stands for the file's text (PEM) or, if it is binary, its base64;
             a NAME given twice is a list, and a.b=… a field of a
  tls without --setting anchors=@FILE trusts the public roots that come with Node
`

/** Whoever sits at the terminal may ask any machine this one can reach; metadata services stay closed. */
const ANYWHERE = { allow: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] }

export const runProbe: Command = async (argv, io) => {
  const read = await readArguments(argv, io)
  if (!read) return EXIT.usage
  const prober = createProber({
    egress: createEgress(ANYWHERE),
    primitives: nodePrimitives,
    now: Date.now,
    monotonicMs: () => performance.now(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    instance: hostname(),
  })
  const result = await prober.run(read.request)
  io.out(read.isJson ? `${JSON.stringify(told(result))}\n` : plain(result))
  if (result.verdict === 'fail') return EXIT.failed
  return result.verdict === 'unknown' || result.verdict === 'skipped' ? EXIT.unknown : EXIT.ok
}

async function readArguments(
  argv: readonly string[],
  io: Io,
): Promise<{ request: ProbeRequest; isJson: boolean } | undefined> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        setting: { type: 'string', multiple: true, default: [] },
        timeout: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const [kind = '', target, ...surplus] = positionals
    if (!isKind(kind)) throw new Error(`no such kind: ${kind || '(none)'}`)
    if (!target || surplus.length > 0) throw new Error('name one target')
    const timeoutMs = values.timeout === undefined ? undefined : Number(values.timeout)
    if (timeoutMs !== undefined && !(timeoutMs > 0)) throw new Error(`--timeout is no number: ${values.timeout}`)
    const given = await readSettings(values.setting)
    const settings = kind === 'tls' && !('anchors' in given) ? { ...given, anchors: [...rootCertificates] } : given
    return { request: { kind, target, settings, ...(timeoutMs ? { timeoutMs } : {}) }, isJson: values.json }
  } catch (error) {
    io.err(`${(error as Error).message}\n${USAGE}`)
    return undefined
  }
}

function isKind(text: string): text is ProbeKind {
  return PROBE_KINDS.some((kind) => kind === text)
}

async function readSettings(texts: readonly string[]): Promise<Record<string, unknown>> {
  const settings: Record<string, unknown> = {}
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at < 1) throw new Error(`--setting is NAME=VALUE: ${text}`)
    put(settings, text.slice(0, at).split('.'), await readValue(text.slice(at + 1)))
  }
  return settings
}

function put(into: Record<string, unknown>, [name = '', ...inner]: readonly string[], value: unknown): void {
  const known = Object.hasOwn(into, name) ? into[name] : undefined
  if (inner.length > 0) {
    const field = typeof known === 'object' && known !== null ? (known as Record<string, unknown>) : {}
    into[name] = field
    put(field, inner, value)
  } else if (known === undefined) into[name] = value
  else into[name] = [...(Array.isArray(known) ? known : [known]), value]
}

async function readValue(text: string): Promise<unknown> {
  if (text.startsWith('@')) {
    const bytes = await readFile(text.slice(1))
    return bytes.includes('-----BEGIN') ? bytes.toString('utf8') : bytes.toString('base64')
  }
  // A serial number or fingerprint in digits is text, not a number to be rounded.
  if (!/^(-?\d{1,15}(\.\d+)?|true|false|null|[[{"].*)$/s.test(text) || /^-?0\d/.test(text)) return text
  return JSON.parse(text)
}

function told({ kind, target, verdict, reasons, ...rest }: ProbeResult) {
  const withTexts = reasons.map((reason) => {
    const { problem, symptom, remedy } = reasonText(reason)
    return { ...reason, problem, text: symptom, advice: remedy }
  })
  return { kind, target, verdict, reasons: withTexts, ...rest }
}

const VERDICTS = { pass: '正常', warn: '警告', fail: '异常', unknown: '未能判断', skipped: '跳过' } as const

/** For people at a terminal: Chinese first. */
function plain({ kind, target, verdict, reasons, measured, durationMs }: ProbeResult): string {
  const lines = [`${kind} ${target}: ${VERDICTS[verdict]} / ${verdict} (${Math.round(durationMs)} ms)`]
  for (const reason of reasons) {
    const { problem, symptom, remedy } = reasonText(reason)
    lines.push(`  ${reason.code} [${reason.citation}]`)
    lines.push(`    ${problem.zh}：${symptom.zh}。${remedy.zh}。`)
    lines.push(`    ${problem.en}: ${symptom.en}. ${remedy.en}.`)
  }
  for (const [name, value] of Object.entries(measured)) lines.push(`  ${name} = ${value}`)
  return `${lines.join('\n')}\n`
}
