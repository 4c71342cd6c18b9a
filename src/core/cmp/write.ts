// CMP messages as a client writes them (RFC 4210 §5.1, §5.3 as updated by RFC 9480; profile of RFC 9483) with certificate templates of
// CRMF (RFC 4211 §5). What is protected is laid out here; the protection itself is computed by whoever holds the key or the secret.

import { OID } from '../asn1/oids.ts'
import {
  bitString,
  boolean,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  tlv,
} from '../asn1/write.ts'
import type { Instant } from '../verdict.ts'
import type { Certificate, Extension } from '../x509/certificate.ts'

/** Numbers of the bodies (RFC 4210 §5.1.2). */
export const CMP_BODY = {
  ir: 0,
  ip: 1,
  cr: 2,
  cp: 3,
  p10cr: 4,
  kur: 7,
  kup: 8,
  rr: 11,
  rp: 12,
  pkiconf: 19,
  genm: 21,
  genp: 22,
  error: 23,
  certConf: 24,
  pollReq: 25,
  pollRep: 26,
} as const
export type CmpBodyName = keyof typeof CMP_BODY

export interface CmpHeader {
  /** DER of Names; absent: the empty name. */
  sender?: Uint8Array
  recipient?: Uint8Array
  at: Instant
  /** DER of the AlgorithmIdentifier. */
  protectionAlgorithm: Uint8Array
  senderKid?: Uint8Array
  transactionId: Uint8Array
  senderNonce: Uint8Array
  recipientNonce?: Uint8Array
}

const EMPTY_NAME = sequence()

/** Version 2 (cmp2000): everything this client sends fits it, and servers of every age take it (RFC 9480 §2.20). */
export function cmpHeader(header: CmpHeader): Uint8Array {
  const { sender = EMPTY_NAME, recipient = EMPTY_NAME, senderKid, recipientNonce } = header
  return sequence(
    integer(2),
    explicit(4, sender),
    explicit(4, recipient),
    explicit(0, generalizedTime(header.at)),
    explicit(1, header.protectionAlgorithm),
    ...(senderKid ? [explicit(2, octetString(senderKid))] : []),
    explicit(4, octetString(header.transactionId)),
    explicit(5, octetString(header.senderNonce)),
    ...(recipientNonce ? [explicit(6, octetString(recipientNonce))] : []),
  )
}

export function cmpBody(name: CmpBodyName, content: Uint8Array): Uint8Array {
  return explicit(CMP_BODY[name], content)
}

/** What the protection is computed over (RFC 4210 §5.1.3). */
export function protectedPart(header: Uint8Array, body: Uint8Array): Uint8Array {
  return sequence(header, body)
}

/** @param extraCertificates DER, the signer's first */
export function cmpMessage(
  header: Uint8Array,
  body: Uint8Array,
  protection: Uint8Array,
  extraCertificates: readonly Uint8Array[] = [],
): Uint8Array {
  const extra = extraCertificates.length > 0 ? [explicit(1, sequence(...extraCertificates))] : []
  return sequence(header, body, explicit(0, bitString(protection)), ...extra)
}

export interface CertificateTemplate {
  /** DER of the Name. */
  subject: Uint8Array
  /** DER of SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  extensions: readonly Extension[]
}

const OLD_CERTIFICATE_ID = '1.3.6.1.5.5.7.5.1.5'

/** CertRequest with the number 0; what its proof of possession signs. @param replaces the certificate a key update is for */
export function certificateRequest(template: CertificateTemplate, replaces?: Certificate): Uint8Array {
  const { subject, publicKey, extensions } = template
  const asked = extensions.length > 0 ? [implicit(9, sequence(...extensions.map(wireExtension)))] : []
  const fields = sequence(explicit(5, subject), implicit(6, publicKey), ...asked)
  const old = replaces && sequence(oid(OLD_CERTIFICATE_ID), certificateId(replaces))
  return sequence(integer(0), fields, ...(old ? [sequence(old)] : []))
}

function wireExtension({ oid: type, critical, value }: Extension): Uint8Array {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value))
}

/** The serial number as it stands in the certificate. */
function certificateId({ issuer, serial }: Certificate): Uint8Array {
  return sequence(explicit(4, issuer.raw), tlv(0x02, serial))
}

/** CertReqMessages of one request with its proof of possession (RFC 4211 §4.1): a signature over the request itself. */
export function certificateRequests(request: Uint8Array, algorithm: Uint8Array, signature: Uint8Array): Uint8Array {
  const proof = implicit(1, sequence(algorithm, bitString(signature)))
  return sequence(sequence(request, proof))
}

/** The same where possession was proven to us otherwise, by a PKCS#10 request: we say so (raVerified, RFC 4211 §4; RFC 9483 §5.2.3.2). */
export function verifiedRequests(request: Uint8Array): Uint8Array {
  return sequence(sequence(request, implicit(0, nullValue())))
}

/** RevReqContent for one certificate. @param reason as in RFC 5280 §5.3.1 */
export function revocationRequest({ issuer, serial }: Certificate, reason: number): Uint8Array {
  const details = sequence(implicit(1, tlv(0x02, serial)), explicit(3, issuer.raw))
  const entry = sequence(sequence(oid(OID.reasonCode), octetString(enumerated(reason))))
  return sequence(sequence(details, entry))
}

export interface Confirmation {
  /** By the hash of the certificate's own signature (RFC 4210 §5.3.18). */
  certificateHash: Uint8Array
  requestId: number
  isAccepted: boolean
}

export function certificateConfirmation({ certificateHash, requestId, isAccepted }: Confirmation): Uint8Array {
  const status = sequence(integer(isAccepted ? 0 : 2))
  return sequence(sequence(octetString(certificateHash), integer(requestId), status))
}

export function pollRequest(requestId: number): Uint8Array {
  return sequence(sequence(integer(requestId)))
}

/** GenMsgContent that asks for one kind of information. */
export function generalMessage(infoType: string): Uint8Array {
  return sequence(sequence(oid(infoType)))
}

export interface PasswordBasedMac {
  salt: Uint8Array
  iterations: number
}

const PBM = '1.2.840.113533.7.66.13'
const PBMAC1 = '1.2.840.113549.1.5.14'
const PBKDF2 = '1.2.840.113549.1.5.12'
const HMAC_SHA256 = '1.2.840.113549.2.9'

/** AlgorithmIdentifier of PBM (RFC 4210 §5.1.3.1) with SHA-256 and HMAC-SHA-256. */
export function passwordBasedMac({ salt, iterations }: PasswordBasedMac): Uint8Array {
  const parameters = sequence(
    octetString(salt),
    sequence(oid(OID.sha256), nullValue()),
    integer(iterations),
    sequence(oid(HMAC_SHA256), nullValue()),
  )
  return sequence(oid(PBM), parameters)
}

/** Of the key PBKDF2 derives for PBMAC1. */
export const PBMAC1_KEY_BYTES = 32

/** AlgorithmIdentifier of PBMAC1 (RFC 8018 §7.1, RFC 9481 §6.1.2) with PBKDF2 and HMAC-SHA-256. */
export function pbmac1({ salt, iterations }: PasswordBasedMac): Uint8Array {
  const hmac = sequence(oid(HMAC_SHA256), nullValue())
  const derivation = sequence(
    oid(PBKDF2),
    sequence(octetString(salt), integer(iterations), integer(PBMAC1_KEY_BYTES), hmac),
  )
  return sequence(oid(PBMAC1), sequence(derivation, hmac))
}
