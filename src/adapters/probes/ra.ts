// ra: has a CANARY certificate issued, judges it, has it revoked, and looks for the revocation in OCSP.
// `POST /requests` (PKCS#10) → `{serial, certificate, issuer}`; `POST /revocations {serial, reason}`; `GET /health`.

import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { fromBase64 } from '#core/bytes/base64.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import { judge } from '#core/checks/check.ts'
import { type IssuedCertificate, RA_CHECKS, type RaEvidence } from '#core/checks/ra.ts'
import { judgeOcsp } from '#core/revocation/judge-ocsp.ts'
import { parseOcspResponse, writeOcspRequest } from '#core/revocation/ocsp.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgePath } from '#core/x509/path.ts'
import { generateKey, openSigner, type Signer } from '../keys/signer.ts'
import { makeCertificationRequest } from '../pkijs/request.ts'
import { oneCertificate } from './certificates.ts'
import { exchange, jsonBody, jsonOf, latencyMs } from './exchange.ts'
import type { Probe, ProbeDeps, Task } from './probe.ts'
import type { Recorder } from './recorder.ts'
import { readSettings } from './settings.ts'

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'

const THRESHOLDS = {
  expectUsages: z.array(z.string()).default(['digitalSignature', 'contentCommitment']),
  /** Dotted OIDs. */
  expectPurposes: z.array(z.string()).default([CLIENT_AUTH]),
  minSerialBytes: z.number().int().default(8),
  warnLatencyMs: z.number().positive().default(10_000),
  failLatencyMs: z.number().positive().default(60_000),
}

const SETTINGS = {
  ...THRESHOLDS,
  algorithm: z.enum(['rsa2048', 'p256', 'sm2']).default('sm2'),
  issuer: oneCertificate,
  /** Where the revocation must show; absent: not looked for. */
  ocspUrl: z.string().optional(),
  /** How long to look before giving up. */
  revocationWaitMs: z.number().min(0).default(2_000),
}

const LOOKS = 4

interface Desk extends Task {
  url: string
  issuer: Certificate
  ocspUrl?: string | undefined
  revocationWaitMs: number
}

export const raProbe: Probe = {
  id: 'ra/1',
  exchanges: 8,
  run: async (task, recorder, deps) => {
    const { algorithm, issuer, ocspUrl, revocationWaitMs, ...limits } = readSettings(SETTINGS, task.settings)
    const { expectUsages, expectPurposes, ...numbers } = limits
    recorder.thresholds({ ...numbers, expectUsages: expectUsages.join('+'), expectPurposes: expectPurposes.join('+') })
    const desk: Desk = { ...task, url: task.target.replace(/\/$/, ''), issuer, ocspUrl, revocationWaitMs }
    const health = { name: 'health', url: `${desk.url}/health`, timeoutMs: task.timeoutMs }
    if (!(await exchange(health, recorder, deps))) return
    const evidence = await issueAndRevoke(desk, openSigner(generateKey(algorithm)), recorder, deps)
    recorder.reasons(judge(RA_CHECKS, evidence, limits))
  },
}

