// Whether a served certificate has been revoked: from the stapled answer, else from the responder the certificate names
// (RFC 6066 §8, RFC 6960). The egress policy decides whether that responder may be asked at all.

import { OID } from '#core/asn1/oids.ts'
import type { TlsRevocation } from '#core/checks/tls.ts'
import type { Primitives } from '#core/primitives.ts'
import { judgeOcsp, type OcspJudgement } from '#core/revocation/judge-ocsp.ts'
import { parseOcspResponse, writeOcspRequest } from '#core/revocation/ocsp.ts'
import type { Instant } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import type { Egress } from '../../egress/egress.ts'
import { EgressError } from '../../egress/error.ts'

export interface RevocationQuestion {
  leaf: Certificate
  /** Absent when nobody sent or configured it: then nothing can be asked. */
  issuer: Certificate | undefined
  staple: Uint8Array | undefined
  at: Instant
  timeoutMs: number
}

export async function revocationOf(
  question: RevocationQuestion,
  egress: Egress,
  primitives: Primitives,
): Promise<TlsRevocation> {
  const { issuer, staple } = question
  if (!issuer) return { source: 'none', status: 'unknown', problem: 'issuer not known' }
  if (staple) return { source: 'staple', ...(await judged(staple, question, issuer, primitives)) }
  const url = responderOf(question.leaf)
  if (!url) return { source: 'none', status: 'unknown', problem: 'no responder named' }
  const answer = await ask(url, question, issuer, egress, primitives)
  if (typeof answer === 'string') return { source: 'responder', status: 'unknown', problem: answer }
  return { source: 'responder', ...(await judged(answer, question, issuer, primitives)) }
}

function responderOf(leaf: Certificate): string | undefined {
  for (const { method, location } of extensionOf(leaf, 'authorityInfoAccess') ?? []) {
    if (method === OID.ocsp && location.kind === 'uri' && /^http:/i.test(location.text)) return location.text
  }
  return undefined
}

/** The answer, or a word for why there is none. */
async function ask(
  url: string,
  { leaf, timeoutMs }: RevocationQuestion,
  issuer: Certificate,
  egress: Egress,
  primitives: Primitives,
): Promise<Uint8Array | string> {
  const body = await writeOcspRequest({ issuer, serial: leaf.serial, hash: 'sha1' }, primitives)
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
  { leaf, at }: RevocationQuestion,
  issuer: Certificate,
  primitives: Primitives,
): Promise<Pick<TlsRevocation, 'status' | 'problem'>> {
  const parsed = parseOcspResponse(der)
  if (!parsed.ok) return { status: 'unknown', problem: parsed.error.code }
  const judgement = await judgeOcsp(parsed.value, { issuer, serial: leaf.serial, at }, primitives)
  return judgement.status === 'unusable'
    ? { status: 'unknown', problem: refusalOf(judgement) }
    : { status: judgement.status, problem: '' }
}

function refusalOf({ findings }: OcspJudgement): string {
  return findings.find(({ effect }) => effect === 'fatal')?.code ?? 'unusable'
}
