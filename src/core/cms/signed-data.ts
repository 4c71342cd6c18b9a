// SignedData read strictly over the original bytes: RFC 5652 §3–§5, and the PKCS#7 v1.5 shape that GM/T 0010 keeps
// (GB/T 35275; clause unverified). Reading decides nothing: the rules judge what stands here.

import { derFromBer } from '../asn1/ber.ts'
import { bytesOf, contentsOf, contextTag, type Der, type ParseError, readTlv, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, must, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readInteger, readOctetString, readOid, readSmallInteger } from '../asn1/values.ts'
import { noted } from '../bytes/notes.ts'
import { responseAround } from '../revocation/basic-response.ts'
import type { Result } from '../verdict.ts'
import type { AlgorithmIdentifier, Name } from '../x509/certificate.ts'
import { readName } from '../x509/names.ts'
import { readAlgorithm } from '../x509/parse.ts'

/** One signed or unsigned attribute; its values stay undecoded. */
export interface Attribute {
  oid: string
  values: Der[]
  /** DER of the whole Attribute. */
  raw: Uint8Array
}

export interface AttributeSet {
  attributes: Attribute[]
  /** The whole implicitly tagged SET as it stands: what is signed is this with its first octet read as 0x31. */
  raw: Uint8Array
}

/** Whom a SignerInfo names: by issuer and serial number, or by subject key identifier. */
export type SignerIdentifier =
  | { kind: 'issuer-serial'; issuer: Name; serial: Uint8Array }
  | { kind: 'key-identifier'; keyIdentifier: Uint8Array }

export interface SignerInfo {
  version: number
  identifier: SignerIdentifier
  digestAlgorithm: AlgorithmIdentifier
  signedAttributes?: AttributeSet | undefined
  signatureAlgorithm: AlgorithmIdentifier
  signature: Uint8Array
  unsignedAttributes?: AttributeSet | undefined
}

export interface SignedData {
  /** Dotted OID of the outer ContentInfo. */
  outerType: string
  version: number
  digestAlgorithms: AlgorithmIdentifier[]
  /** eContentType. */
  contentType: string
  /** The content octets; absent when detached. */
  content?: Uint8Array | undefined
  /** False for PKCS#7 content that is not an OCTET STRING: its value octets stand in `content`. */
  isContentOctetString: boolean
  /** DER of the whole inner ContentInfo: what GmSSL signs. */
  contentInfo: Uint8Array
  /** DER of each X.509 certificate; other certificate formats are counted only. */
  certificates: Uint8Array[]
  otherCertificates: number
  /** DER of each CRL, and of each OCSP response kept as RFC 5940 revocation info. */
  crls: Uint8Array[]
  ocspResponses: Uint8Array[]
  signerInfos: SignerInfo[]
  /** True when the file came as BER and was transcoded. */
  isBer: boolean
  /** The ContentInfo as it arrived, BER or DER: archive timestamps stamp these octets. */
  raw: Uint8Array
  /** Bytes behind the ContentInfo: nobody signed them. */
  trailingBytes: number
}

/** More signers than this is an attack on the judge: each costs a signature check and a path. */
const MAX_SIGNERS = 64
/** Certificates, pieces of revocation evidence, attributes of a set, values of an attribute: real messages have a few dozen. */
const MAX_ELEMENTS = 500
/** Attribute values of all signers together. */
const MAX_VALUES = 1000
/** An OCTET STRING in segments: BER, for the transcoder. */
const CONSTRUCTED_OCTETS = TAG.octetString | 0x20
const OCSP_REVOCATION_INFO = '1.3.6.1.5.5.7.16.2'

/**
 * The ContentInfo at the beginning of `source`, which must hold SignedData. BER is transcoded first, and `isBer` says so;
 * what follows is counted in `trailingBytes`, for the rules to refuse.
 */
export function readSignedData(source: Uint8Array): Result<SignedData, ParseError> {
  const strict = parsing(() => {
    const der = must(readTlv(source))
    return noted(fromContentInfo(der, { isBer: false, raw: bytesOf(der), trailingBytes: source.length - der.end }))
  })
  if (strict.ok || !looksLikeBer(strict.error.code)) return strict
  return parsing(() => {
    const { der, length } = must(derFromBer(source))
    const raw = source.subarray(0, length)
    return noted(fromContentInfo(onlyTlv(der), { isBer: true, raw, trailingBytes: source.length - length }))
  })
}

function looksLikeBer(code: string): boolean {
  return code === 'der.indefinite-length' || code === 'der.unexpected-tag'
}

/** OID of the outer ContentInfo, whatever it holds; `undefined` when this is no ContentInfo. */
export function outerContentType(source: Uint8Array): string | undefined {
  const type = parsing(() => readOid(new Fields(must(readTlv(source))).next()))
  return type.ok ? type.value : undefined
}

