// Is what a CA sent the answer to a request, whole and fit to be installed (RFC 5280 §6; the refusals are house rules)? A renewal goes
// through this same function: what it replaces adds questions and takes none away.

import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { defect, fatal, note } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { validityDays, validityLimitAt } from '../renewal/validity-limits.ts'
import type { Finding, Instant } from '../verdict.ts'
import { digestOfSignature } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { attributesOf, nameText } from '../x509/names.ts'
import { judgePath } from '../x509/path.ts'
import { certificateText } from '../x509/path-rules.ts'
import type { Purpose } from '../x509/purposes.ts'
import type { CertificationRequest } from '../x509/request.ts'
import { chooseLeaf, isCa } from './leaf.ts'
import { compareNames } from './names-asked.ts'
import { pairFor } from './pair.ts'
import { isSameKey } from './same-key.ts'
import { isIn, isSelfSigned, isSignedBy, type SortedChain, sortChain } from './sort.ts'

export interface ReplyQuestion {
  request: CertificationRequest
  /** Everything that was received, in any order. */
  received: readonly Certificate[]
  /** CA certificates the house has anyway: for what the CA left out, and for roots. */
  known: readonly Certificate[]
  at: Instant
  /** The certificate that is to be replaced. */
  previous?: Certificate | undefined
  /** The limits of publicly trusted certificates hold (SC-081v3), by the certificate's own first day. */
  isPublic?: boolean | undefined
  /** Of the house, in days. */
  maxValidityDays?: number | undefined
  purpose?: Purpose | undefined
  /** A chain that ends at a CA whose issuer nobody has counts as whole: for CAs that never send their root. */
  allowsUnknownRoot?: boolean | undefined
}

export interface ReplyReport {
  isAccepted: boolean
  findings: Finding[]
  leaf?: Certificate
  /** Of an SM2 pair. */
  encryption?: Certificate
  /** In issuing order, without leaf and root: what a server sends behind its certificate. */
  intermediates: Certificate[]
  root?: Certificate
  /** Received and of no use here. */
  extra: Certificate[]
}

/** Every reason is reported, not only the first. Revocation is not looked at: the certificate is minutes old. */
export async function judgeReply(question: ReplyQuestion, primitives: Primitives): Promise<ReplyReport> {
  const received = unique(question.received)
  const choice = chooseLeaf(question.request, received, question.previous)
  if ('refusal' in choice) return { isAccepted: false, findings: [choice.refusal], intermediates: [], extra: received }
  const { leaf } = choice
  const sorted = await sortChain(leaf, received, question.known, primitives)
  const pairing = pairFor(leaf, received)
  // A certificate that signed itself has no issuer to miss: it is refused for what it is.
  const isOwn = await isSelfSigned(leaf, primitives)
  const findings = [
    ...leafFindings(leaf, isOwn, question),
    ...(isOwn ? [] : gapFindings(sorted, question)),
    ...(await chainFindings(sorted, question, primitives)),
    ...pairing.findings,
    ...(await pairLink(pairing.encryption, sorted, primitives)),
    ...renewalFindings(leaf, question),
  ]
  const used = [
    ...sorted.chain,
    ...(sorted.root ? [sorted.root] : []),
    ...(pairing.encryption ? [pairing.encryption] : []),
  ]
  const extra = received.filter((one) => !isIn(used, one))
  findings.push(...extra.map((one) => note('reply.extra', 'house rule', { certificate: certificateText(one) })))
  return {
    isAccepted: findings.every(({ effect }) => effect === 'note' || effect === 'defect'),
    findings,
    leaf,
    ...(pairing.encryption && { encryption: pairing.encryption }),
    intermediates: sorted.chain.slice(1),
    ...(sorted.root && { root: sorted.root }),
    extra,
  }
}

function unique(certificates: readonly Certificate[]): Certificate[] {
  return certificates.filter((one, index) => certificates.findIndex(({ raw }) => equalBytes(raw, one.raw)) === index)
}

