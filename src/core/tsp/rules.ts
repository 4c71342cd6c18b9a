// What a timestamp must say and who may say it (RFC 3161 §2.2–§2.4; RFC 5816 for ESSCertIDv2): each rule one function.

import { type AlgorithmTimes, judgeDigest } from '../algorithm-policy.ts'
import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import type { Octets } from '../bytes/octets.ts'
import { isSm3Alias } from '../cms/algorithms.ts'
import { comparedDigests } from '../cms/evidence.ts'
import { defect, fatal, note, unknown } from '../finding.ts'
import type { DigestAlgorithm, Primitives } from '../primitives.ts'
import { type Evidence, type Finding, type Instant, type Step, step } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { decodeExtension, extensionOf, findExtension } from '../x509/extensions.ts'
import { type GeneralName, generalNameKey, nameText, sameName } from '../x509/names.ts'
import type { TimestampInfo, TimestampQuery, TimestampResponse } from './token.ts'

/** A clock this far ahead is a clock; further ahead is a lie. */
export const CLOCK_TOLERANCE_MS = 5 * 60 * 1000
/** An accuracy beyond this excuses no time ahead: with years of it every date would do. */
const MAX_ACCURACY_MS = 60 * 60 * 1000

const FAILURES: Readonly<Record<number, string>> = {
  0: 'badAlg',
  2: 'badRequest',
  5: 'badDataFormat',
  14: 'timeNotAvailable',
  15: 'unacceptedPolicy',
  16: 'unacceptedExtension',
  17: 'addInfoNotAvailable',
  25: 'systemFailure',
}

/** PKIStatus granted or granted with modifications, and then a token; otherwise no token (RFC 3161 §2.4.2). */
export function judgeStatus(response: TimestampResponse): Finding[] {
  const clause = 'RFC 3161 §2.4.2'
  const isGranted = response.status === 0 || response.status === 1
  if (!isGranted) {
    const reasons = response.failures.map((bit) => FAILURES[bit] ?? `bit ${bit}`)
    const params = { status: response.status, reasons: [...reasons, ...response.texts].join('; ') }
    return [fatal('tsp.not-granted', clause, 'FORMAT_FAILURE', params)]
  }
  if (!response.token) return [fatal('tsp.token-missing', clause, 'FORMAT_FAILURE')]
  const findings = response.status === 1 ? [note('tsp.granted-with-modifications', clause)] : []
  // failInfo says why there is no token (RFC 3161 §2.4.2); next to one it contradicts.
  if (response.failures.length > 0) {
    const reasons = response.failures.map((bit) => FAILURES[bit] ?? `bit ${bit}`).join('; ')
    findings.push(fatal('tsp.failure-with-token', clause, 'FORMAT_FAILURE', { reasons }))
  }
  return findings
}

export interface ImprintEvidence {
  data?: Octets
  query?: TimestampQuery
  expected?: ExpectedImprint
}

/** A digest made by the caller: the root of a hash tree, or of data that are no longer at hand. */
export interface ExpectedImprint {
  digest: DigestAlgorithm
  hash: Uint8Array
}

