// Rules about certificates as a set: what a server sends or a CA replies, leaf first (RFC 8446 §4.4.2, RFC 5246 §7.4.2), and the
// two certificates of an SM2 pair (GM/T 0015; clause unverified). Names and key identifiers are compared; signatures are not checked.

import { contentsOf } from '../asn1/der.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { nameText, sameName } from '../x509/names.ts'
import { hasUsage, isAuthority, isSm2Key, keyIdentifiers, tlvIn } from './contents.ts'
import { chainRule, type LintRule } from './rule.ts'
import type { LintedCertificate } from './subject.ts'

export type LintedChain = readonly LintedCertificate[]

const ORDER = 'RFC 8446 §4.4.2'
const PAIR = 'GM/T 0015-2012 (clause unverified)'

/** Whether one may have issued the other, by names and by key identifiers where both stand. */
function mayHaveIssued(issuer: LintedCertificate, one: LintedCertificate): boolean {
  if (issuer === one || !sameName(issuer.subject, one.issuer)) return false
  const own = tlvIn(issuer, 'subjectKeyIdentifier')
  const { keyId } = keyIdentifiers(one)
  return !own || !keyId || equalBytes(contentsOf(own), contentsOf(keyId))
}

const titleOf = (one: LintedCertificate) => nameText(one.subject) || '—'

const isSameCertificate = (a: LintedCertificate, b: LintedCertificate) => equalBytes(a.raw, b.raw)

interface Pair {
  signing: LintedCertificate
  encryption: LintedCertificate
}

/** An SM2 signing and an SM2 encryption certificate in one set. A CA belongs to no pair. */
export function sm2PairIn(chain: LintedChain): Pair | undefined {
  const ends = chain.filter((one) => isSm2Key(one) && !isAuthority(one))
  const encryption = ends.find((one) => isEncryptionCertificate(one))
  const signing = ends.find((one) => one !== encryption && hasUsage(one, 'digitalSignature'))
  return signing && encryption ? { signing, encryption } : undefined
}

function isEncryptionCertificate(one: LintedCertificate): boolean {
  const encrypts =
    hasUsage(one, 'keyEncipherment') || hasUsage(one, 'dataEncipherment') || hasUsage(one, 'keyAgreement')
  return encrypts && !hasUsage(one, 'digitalSignature')
}

/** The chain without the second leaf of a pair. */
function lineOf(chain: LintedChain): LintedChain {
  const pair = sm2PairIn(chain)
  return pair ? chain.filter((one) => one !== pair.encryption) : chain
}

/** The certificates that lead up from the leaf, wherever they stand. Ends at a certificate nobody here issued. */
function pathFrom(chain: LintedChain): LintedCertificate[] {
  const [leaf] = chain
  const path = leaf ? [leaf] : []
  for (let one = leaf; one && !one.isSelfSigned; ) {
    const below: LintedCertificate = one
    one = chain.find((candidate) => !path.includes(candidate) && mayHaveIssued(candidate, below))
    if (one) path.push(one)
  }
  return path
}

const order = chainRule<LintedChain>({
  id: 'lint.chain-order',
  severity: 'error',
  source: 'ours',
  citation: ORDER,
  find: (chain) => {
    const line = lineOf(chain)
    const path = pathFrom(line)
    const places = path.map((one) => line.indexOf(one))
    return places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0)) ? [path.map(titleOf).join(' ← ')] : []
  },
})

const leafFirst = chainRule<LintedChain>({
  id: 'lint.chain-leaf-not-first',
  severity: 'error',
  source: 'ours',
  citation: ORDER,
  find: (chain) => {
    const [first] = chain
    const leaf = chain.find((one) => !isAuthority(one))
    return first !== undefined && isAuthority(first) && leaf !== undefined ? [titleOf(first)] : []
  },
})

const missing = chainRule<LintedChain>({
  id: 'lint.chain-incomplete',
  severity: 'warning',
  source: 'ours',
  citation: ORDER,
  find: (chain) => {
    const line = lineOf(chain)
    const last = pathFrom(line).at(-1)
    // A CA at the end is as it should be: its root stands in the trust store of the client.
    return last && !last.isSelfSigned && !isAuthority(last) ? [nameText(last.issuer)] : []
  },
})

