// OCSP requests written and responses read (RFC 6960 §4.1, §4.2; GB/T 19713 differs in hash and signature algorithms only, clause
// unverified). Who may answer and how long an answer is good for is decided in judge-ocsp.ts.

import { bytesOf, contextTag, type Der, type ParseError, readDer, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, must, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import {
  readBitOctets,
  readInteger,
  readNull,
  readOctetString,
  readOid,
  readSmallInteger,
  readTime,
} from '../asn1/values.ts'
import * as write from '../asn1/write.ts'
import type { DigestAlgorithm, Primitives } from '../primitives.ts'
import type { Instant, Result } from '../verdict.ts'
import { digestOidOf } from '../x509/algorithms.ts'
import type { AlgorithmIdentifier, Certificate, Extension, Name } from '../x509/certificate.ts'
import { readName } from '../x509/names.ts'
import { readAlgorithm, readCertificate, readExtensions } from '../x509/parse.ts'

export const MAX_OCSP_BYTES = 1 << 20

/** OCSPResponseStatus (RFC 6960 §4.2.1). */
const STATUSES: Readonly<Record<number, OcspResponseStatus>> = {
  0: 'successful',
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
}

export type OcspResponseStatus =
  | 'successful'
  | 'malformedRequest'
  | 'internalError'
  | 'tryLater'
  | 'sigRequired'
  | 'unauthorized'

/** Which certificate an answer is about. */
export interface CertId {
  hashAlgorithm: AlgorithmIdentifier
  issuerNameHash: Uint8Array
  issuerKeyHash: Uint8Array
  /** Contents octets. */
  serial: Uint8Array
}

export type CertStatus =
  | { status: 'good' }
  | { status: 'unknown' }
  | { status: 'revoked'; revokedAt: Instant; reason?: number }

export interface SingleResponse {
  certId: CertId
  certStatus: CertStatus
  thisUpdate: Instant
  nextUpdate?: Instant
  extensions: Extension[]
}

export type ResponderId = { kind: 'name'; name: Name } | { kind: 'key'; hash: Uint8Array }

export interface BasicOcspResponse {
  /** DER of ResponseData: what the responder signed. */
  tbs: Uint8Array
  responderId: ResponderId
  producedAt: Instant
  responses: SingleResponse[]
  extensions: Extension[]
  signatureAlgorithm: AlgorithmIdentifier
  signature: Uint8Array
  /** Certificates sent along; unreadable ones are left out, they can authorise nothing. */
  certificates: Certificate[]
  /** Contents of the nonce extension, unwrapped from its inner OCTET STRING where it has one. */
  nonce?: Uint8Array
}

export interface OcspResponse {
  raw: Uint8Array
  status: OcspResponseStatus
  /** Present exactly when the status is `successful`. */
  basic?: BasicOcspResponse
}

/** One DER OCSPResponse that fills `bytes`. Checks the form only. */
export function parseOcspResponse(bytes: Uint8Array): Result<OcspResponse, ParseError> {
  return parsing(() => {
    if (bytes.length > MAX_OCSP_BYTES) malformed('ocsp.too-large', 0)
    const fields = new Fields(must(readDer(bytes)), TAG.sequence)
    const code = fields.next()
    const status = STATUSES[readSmallInteger(code, TAG.enumerated)] ?? malformed('ocsp.response-status', code.start)
    const explicit = fields.optional(contextTag(0))
    fields.end()
    if (status !== 'successful') return { raw: bytes, status }
    if (!explicit) return malformed('ocsp.response-bytes-missing', 0)
    return { raw: bytes, status, basic: readResponseBytes(unwrap(explicit)) }
  })
}

/** A bare BasicOCSPResponse, as CMS and PDF revocation containers hold them. */
export function parseBasicOcspResponse(bytes: Uint8Array): Result<BasicOcspResponse, ParseError> {
  return parsing(() => readBasic(must(readDer(bytes))))
}

function readResponseBytes(der: Der): BasicOcspResponse {
  const fields = new Fields(der, TAG.sequence)
  const type = fields.next()
  if (readOid(type) !== OID.ocspBasic) malformed('ocsp.response-type', type.start)
  const contents = readOctetString(fields.next())
  fields.end()
  return readBasic(onlyTlv(contents))
}

function readBasic(der: Der): BasicOcspResponse {
  const fields = new Fields(der, TAG.sequence)
  const data = fields.next(TAG.sequence)
  const signatureAlgorithm = readAlgorithm(fields.next())
  const signature = readBitOctets(fields.next())
  const explicit = fields.optional(contextTag(0))
  fields.end()
  const certificates = explicit ? elementsOf(unwrap(explicit, TAG.sequence)).flatMap(readIfPossible) : []
  return { tbs: bytesOf(data), signatureAlgorithm, signature, certificates, ...readResponseData(data) }
}

function readIfPossible(der: Der): Certificate[] {
  const certificate = parsing(() => readCertificate(der))
  return certificate.ok ? [certificate.value] : []
}

function readResponseData(der: Der) {
  const fields = new Fields(der)
  const version = fields.optional(contextTag(0))
  if (version && readSmallInteger(unwrap(version)) !== 0) malformed('ocsp.version', version.start)
  const responderId = readResponderId(fields.next())
  const producedAt = readTime(fields.next(TAG.generalizedTime), true).instant
  const responses = elementsOf(fields.next(TAG.sequence)).map(readSingle)
  const explicit = fields.optional(contextTag(1))
  fields.end()
  const extensions = explicit ? readExtensions(unwrap(explicit)) : []
  const nonce = nonceOf(extensions)
  return { responderId, producedAt, responses, extensions, ...(nonce && { nonce }) }
}

function readResponderId(der: Der): ResponderId {
  if (der.tag === contextTag(1)) return { kind: 'name', name: readName(unwrap(der)) }
  if (der.tag === contextTag(2)) return { kind: 'key', hash: readOctetString(unwrap(der)) }
  return malformed('ocsp.responder-id', der.start)
}

function readSingle(der: Der): SingleResponse {
  const fields = new Fields(der, TAG.sequence)
  const certId = readCertId(fields.next())
  const certStatus = readCertStatus(fields.next())
  const thisUpdate = readTime(fields.next(TAG.generalizedTime), true).instant
  const next = fields.optional(contextTag(0))
  const explicit = fields.optional(contextTag(1))
  fields.end()
  return {
    certId,
    certStatus,
    thisUpdate,
    ...(next && { nextUpdate: readTime(unwrap(next, TAG.generalizedTime), true).instant }),
    extensions: explicit ? readExtensions(unwrap(explicit)) : [],
  }
}

function readCertId(der: Der): CertId {
  const fields = new Fields(der, TAG.sequence)
  const hashAlgorithm = readAlgorithm(fields.next())
  const issuerNameHash = readOctetString(fields.next())
  const issuerKeyHash = readOctetString(fields.next())
  const serial = readInteger(fields.next())
  fields.end()
  return { hashAlgorithm, issuerNameHash, issuerKeyHash, serial }
}

function readCertStatus(der: Der): CertStatus {
  if (der.tag === contextTag(0, 'primitive') || der.tag === contextTag(2, 'primitive')) {
    readNull({ ...der, tag: TAG.null })
    return { status: der.tag === contextTag(0, 'primitive') ? 'good' : 'unknown' }
  }
  if (der.tag !== contextTag(1)) return malformed('ocsp.cert-status', der.start)
  const fields = new Fields(der)
  const revokedAt = readTime(fields.next(TAG.generalizedTime), true).instant
  const reason = fields.optional(contextTag(0))
  fields.end()
  return {
    status: 'revoked',
    revokedAt,
    ...(reason && { reason: readSmallInteger(unwrap(reason), TAG.enumerated) }),
  }
}

/** RFC 8954 §2.1 wraps the nonce in an OCTET STRING; older responders echo bare octets. */
function nonceOf(extensions: readonly Extension[]): Uint8Array | undefined {
  const value = extensions.find(({ oid }) => oid === OID.ocspNonce)?.value
  if (!value) return undefined
  const inner = parsing(() => readOctetString(onlyTlv(value)))
  return inner.ok ? inner.value : value
}

export interface OcspQuestion {
  issuer: Certificate
  /** Contents octets of the serial number that is asked about. */
  serial: Uint8Array
  /** Hash of the CertID: SHA-1 is what every responder answers, SM3 what GM responders should. */
  hash: DigestAlgorithm
  /** 1 to 32 octets (RFC 8954 §2.1); absent: the question carries none. */
  nonce?: Uint8Array
}

/** DER of an unsigned OCSPRequest for one certificate. */
export async function writeOcspRequest(
  question: OcspQuestion,
  primitives: Pick<Primitives, 'digest'>,
): Promise<Uint8Array> {
  const certId = await certIdOf(question, primitives)
  const request = write.sequence(writeCertId(certId))
  const nonce =
    question.nonce && write.sequence(write.oid(OID.ocspNonce), write.octetString(write.octetString(question.nonce)))
  const extensions = nonce ? [write.explicit(2, write.sequence(nonce))] : []
  return write.sequence(write.sequence(write.sequence(request), ...extensions))
}

/** What identifies a certificate to a responder: hashes of its issuer's name and key, and its serial number. */
export async function certIdOf(
  { issuer, serial, hash }: Pick<OcspQuestion, 'issuer' | 'serial' | 'hash'>,
  primitives: Pick<Primitives, 'digest'>,
): Promise<CertId> {
  return {
    hashAlgorithm: { oid: digestOidOf(hash), parameters: write.nullValue() },
    issuerNameHash: await primitives.digest(hash, issuer.subject.raw),
    issuerKeyHash: await primitives.digest(hash, issuer.publicKeyBits),
    serial,
  }
}

export function writeCertId({ hashAlgorithm, issuerNameHash, issuerKeyHash, serial }: CertId): Uint8Array {
  return write.sequence(
    write.sequence(write.oid(hashAlgorithm.oid), hashAlgorithm.parameters ?? new Uint8Array()),
    write.octetString(issuerNameHash),
    write.octetString(issuerKeyHash),
    write.tlv(TAG.integer, serial),
  )
}
