// Whether a TLS site may be trusted by its visitors, and for how long: every node, every certificate it sends
// (RFC 5280 §6, RFC 9525, RFC 8996 for old protocols; day and size limits are the operator's).

import type { Instant } from '../verdict.ts'
import type { Reason } from './check.ts'
import type { ChainShape } from './served-chain.ts'
import { CHAIN_CHECKS, NAMED_PATH_PROBLEMS } from './tls-chain.ts'
import { CIPHER_CHECKS } from './tls-ciphers.ts'
import { type IssuerRevocation, perNode, type TlsCheck, type TlsNode, type TlsThresholds } from './tls-evidence.ts'
import { KEY_CHECKS } from './tls-keys.ts'
import { LEAF_CHECKS } from './tls-leaf.ts'
import { certificatesOf, type Seen } from './tls-seen.ts'

const DAY_MS = 86_400_000
const PATH = 'RFC 5280 §6.1'
const VALIDITY = 'RFC 5280 §6.1.3(a)(2)'
const LIMIT = '运维默认阈值'

function daysUntil(later: Instant, at: Instant): number {
  return Math.floor((later - at) / DAY_MS)
}

function date(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10)
}

function validityReason({ certificate, isLeaf, nodes }: Seen, at: Instant, limits: TlsThresholds): Reason[] {
  const { subject, notBefore, notAfter } = certificate
  const daysLeft = daysUntil(notAfter, at)
  const params = { node: nodes, subject, notAfter: date(notAfter), daysLeft }
  const part = isLeaf ? 'leaf' : 'chain-certificate'
  if (at > notAfter) return [{ code: `tls.${part}-expired`, verdict: 'fail', citation: VALIDITY, params }]
  if (at < notBefore) {
    const notYet = { ...params, notBefore: date(notBefore) }
    return [{ code: `tls.${part}-not-yet-valid`, verdict: 'fail', citation: VALIDITY, params: notYet }]
  }
  if (!isLeaf) {
    const isNear = daysLeft <= limits.warnChainDays
    const chainParams = { ...params, thresholdDays: limits.warnChainDays }
    return isNear ? [{ code: 'tls.chain-expiring', verdict: 'warn', citation: LIMIT, params: chainParams }] : []
  }
  if (daysLeft > limits.warnLeafDays) return []
  const isUrgent = daysLeft <= limits.failLeafDays
  const leafParams = { ...params, thresholdDays: isUrgent ? limits.failLeafDays : limits.warnLeafDays }
  return [{ code: 'tls.leaf-expiring', verdict: isUrgent ? 'fail' : 'warn', citation: LIMIT, params: leafParams }]
}

const SHAPE_CODES: Readonly<Record<Exclude<ChainShape, 'complete'>, string>> = {
  incomplete: 'tls.chain-incomplete',
  'self-signed': 'tls.self-signed',
  'unknown-root': 'tls.untrusted',
}

/** One reason per node and code, for rules about a whole node. */
const datesAreGood: TlsCheck = {
  id: 'tls.certificates-are-in-date',
  citation: VALIDITY,
  run: (evidence, limits) => certificatesOf(evidence).flatMap((seen) => validityReason(seen, evidence.at, limits)),
}

const chainLeadsToAnchor: TlsCheck = {
  id: 'tls.sent-chain-leads-to-an-anchor',
  citation: 'RFC 5246 §7.4.2',
  run: (evidence) =>
    perNode(evidence, ({ node, shape, chain }) => {
      if (shape === 'complete') return []
      const issuer = chain[chain.length - 1]?.issuer ?? ''
      const params = { node, issuer, ...(shape === 'unknown-root' ? { problem: 'path.anchor-unknown' } : {}) }
      return [{ code: SHAPE_CODES[shape], verdict: 'fail', citation: 'RFC 5246 §7.4.2', params }]
    }),
}

const pathHolds: TlsCheck = {
  id: 'tls.path-holds',
  citation: PATH,
  run: (evidence) =>
    perNode(evidence, ({ node, shape, pathProblems }) => {
      const unnamed = pathProblems.filter((problem) => !isToldElsewhere(problem, pathProblems))
      if (shape !== 'complete' || unnamed.length === 0) return []
      const params = { node, issuer: '', problem: unnamed.join(', ') }
      return [{ code: 'tls.untrusted', verdict: 'fail', citation: PATH, params }]
    }),
}

