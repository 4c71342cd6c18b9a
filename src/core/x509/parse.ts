// Reading a certificate strictly over the bytes that arrived (RFC 5280 §4.1). What the fields mean is judged elsewhere:
// duplicate or unknown extensions, odd serial numbers and unequal signature algorithms are kept for the path check to report.

import { bytesOf, contextTag, type Der, type ParseError, readDer, TAG } from '../asn1/der.ts'
import { elementsOf, expectTag, Fields, malformed, must, parsing, unwrap } from '../asn1/fields.ts'
import {
  readBitOctets,
  readBitString,
  readBoolean,
  readInteger,
  readOctetString,
  readOid,
  readSmallInteger,
  readTime,
} from '../asn1/values.ts'
import { nullValue } from '../asn1/write.ts'
import { ByteMemory } from '../bytes/byte-memory.ts'
import { noted } from '../bytes/notes.ts'
import { err, type Result } from '../verdict.ts'
import type { AlgorithmIdentifier, Certificate, Extension } from './certificate.ts'
import { readName } from './names.ts'

/** A certificate above this is refused: the largest real ones stay below 64 kB. Stops memory attacks. */
export const MAX_CERTIFICATE_BYTES = 1 << 20

/** The certificates of an authority come again with every signature; about 60 MB with all that hangs on them. */
const READ = new ByteMemory<Result<Certificate, ParseError>>({ count: 4096, bytes: 8 << 20 })
const MAX_REMEMBERED_BYTES = 16 << 10

/**
 * One DER certificate that fills `bytes`; equal bytes give the same object, and nobody may change it. Error codes are `der.…` or
 * `x509.…` with the offset. Checks the form only: no signature, no dates, no extension contents.
 */
export function parseCertificate(bytes: Uint8Array): Result<Certificate, ParseError> {
  if (bytes.length > MAX_CERTIFICATE_BYTES) return err({ code: 'x509.too-large', offset: 0 })
  const read = (own: Uint8Array) => parsing(() => readCertificate(must(readDer(own))))
  return bytes.length > MAX_REMEMBERED_BYTES ? read(bytes) : READ.get(bytes, read)
}

/** As after a restart: what was read is read again. */
export function forgetCertificates(): void {
  READ.clear()
}

/** A certificate inside something larger (CMS, OCSP). Aborts the enclosing `parsing`. */
export function readCertificate(der: Der): Certificate {
  const outer = new Fields(der, TAG.sequence)
  const tbs = outer.next(TAG.sequence)
  const signatureAlgorithm = readAlgorithm(outer.next())
  const signature = readBitOctets(outer.next())
  outer.end()
  return noted({ raw: bytesOf(der), tbs: bytesOf(tbs), signatureAlgorithm, signature, der, ...readTbs(tbs) })
}

function readTbs(tbs: Der) {
  const fields = new Fields(tbs)
  const version = readVersion(fields)
  const serial = readInteger(fields.next())
  const innerSignature = readAlgorithm(fields.next())
  const issuer = readName(fields.next())
  const validity = new Fields(fields.next(), TAG.sequence)
  const notBefore = readTime(validity.next()).instant
  const notAfter = readTime(validity.next()).instant
  validity.end()
  const subject = readName(fields.next())
  const key = readPublicKeyInfo(fields.next())
  skipUniqueIds(fields, version)
  const extensions = readVersionedExtensions(fields, version)
  fields.end()
  return { version, serial, innerSignature, issuer, notBefore, notAfter, subject, ...key, extensions }
}

function readVersion(fields: Fields): number {
  const explicit = fields.optional(contextTag(0))
  if (!explicit) return 1
  const version = readSmallInteger(unwrap(explicit)) + 1
  if (version !== 2 && version !== 3) malformed('x509.version', explicit.start)
  return version
}

function skipUniqueIds(fields: Fields, version: number): void {
  for (const number of [1, 2]) {
    const tag = contextTag(number, 'primitive')
    const uniqueId = fields.optional(tag)
    if (!uniqueId) continue
    if (version === 1) malformed('x509.unique-id-needs-version-2', uniqueId.start)
    readBitString(uniqueId, tag)
  }
}

function readVersionedExtensions(fields: Fields, version: number): Extension[] {
  const explicit = fields.optional(contextTag(3))
  if (!explicit) return []
  if (version !== 3) malformed('x509.extensions-need-version-3', explicit.start)
  return readExtensions(unwrap(explicit))
}

/** Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension. An explicitly encoded `FALSE` is tolerated: it is common and harmless. */
export function readExtensions(der: Der): Extension[] {
  const extensions = elementsOf(expectTag(der, TAG.sequence)).map(readOneExtension)
  return extensions.length > 0 ? extensions : malformed('x509.extensions-empty', der.start)
}

function readOneExtension(der: Der): Extension {
  const fields = new Fields(der, TAG.sequence)
  const oid = readOid(fields.next())
  const critical = fields.optional(TAG.boolean)
  const value = readOctetString(fields.next())
  fields.end()
  return noted({ oid, critical: critical ? readBoolean(critical) : false, value })
}

/** Nearly every algorithm has these parameters: one view for all of them. */
const NULL = nullValue()

export function readAlgorithm(der: Der, tag: number = TAG.sequence): AlgorithmIdentifier {
  const fields = new Fields(der, tag)
  const oid = readOid(fields.next())
  if (fields.done) return { oid }
  const parameters = fields.next()
  fields.end()
  return {
    oid,
    parameters: parameters.tag === TAG.null && parameters.end === parameters.valueStart ? NULL : bytesOf(parameters),
  }
}

export interface PublicKeyInfo {
  publicKeyInfo: Uint8Array
  publicKeyAlgorithm: AlgorithmIdentifier
  publicKeyBits: Uint8Array
}

export function readPublicKeyInfo(der: Der): PublicKeyInfo {
  const fields = new Fields(der, TAG.sequence)
  const publicKeyAlgorithm = readAlgorithm(fields.next())
  const publicKeyBits = readBitOctets(fields.next())
  fields.end()
  return { publicKeyInfo: bytesOf(der), publicKeyAlgorithm, publicKeyBits }
}
