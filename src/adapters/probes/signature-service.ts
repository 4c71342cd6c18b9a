// seal and signing: a canary is sealed or signed, verified with our engine and with the server's, and once more with one byte changed.
// `POST /seal {document}` or `POST /sign {data, algorithm}` → `{signature}`; `POST /verify {document|data, signature}` → `{valid}`; base64.

import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { judge } from '#core/checks/check.ts'
import { certificateLasts, type SignatureAnswer, signatureServiceChecks } from '#core/checks/signature-service.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { judgeSealSignature } from '#core/seals/judge.ts'
import type { ReportBody } from '#core/verification-report.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import { certificateList } from './certificates.ts'
import { exchange, jsonBody, jsonOf, latencyMs } from './exchange.ts'
import type { Probe, ProbeDeps } from './probe.ts'
import type { Recorder } from './recorder.ts'
import { findingsOf, isAccepted, trustNow } from './reports.ts'
import { readSettings } from './settings.ts'

const COMMON = {
  anchors: certificateList,
  intermediates: certificateList.optional(),
  /** Further nodes of the same system, whose seals must be of the same kind. */
  nodes: z.array(z.strictObject({ name: z.string().min(1), url: z.string().min(1) })).default([]),
  warnCertificateDays: z.number().min(0).default(30),
  warnLatencyMs: z.number().positive().default(3_000),
  failLatencyMs: z.number().positive().default(10_000),
}

/** What makes the two kinds different. */
interface Dialect {
  prefix: 'seal' | 'sign'
  path: string
  /** Field of the bytes in every request. */
  field: 'document' | 'data'
}

const SEAL: Dialect = { prefix: 'seal', path: '/seal', field: 'document' }
const SIGN: Dialect = { prefix: 'sign', path: '/sign', field: 'data' }

interface Desk {
  dialect: Dialect
  name: string
  url: string
  /** More fields of the request, e.g. the algorithm. */
  fields: Readonly<Record<string, string>>
  anchors: readonly Certificate[]
  intermediates: readonly Certificate[]
  timeoutMs: number
}

export const sealProbe: Probe = {
  id: 'seal/1',
  exchanges: 12,
  run: async ({ target, settings, timeoutMs }, recorder, deps) => {
    const { nodes, anchors, intermediates = [], ...limits } = readSettings(COMMON, settings)
    const desks = [{ name: target, url: target }, ...nodes].map((node) => ({
      ...node,
      dialect: SEAL,
      fields: {},
      anchors,
      intermediates,
      timeoutMs,
    }))
    await visit(desks, limits, recorder, deps)
  },
}

export const signingProbe: Probe = {
  id: 'signing/1',
  exchanges: 12,
  run: async ({ target, settings, timeoutMs }, recorder, deps) => {
    const shape = {
      ...COMMON,
      algorithms: z
        .array(z.enum(['rsa', 'sm2']))
        .min(1)
        .default(['rsa', 'sm2']),
    }
    const { nodes, algorithms, anchors, intermediates = [], ...limits } = readSettings(shape, settings)
    const places = [{ name: target, url: target }, ...nodes]
    const desks = places.flatMap(({ name, url }) =>
      algorithms.map((algorithm) => ({
        name: `${name} ${algorithm}`,
        url,
        dialect: SIGN,
        fields: { algorithm },
        anchors,
        intermediates,
        timeoutMs,
      })),
    )
    await visit(desks, limits, recorder, deps)
  },
}

interface Limits {
  warnCertificateDays: number
  warnLatencyMs: number
  failLatencyMs: number
}

