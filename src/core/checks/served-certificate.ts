// The facts of a certificate that a health check looks at: whose it is, until when, how strong (RFC 5280 §4.1).

import type { Weakness } from '../lint/weak-keys.ts'
import type { DigestAlgorithm } from '../primitives.ts'
import type { Instant } from '../verdict.ts'
import { digestOfSignature } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { type KeyKind, keyKindOf } from '../x509/key.ts'
import { nameText, sameName } from '../x509/names.ts'

export interface ServedCertificate {
  subject: string
  issuer: string
  /** SHA-256 of the DER, lower-case hex. */
  fingerprint: string
  notBefore: Instant
  notAfter: Instant
  key: KeyKind
  /** Absent for EdDSA and for what this product does not know. */
  digest?: DigestAlgorithm
  isSelfIssued: boolean
  /** Of its key, told from the key alone. */
  weaknesses: readonly Weakness[]
}

/** @param weaknesses of its key; finding them takes milliseconds, so that whoever asks often remembers them */
export function servedCertificate(
  certificate: Certificate,
  fingerprint: string,
  weaknesses: readonly Weakness[],
): ServedCertificate {
  const digest = digestOfSignature(certificate.signatureAlgorithm)
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    fingerprint,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    key: keyKindOf(certificate),
    ...(digest ? { digest } : {}),
    isSelfIssued: sameName(certificate.subject, certificate.issuer),
    weaknesses,
  }
}
