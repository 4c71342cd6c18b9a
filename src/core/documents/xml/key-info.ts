// What a ds:KeyInfo says of the signer: certificates in any order, hints which of them it is, and a bare key (XMLDSig 1.1 §4.5).
// Nothing here is trusted, and nothing is fetched: retrieval methods and key names are left alone.

import { parsing } from '../../asn1/fields.ts'
import { OID } from '../../asn1/oids.ts'
import { bitString, integer, nullValue, oid, sequence } from '../../asn1/write.ts'
import { fromBase64 } from '../../bytes/base64.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import type { Primitives } from '../../primitives.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { extensionOf } from '../../x509/extensions.ts'
import { certificateDigest } from '../../x509/fingerprint.ts'
import { sameName } from '../../x509/names.ts'
import { parseCertificate } from '../../x509/parse.ts'
import { digestOf } from './algorithms.ts'
import { DS, DS11 } from './names.ts'
import { attributeOf, childOf, childrenOf, textOf, type XmlElement } from './tree.ts'

/** More certificates than this in one signature are an attack on the judge. */
const MAX_CERTIFICATES = 100

export interface KeyInfo {
  certificates: readonly Certificate[]
  /** Certificates that were there and could not be read. */
  unreadable: number
  /** Each must hold of the signer's certificate, where it is there at all. */
  hints: readonly ((certificate: Certificate, primitives: Primitives) => Promise<boolean>)[]
  /** DER SubjectPublicKeyInfo of a bare key. */
  publicKey?: Uint8Array
}

export const NO_KEY_INFO: KeyInfo = { certificates: [], unreadable: 0, hints: [] }

export function readKeyInfo(keyInfo: XmlElement | undefined): KeyInfo {
  if (!keyInfo) return NO_KEY_INFO
  const data = childrenOf(keyInfo, DS, 'X509Data').flatMap((one) => childrenOf(one))
  const ders = data.filter((one) => one.namespace === DS && one.local === 'X509Certificate').map(base64Of)
  const parsed = ders.slice(0, MAX_CERTIFICATES).map((der) => der && parseCertificate(der))
  const certificates = parsed.flatMap((one) => (one?.ok ? [one.value] : []))
  const publicKey = bareKey(keyInfo)
  return {
    certificates,
    unreadable: ders.length - certificates.length,
    hints: data.flatMap((one) => hintOf(one) ?? []),
    ...(publicKey && { publicKey }),
  }
}

export function base64Of(element: XmlElement | undefined): Uint8Array | undefined {
  return element && childrenOf(element).length === 0 ? fromBase64(textOf(element)) : undefined
}

function hintOf(element: XmlElement): KeyInfo['hints'][number] | undefined {
  if (element.namespace === DS && element.local === 'X509IssuerSerial') {
    const serial = decimalOf(childOf(element, DS, 'X509SerialNumber'))
    return serial === undefined ? undefined : async (one) => unsigned(one.serial) === serial
  }
  const octets = base64Of(element)
  if (!octets) return undefined
  if (element.namespace === DS && element.local === 'X509SKI') {
    return async (one) => equalBytes(extensionOf(one, 'subjectKeyIdentifier') ?? octets, octets)
  }
  const digest = digestOf(attributeOf(element, 'Algorithm') ?? '')
  if (element.namespace !== DS11 || element.local !== 'X509Digest' || !digest) return undefined
  return async (one, primitives) => equalBytes(await certificateDigest(digest, one, primitives), octets)
}

/** A decimal integer as written in X509SerialNumber. */
export function decimalOf(element: XmlElement | undefined): bigint | undefined {
  const text = element ? textOf(element).trim() : ''
  return /^-?\d{1,60}$/.test(text) ? BigInt(text) : undefined
}

/** The value of a serial number as certificates carry it. */
export function unsigned(serial: Uint8Array): bigint {
  let value = 0n
  for (const octet of serial) value = (value << 8n) | BigInt(octet)
  const isNegative = (serial[0] ?? 0) >= 0x80
  return isNegative ? value - (1n << BigInt(8 * serial.length)) : value
}

/** Certificates of a list that issued another one of it cannot be the signer's, unless nothing else is there. */
export function leavesFirst(certificates: readonly Certificate[]): Certificate[] {
  const issues = (one: Certificate) =>
    certificates.some((other) => other !== one && sameName(other.issuer, one.subject) && !sameSubject(other, one))
  return [...certificates.filter((one) => !issues(one)), ...certificates.filter(issues)]
}

function sameSubject(a: Certificate, b: Certificate): boolean {
  return sameName(a.subject, b.subject)
}

function bareKey(keyInfo: XmlElement): Uint8Array | undefined {
  const encoded = base64Of(childOf(keyInfo, DS11, 'DEREncodedKeyValue'))
  if (encoded) return encoded
  const value = childOf(keyInfo, DS, 'KeyValue')
  if (!value) return undefined
  const built = parsing(() => rsaKey(childOf(value, DS, 'RSAKeyValue')) ?? ecKey(childOf(value, DS11, 'ECKeyValue')))
  return built.ok ? built.value : undefined
}

function rsaKey(value: XmlElement | undefined): Uint8Array | undefined {
  const modulus = base64Of(childOf(value, DS, 'Modulus'))
  const exponent = base64Of(childOf(value, DS, 'Exponent'))
  if (!modulus || !exponent) return undefined
  const key = sequence(integer(positive(modulus)), integer(positive(exponent)))
  return sequence(sequence(oid(OID.rsaEncryption), nullValue()), bitString(key))
}

/** CryptoBinary is unsigned; an INTEGER needs a leading zero where its first bit is set. */
function positive(octets: Uint8Array): bigint {
  let value = 0n
  for (const octet of octets.subarray(0, 4096)) value = (value << 8n) | BigInt(octet)
  return value
}

function ecKey(value: XmlElement | undefined): Uint8Array | undefined {
  const curve = childOf(value, DS11, 'NamedCurve')
  const uri = (curve && attributeOf(curve, 'URI')) ?? ''
  const point = base64Of(childOf(value, DS11, 'PublicKey'))
  if (!/^urn:oid:[\d.]{3,60}$/.test(uri) || !point) return undefined
  return sequence(sequence(oid(OID.ecPublicKey), oid(uri.slice('urn:oid:'.length))), bitString(point))
}