const day = (at: Instant) => new Date(at).toISOString().slice(0, 10)

function leafFindings(leaf: Certificate, isOwn: boolean, question: ReplyQuestion): Finding[] {
  const findings: Finding[] = []
  const params = { certificate: certificateText(leaf) }
  if (isCa(leaf)) findings.push(fatal('reply.authority', 'RFC 5280 §4.2.1.9', 'CHAIN_CONSTRAINTS_FAILURE', params))
  if (isOwn) findings.push(fatal('reply.self-signed', 'house rule', 'NO_CERTIFICATE_CHAIN_FOUND', params))
  findings.push(
    ...nameFindings(leaf, question),
    ...validityFindings(leaf, question),
    ...strengthFindings(leaf, question),
  )
  return findings
}

function nameFindings(leaf: Certificate, { request }: ReplyQuestion): Finding[] {
  const { missing, added, hasNone } = compareNames(request, leaf)
  const findings: Finding[] = []
  const clause = 'RFC 9525 §6.3'
  const sub = 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  if (hasNone && missing.length > 0) findings.push(fatal('reply.alternative-names-lost', clause, sub))
  if (missing.length > 0) findings.push(fatal('reply.names-missing', clause, sub, { names: missing.join(', ') }))
  if (added.length > 0) findings.push(note('reply.names-added', clause, { names: added.join(', ') }))
  const [asked, given] = [request.subject, leaf.subject].map((name) => attributesOf(name, OID.commonName).join(', '))
  if (asked !== given) findings.push(note('reply.subject-changed', 'house rule', { subject: nameText(leaf.subject) }))
  return findings
}

function validityFindings(leaf: Certificate, { at, isPublic, maxValidityDays }: ReplyQuestion): Finding[] {
  const findings: Finding[] = []
  const clause = 'RFC 5280 §4.1.2.5'
  if (at > leaf.notAfter) findings.push(fatal('reply.expired', clause, 'EXPIRED', { date: day(leaf.notAfter) }))
  if (at < leaf.notBefore)
    findings.push(fatal('reply.not-yet-valid', clause, 'NOT_YET_VALID', { date: day(leaf.notBefore) }))
  const limit = isPublic ? validityLimitAt(leaf.notBefore).maxValidityDays : Number.POSITIVE_INFINITY
  const max = Math.min(limit, maxValidityDays ?? Number.POSITIVE_INFINITY)
  const days = validityDays(leaf)
  if (days > max)
    findings.push(
      fatal('reply.validity-too-long', 'CA/B BR §6.3.2 (clause unverified)', 'CHAIN_CONSTRAINTS_FAILURE', {
        days,
        max,
      }),
    )
  return findings
}

/** Bits of collision resistance, as far as an order is needed. */
const DIGEST_STRENGTH: Readonly<Record<string, number>> = {
  md5: 0,
  sha1: 1,
  sha224: 2,
  sha256: 3,
  sm3: 3,
  sha384: 4,
  sha512: 5,
}
/** From here on nobody is refused for getting less than what was there before. */
const ENOUGH = 3

function strengthFindings(leaf: Certificate, { request, previous }: ReplyQuestion): Finding[] {
  const strength = (one: Pick<Certificate, 'signatureAlgorithm'>) =>
    DIGEST_STRENGTH[digestOfSignature(one.signatureAlgorithm) ?? 'sha512'] ?? ENOUGH
  const given = digestOfSignature(leaf.signatureAlgorithm)
  const asked = Math.max(strength(request), previous ? strength(previous) : 0)
  if (strength(leaf) >= Math.min(asked, ENOUGH)) return []
  const params = { algorithm: (given ?? '').toUpperCase() }
  return [fatal('reply.weaker-algorithm', 'NIST SP 800-131A (clause unverified)', 'CRYPTO_CONSTRAINTS_FAILURE', params)]
}