async function issueAndRevoke(desk: Desk, key: Signer, recorder: Recorder, deps: ProbeDeps): Promise<RaEvidence> {
  const subject = { CN: `CANARY-${randomBytes(6).toString('hex')}`, OU: 'CANARY' }
  const body = await makeCertificationRequest({ subject, signer: key })
  recorder.keep('request', 'application/pkcs10', body)
  const headers = { 'content-type': 'application/pkcs10' }
  const request = { url: `${desk.url}/requests`, method: 'POST', body, headers, timeoutMs: desk.timeoutMs } as const
  const response = await deps.egress.fetch(request)
  recorder.phases(response.phasesMs)
  recorder.keep('issuance', response.headers['content-type'] ?? '', response.body)
  const issuanceMs = latencyMs(response)
  recorder.measure({ issuanceMs: Math.round(issuanceMs) })
  const at = deps.now()
  const answer = jsonOf(response) ?? {}
  if (response.status !== 200 && response.status !== 201) {
    const said = typeof answer.error === 'string' ? answer.error.slice(0, 120) : ''
    return { at, issuanceMs, refusal: `HTTP ${response.status} ${said}`.trim() }
  }
  const der = typeof answer.certificate === 'string' ? fromBase64(answer.certificate) : undefined
  const parsed = der && parseCertificate(der)
  if (!parsed?.ok) return { at, issuanceMs, refusal: parsed ? parsed.error.code : 'no certificate' }
  const certificate = parsed.value
  recorder.measure({ serial: toHex(certificate.serial) })
  const issued = await factsOf(certificate, desk.issuer, key, deps)
  return { at, issuanceMs, issued, ...(await revoke(certificate, desk, recorder, deps)) }
}

async function factsOf(
  certificate: Certificate,
  issuer: Certificate,
  key: Signer,
  { primitives, now }: ProbeDeps,
): Promise<IssuedCertificate> {
  const trust = { anchors: [issuer], intermediates: [], crls: [], ocsps: [], requireRevocation: false } as const
  const { steps } = await judgePath({ ...trust, target: certificate, at: now() }, primitives)
  const refused = steps
    .flatMap(({ findings }) => findings)
    .filter(({ effect }) => effect === 'fatal' || effect === 'unknown')
  return {
    hasOurKey: equalBytes(certificate.publicKeyInfo, key.spki),
    pathProblems: refused.map(({ code }) => code),
    usages: extensionOf(certificate, 'keyUsage'),
    purposes: extensionOf(certificate, 'extKeyUsage'),
    serialBytes: certificate.serial.length,
    notBefore: certificate.notBefore,
  }
}

async function revoke(
  certificate: Certificate,
  desk: Desk,
  recorder: Recorder,
  deps: ProbeDeps,
): Promise<Pick<RaEvidence, 'revocationRefusal' | 'seen'>> {
  const serial = toHex(certificate.serial)
  const body = jsonBody({ serial, reason: 'cessationOfOperation' })
  const headers = { 'content-type': 'application/json' }
  const request = { url: `${desk.url}/revocations`, method: 'POST', body, headers, timeoutMs: desk.timeoutMs } as const
  const response = await deps.egress.fetch(request)
  recorder.keep('revocation', response.headers['content-type'] ?? '', response.body)
  if (response.status !== 200) return { revocationRefusal: `HTTP ${response.status}` }
  if (desk.ocspUrl === undefined) return {}
  let status = 'none'
  const started = deps.monotonicMs()
  for (let look = 0; look < LOOKS && status !== 'revoked'; look++) {
    if (look > 0) await deps.pause(desk.revocationWaitMs / (LOOKS - 1))
    status = await ocspStatus(certificate, desk, desk.ocspUrl, recorder, deps)
  }
  const waitedMs = Math.round(deps.monotonicMs() - started)
  recorder.measure({ revocationStatus: status, revocationWaitedMs: waitedMs })
  return { seen: { serial, status, waitedMs } }
}

async function ocspStatus(
  { serial }: Certificate,
  { issuer, timeoutMs }: Desk,
  url: string,
  recorder: Recorder,
  deps: ProbeDeps,
): Promise<string> {
  const body = await writeOcspRequest({ issuer, serial, hash: 'sha1' }, deps.primitives)
  const question = {
    name: 'ocsp',
    url,
    method: 'POST',
    body,
    requestType: 'application/ocsp-request',
    timeoutMs,
  } as const
  const response = await exchange(question, recorder, deps)
  const parsed = response && parseOcspResponse(response.body)
  if (!parsed?.ok) return 'none'
  return (await judgeOcsp(parsed.value, { issuer, serial, at: deps.now() }, deps.primitives)).status
}
