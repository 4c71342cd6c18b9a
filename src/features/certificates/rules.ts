// Pure rules of the inventory: how urgent an expiry is, what is written down of a certificate, what there is to say about one.

import { OID } from '#core/asn1/oids.ts'
import { toHex } from '#core/bytes/hex.ts'
import { chainShape } from '#core/checks/served-chain.ts'
import { defect, fatal, note } from '#core/finding.ts'
import { daysLeft, expiryLevel } from '#core/renewal/expiry.ts'
import type { Finding, Instant } from '#core/verdict.ts'
import { digestOfSignature } from '#core/x509/algorithms.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { hostNamesOf } from '#core/x509/host-names.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { generalNameText, nameText, sameName } from '#core/x509/names.ts'

/** What the inventory writes down of a certificate, besides the digests. */
export function describe(certificate: Certificate) {
  const key = keyKindOf(certificate)
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serial: toHex(certificate.serial),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    algorithm: key.algorithm,
    keyBits: key.bits ?? null,
    sans: hostNamesOf(certificate).map(generalNameText),
    isCa: extensionOf(certificate, 'basicConstraints')?.isCa ?? false,
  }
}

/** Whether sites show it: host names, and no purpose that rules servers out. Certificates of people and of services are kept, but are nobody's to adopt. */
export function isForSites(certificate: Certificate): boolean {
  const purposes = extensionOf(certificate, 'extKeyUsage')
  const isAllowed = !purposes || purposes.includes(OID.serverAuth) || purposes.includes(OID.anyExtendedKeyUsage)
  return isAllowed && hostNamesOf(certificate).length > 0
}

export function isSelfIssued(certificate: Certificate): boolean {
  return sameName(certificate.subject, certificate.issuer)
}

/**
 * Whether a served chain lacks nothing a client needs: it ends in a root, or below one. Where we do not know the issuer of its last
 * certificate, a CA at the end gets the benefit of the doubt and a lone leaf does not.
 * @param known certificates of the inventory that might have issued the last one
 */
export function isChainComplete(chain: readonly Certificate[], known: readonly Certificate[]): boolean {
  if (chainShape(chain, known.filter(isSelfIssued)) !== 'incomplete') return true
  const last = chain.at(-1)
  if (!last || chain.length < 2 || !describe(last).isCa) return false
  return !known.some((other) => sameName(other.subject, last.issuer))
}

export interface Deployment {
  endpoint: string
  isCurrent: boolean
  chainComplete: boolean
}

export interface Standing {
  certificate: Certificate
  now: Instant
  servedBy: readonly Deployment[]
  nodesServing: number
  nodesTotal: number
  /** The issuer stands in the inventory, or there is none to look for. */
  isIssuerKnown: boolean
}

/** Everything there is to say about a certificate of the inventory, most urgent first. */
export function findingsOf(standing: Standing): Finding[] {
  return [...validityFindings(standing), ...strengthFindings(standing), ...deploymentFindings(standing)]
}

const day = (at: Instant) => new Date(at).toISOString().slice(0, 10)

function validityFindings({ certificate, now }: Standing): Finding[] {
  const { notBefore, notAfter } = certificate
  if (now > notAfter) return [fatal('certificates.expired', 'RFC 5280 §4.1.2.5', 'EXPIRED', { date: day(notAfter) })]
  if (now < notBefore) {
    return [fatal('certificates.not-yet-valid', 'RFC 5280 §4.1.2.5', 'NOT_YET_VALID', { date: day(notBefore) })]
  }
  if (expiryLevel(certificate, now) === 'ok') return []
  return [defect('certificates.expires-soon', 'RFC 5280 §4.1.2.5', { days: daysLeft(notAfter, now) })]
}

function strengthFindings({ certificate }: Standing): Finding[] {
  const findings: Finding[] = []
  const digest = digestOfSignature(certificate.signatureAlgorithm)
  // A root is trusted for its bytes, not for its own signature over them.
  if ((digest === 'md5' || digest === 'sha1') && !isSelfIssued(certificate))
    findings.push(defect('certificates.weak-algorithm', 'NIST SP 800-131A', { algorithm: digest.toUpperCase() }))
  const { algorithm, bits = 0 } = keyKindOf(certificate)
  if (algorithm === 'RSA' && bits < 2048)
    findings.push(defect('certificates.key-too-short', 'NIST SP 800-131A', { bits }))
  return findings
}

function deploymentFindings(standing: Standing): Finding[] {
  const { certificate, servedBy, nodesServing, nodesTotal } = standing
  const current = servedBy.filter(({ isCurrent }) => isCurrent)
  const findings = current
    .filter(({ chainComplete }) => !chainComplete)
    .map(({ endpoint }) => defect('certificates.chain-incomplete', 'RFC 8446 §4.4.2', { endpoint }))
  if (nodesServing < nodesTotal)
    findings.push(defect('certificates.nodes-differ', 'house rule', { serving: nodesServing, total: nodesTotal }))
  if (!standing.isIssuerKnown)
    findings.push(note('certificates.issuer-unknown', 'house rule', { issuer: nameText(certificate.issuer) }))
  if (current.length === 0 && !describe(certificate).isCa) findings.push(note('certificates.not-served', 'house rule'))
  return findings
}
