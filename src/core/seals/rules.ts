// What a seal and a seal signature must keep, each rule one function (GM/T 0031-2014 §6.1.2, §6.2.3; GB/T 38540 adds the
// signer list and the timestamp, clause unverified).

import { type AlgorithmTimes, judgeDigest } from '../algorithm-policy.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import type { Octets } from '../bytes/octets.ts'
import { comparedDigests } from '../cms/evidence.ts'
import { isSm2Key } from '../cms/signer-certificate.ts'
import { defect, fatal, note, unknown } from '../finding.ts'
import type { DigestAlgorithm, Primitives } from '../primitives.ts'
import type { Evidence, Finding, Instant } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import type { Seal, SealSignature, SignerList } from './structure.ts'
import type { SealTime } from './time.ts'

export const SEAL_CLAUSE = 'GM/T 0031-2014 §6.1.2'
export const SIGNATURE_CLAUSE = 'GM/T 0031-2014 §6.2.3'
const LIST_CLAUSE = 'GB/T 38540-2020 (clause unverified)'

const iso = (instant: Instant) => new Date(instant).toISOString()

/** Tolerated deviations, each a defect that people can read. */
export function judgeDeviations(deviations: readonly string[]): Finding[] {
  return [...new Set(deviations)].map((code) => defect(code, LIST_CLAUSE))
}

/** The seal's own period at a moment: of the judgement for a seal alone, of signing for a seal signature. */
export function judgePeriod(seal: Seal, at: Instant): Finding[] {
  const params = { from: iso(seal.validFrom), until: iso(seal.validUntil), at: iso(at) }
  if (at < seal.validFrom) return [fatal('seals.not-yet-valid', SEAL_CLAUSE, 'NOT_YET_VALID', params)]
  if (at > seal.validUntil) return [fatal('seals.expired', SEAL_CLAUSE, 'EXPIRED', params)]
  return []
}

export function periodEvidence(seal: Seal, at: Instant): Evidence {
  return { at: iso(at), notBefore: iso(seal.validFrom), notAfter: iso(seal.validUntil) }
}

/** The signer's certificate is one of those the seal was made for, byte for byte or by digest. */
export async function judgeListed(
  signers: SignerList,
  certificate: Uint8Array,
  times: AlgorithmTimes,
  primitives: Primitives,
): Promise<Finding[]> {
  const refusal = [fatal('seals.signer-not-listed', LIST_CLAUSE, 'SIG_CONSTRAINTS_FAILURE')]
  if (signers.kind === 'certificates') {
    return signers.certificates.some((one) => equalBytes(one, certificate)) ? [] : refusal
  }
  for (const { algorithm, value } of signers.digests) {
    const digest = digestNamed(algorithm) ?? 'sm3'
    if (equalBytes(await primitives.digest(digest, certificate), value))
      return judgeDigest(digest, times, 'certificate')
  }
  return refusal
}

/** A digest by OID or by a name in free text: `SM3`, `SHA-256`, as CertDigestObj.type and CheckMethod of an OFD have it. */
export function digestNamed(name: string): DigestAlgorithm | undefined {
  const plain = name.trim().toLowerCase().replace(/[-_]/g, '')
  const known: readonly DigestAlgorithm[] = ['sm3', 'sha256', 'sha1', 'sha384', 'sha512', 'sha224', 'md5']
  return digestAlgorithmOf(name) ?? known.find((one) => one === plain)
}

export interface SealedOriginal {
  /** The octets whose digest the signature carries, e.g. Signature.xml. */
  content?: Octets
  /** That digest, when the caller has it already. */
  contentDigest?: Uint8Array
}

/** Digest of the original against dataHash: SM3 for SM2 signers, else SHA-1 or SHA-256 by length (GM/T 0031-2014 §6.2.3 e). */
export async function judgeDataHash(
  signature: SealSignature,
  signer: Certificate | undefined,
  original: SealedOriginal,
  times: AlgorithmTimes,
  primitives: Primitives,
): Promise<{ findings: Finding[]; evidence?: Evidence }> {
  const { content, contentDigest } = original
  if (!content && !contentDigest) {
    return { findings: [unknown('seals.original-missing', SIGNATURE_CLAUSE, 'SIGNED_DATA_NOT_FOUND')] }
  }
  const isSm2 = !signer || isSm2Key(signer)
  const algorithm = isSm2 ? 'sm3' : signature.dataHash.length === 20 ? 'sha1' : 'sha256'
  const computed = contentDigest ?? (await primitives.digest(algorithm, content as Octets))
  const evidence = comparedDigests(algorithm, signature.dataHash, computed)
  const findings = judgeDigest(algorithm, times, 'content')
  if (equalBytes(computed, signature.dataHash)) return { findings, evidence }
  const params = { claimed: toHex(signature.dataHash), computed: toHex(computed) }
  return { findings: [...findings, fatal('seals.data-hash', SIGNATURE_CLAUSE, 'HASH_FAILURE', params)], evidence }
}

/** Signing time inside the signer's certificate (GM/T 0031-2014 §6.2.3 d), and not ahead of the judgement. */
export function judgeSigningTime(
  time: SealTime,
  times: { claimed?: Instant; proven?: Instant; validation: Instant },
  signer: Certificate | undefined,
): Finding[] {
  const signing = times.proven ?? times.claimed
  if (signing === undefined) {
    return [unknown(time.token ? 'seals.time-token' : 'seals.time-unreadable', SIGNATURE_CLAUSE, 'NO_POE')]
  }
  const findings: Finding[] = []
  if (times.proven === undefined)
    findings.push(note('seals.time-claimed-only', SIGNATURE_CLAUSE, { time: iso(signing) }))
  if (signing > times.validation + 5 * 60 * 1000) {
    findings.push(fatal('seals.time-in-future', SIGNATURE_CLAUSE, 'TIMESTAMP_ORDER_FAILURE', { time: iso(signing) }))
  }
  if (signer && (signing < signer.notBefore || signing > signer.notAfter + 999)) {
    const params = { time: iso(signing), from: iso(signer.notBefore), until: iso(signer.notAfter) }
    findings.push(fatal('seals.signed-outside-certificate', SIGNATURE_CLAUSE, 'OUT_OF_BOUNDS_NO_POE', params))
  }
  return findings
}
