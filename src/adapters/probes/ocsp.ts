// ocsp: asks a responder about three certificates whose standing is known, as a client would.

import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { toBase64 } from '#core/bytes/base64.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import { judge, type Reason } from '#core/checks/check.ts'
import { type Canary, type CanaryAnswer, OCSP_CHECKS } from '#core/checks/ocsp.ts'
import { judgeOcsp } from '#core/revocation/judge-ocsp.ts'
import { parseOcspResponse, writeOcspRequest } from '#core/revocation/ocsp.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { oneCertificate } from './certificates.ts'
import { exchange, latencyMs } from './exchange.ts'
import type { Probe, ProbeDeps } from './probe.ts'
import type { Recorder } from './recorder.ts'
import { readSettings } from './settings.ts'

/** Contents octets of a serial number from its hex text. */
export const serialText = z.string().transform((text, context) => {
  const serial = fromHex(text)
  if (serial && serial.length > 0) return serial
  context.addIssue({ code: 'custom', message: 'not a serial number in hex' })
  return z.NEVER
})

const SETTINGS = {
  issuer: oneCertificate,
  canaries: z.strictObject({ good: serialText, revoked: serialText, neverIssued: serialText.optional() }),
  /** Hash of the CertID. */
  hash: z.enum(['sha1', 'sha256', 'sm3']).default('sha1'),
  /** Also asks for the good canary by GET, as caches and proxies do. */
  alsoGet: z.boolean().default(true),
  sendNonce: z.boolean().default(true),
  wantsNonce: z.boolean().default(false),
  warnRemainingPercent: z.number().min(0).max(100).default(25),
  warnLatencyMs: z.number().positive().default(1_000),
  failLatencyMs: z.number().positive().default(5_000),
}

const NONCE_BYTES = 32

interface Question {
  name: string
  url: string
  canary: Canary
  serial: Uint8Array
  issuer: Certificate
  hash: 'sha1' | 'sha256' | 'sm3'
  nonce?: Uint8Array
  isGet: boolean
  timeoutMs: number
}

export const ocspProbe: Probe = {
  id: 'ocsp/1',
  exchanges: 4,
  run: async ({ target: url, settings, timeoutMs }, recorder, deps) => {
    const { issuer, canaries, hash, alsoGet, sendNonce, ...thresholds } = readSettings(SETTINGS, settings)
    const { wantsNonce: _, ...limits } = thresholds
    recorder.thresholds(limits)
    const shared = { url, issuer, hash, timeoutMs }
    const nonce = () => (sendNonce ? { nonce: new Uint8Array(randomBytes(NONCE_BYTES)) } : {})
    const post = (canary: Canary, serial: Uint8Array): Question => ({
      ...shared,
      ...nonce(),
      name: canary,
      canary,
      serial,
      isGet: false,
    })
    const questions: Question[] = [
      post('good', canaries.good),
      post('revoked', canaries.revoked),
      post('never-issued', canaries.neverIssued ?? freshSerial()),
      ...(alsoGet
        ? [{ ...shared, name: 'good by GET', canary: 'good' as const, serial: canaries.good, isGet: true }]
        : []),
    ]
    const answers: CanaryAnswer[] = []
    for (const question of questions) {
      const answer = await ask(question, recorder, deps)
      if (!answer) break
      answers.push(answer)
    }
    measure(recorder, answers)
    recorder.reasons(judge(OCSP_CHECKS, { at: deps.now(), answers }, thresholds))
  },
}

/** Nobody issues a serial number twice by chance: 128 bits, positive. */
function freshSerial(): Uint8Array {
  const serial = new Uint8Array(randomBytes(16))
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}

async function ask(question: Question, recorder: Recorder, deps: ProbeDeps): Promise<CanaryAnswer | undefined> {
  const { url, canary, serial, issuer, nonce, isGet, name, timeoutMs } = question
  const request = await writeOcspRequest(question, deps.primitives)
  const way = isGet
    ? { url: `${url.replace(/\/$/, '')}/${encodeURIComponent(toBase64(request))}` }
    : { url, method: 'POST' as const, body: request, requestType: 'application/ocsp-request' }
  const response = await exchange({ name, timeoutMs, maxRedirects: 3, ...way }, recorder, deps)
  if (!response) return undefined
  const parsed = parseOcspResponse(response.body)
  if (!parsed.ok) {
    recorder.reasons([malformed(parsed.error.code, parsed.error.offset)])
    return undefined
  }
  const judged = await judgeOcsp(
    parsed.value,
    { issuer, serial, at: deps.now(), ...(nonce ? { nonce } : {}) },
    deps.primitives,
  )
  return { canary, serial: toHex(serial), status: parsed.value.status, judged, latencyMs: latencyMs(response) }
}

function malformed(problem: string, offset: number): Reason {
  return { code: 'ocsp.response-malformed', verdict: 'fail', citation: 'RFC 6960 §4.2.1', params: { problem, offset } }
}

function measure(recorder: Recorder, answers: readonly CanaryAnswer[]): void {
  for (const { canary, judged } of answers) {
    const name = canary === 'never-issued' ? 'neverIssuedStatus' : `${canary}Status`
    recorder.measure({ [name]: judged.single?.certStatus.status ?? 'none' })
  }
  const single = answers[0]?.judged.single
  recorder.measure({
    latencyMs: answers.length === 0 ? null : Math.round(Math.max(...answers.map((answer) => answer.latencyMs))),
    thisUpdate: single ? new Date(single.thisUpdate).toISOString() : null,
    nextUpdate: single?.nextUpdate === undefined ? null : new Date(single.nextUpdate).toISOString(),
  })
}