function fromContentInfo(der: Der, arrived: Pick<SignedData, 'isBer' | 'raw' | 'trailingBytes'>): SignedData {
  const outer = new Fields(der)
  const type = outer.next(TAG.oid)
  const outerType = readOid(type)
  if (outerType !== OID.signedData && outerType !== OID.gmSignedData) malformed('cms.not-signed-data', type.start)
  const fields = new Fields(unwrap(outer.next(contextTag(0)), TAG.sequence))
  outer.end()
  const version = readSmallInteger(fields.next())
  const digestAlgorithms = limitedElements(fields.next(TAG.set)).map((one) => readAlgorithm(one))
  const { contentType, contentInfo, content, isContentOctetString } = readInnerContent(fields.next(TAG.sequence))
  const certificates = optionalElements(fields.optional(contextTag(0)))
  const revocation = optionalElements(fields.optional(contextTag(1)))
  const signers = elementsOf(fields.next(TAG.set))
  fields.end()
  const first = signers[MAX_SIGNERS]
  if (first) malformed('cms.too-many-signers', first.start)
  const signerInfos = signers.map(readSignerInfo)
  if (signerInfos.reduce((sum, one) => sum + valuesOf(one), 0) > MAX_VALUES) {
    malformed('cms.too-many-elements', der.start)
  }
  return {
    outerType,
    version,
    digestAlgorithms,
    contentType,
    contentInfo,
    content,
    isContentOctetString,
    certificates: certificates.filter((one) => one.tag === TAG.sequence).map(bytesOf),
    otherCertificates: certificates.filter((one) => one.tag !== TAG.sequence).length,
    crls: revocation.filter((one) => one.tag === TAG.sequence).map(bytesOf),
    ocspResponses: revocation.filter((one) => one.tag === contextTag(1)).flatMap(ocspResponse),
    signerInfos,
    isBer: arrived.isBer,
    raw: arrived.raw,
    trailingBytes: arrived.trailingBytes,
  }
}

/** Timestamps and countersignatures among them, each with a path of its own. */
function valuesOf({ signedAttributes, unsignedAttributes }: SignerInfo): number {
  let values = 0
  for (const set of [signedAttributes, unsignedAttributes]) {
    for (const attribute of set?.attributes ?? []) values += attribute.values.length
  }
  return values
}

function readInnerContent(
  der: Der,
): Pick<SignedData, 'contentType' | 'content' | 'isContentOctetString' | 'contentInfo'> {
  const fields = new Fields(der)
  const contentType = readOid(fields.next(TAG.oid))
  const wrapper = fields.optional(contextTag(0))
  fields.end()
  const content = wrapper && unwrap(wrapper)
  if (content?.tag === CONSTRUCTED_OCTETS) malformed('der.unexpected-tag', content.start)
  return {
    contentType,
    contentInfo: bytesOf(der),
    isContentOctetString: content === undefined || content.tag === TAG.octetString,
    content: content && contentsOf(content),
  }
}

/**
 * `[1] OtherRevocationInfoFormat` holding a whole OCSPResponse (RFC 5940 §2.1), or, as many signers write it, a BasicOCSPResponse
 * under its own identifier; other formats are passed over.
 */
function ocspResponse(der: Der): Uint8Array[] {
  const fields = new Fields(der, contextTag(1))
  const format = readOid(fields.next(TAG.oid))
  if (format === OCSP_REVOCATION_INFO) return [bytesOf(fields.next())]
  return format === OID.ocspBasic ? [responseAround(bytesOf(fields.next()))] : []
}

/** The OCSPResponse in one RevocationInfoChoice, when it is one. */
export function ocspResponseIn(choice: Uint8Array): Uint8Array[] {
  if (choice[0] !== contextTag(1)) return []
  const read = parsing(() => ocspResponse(onlyTlv(choice)))
  return read.ok ? read.value : []
}

/** One SignerInfo (RFC 5652 §5.3); a countersignature has the same shape. */
export function readSignerInfo(der: Der): SignerInfo {
  const fields = new Fields(der, TAG.sequence)
  const version = readSmallInteger(fields.next())
  const identifier = readIdentifier(fields.next())
  const digestAlgorithm = readAlgorithm(fields.next(TAG.sequence))
  const signed = fields.optional(contextTag(0))
  const signatureAlgorithm = readAlgorithm(fields.next(TAG.sequence))
  const signature = readOctetString(fields.next())
  const unsigned = fields.optional(contextTag(1))
  fields.end()
  return {
    version,
    identifier,
    digestAlgorithm,
    signatureAlgorithm,
    signature,
    signedAttributes: signed && readAttributes(signed),
    unsignedAttributes: unsigned && readAttributes(unsigned),
  }
}

function readIdentifier(der: Der): SignerIdentifier {
  if (der.tag === contextTag(0, 'primitive')) return { kind: 'key-identifier', keyIdentifier: contentsOf(der) }
  const fields = new Fields(der, TAG.sequence)
  const issuer = readName(fields.next())
  const serial = readInteger(fields.next())
  fields.end()
  return { kind: 'issuer-serial', issuer, serial }
}

/** A SET OF Attribute under any tag. */
export function readAttributes(der: Der): AttributeSet {
  return { attributes: limitedElements(der).map(readAttribute), raw: bytesOf(der) }
}

function readAttribute(der: Der): Attribute {
  const fields = new Fields(der)
  const oid = readOid(fields.next(TAG.oid))
  const values = limitedElements(fields.next(TAG.set))
  fields.end()
  return { oid, values, raw: bytesOf(der) }
}

function optionalElements(der: Der | undefined): Der[] {
  return der ? limitedElements(der) : []
}

function limitedElements(der: Der): Der[] {
  const elements = elementsOf(der)
  const first = elements[MAX_ELEMENTS]
  return first ? malformed('cms.too-many-elements', first.start) : elements
}
