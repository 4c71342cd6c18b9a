// Which algorithms and key sizes are good enough on which day. The dates are data: NIST SP 800-131A, FIPS 186-5, CA/B Forum
// ballots and published breaks (clauses unverified). An auth level, as OpenSSL numbers them, can stand in for the dates.

import type { DigestAlgorithm } from '../primitives.ts'
import type { Effect, Instant } from '../verdict.ts'
import { signatureSchemeOf } from './algorithms.ts'
import type { AlgorithmIdentifier } from './certificate.ts'
import { type KeyFamily, keyStrength } from './key.ts'
import type { PublicKeyInfo } from './parse.ts'

export interface AlgorithmRule {
  /** What it speaks of: a hash in a signature, or a key family below a size. */
  subject: { digest: DigestAlgorithm } | { family: KeyFamily; belowBits: number }
  /** Reported as a defect from this day, refused from that day; ISO dates. */
  deprecatedFrom: string
  refusedFrom: string
}

export type AlgorithmPolicy = readonly AlgorithmRule[] | { authLevel: number }

export const DATED_POLICY: readonly AlgorithmRule[] = [
  { subject: { digest: 'md5' }, deprecatedFrom: '2004-08-18', refusedFrom: '2009-01-01' },
  { subject: { digest: 'sha1' }, deprecatedFrom: '2014-01-01', refusedFrom: '2022-12-15' },
  { subject: { family: 'rsa', belowBits: 1024 }, deprecatedFrom: '1970-01-01', refusedFrom: '2010-01-01' },
  { subject: { family: 'rsa', belowBits: 2048 }, deprecatedFrom: '2011-01-01', refusedFrom: '2014-01-01' },
  { subject: { family: 'dsa', belowBits: 1024 }, deprecatedFrom: '1970-01-01', refusedFrom: '2010-01-01' },
  { subject: { family: 'dsa', belowBits: 2048 }, deprecatedFrom: '2011-01-01', refusedFrom: '2024-02-03' },
  { subject: { family: 'ec', belowBits: 224 }, deprecatedFrom: '2011-01-01', refusedFrom: '2014-01-01' },
]

export interface AlgorithmProblem {
  code: 'path.digest-weak' | 'path.key-weak'
  effect: Effect
  algorithm: string
}

/** What is wrong with the hash of a signature on the day `at`. Unknown algorithms are the signature check's to report. */
export function digestProblem(
  algorithm: AlgorithmIdentifier,
  policy: AlgorithmPolicy,
  at: Instant,
): AlgorithmProblem | undefined {
  const scheme = signatureSchemeOf(algorithm)
  if (!scheme.ok || scheme.value.scheme === 'ed25519' || scheme.value.scheme === 'ed448') return undefined
  const { digest } = scheme.value
  const effect = 'authLevel' in policy ? levelEffect(digestBits(digest), policy) : datedEffect(policy, at, { digest })
  return effect && { code: 'path.digest-weak', effect, algorithm: digest }
}

/** What is wrong with a key on the day `at`. A key whose size cannot be read verifies nothing anyway. */
export function keyProblem(key: PublicKeyInfo, policy: AlgorithmPolicy, at: Instant): AlgorithmProblem | undefined {
  const strength = keyStrength(key)
  if (!strength) return undefined
  const { family, bits } = strength
  const effect =
    'authLevel' in policy ? levelEffect(securityBits(family, bits), policy) : datedEffect(policy, at, { family, bits })
  return effect && { code: 'path.key-weak', effect, algorithm: `${family}-${bits}` }
}

type Measured = { digest: DigestAlgorithm } | { family: KeyFamily; bits: number }

function datedEffect(rules: readonly AlgorithmRule[], at: Instant, measured: Measured): Effect | undefined {
  let effect: Effect | undefined
  for (const rule of rules) {
    if (!concerns(rule, measured) || at < Date.parse(rule.deprecatedFrom)) continue
    effect = at >= Date.parse(rule.refusedFrom) || effect === 'fatal' ? 'fatal' : 'defect'
  }
  return effect
}

function concerns({ subject }: AlgorithmRule, measured: Measured): boolean {
  if ('digest' in subject) return 'digest' in measured && measured.digest === subject.digest
  return 'family' in measured && measured.family === subject.family && measured.bits < subject.belowBits
}

const LEVEL_BITS = [0, 80, 112, 128, 192, 256]

function levelEffect(bits: number, { authLevel }: { authLevel: number }): Effect | undefined {
  return bits < (LEVEL_BITS[authLevel] ?? 256) ? 'fatal' : undefined
}

/** Collision strength, with the published attacks on MD5 and SHA-1 taken into account (as OpenSSL counts them). */
function digestBits(digest: DigestAlgorithm): number {
  const known: Partial<Record<DigestAlgorithm, number>> = { md5: 39, sha1: 63, sha224: 112, sm3: 128, shake256: 256 }
  return known[digest] ?? Number(digest.slice(-3)) / 2
}

/** NIST SP 800-57 part 1, table 2 (clause unverified). */
function securityBits(family: KeyFamily, bits: number): number {
  if (family !== 'rsa' && family !== 'dsa') return Math.floor(bits / 2)
  const steps = [
    [15360, 256],
    [7680, 192],
    [3072, 128],
    [2048, 112],
    [1024, 80],
  ] as const
  return steps.find(([least]) => bits >= least)?.[1] ?? 0
}
