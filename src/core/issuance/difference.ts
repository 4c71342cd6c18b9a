// What a renewal changed: two certificates side by side, field by field (RFC 5280 §4.1, §4.2). A description, never a verdict: whether
// the new one fits is the judge of the reply's question.

import { shortNameOf } from '../asn1/oids.ts'
import { toHex } from '../bytes/hex.ts'
import { validityDays } from '../renewal/validity-limits.ts'
import type { Instant } from '../verdict.ts'
import { digestOfSignature } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { hostNamesOf } from '../x509/host-names.ts'
import { keyKindOf } from '../x509/key.ts'
import { generalNameText, nameText } from '../x509/names.ts'
import { isSameKey } from './same-key.ts'

export interface CertificateSide {
  subject: string
  issuer: string
  serial: string
  notBefore: Instant
  notAfter: Instant
  days: number
  /** `RSA 2048`, `P-256`. */
  key: string
  /** Digest of the signature on it; empty where the algorithm has none of its own. */
  digest: string
  /** Key usages, as RFC 5280 names them. */
  usages: string[]
  /** Extended key usages: names, or OIDs without one. */
  purposes: string[]
  /** Subjects of its issuers, nearest first. */
  chain: string[]
}

export interface CertificateDifference {
  before: CertificateSide
  after: CertificateSide
  names: { kept: string[]; added: string[]; removed: string[] }
  isSameKey: boolean
  /** Fields in which the two differ. */
  changed: (keyof CertificateSide)[]
}

export interface WithIssuers {
  certificate: Certificate
  issuers: readonly Certificate[]
}

export function differenceOf(before: WithIssuers, after: WithIssuers): CertificateDifference {
  const [left, right] = [sideOf(before), sideOf(after)]
  const [old, now] = [namesIn(before.certificate), namesIn(after.certificate)]
  return {
    before: left,
    after: right,
    names: {
      kept: now.filter((name) => old.includes(name)),
      added: now.filter((name) => !old.includes(name)),
      removed: old.filter((name) => !now.includes(name)),
    },
    isSameKey: isSameKey(before.certificate.publicKeyInfo, after.certificate.publicKeyInfo),
    changed: (Object.keys(left) as (keyof CertificateSide)[]).filter((field) => !isEqual(left[field], right[field])),
  }
}

function sideOf({ certificate, issuers }: WithIssuers): CertificateSide {
  const { algorithm, bits } = keyKindOf(certificate)
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serial: toHex(certificate.serial),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    days: validityDays(certificate),
    key: algorithm === 'RSA' && bits ? `RSA ${bits}` : algorithm,
    digest: digestOfSignature(certificate.signatureAlgorithm) ?? '',
    usages: [...(extensionOf(certificate, 'keyUsage') ?? [])].sort(),
    purposes: (extensionOf(certificate, 'extKeyUsage') ?? []).map(shortNameOf).sort(),
    chain: issuers.map(({ subject }) => nameText(subject)),
  }
}

/** Hosts compare without regard to case (RFC 4343 §2). */
function namesIn(certificate: Certificate): string[] {
  return [...new Set(hostNamesOf(certificate).map((name) => generalNameText(name).toLowerCase()))].sort()
}

function isEqual(a: CertificateSide[keyof CertificateSide], b: CertificateSide[keyof CertificateSide]): boolean {
  return String(a) === String(b)
}