const superfluousRoot = chainRule<LintedChain>({
  id: 'lint.chain-superfluous-root',
  severity: 'notice',
  source: 'ours',
  citation: ORDER,
  find: (chain) => (chain.length < 2 ? [] : chain.filter((one) => isAuthority(one) && one.isSelfSigned).map(titleOf)),
})

const stranger = chainRule<LintedChain>({
  id: 'lint.chain-stranger',
  severity: 'warning',
  source: 'ours',
  citation: ORDER,
  find: (chain) => {
    const line = lineOf(chain)
    const path = pathFrom(line)
    const isCross = (one: LintedCertificate) => path.some((other) => isCrossOf(one, other))
    return line.filter((one) => !path.includes(one) && !isRepeated(one, line) && !isCross(one)).map(titleOf)
  },
})

const isRepeated = (one: LintedCertificate, line: LintedChain) =>
  line.some((other) => other !== one && isSameCertificate(other, one))

const repeated = chainRule<LintedChain>({
  id: 'lint.chain-repeated',
  severity: 'warning',
  source: 'ours',
  citation: ORDER,
  find: (chain) =>
    chain.filter((one, at) => chain.findIndex((other) => isSameCertificate(other, one)) < at).map(titleOf),
})

/** Same subject and key under another issuer: a second way up. */
function isCrossOf(one: LintedCertificate, other: LintedCertificate): boolean {
  if (isSameCertificate(one, other) || !isAuthority(one)) return false
  return sameName(one.subject, other.subject) && equalBytes(one.publicKeyInfo, other.publicKeyInfo)
}

const crossSigned = chainRule<LintedChain>({
  id: 'lint.chain-cross-signed',
  severity: 'notice',
  source: 'ours',
  citation: 'RFC 5280 §3.2',
  find: (chain) => chain.filter((one, at) => chain.slice(0, at).some((other) => isCrossOf(one, other))).map(titleOf),
})

const outlived = chainRule<LintedChain>({
  id: 'lint.chain-issuer-expires-first',
  severity: 'warning',
  source: 'ours',
  citation: 'RFC 5280 §6.1.3(a)(2)',
  find: (chain) => {
    const path = pathFrom(lineOf(chain))
    return path.flatMap((one, at) => {
      const issuer = path[at + 1]
      const [own, theirs] = [one.notAfter.instant, issuer?.notAfter.instant]
      return issuer && own !== undefined && theirs !== undefined && theirs < own ? [titleOf(issuer)] : []
    })
  },
})

/** A rule about the two certificates of an SM2 pair; sets without a pair keep it. */
function pairRule(
  name: string,
  severity: 'error' | 'warning',
  isBroken: (pair: Pair) => boolean,
): LintRule<LintedChain> {
  return chainRule<LintedChain>({
    id: `lint.pair-${name}`,
    severity,
    source: 'gm',
    citation: PAIR,
    when: (chain) => sm2PairIn(chain) !== undefined,
    find: (chain) => {
      const pair = sm2PairIn(chain)
      return pair && isBroken(pair) ? [titleOf(pair.encryption)] : []
    },
  })
}

const PAIR_RULES = [
  pairRule('subject-differs', 'error', ({ signing, encryption }) => !sameName(signing.subject, encryption.subject)),
  pairRule('same-key', 'error', ({ signing, encryption }) =>
    equalBytes(signing.publicKeyBits, encryption.publicKeyBits),
  ),
  pairRule('issuer-differs', 'error', ({ signing, encryption }) => !sameName(signing.issuer, encryption.issuer)),
  pairRule(
    'validity-differs',
    'warning',
    ({ signing, encryption }) =>
      signing.notBefore.instant !== encryption.notBefore.instant ||
      signing.notAfter.instant !== encryption.notAfter.instant,
  ),
]

export const CHAIN_RULES: readonly LintRule<LintedChain>[] = [
  order,
  leafFirst,
  missing,
  superfluousRoot,
  stranger,
  repeated,
  crossSigned,
  outlived,
  ...PAIR_RULES,
]
