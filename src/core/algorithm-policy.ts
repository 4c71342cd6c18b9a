// Until when an algorithm may carry a signature. Dates follow NIST SP 800-131A (SHA-1, RSA and DSA below 2048 bits: not after
// 2013) and RFC 6151 (MD5); GB/T 39786 asks for SM2/SM3 in new systems and forbids nothing here (clause unverified).

import { defect, fatal, unknown } from './finding.ts'
import type { DigestAlgorithm } from './primitives.ts'
import type { Finding, Instant } from './verdict.ts'

const LAST_DAY: Partial<Record<DigestAlgorithm, Instant>> = {
  md5: Date.UTC(2009, 0, 1),
  sha1: Date.UTC(2014, 0, 1),
}

export interface AlgorithmTimes {
  /** When the judgement is made, or the moment it is asked for. */
  validation: Instant
  /** What a verified timestamp proves. */
  proven?: Instant
}

/**
 * What a digest below a signature is worth. A weak one is refused from its last day on; before that day it stands only when a
 * timestamp proves the signature is that old, because today anybody can make one and date it back.
 * @param where names the use, for the text: `signature`, `imprint`, …
 */
export function judgeDigest(algorithm: DigestAlgorithm, times: AlgorithmTimes, where: string): Finding[] {
  const lastDay = LAST_DAY[algorithm]
  if (lastDay === undefined) return []
  const clause = algorithm === 'md5' ? 'RFC 6151 §2' : 'NIST SP 800-131A'
  const params = { algorithm: algorithm.toUpperCase(), where }
  if (times.proven !== undefined && times.proven < lastDay)
    return [defect('algorithm.weak-but-proven-old', clause, params)]
  if (times.validation < lastDay) {
    return [unknown('algorithm.weak-without-proof', clause, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', params)]
  }
  return [fatal('algorithm.weak', clause, 'CRYPTO_CONSTRAINTS_FAILURE', params)]
}
