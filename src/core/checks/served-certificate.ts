// The facts of a certificate that a health check looks at: whose it is, until when, how strong (RFC 5280 §4.1; key sizes and hashes as in GM/T 0015, clause unverified).

import { Fields, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readInteger, readOid } from '../asn1/values.ts'
import { toHex } from '../bytes/hex.ts'
import type { DigestAlgorithm } from '../primitives.ts'
import type { Instant } from '../verdict.ts'
import { digestOfSignature } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { nameText, sameName } from '../x509/names.ts'

export interface ServedCertificate {
  subject: string
  issuer: string
  /** Lower-case hex. */
  serial: string
  /** SHA-256 of the DER, lower-case hex. */
  fingerprint: string
  notBefore: Instant
  notAfter: Instant
  keyType: 'rsa' | 'ec' | 'sm2' | 'other'
  /** 0 when it cannot be told. */
  keyBits: number
  /** Absent for EdDSA and for what this product does not know. */
  digest?: DigestAlgorithm
  isSelfIssued: boolean
}

export function servedCertificate(certificate: Certificate, fingerprint: string): ServedCertificate {
  const digest = digestOfSignature(certificate.signatureAlgorithm)
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serial: toHex(certificate.serial),
    fingerprint,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    ...keyOf(certificate),
    ...(digest ? { digest } : {}),
    isSelfIssued: sameName(certificate.subject, certificate.issuer),
  }
}

const CURVE_BITS: Readonly<Record<string, number>> = {
  '1.2.840.10045.3.1.1': 192,
  '1.3.132.0.33': 224,
  '1.2.840.10045.3.1.7': 256,
  '1.3.132.0.10': 256,
  '1.3.132.0.34': 384,
  '1.3.132.0.35': 521,
  '1.3.36.3.3.2.8.1.1.7': 256,
}

const SM2_CURVE = '1.2.156.10197.1.301'

function keyOf(certificate: Certificate): Pick<ServedCertificate, 'keyType' | 'keyBits'> {
  const { oid, parameters } = certificate.publicKeyAlgorithm
  if (oid === OID.rsaEncryption) return { keyType: 'rsa', keyBits: modulusBits(certificate.publicKeyBits) }
  if (oid !== OID.ecPublicKey || !parameters) return { keyType: 'other', keyBits: 0 }
  const curve = parsing(() => readOid(onlyTlv(parameters)))
  if (!curve.ok) return { keyType: 'ec', keyBits: 0 }
  if (curve.value === SM2_CURVE) return { keyType: 'sm2', keyBits: 256 }
  return { keyType: 'ec', keyBits: CURVE_BITS[curve.value] ?? 0 }
}

function modulusBits(publicKeyBits: Uint8Array): number {
  const modulus = parsing(() => readInteger(new Fields(onlyTlv(publicKeyBits)).next()))
  if (!modulus.ok) return 0
  const first = modulus.value.findIndex((octet) => octet !== 0)
  if (first < 0) return 0
  return (modulus.value.length - first) * 8 - (Math.clz32(modulus.value[first] ?? 0) - 24)
}
