// Is a revocation list good enough to answer from: signed by somebody who may, current, and fully understood
// (RFC 5280 §5.2, §6.3.3 (f) and (g)). What it says about one certificate is decided in status.ts.

import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Primitives } from '../primitives.ts'
import type { Finding, Instant } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf, malformationOf } from '../x509/extensions.ts'
import { nameText, sameName } from '../x509/names.ts'
import { checkSignature } from '../x509/signatures.ts'
import type { Crl } from './crl.ts'

/** Clocks of CAs and relying parties may differ by this much. */
export const CLOCK_SKEW_MS = 5 * 60_000

export interface CrlRequest {
  /** Certificates that may have signed the list; those with another subject are ignored. */
  signers: readonly Certificate[]
  /** The moment revocation is judged for. */
  at: Instant
  /** Evidence issued up to here counts; default `at`. Later than `at` when old signatures are judged from today's evidence. */
  evidenceUntil?: Instant
  /** A list without what RFC 5280 §5 says it must have is refused, not only remarked on. */
  isStrict?: boolean
  /** Says whether a signer leads to the same trust anchor; absent: every signer given is trusted already. */
  isTrusted?: (signer: Certificate) => Promise<boolean>
  /** DER SubjectPublicKeyInfo of a signer; absent: the one in its certificate. DSA keys may inherit parameters. */
  publicKeyOf?: (signer: Certificate) => Uint8Array
  sm2Id?: Uint8Array
}

export interface CrlJudgement {
  /** Nothing fatal among the findings. */
  isUsable: boolean
  /** Who signed it, when the signature holds. */
  signer?: Certificate
  findings: Finding[]
}

export async function judgeCrl(crl: Crl, request: CrlRequest, primitives: Primitives): Promise<CrlJudgement> {
  const { signer, findings: signing } = await judgeSignature(crl, request, primitives)
  const findings = [...signing, ...freshness(crl, request), ...formProblems(crl, request.isStrict ?? false)]
  return { isUsable: findings.every(({ effect }) => effect !== 'fatal'), ...(signer && { signer }), findings }
}

function fatal(crl: Crl, code: string, clause: string, params: Finding['params'] = {}): Finding {
  return { code, effect: 'fatal', clause, params: { crl: nameText(crl.issuer), ...params } }
}

async function judgeSignature(
  crl: Crl,
  request: CrlRequest,
  primitives: Primitives,
): Promise<{ signer?: Certificate; findings: Finding[] }> {
  const candidates = request.signers.filter((one) => sameName(one.subject, crl.issuer)).sort(byKeyIdentifier(crl))
  if (candidates.length === 0) return { findings: [fatal(crl, 'crl.signer-not-found', 'RFC 5280 §6.3.3 (f)')] }
  let best: Finding | undefined
  for (const signer of candidates) {
    const problem = await signerProblem(crl, signer, request, primitives)
    if (!problem) return { signer, findings: [] }
    best = moreTelling(best, problem)
  }
  return { findings: best ? [best] : [] }
}

/** The candidate that came furthest explains the refusal best. */
const TELLING = [
  'crl.signature-invalid',
  'crl.algorithm-unsupported',
  'crl.signer-not-trusted',
  'crl.signer-may-not-sign',
]

function moreTelling(a: Finding | undefined, b: Finding): Finding {
  return a && TELLING.indexOf(a.code) >= TELLING.indexOf(b.code) ? a : b
}

/** The certificate the list points at by key identifier is tried first. */
function byKeyIdentifier(crl: Crl): (a: Certificate, b: Certificate) => number {
  const wanted = extensionOf(crl, 'authorityKeyIdentifier')?.keyIdentifier
  const rank = (one: Certificate) => {
    const own = extensionOf(one, 'subjectKeyIdentifier')
    return wanted && own && equalBytes(wanted, own) ? 0 : 1
  }
  return (a, b) => rank(a) - rank(b)
}

