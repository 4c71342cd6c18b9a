// What a digest below a signature or an imprint is worth, by the dated policy of certificates and by what a timestamp proves
// (EN 319 102-1 §5.2.8: an algorithm that has fallen since does not spoil a signature proven older).

import { defect, fatal, unknown } from './finding.ts'
import type { DigestAlgorithm } from './primitives.ts'
import type { Finding, Instant } from './verdict.ts'
import { type AlgorithmRule, DATED_POLICY } from './x509/algorithm-policy.ts'

const CLAUSE = 'EN 319 102-1 §5.2.8'

export interface AlgorithmTimes {
  /** When the judgement is made, or the moment it is asked for. */
  validation: Instant
  /** What a verified timestamp proves. */
  proven?: Instant
  /** Of the verification policy; absent: the product's own. */
  rules?: readonly AlgorithmRule[]
}

/**
 * A digest is refused from the day the policy deprecates it: documents, unlike certificates, are signed by people who could have
 * chosen better, and stay. Before that day it stands only when a timestamp proves the signature is that old, because today
 * anybody can make one and date it back.
 * @param where names the use, for the text: `signature`, `imprint`
 */
export function judgeDigest(algorithm: DigestAlgorithm, times: AlgorithmTimes, where: string): Finding[] {
  const rule = strictestFor(algorithm, times.rules ?? DATED_POLICY)
  if (!rule) return []
  const fell = Date.parse(rule.deprecatedFrom)
  const params = { algorithm: algorithm.toUpperCase(), where, since: rule.deprecatedFrom }
  if (times.proven !== undefined && times.proven < fell)
    return [defect('algorithm.weak-but-proven-old', CLAUSE, params)]
  if (times.validation < fell) {
    return [unknown('algorithm.weak-without-proof', CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', params)]
  }
  return [fatal('algorithm.weak', CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE', params)]
}

function strictestFor(algorithm: DigestAlgorithm, rules: readonly AlgorithmRule[]): AlgorithmRule | undefined {
  const concerned = rules.filter(({ subject }) => 'digest' in subject && subject.digest === algorithm)
  return concerned.sort((a, b) => Date.parse(a.deprecatedFrom) - Date.parse(b.deprecatedFrom))[0]
}
