// May this OCSP answer be believed: does it speak of the certificate, is it signed by the issuer or by a responder the issuer
// itself appointed, is it current, does it answer our question (RFC 6960 §3.2, §4.2.2.2; RFC 8954).

import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Primitives } from '../primitives.ts'
import type { Finding, Instant, SubIndication } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf, findExtension } from '../x509/extensions.ts'
import { nameText, sameName } from '../x509/names.ts'
import { checkSignature } from '../x509/signatures.ts'
import { CLOCK_SKEW_MS, isoText } from './judge-crl.ts'
import { type BasicOcspResponse, type CertId, certIdOf, type OcspResponse, type SingleResponse } from './ocsp.ts'

/** An answer without nextUpdate is good for this long. */
export const MAX_AGE_MS = 24 * 3_600_000

/** Certificates in an answer that are tried as its signer. Real answers carry one or two. */
const MAX_RESPONDERS = 16

export interface OcspRequest {
  issuer: Certificate
  /** Contents octets of the serial number in question; absent: the answer is judged for the certificate it speaks of. */
  serial?: Uint8Array
  /** The moment revocation is judged for. */
  at: Instant
  /** Evidence issued up to here counts; default `at`. */
  evidenceUntil?: Instant
  /** What the question carried; absent: nothing is compared. */
  nonce?: Uint8Array
  /** The answer is judged as a document, not asked for a status now: being out of date is then a defect. */
  isDocument?: boolean
  sm2Id?: Uint8Array
}

export interface OcspJudgement {
  /** `unusable`: nothing may be concluded from the answer; the findings say why. */
  status: 'good' | 'revoked' | 'unknown' | 'unusable'
  findings: Finding[]
  single?: SingleResponse
  revokedAt?: Instant
  reason?: number
  /** Who signed, when the signature holds. */
  signer?: Certificate
  isSignatureGood: boolean
  /** The signer is the issuer, or was appointed by it. `unauthorisedBecause` is a stable word where not. */
  isAuthorised: boolean
  unauthorisedBecause?: 'not-issued-by-issuer' | 'purpose-missing' | 'outside-validity' | 'key-usage'
  /** The certificate of a delegated responder says that its own revocation need not be checked. */
  hasNoCheck?: boolean
}

export async function judgeOcsp(
  response: OcspResponse,
  request: OcspRequest,
  primitives: Primitives,
): Promise<OcspJudgement> {
  const { basic } = response
  if (!basic) return refused([fatal('ocsp.not-successful', 'RFC 6960 §4.2.1', { status: response.status })])
  const single = await singleFor(basic, request, primitives)
  const signing = await judgeSigner(basic, request, primitives)
  const findings = [
    ...(single ? timeFindings(single, basic, request) : [fatal('ocsp.certificate-not-covered', 'RFC 6960 §3.2')]),
    ...signing.findings,
    ...nonceFindings(basic, request),
    ...criticalFindings(basic, single),
  ]
  const isUsable = single !== undefined && findings.every(({ effect }) => effect !== 'fatal')
  const answer = isUsable ? single.certStatus : undefined
  return {
    ...signing,
    status: answer?.status ?? 'unusable',
    findings,
    ...(single && { single }),
    ...(answer?.status === 'revoked' && {
      revokedAt: answer.revokedAt,
      ...(answer.reason !== undefined && { reason: answer.reason }),
    }),
  }
}

function refused(findings: Finding[]): OcspJudgement {
  return { status: 'unusable', findings, isSignatureGood: false, isAuthorised: false }
}

/** Of an answer judged for itself; on a path a refused answer leaves the status open. The rest are SIG_CONSTRAINTS_FAILURE. */
const SUB_INDICATIONS: Readonly<Record<string, SubIndication>> = {
  'ocsp.signature-invalid': 'SIG_CRYPTO_FAILURE',
  'ocsp.algorithm-unsupported': 'CRYPTO_CONSTRAINTS_FAILURE',
  'ocsp.responder-not-found': 'NO_SIGNING_CERTIFICATE_FOUND',
  'ocsp.responder-not-authorised': 'CHAIN_CONSTRAINTS_FAILURE',
  'ocsp.not-yet-valid': 'NOT_YET_VALID',
  'ocsp.stale': 'EXPIRED',
}

function fatal(code: string, clause: string, params?: Finding['params']): Finding {
  const subIndication = SUB_INDICATIONS[code] ?? 'SIG_CONSTRAINTS_FAILURE'
  return { code, effect: 'fatal', subIndication, clause, ...(params && { params }) }
}

/** The CertID is recomputed with the hash the answer uses: two of three equal parts are not enough. */
async function singleFor(
  basic: BasicOcspResponse,
  { issuer, serial }: OcspRequest,
  primitives: Primitives,
): Promise<SingleResponse | undefined> {
  const known = new Map<string, CertId>()
  for (const single of basic.responses) {
    const { certId } = single
    const hash = digestAlgorithmOf(certId.hashAlgorithm.oid)
    if (!hash || (serial && !equalBytes(serial, certId.serial))) continue
    // Once per hash: an answer may hold ten thousand responses.
    const expected = known.get(hash) ?? (await certIdOf({ issuer, serial: certId.serial, hash }, primitives))
    known.set(hash, expected)
    const isSameName = equalBytes(expected.issuerNameHash, certId.issuerNameHash)
    if (isSameName && equalBytes(expected.issuerKeyHash, certId.issuerKeyHash)) return single
  }
  return undefined
}

type Signing = Pick<
  OcspJudgement,
  'findings' | 'signer' | 'isSignatureGood' | 'isAuthorised' | 'unauthorisedBecause' | 'hasNoCheck'
