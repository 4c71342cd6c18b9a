// Whether a served certificate has been revoked: from the stapled answer, else from the responder the certificate names, else from
// its list (RFC 6066 §8, RFC 6960, RFC 5280 §6.3). The egress policy decides whether that responder may be asked at all.

import { OID } from '#core/asn1/oids.ts'
import type { TlsRevocation } from '#core/checks/tls-evidence.ts'
import type { Primitives } from '#core/primitives.ts'
import { parseCrl } from '#core/revocation/crl.ts'
import { judgeOcsp, type OcspJudgement } from '#core/revocation/judge-ocsp.ts'
import { parseOcspResponse, writeOcspRequest } from '#core/revocation/ocsp.ts'
import { revocationStatus } from '#core/revocation/status.ts'
import type { Instant } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import type { Egress } from '../../egress/egress.ts'
import { EgressError } from '../../egress/error.ts'

/** When the list that a certificate names is fetched too. */
export const CRL_QUESTIONS = ['never', 'fallback', 'always'] as const

export interface RevocationQuestion {
  certificate: Certificate
  isCa: boolean
  /** Absent when nobody sent or configured it: then nothing can be asked. */
  issuer: Certificate | undefined
  staple: Uint8Array | undefined
  at: Instant
  timeoutMs: number
  /** `fallback`: when nobody else gave an answer. */
  askCrl: (typeof CRL_QUESTIONS)[number]
}

export async function revocationOf(
  question: RevocationQuestion,
  egress: Egress,
  primitives: Primitives,
): Promise<TlsRevocation> {
  const online = await onlineAnswer(question, egress, primitives)
  const { issuer, askCrl } = question
  if (!issuer || askCrl === 'never' || (askCrl === 'fallback' && online.status !== 'unknown')) return online
  const list = await listAnswer(question, issuer, egress, primitives)
  if (online.status === 'good' && list?.status === 'revoked')
    return { ...online, contradicts: true, problem: list.problem }
  // A broken staple is told as that, whatever the list says.
  return online.status === 'unknown' && online.source !== 'staple' && list ? list : online
}

export async function onlineAnswer(
  question: RevocationQuestion,
  egress: Egress,
  primitives: Primitives,
): Promise<TlsRevocation> {
  const { issuer, staple } = question
  if (!issuer) return { source: 'none', status: 'unknown', problem: 'issuer not known' }
  if (staple) return { source: 'staple', ...(await judged(staple, question, issuer, primitives)) }
  const url = responderOf(question.certificate)
  if (!url) return { source: 'none', status: 'unknown', problem: 'no responder named' }
  const answer = await ask(url, question, issuer, egress, primitives)
  if (typeof answer === 'string') return { source: 'responder', status: 'unknown', problem: answer }
  return { source: 'responder', ...(await judged(answer, question, issuer, primitives)) }
}

/** A list above this is no list of a site's CA. */
const MAX_LIST_BYTES = 64 * 1024 * 1024

/** What the first list says that can be had and believed; nothing where there is none. */
export async function listAnswer(
  { certificate, isCa, at, timeoutMs }: Pick<RevocationQuestion, 'certificate' | 'isCa' | 'at' | 'timeoutMs'>,
  issuer: Certificate,
  egress: Egress,
  primitives: Primitives,
): Promise<TlsRevocation | undefined> {
  for (const url of listsOf(certificate).slice(0, 2)) {
    const response = await egress
      .fetch({ url, timeoutMs, maxRedirects: 3, maxBytes: MAX_LIST_BYTES })
      .catch((error: unknown) => {
        if (error instanceof EgressError) return undefined
        throw error
      })
    const read = response?.status === 200 ? parseCrl(response.body) : undefined
    if (!read?.ok) continue
    const request = { certificate, issuer, isCa, signers: [issuer], crls: [read.value], ocsps: [], at }
    const { status } = await revocationStatus(request, primitives)
    if (status === 'good' || status === 'revoked')
      return { source: 'crl', status, problem: status === 'revoked' ? url : '' }
  }
  return undefined
}

/** Whether it says where to ask about it. */
export function namesRevocationSource(certificate: Certificate): boolean {
  return responderOf(certificate) !== undefined || listsOf(certificate).length > 0
}

function listsOf(certificate: Certificate): string[] {
  const points = extensionOf(certificate, 'crlDistributionPoints') ?? []
  const names = points.flatMap(({ name }) => name?.fullName ?? [])
  return names.flatMap((one) => (one.kind === 'uri' && /^http:/i.test(one.text) ? [one.text] : []))
}

function responderOf(certificate: Certificate): string | undefined {
  for (const { method, location } of extensionOf(certificate, 'authorityInfoAccess') ?? []) {
    if (method === OID.ocsp && location.kind === 'uri' && /^http:/i.test(location.text)) return location.text
  }
  return undefined
}

/** The answer, or a word for why there is none. */
async function ask(
  url: string,
  { certificate, timeoutMs }: RevocationQuestion,
  issuer: Certificate,
  egress: Egress,
  primitives: Primitives,
): Promise<Uint8Array | string> {
  const body = await writeOcspRequest({ issuer, serial: certificate.serial, hash: 'sha1' }, primitives)
  const headers = { 'content-type': 'application/ocsp-request' }
  try {
    const response = await egress.fetch({ url, method: 'POST', body, headers, timeoutMs, maxRedirects: 3 })
    return response.status === 200 ? response.body : `HTTP ${response.status}`
  } catch (error) {
    if (error instanceof EgressError) return error.problem
    throw error
  }
}

async function judged(
  der: Uint8Array,
  { certificate, at }: RevocationQuestion,
  issuer: Certificate,
  primitives: Primitives,
): Promise<Pick<TlsRevocation, 'status' | 'problem'>> {
  const parsed = parseOcspResponse(der)
  if (!parsed.ok) return { status: 'unknown', problem: parsed.error.code }
  const judgement = await judgeOcsp(parsed.value, { issuer, serial: certificate.serial, at }, primitives)
  return judgement.status === 'unusable'
    ? { status: 'unknown', problem: refusalOf(judgement) }
    : { status: judgement.status, problem: '' }
}

function refusalOf({ findings }: OcspJudgement): string {
  return findings.find(({ effect }) => effect === 'fatal')?.code ?? 'unusable'
}