/** A path that breaks somewhere ends nowhere: the break is the news. */
const CONSEQUENCES = new Set(['path.anchor-unknown', 'path.issuer-not-found', 'path.building'])

function isToldElsewhere(problem: string, all: readonly string[]): boolean {
  if (NAMED_PATH_PROBLEMS.has(problem)) return true
  return CONSEQUENCES.has(problem) && all.some((other) => NAMED_PATH_PROBLEMS.has(other))
}

const namesHost: TlsCheck = {
  id: 'tls.certificate-names-the-host',
  citation: 'RFC 9525 §6',
  run: (evidence) =>
    perNode(evidence, ({ node, isNamed, hasAltNames: hasNames, chain }) =>
      // Names that stand in the subject alone are a fault of their own.
      isNamed || !hasNames
        ? []
        : [
            {
              code: 'tls.name-mismatch',
              verdict: 'fail',
              citation: 'RFC 9525 §6',
              params: { node, serverName: evidence.serverName, subject: chain[0]?.subject ?? '' },
            },
          ],
    ),
}

const nodesAgree: TlsCheck = {
  id: 'tls.nodes-serve-the-same-certificate',
  citation: LIMIT,
  run: ({ nodes }) => {
    const leafOf = ({ chain }: TlsNode) => chain[0]?.fingerprint ?? ''
    const leaves = [...new Set(nodes.map(leafOf))]
    if (leaves.length < 2) return []
    const groups = leaves.map((leaf) => {
      const members = nodes.filter((node) => leafOf(node) === leaf).map(({ node }) => node)
      return `${members.join(', ')}: ${leaf.slice(0, 16)}`
    })
    // Addresses of one name that differ are another fault than a node left behind: the name itself then lies.
    const isOneName = new Set(nodes.map(({ name }) => name)).size === 1
    const code = isOneName ? 'tls.addresses-differ' : 'tls.nodes-differ'
    return [{ code, verdict: 'fail', citation: LIMIT, params: { groups: groups.join(' | ') } }]
  },
}

const keysAreStrong: TlsCheck = {
  id: 'tls.keys-are-strong',
  citation: 'NIST SP 800-131A',
  run: (evidence, { minRsaBits, minEcBits }) =>
    certificatesOf(evidence).flatMap(({ certificate: { subject, key }, nodes }) => {
      const minBits = key.algorithm === 'RSA' ? minRsaBits : minEcBits
      if (key.bits === undefined || key.bits >= minBits) return []
      const params = { node: nodes, subject, key: `${key.algorithm} ${key.bits}`, minBits }
      return [{ code: 'tls.weak-key', verdict: 'fail', citation: 'NIST SP 800-131A', params }]
    }),
}

const signaturesAreStrong: TlsCheck = {
  id: 'tls.signatures-are-strong',
  citation: 'NIST SP 800-131A',
  run: (evidence) =>
    certificatesOf(evidence).flatMap(({ certificate: { subject, digest, isSelfIssued }, isLeaf, nodes }) => {
      // Nobody relies on the signature a root puts on itself.
      if ((digest !== 'sha1' && digest !== 'md5') || (isSelfIssued && !isLeaf)) return []
      const params = { node: nodes, subject, digest: digest.toUpperCase() }
      return [{ code: 'tls.weak-signature', verdict: 'fail', citation: 'NIST SP 800-131A', params }]
    }),
}

const protocolIsCurrent: TlsCheck = {
  id: 'tls.protocol-is-current',
  citation: 'RFC 8996 §4-5',
  run: (evidence) =>
    perNode(evidence, ({ node, oldProtocols }) => {
      if (oldProtocols.length === 0) return []
      const isOnlyEleven = oldProtocols.every((protocol) => protocol === 'TLSv1.1')
      const params = { node, protocols: oldProtocols.join(', ') }
      return [
        { code: 'tls.protocol-too-old', verdict: isOnlyEleven ? 'warn' : 'fail', citation: 'RFC 8996 §4-5', params },
      ]
    }),
}

const keysAreEphemeral: TlsCheck = {
  id: 'tls.has-forward-secrecy',
  citation: 'RFC 9325 §4.1',
  run: (evidence) =>
    perNode(evidence, ({ node, hasForwardSecrecy, protocol }) =>
      hasForwardSecrecy
        ? []
        : [{ code: 'tls.no-forward-secrecy', verdict: 'warn', citation: 'RFC 9325 §4.1', params: { node, protocol } }],
    ),
}