>

async function judgeSigner(basic: BasicOcspResponse, request: OcspRequest, primitives: Primitives): Promise<Signing> {
  const none = { isSignatureGood: false, isAuthorised: false }
  const candidates = [request.issuer, ...basic.certificates]
  const named: Certificate[] = []
  for (const one of candidates.slice(0, MAX_RESPONDERS)) if (await isResponder(basic, one, primitives)) named.push(one)
  if (named.length === 0) return { ...none, findings: [fatal('ocsp.responder-not-found', 'RFC 6960 §4.2.2.3')] }
  for (const signer of named) {
    const state = await checkSignature(primitives, basic, signer.publicKeyInfo, request.sm2Id)
    if (state === 'unsupported') {
      const params = { algorithm: basic.signatureAlgorithm.oid }
      return { ...none, findings: [fatal('ocsp.algorithm-unsupported', 'RFC 6960 §4.3', params)] }
    }
    if (state === 'good') return authorise(signer, request, primitives)
  }
  return { ...none, findings: [fatal('ocsp.signature-invalid', 'RFC 6960 §3.2')] }
}

async function isResponder(
  { responderId }: BasicOcspResponse,
  candidate: Certificate,
  primitives: Primitives,
): Promise<boolean> {
  if (responderId.kind === 'name') return sameName(responderId.name, candidate.subject)
  return equalBytes(responderId.hash, await primitives.digest('sha1', candidate.publicKeyBits))
}

/** RFC 6960 §4.2.2.2: the issuer itself, or a certificate issued directly by it with the purpose OCSPSigning. */
async function authorise(signer: Certificate, request: OcspRequest, primitives: Primitives): Promise<Signing> {
  const known = { signer, isSignatureGood: true }
  if (equalBytes(signer.publicKeyInfo, request.issuer.publicKeyInfo)) {
    return { ...known, isAuthorised: true, findings: [] }
  }
  const because = await unauthorised(signer, request, primitives)
  const hasNoCheck = findExtension(signer, OID.ocspNoCheck) !== undefined
  if (!because) return { ...known, isAuthorised: true, hasNoCheck, findings: [] }
  const params = { because, responder: nameText(signer.subject) }
  const finding = fatal('ocsp.responder-not-authorised', 'RFC 6960 §4.2.2.2', params)
  return { ...known, isAuthorised: false, unauthorisedBecause: because, hasNoCheck, findings: [finding] }
}

async function unauthorised(
  signer: Certificate,
  { issuer, at, evidenceUntil = at, sm2Id }: OcspRequest,
  primitives: Primitives,
): Promise<OcspJudgement['unauthorisedBecause']> {
  if (!sameName(signer.issuer, issuer.subject)) return 'not-issued-by-issuer'
  if ((await checkSignature(primitives, signer, issuer.publicKeyInfo, sm2Id)) !== 'good') return 'not-issued-by-issuer'
  if (!extensionOf(signer, 'extKeyUsage')?.includes(OID.ocspSigning)) return 'purpose-missing'
  const usage = extensionOf(signer, 'keyUsage')
  if (usage && !usage.includes('digitalSignature') && !usage.includes('contentCommitment')) return 'key-usage'
  const isCurrent = signer.notBefore <= evidenceUntil && at <= signer.notAfter
  return isCurrent ? undefined : 'outside-validity'
}

/** The last moment at which an answer is current; clocks may differ a little. */
export function freshUntil({ thisUpdate, nextUpdate }: Pick<SingleResponse, 'thisUpdate' | 'nextUpdate'>): Instant {
  return (nextUpdate ?? thisUpdate + MAX_AGE_MS) + CLOCK_SKEW_MS
}

function timeFindings(single: SingleResponse, basic: BasicOcspResponse, request: OcspRequest): Finding[] {
  const { at, evidenceUntil = at, isDocument = false } = request
  const findings: Finding[] = []
  const latest = evidenceUntil + CLOCK_SKEW_MS
  if (single.thisUpdate > latest || basic.producedAt > latest) {
    const params = { thisUpdate: isoText(single.thisUpdate), producedAt: isoText(basic.producedAt) }
    findings.push(fatal('ocsp.not-yet-valid', 'RFC 6960 §4.2.2.1', params))
  }
  if (freshUntil(single) < at) {
    const until = isoText(freshUntil(single) - CLOCK_SKEW_MS)
    const stale = fatal('ocsp.stale', 'RFC 6960 §4.2.2.1', { until })
    findings.push(isDocument ? { ...stale, effect: 'defect' } : stale)
  }
  if (single.nextUpdate !== undefined && single.nextUpdate < single.thisUpdate) {
    findings.push(fatal('ocsp.times-reversed', 'RFC 6960 §4.2.2.1'))
  }
  return findings
}

function nonceFindings(basic: BasicOcspResponse, { nonce }: OcspRequest): Finding[] {
  if (!nonce) return []
  if (!basic.nonce) return [{ code: 'ocsp.nonce-missing', effect: 'note', clause: 'RFC 8954 §2.1' }]
  return equalBytes(nonce, basic.nonce) ? [] : [fatal('ocsp.nonce-mismatch', 'RFC 8954 §2.1')]
}

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.ocspNonce, OID.ocspExtendedRevoked, OID.ocspArchiveCutoff])

function criticalFindings(basic: BasicOcspResponse, single: SingleResponse | undefined): Finding[] {
  return [...basic.extensions, ...(single?.extensions ?? [])]
    .filter(({ oid, critical }) => critical && !UNDERSTOOD.has(oid))
    .map(({ oid }) => fatal('ocsp.unknown-critical-extension', 'RFC 6960 §4.4', { oid }))
}