async function visit(desks: readonly Desk[], limits: Limits, recorder: Recorder, deps: ProbeDeps): Promise<void> {
  recorder.thresholds({ ...limits })
  const answers: SignatureAnswer[] = []
  const latencies: number[] = []
  for (const desk of desks) {
    const seen = await ask(desk, recorder, deps)
    if (!seen) return
    answers.push(seen.answer)
    latencies.push(seen.latencyMs)
  }
  const prefix = desks[0]?.dialect.prefix ?? 'seal'
  const slowestMs = Math.round(Math.max(...latencies))
  recorder.measure({ latencyMs: slowestMs, canaries: answers.length })
  recorder.reasons(judge(signatureServiceChecks(prefix), answers, limits))
  recorder.reasons(certificateLasts(prefix, answers, limits, deps.now()))
  if (slowestMs > limits.warnLatencyMs) {
    const verdict = slowestMs > limits.failLatencyMs ? 'fail' : 'warn'
    const thresholdMs = verdict === 'fail' ? limits.failLatencyMs : limits.warnLatencyMs
    const params = { latencyMs: slowestMs, thresholdMs }
    recorder.reasons([{ code: `${prefix}.slow`, verdict, citation: '运维默认阈值', params }])
  }
}

async function ask(
  desk: Desk,
  recorder: Recorder,
  deps: ProbeDeps,
): Promise<{ answer: SignatureAnswer; latencyMs: number } | undefined> {
  const { dialect, name, fields } = desk
  const canary = new Uint8Array(Buffer.from(`CANARY-${randomBytes(24).toString('hex')}`))
  const request = { [dialect.field]: toBase64(canary), ...fields }
  const response = await post(desk, dialect.path, 'signature', request, recorder, deps)
  if (!response) return undefined
  const text = jsonOf(response)?.signature
  const signature = typeof text === 'string' ? fromBase64(text) : undefined
  if (!signature) {
    const code = `${dialect.prefix}.response-malformed`
    recorder.reasons([{ code, verdict: 'fail', citation: '服务接口', params: { problem: 'field signature' } }])
    return undefined
  }
  const tampered = canary.slice()
  tampered[0] = (tampered[0] ?? 0) ^ 1
  const report = await judgeSignature(desk, signature, canary, deps)
  const answer: SignatureAnswer = {
    name,
    findings: findingsOf(report),
    isAccepted: isAccepted(report),
    isTamperedAccepted: isAccepted(await judgeSignature(desk, signature, tampered, deps)),
    serverAccepts: await serverAccepts(desk, 'verify', signature, canary, recorder, deps),
    serverAcceptsTampered: await serverAccepts(desk, 'verify tampered', signature, tampered, recorder, deps),
    ...factsOf(report),
  }
  return { answer, latencyMs: latencyMs(response) }
}

type Judged = ReportBody & Partial<Pick<Awaited<ReturnType<typeof judgeSealSignature>>, 'seal' | 'signature'>>

function judgeSignature(
  desk: Desk,
  file: Uint8Array,
  content: Uint8Array,
  { primitives, now }: ProbeDeps,
): Promise<Judged> {
  const request = { file, content, trust: trustNow(desk.anchors, desk.intermediates, now()) }
  return desk.dialect.prefix === 'seal' ? judgeSealSignature(request, primitives) : judgeCms(request, primitives)
}

function factsOf({ signers, seal, signature }: Judged): Partial<SignatureAnswer> {
  const certificate = signers[0]?.certificate
  return {
    ...(certificate ? { certificate: { subject: nameText(certificate.subject), notAfter: certificate.notAfter } } : {}),
    ...(signature ? { hasTimestamp: signature.timestamp !== undefined } : {}),
    ...(seal && signature ? { variant: `v${seal.version} ${signature.algorithm} ${seal.id}` } : {}),
  }
}

async function serverAccepts(
  desk: Desk,
  name: string,
  signature: Uint8Array,
  content: Uint8Array,
  recorder: Recorder,
  deps: ProbeDeps,
): Promise<boolean | null> {
  const request = { [desk.dialect.field]: toBase64(content), signature: toBase64(signature) }
  const response = await post(desk, '/verify', name, request, recorder, deps)
  const valid = response && jsonOf(response)?.valid
  return typeof valid === 'boolean' ? valid : null
}

function post(desk: Desk, path: string, name: string, body: object, recorder: Recorder, deps: ProbeDeps) {
  const request = {
    name: `${desk.name} ${name}`,
    url: `${desk.url.replace(/\/$/, '')}${path}`,
    method: 'POST',
    body: jsonBody(body),
    requestType: 'application/json',
    timeoutMs: desk.timeoutMs,
  } as const
  return exchange(request, recorder, deps)
}