async function signerProblem(
  crl: Crl,
  signer: Certificate,
  request: CrlRequest,
  primitives: Primitives,
): Promise<Finding | undefined> {
  const key = request.publicKeyOf?.(signer) ?? signer.publicKeyInfo
  const state = await checkSignature(primitives, crl, key, request.sm2Id)
  if (state === 'bad') return fatal(crl, 'crl.signature-invalid', 'RFC 5280 §6.3.3 (g)')
  if (state === 'unsupported') {
    return fatal(crl, 'crl.algorithm-unsupported', 'RFC 5280 §5.1.1.2', { algorithm: crl.signatureAlgorithm.oid })
  }
  const usage = extensionOf(signer, 'keyUsage')
  if (usage && !usage.includes('cRLSign')) return fatal(crl, 'crl.signer-may-not-sign', 'RFC 5280 §6.3.3 (f)')
  if (request.isTrusted && !(await request.isTrusted(signer))) {
    return fatal(crl, 'crl.signer-not-trusted', 'RFC 5280 §6.3.3 (f)')
  }
  return undefined
}

function freshness(crl: Crl, { at, evidenceUntil = at, isStrict }: CrlRequest): Finding[] {
  const findings: Finding[] = []
  if (crl.thisUpdate > evidenceUntil + CLOCK_SKEW_MS) {
    findings.push(fatal(crl, 'crl.not-yet-valid', 'RFC 5280 §5.1.2.4', { thisUpdate: isoText(crl.thisUpdate) }))
  }
  if (crl.nextUpdate === undefined) {
    const effect = isStrict ? 'fatal' : 'defect'
    findings.push({ ...fatal(crl, 'crl.next-update-missing', 'RFC 5280 §5.1.2.5'), effect })
  } else if (crl.nextUpdate < at) {
    findings.push(fatal(crl, 'crl.stale', 'RFC 5280 §6.3.3 (a)', { nextUpdate: isoText(crl.nextUpdate) }))
  }
  return findings
}

export function isoText(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** Extensions this code acts on; another critical one means the list may say something we would miss. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.authorityKeyIdentifier,
  OID.issuerAltName,
  OID.crlNumber,
  OID.deltaCrlIndicator,
  OID.issuingDistributionPoint,
  OID.freshestCrl,
  OID.authorityInfoAccess,
])

/** RFC 5280 says which extensions of a list must and must not be critical. */
function strictProblems(crl: Crl): Finding[] {
  return crl.extensions
    .filter(({ oid, critical }) => critical !== MUST_BE_CRITICAL.has(oid) && RULED.has(oid))
    .map(({ oid }) => fatal(crl, 'crl.extension-criticality', 'RFC 5280 §5.2', { oid }))
}

const MUST_BE_CRITICAL: ReadonlySet<string> = new Set([OID.deltaCrlIndicator, OID.issuingDistributionPoint])
const RULED: ReadonlySet<string> = new Set([
  ...MUST_BE_CRITICAL,
  OID.crlNumber,
  OID.authorityKeyIdentifier,
  OID.freshestCrl,
])

function formProblems(crl: Crl, isStrict: boolean): Finding[] {
  const findings: Finding[] = []
  const seen = new Set<string>()
  for (const extension of crl.extensions) {
    const { oid, critical } = extension
    const params = { oid }
    if (critical && !UNDERSTOOD.has(oid)) {
      findings.push(fatal(crl, 'crl.unknown-critical-extension', 'RFC 5280 §5.2', params))
    }
    if (seen.has(oid)) findings.push(fatal(crl, 'crl.duplicate-extension', 'RFC 5280 §4.2', params))
    if (malformationOf(extension)) findings.push(fatal(crl, 'crl.malformed-extension', 'RFC 5280 §5.2', params))
    seen.add(oid)
  }
  for (const oid of crl.unknownCriticalEntryExtensions) {
    findings.push(fatal(crl, 'crl.unknown-critical-entry-extension', 'RFC 5280 §5.3', { oid }))
  }
  if (isStrict) findings.push(...strictProblems(crl))
  if (crl.innerSignature.oid !== crl.signatureAlgorithm.oid) {
    findings.push(fatal(crl, 'crl.algorithms-differ', 'RFC 5280 §5.1.1.2'))
  }
  if (!seen.has(OID.crlNumber)) {
    findings.push({ ...fatal(crl, 'crl.number-missing', 'RFC 5280 §5.2.3'), effect: isStrict ? 'fatal' : 'note' })
  }
  return findings
}