const isTheRegisteredOne: TlsCheck = {
  id: 'tls.certificate-is-the-registered-one',
  citation: LIMIT,
  appliesTo: ({ expectedFingerprint }) => expectedFingerprint !== undefined,
  run: (evidence) =>
    perNode(evidence, ({ node, chain }) => {
      const seen = chain[0]?.fingerprint ?? ''
      const expected = evidence.expectedFingerprint ?? ''
      const params = { node, seen, expected }
      return seen === expected ? [] : [{ code: 'tls.fingerprint-unexpected', verdict: 'fail', citation: LIMIT, params }]
    }),
}

const leafIsNotRevoked: TlsCheck = {
  id: 'tls.leaf-is-not-revoked',
  citation: 'RFC 5280 §6.3',
  run: (evidence, { requireRevocation }) =>
    perNode(evidence, ({ node, chain, revocation: { status, problem, contradicts } }) => {
      const params = { node, subject: chain[0]?.subject ?? '', problem }
      if (contradicts)
        return [{ code: 'tls.revocation-contradictory', verdict: 'fail', citation: 'RFC 5280 §6.3', params }]
      if (status === 'revoked') return [{ code: 'tls.revoked', verdict: 'fail', citation: 'RFC 5280 §6.3', params }]
      const isMissed = status === 'unknown' && requireRevocation
      return isMissed ? [{ code: 'tls.revocation-unknown', verdict: 'warn', citation: LIMIT, params }] : []
    }),
}

const intermediatesAreNotRevoked: TlsCheck = {
  id: 'tls.intermediates-are-not-revoked',
  citation: 'RFC 5280 §6.3',
  run: ({ nodes }, { requireRevocation }) => {
    const asked = new Map<string, IssuerRevocation & { nodes: string[] }>()
    for (const { node, issuerRevocations } of nodes) {
      for (const one of issuerRevocations) {
        const entry = asked.get(one.fingerprint) ?? { ...one, nodes: [] }
        entry.nodes.push(node)
        asked.set(one.fingerprint, entry)
      }
    }
    return [...asked.values()].flatMap((one): Reason[] => {
      const params = { node: one.nodes.join(', '), subject: one.subject, problem: one.problem }
      const citation = 'RFC 5280 §6.3'
      if (one.contradicts) return [{ code: 'tls.intermediate-contradictory', verdict: 'fail', citation, params }]
      if (one.status === 'revoked') return [{ code: 'tls.intermediate-revoked', verdict: 'fail', citation, params }]
      const isMissed = one.status === 'unknown' && one.namesSource && requireRevocation
      return isMissed ? [{ code: 'tls.intermediate-unknown', verdict: 'warn', citation: LIMIT, params }] : []
    })
  },
}

const stapleHolds: TlsCheck = {
  id: 'tls.staple-holds',
  citation: 'RFC 6066 §8',
  run: (evidence, { expectStaple }) =>
    perNode(evidence, ({ node, mustStaple, revocation: { source, problem } }) => {
      const params = { node, problem }
      if (mustStaple && source !== 'staple')
        return [{ code: 'tls.must-staple-missing', verdict: 'fail', citation: 'RFC 7633 §4', params }]
      const isBroken = source === 'staple' && problem !== ''
      if (isBroken) return [{ code: 'tls.staple-invalid', verdict: 'fail', citation: 'RFC 6066 §8', params }]
      const isMissing = source !== 'staple' && expectStaple
      return isMissing ? [{ code: 'tls.staple-missing', verdict: 'warn', citation: LIMIT, params }] : []
    }),
}

export const TLS_CHECKS: readonly TlsCheck[] = [
  datesAreGood,
  chainLeadsToAnchor,
  pathHolds,
  namesHost,
  nodesAgree,
  keysAreStrong,
  signaturesAreStrong,
  protocolIsCurrent,
  keysAreEphemeral,
  isTheRegisteredOne,
  leafIsNotRevoked,
  intermediatesAreNotRevoked,
  stapleHolds,
  ...KEY_CHECKS,
  ...CHAIN_CHECKS,
  ...LEAF_CHECKS,
  ...CIPHER_CHECKS,
]