function gapFindings({ gap, chain }: SortedChain, { received, allowsUnknownRoot }: ReplyQuestion): Finding[] {
  if (!gap) return []
  const params = { certificate: certificateText(gap.below), issuer: nameText(gap.below.issuer) }
  const clause = 'RFC 5280 §6.1.3'
  if (gap.reason === 'signature-broken') return [fatal('reply.link-broken', clause, 'SIG_CRYPTO_FAILURE', params)]
  // A root that came along and was not reached says that something between is missing.
  const mayBeRoot = chain.length > 1 && !received.some((one) => isCa(one) && !isIn(chain, one))
  if (allowsUnknownRoot && mayBeRoot && gap.reason === 'issuer-missing')
    return [note('reply.root-unknown', clause, params)]
  return [fatal('reply.chain-gap', clause, 'NO_CERTIFICATE_CHAIN_FOUND', params)]
}

/** What has its own words here is not said a second time in those of the path. */
const SAID_ALREADY: ReadonlySet<string> = new Set(['path.certificate-expired', 'path.certificate-not-yet-valid'])

/** The rules of RFC 5280 for the whole chain, with its top as the anchor: whether anybody trusts that is a client's question. */
async function chainFindings(sorted: SortedChain, question: ReplyQuestion, primitives: Primitives): Promise<Finding[]> {
  const above = [...sorted.chain.slice(1), ...(sorted.root ? [sorted.root] : [])]
  const issuers = above.flatMap((one) => issuerValidity(one, question.at))
  const anchor = above.at(-1)
  const [leaf] = sorted.chain
  if (!anchor || !leaf) return issuers
  const { at, purpose } = question
  const report = await judgePath(
    {
      target: leaf,
      anchors: [anchor],
      intermediates: above.slice(0, -1),
      crls: [],
      ocsps: [],
      at,
      requireRevocation: false,
      ...(purpose && { purpose }),
    },
    primitives,
  )
  const findings = report.steps.flatMap((step) => step.findings)
  return [...issuers, ...findings.filter(({ code, effect }) => effect !== 'note' && !SAID_ALREADY.has(code))]
}

function issuerValidity(issuer: Certificate, at: Instant): Finding[] {
  const clause = 'RFC 5280 §6.1.3 (a)(2)'
  const certificate = certificateText(issuer)
  if (at > issuer.notAfter)
    return [fatal('reply.issuer-expired', clause, 'EXPIRED', { certificate, date: day(issuer.notAfter) })]
  if (at < issuer.notBefore)
    return [fatal('reply.issuer-not-yet-valid', clause, 'NOT_YET_VALID', { certificate, date: day(issuer.notBefore) })]
  return []
}

/** The issuer is that of the signing certificate: the pair must have been signed by the same key. */
async function pairLink(
  encryption: Certificate | undefined,
  { chain, root }: SortedChain,
  primitives: Primitives,
): Promise<Finding[]> {
  const issuer = chain[1] ?? root
  if (!encryption || !issuer || (await isSignedBy(encryption, issuer, primitives))) return []
  const params = { certificate: certificateText(encryption), issuer: nameText(encryption.issuer) }
  return [fatal('reply.link-broken', 'RFC 5280 §6.1.3', 'SIG_CRYPTO_FAILURE', params)]
}

function renewalFindings(leaf: Certificate, { previous }: ReplyQuestion): Finding[] {
  if (!previous) return []
  if (equalBytes(leaf.raw, previous.raw))
    return [fatal('reply.same-certificate', 'house rule', 'GENERIC', { serial: toHex(leaf.serial) })]
  const findings: Finding[] = []
  if (leaf.notAfter <= previous.notAfter)
    findings.push(
      defect('reply.not-longer', 'house rule', { date: day(leaf.notAfter), previous: day(previous.notAfter) }),
    )
  if (isSameKey(leaf.publicKeyInfo, previous.publicKeyInfo)) findings.push(note('reply.key-reused', 'house rule'))
  return findings
}
