// Which algorithms and key sizes are good enough on which day, as dated data, and what that says of a certificate, of a signature and
// of a digest, now or at the moment a timestamp proves (EN 319 102-1 §5.2.8). An auth level, as OpenSSL numbers them, can stand in.

import { defect, fatal, unknown } from './finding.ts'
import type { DigestAlgorithm } from './primitives.ts'
import type { Effect, Finding, Instant } from './verdict.ts'
import { signatureSchemeOf } from './x509/algorithms.ts'
import type { AlgorithmIdentifier } from './x509/certificate.ts'
import { type KeyFamily, keyStrength } from './x509/key.ts'
import type { PublicKeyInfo } from './x509/parse.ts'

export interface AlgorithmRule {
  /** What it speaks of: a hash in a signature, or a key family below a size. */
  subject: { digest: DigestAlgorithm } | { family: KeyFamily; belowBits: number }
  /** In certificates and keys a defect from this day, refused from that day; ISO dates. */
  deprecatedFrom: string
  refusedFrom: string
  /** Who says so. None of these clauses was verified against its text. */
  source?: string
}

export type AlgorithmPolicy = readonly AlgorithmRule[] | { authLevel: number }

/** When the dates below were written down: later ones were announced then, earlier ones had passed. */
export const POLICY_EDITION = '2026-11-21'

const SP_800_131A = 'NIST SP 800-131A (clause unverified)'
const IR_8547 = 'NIST IR 8547, draft (clause unverified)'
const LONG_BROKEN = '1970-01-01'

export const DATED_POLICY: readonly AlgorithmRule[] = [
  {
    subject: { digest: 'md5' },
    deprecatedFrom: '2004-08-18',
    refusedFrom: '2009-01-01',
    source: 'collisions published 2004, rogue CA 2008',
  },
  { subject: { digest: 'sha1' }, deprecatedFrom: '2014-01-01', refusedFrom: '2022-12-15', source: SP_800_131A },
  { subject: { digest: 'sha224' }, deprecatedFrom: '2031-01-01', refusedFrom: '2036-01-01', source: IR_8547 },
  { ...keys('rsa', 1024), deprecatedFrom: LONG_BROKEN, refusedFrom: '2010-01-01', source: SP_800_131A },
  { ...keys('rsa', 2048), deprecatedFrom: '2011-01-01', refusedFrom: '2014-01-01', source: SP_800_131A },
  { ...keys('rsa', 3072), deprecatedFrom: '2031-01-01', refusedFrom: '2036-01-01', source: IR_8547 },
  { ...keys('dsa', 1024), deprecatedFrom: LONG_BROKEN, refusedFrom: '2010-01-01', source: SP_800_131A },
  {
    ...keys('dsa', 2048),
    deprecatedFrom: '2011-01-01',
    refusedFrom: '2024-02-03',
    source: 'FIPS 186-5 (clause unverified)',
  },
  { ...keys('ec', 224), deprecatedFrom: '2011-01-01', refusedFrom: '2014-01-01', source: SP_800_131A },
  { ...keys('ec', 256), deprecatedFrom: '2031-01-01', refusedFrom: '2036-01-01', source: IR_8547 },
]

function keys(family: KeyFamily, belowBits: number): Pick<AlgorithmRule, 'subject'> {
  return { subject: { family, belowBits } }
}

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
 * A digest below a signature or an imprint is refused from the day the policy deprecates it: documents, unlike certificates, are
 * signed by people who could have chosen better, and stay. A day that was still to come when the policy was written changes nothing
 * before it. One that had passed does: before it a digest stands only when a timestamp proves the signature is that old, because
 * today anybody can make one and date it back.
 * @param where names the use, for the text: `signature`, `imprint`
 */
export function judgeDigest(algorithm: DigestAlgorithm, times: AlgorithmTimes, where: string): Finding[] {
  const rule = strictestFor(algorithm, times.rules ?? DATED_POLICY)
  if (!rule) return []
  const fell = Date.parse(rule.deprecatedFrom)
  if (times.validation < fell && fell > Date.parse(POLICY_EDITION)) return []
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