/** The imprint is that of the data and of the query, by an algorithm that still binds (RFC 3161 §2.4.2). */
export async function judgeImprint(
  info: TimestampInfo,
  evidence: ImprintEvidence,
  times: AlgorithmTimes,
  primitives: Primitives,
): Promise<{ findings: Finding[]; evidence?: Evidence }> {
  const clause = 'RFC 3161 §2.4.2'
  const digest = digestAlgorithmOf(info.imprint.algorithm.oid)
  if (!digest) {
    const oid = info.imprint.algorithm.oid
    return { findings: [unknown('tsp.imprint-algorithm', clause, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', { oid })] }
  }
  const findings = judgeDigest(digest, times, 'imprint')
  if (isSm3Alias(info.imprint.algorithm.oid)) findings.push(defect('cms.sm3-alias', 'GM/T 0006 (clause unverified)'))
  const { data, query, expected } = evidence
  const computed = data ? await primitives.digest(digest, data) : expected?.hash
  const isSame = computed && equalBytes(computed, info.imprint.hash)
  if (computed && (!isSame || (expected && expected.digest !== digest))) {
    const params = { claimed: toHex(info.imprint.hash), computed: toHex(computed) }
    findings.push(fatal('tsp.imprint', clause, 'HASH_FAILURE', params))
  }
  if (!computed && !query) findings.push(unknown('tsp.data-missing', clause, 'SIGNED_DATA_NOT_FOUND'))
  return { findings, evidence: comparedDigests(digest, info.imprint.hash, computed) }
}

/** The answer fits the question: imprint, nonce, policy, certificate (RFC 3161 §2.4.2). */
export function judgeAgainstQuery(info: TimestampInfo, query: TimestampQuery, hasCertificates: boolean): Finding[] {
  const clause = 'RFC 3161 §2.4.2'
  const mismatch = (code: string) => fatal(code, clause, 'SIG_CONSTRAINTS_FAILURE')
  const findings: Finding[] = []
  const sameHash = equalBytes(query.imprint.hash, info.imprint.hash)
  const sameAlgorithm = digestAlgorithmOf(query.imprint.algorithm.oid) === digestAlgorithmOf(info.imprint.algorithm.oid)
  if (!sameHash || !sameAlgorithm) findings.push(fatal('tsp.imprint-not-queried', clause, 'HASH_FAILURE'))
  const sameNonce = query.nonce && info.nonce ? equalBytes(query.nonce, info.nonce) : !query.nonce && !info.nonce
  if (!sameNonce) findings.push(mismatch('tsp.nonce'))
  if (query.policy && query.policy !== info.policy) findings.push(mismatch('tsp.policy'))
  if (query.wantsCertificate && !hasCertificates) findings.push(defect('tsp.certificate-not-included', clause))
  if (!query.wantsCertificate && hasCertificates) findings.push(note('tsp.certificate-not-asked', clause))
  return findings
}

/** Version, serial number, and a time that is not ahead of the judgement. */
export function judgeInfo(info: TimestampInfo, at: Instant): Finding[] {
  const clause = 'RFC 3161 §2.4.2'
  const findings: Finding[] = []
  if (info.version !== 1) findings.push(fatal('tsp.version', clause, 'FORMAT_FAILURE', { version: info.version }))
  if ((info.serial[0] ?? 0) >= 0x80) findings.push(defect('tsp.serial-negative', clause))
  if (info.serial.length > 21) findings.push(defect('tsp.serial-too-long', clause, { bytes: info.serial.length }))
  const accuracyMs = Math.ceil((info.accuracyMicros ?? 0) / 1000)
  if (accuracyMs > MAX_ACCURACY_MS) findings.push(defect('tsp.accuracy-coarse', clause, { seconds: accuracyMs / 1000 }))
  const slackMs = CLOCK_TOLERANCE_MS + Math.min(accuracyMs, MAX_ACCURACY_MS)
  if (info.genTime > at + slackMs) {
    const params = { genTime: new Date(info.genTime).toISOString(), at: new Date(at).toISOString() }
    findings.push(fatal('tsp.time-in-future', clause, 'TIMESTAMP_ORDER_FAILURE', params))
  }
  const unknownCritical = info.extensions.find((extension) => extension.critical)
  if (unknownCritical) {
    findings.push(fatal('tsp.critical-extension', clause, 'SIG_CONSTRAINTS_FAILURE', { oid: unknownCritical.oid }))
  }
  return findings
}

/** A period that genTime must lie in, ends included: when an authority was trusted, or when a signer's certificate was valid. */
export interface TimeWindow {
  from?: Instant
  until?: Instant
}

export function judgeWindows(genTime: Instant, windows: readonly TimeWindow[]): Finding[] {
  const isInside = ({ from, until }: TimeWindow) =>
    (from === undefined || genTime >= from) && (until === undefined || genTime <= until)
  return windows.every(isInside) ? [] : [fatal('tsp.time-outside-window', 'RFC 3161 §4', 'TIMESTAMP_ORDER_FAILURE')]
}

/**
 * The authority's certificate is for timestamping only, says so critically, and was valid at genTime
 * (RFC 3161 §2.3; §4 item 1 for the time).
 * @param named what the token calls the authority: to identify it is the certificate reference's task, so a wrong name is a defect
 */
export function judgeAuthority(certificate: Certificate, genTime: Instant | undefined, named?: GeneralName): Finding[] {
  const clause = 'RFC 3161 §2.3'
  const refuse = (code: string) => fatal(code, clause, 'CHAIN_CONSTRAINTS_FAILURE')
  const findings: Finding[] = []
  const purposes = decodeExtension(certificate, 'extKeyUsage')
  if (!purposes) findings.push(refuse('tsp.eku-missing'))
  else if (!purposes.ok || !purposes.value.includes(OID.timeStamping)) findings.push(refuse('tsp.eku'))
  else if (purposes.value.length > 1) findings.push(refuse('tsp.eku-not-sole'))
  if (purposes && !findExtension(certificate, OID.extKeyUsage)?.critical) findings.push(refuse('tsp.eku-not-critical'))
  if (named && !isNameOf(named, certificate)) findings.push(defect('tsp.authority-name', 'RFC 3161 §2.4.2'))
  if (genTime !== undefined && (genTime < certificate.notBefore || genTime > certificate.notAfter + 999)) {
    findings.push(fatal('tsp.time-outside-certificate', 'RFC 3161 §4', 'TIMESTAMP_ORDER_FAILURE'))
  }
  return findings
}

/** The subject or one of the alternative names. */
function isNameOf(named: GeneralName, certificate: Certificate): boolean {
  if (named.kind === 'directory' && sameName(named.name, certificate.subject)) return true
  const names = extensionOf(certificate, 'subjectAltName') ?? []
  return names.some((one) => generalNameKey(one) === generalNameKey(named))
}

/** Reasons that say a key was given up and not lost. Left out: `unspecified`, which is also how silence is read. */
const HARMLESS_REASONS: ReadonlySet<unknown> = new Set(['affiliationChanged', 'superseded', 'cessationOfOperation'])

/**
 * An authority that gave up its key without losing it leaves its older tokens valid; whatever the reason else, anybody may have
 * the key and date tokens back (RFC 3161 §4 item 1).
 */
export function spareOlderTokens(path: Step, authority: Certificate | undefined, genTime: Instant): Step {
  const isSpared = ({ code, params }: Finding) =>
    code === 'revocation.revoked' &&
    authority !== undefined &&
    params?.certificate === nameText(authority.subject) &&
    HARMLESS_REASONS.has(params.reason) &&
    Date.parse(String(params.revokedAt)) > genTime
  if (!path.findings.some(isSpared)) return path
  const findings = path.findings.map((one) =>
    isSpared(one) ? note('tsp.authority-revoked-later', 'RFC 3161 §4', one.params) : one,
  )
  return step(path.id, path.clause, findings, path.evidence)
}
