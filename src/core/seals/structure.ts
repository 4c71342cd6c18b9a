// E-seals and seal signatures read over the original bytes: GM/T 0031-2014 (v1), GB/T 38540-2020 (v4) and GM/T 0031-2025 (v5),
// the latter two by the agreement of their implementations (clause unverified). Tolerances are those real seals need,
// each remarked in `deviations`; what is signed is always the slice that arrived.

import { bytesOf, contentsOf, contextTag, type Der, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { isText, readBitOctets, readOctetString, readOid, readSmallInteger, readText } from '../asn1/values.ts'
import type { Instant, Result } from '../verdict.ts'
import { readSealTime, type SealTime } from './time.ts'

export type SealVersion = 1 | 4 | 5

/** The certificates a seal may be used with: themselves, or by digest. */
export type SignerList =
  | { kind: 'certificates'; certificates: Uint8Array[] }
  | { kind: 'digests'; digests: { algorithm: string; value: Uint8Array }[] }

export interface SealPicture {
  /** As written: `png`, `JPG`, `ofd`, … Never interpreted here. */
  type: string
  data: Uint8Array
  widthMm: number
  heightMm: number
}

export interface Seal {
  version: SealVersion
  /** DER of the whole SESeal. */
  raw: Uint8Array
  /** DER of SES_SealInfo. */
  info: Uint8Array
  /** What the maker signed: the info alone, or for v1 the SEQUENCE of info, certificate and algorithm – as pieces of the original. */
  makerCertificate: Uint8Array
  makerAlgorithm: string
  makerSignature: Uint8Array
  /** DER of the certificate and algorithm fields, which v1 signs too. */
  makerFields: Uint8Array
  timestamp?: Uint8Array
  headerVersion: number
  vendor: string
  id: string
  /** 1 unit, 2 person; others are met. */
  type: number
  name: string
  signers: SignerList
  created?: Instant
  validFrom: Instant
  validUntil: Instant
  picture: SealPicture
  deviations: string[]
}

export interface SealSignature {
  version: SealVersion
  /** DER of TBS_Sign: what the signer signed. */
  toSign: Uint8Array
  seal: Seal
  time: SealTime
  /** Digest of the sealed original. */
  dataHash: Uint8Array
  /** Names what was sealed, e.g. a path inside an OFD. */
  propertyInfo: string
  signerCertificate: Uint8Array
  algorithm: string
  signature: Uint8Array
  /** DER of an RFC 3161 token over the signature value. */
  timestamp?: Uint8Array
  deviations: string[]
}

/** One SESeal that fills `bytes`. */
export function parseSeal(bytes: Uint8Array): Result<Seal, ParseError> {
  return parsing(() => readSeal(onlyTlv(bytes)))
}

/** One SES_Signature that fills `bytes`. */
export function parseSealSignature(bytes: Uint8Array): Result<SealSignature, ParseError> {
  return parsing(() => readSealSignature(onlyTlv(bytes)))
}

function readSeal(der: Der): Seal {
  const fields = new Fields(der, TAG.sequence)
  const infoDer = fields.next(TAG.sequence)
  const deviations: string[] = []
  const info = readSealInfo(infoDer, deviations)
  const isFirst = fields.tag === TAG.sequence
  const own = isFirst ? new Fields(fields.next()) : undefined
  const maker = readMaker(own ?? fields)
  own?.end()
  const timestamp = isFirst ? undefined : fields.optional(contextTag(0))
  fields.end()
  const version = isFirst ? 1 : timestamp || info.headerVersion === 5 ? 5 : 4
  return {
    version,
    raw: bytesOf(der),
    info: bytesOf(infoDer),
    ...maker,
    ...info,
    ...(timestamp && { timestamp: readBitOctets(unwrap(timestamp)) }),
    deviations,
  }
}

/** cert OCTET STRING, algorithm OBJECT IDENTIFIER, signature BIT STRING: in v1 a SEQUENCE of its own, later in line. */
function readMaker(fields: Fields) {
  const certificate = fields.next(TAG.octetString)
  const algorithm = fields.next(TAG.oid)
  const signature = fields.next()
  return {
    makerCertificate: contentsOf(certificate),
    makerAlgorithm: readOid(algorithm),
    makerSignature: readBitOctets(signature),
    makerFields: certificate.source.subarray(certificate.start, algorithm.end),
  }
}

function readSealInfo(der: Der, deviations: string[]) {
  const fields = new Fields(der)
  const header = new Fields(fields.next(TAG.sequence))
  if (text(header.next()) !== 'ES') deviations.push('seals.header-id')
  const headerVersion = readSmallInteger(header.next())
  const vendor = text(header.next())
  header.end()
  const id = text(fields.next())
  const property = readProperty(fields.next(TAG.sequence), deviations)
  const picture = readPicture(fields.next(TAG.sequence))
  if (!fields.done) {
    // The text of GB/T 38540 tags the extensions; real tax seals do not.
    if (fields.tag === TAG.sequence) deviations.push('seals.extensions-untagged')
    else if (fields.tag !== contextTag(0)) malformed('seals.extensions', fields.offset)
    fields.next()
  }
  fields.end()
  return { headerVersion, vendor, id, picture, ...property }
}

function readProperty(der: Der, deviations: string[]) {
  const fields = new Fields(der)
  const type = readSmallInteger(fields.next())
  const name = text(fields.next())
  const listType = fields.tag === TAG.integer ? readSmallInteger(fields.next()) : 1
  const list = elementsOf(fields.next(TAG.sequence))
  const signers = listType === 2 ? readDigests(list) : readCertificates(list, deviations)
  const created = readSealTime(fields.next()).instant
  const validFrom = readSealTime(fields.next())
  const validUntil = readSealTime(fields.next())
  fields.end()
  if (validFrom.instant === undefined || validUntil.instant === undefined) return malformed('seals.period', der.start)
  const period = { validFrom: validFrom.instant, validUntil: validUntil.instant }
  return { type, name, signers, ...period, ...(created !== undefined && { created }) }
}

/** OCTET STRINGs around certificates; v1 seals also hold bare certificates, or identifiers that bind nothing. */
function readCertificates(list: Der[], deviations: string[]): SignerList {
  const certificates = list.flatMap((one) => {
    if (one.tag === TAG.octetString) return [contentsOf(one)]
    if (one.tag === TAG.sequence) return [bytesOf(one)]
    if (!isText(one.tag)) malformed('seals.certificate-list', one.start)
    deviations.push('seals.certificate-list-of-ids')
    return []
  })
  return { kind: 'certificates', certificates }
}

function readDigests(list: Der[]): SignerList {
  const digests = list.map((one) => {
    const fields = new Fields(one, TAG.sequence)
    const algorithm = text(fields.next())
    const value = readOctetString(fields.next())
    fields.end()
    return { algorithm, value }
  })
  return { kind: 'digests', digests }
}

function readPicture(der: Der): SealPicture {
  const fields = new Fields(der)
  const type = text(fields.next())
  const data = readOctetString(fields.next())
  const widthMm = readSmallInteger(fields.next())
  const heightMm = readSmallInteger(fields.next())
  fields.end()
  return { type, data, widthMm, heightMm }
}

function readSealSignature(der: Der): SealSignature {
  const fields = new Fields(der, TAG.sequence)
  const toSignDer = fields.next(TAG.sequence)
  const tbs = readToSign(toSignDer)
  if (fields.tag === TAG.bitString) {
    const signature = readBitOctets(fields.next())
    fields.end()
    if (!tbs.own) return malformed('seals.signer-missing', toSignDer.start)
    return { ...tbs.common, ...tbs.own, toSign: bytesOf(toSignDer), signature, version: 1 }
  }
  const signerCertificate = readOctetString(fields.next())
  const algorithm = readOid(fields.next())
  const signature = readBitOctets(fields.next())
  const timestamp = fields.optional(contextTag(0))
  fields.end()
  return {
    ...tbs.common,
    version: tbs.common.seal.version === 1 ? 4 : tbs.common.seal.version,
    toSign: bytesOf(toSignDer),
    signerCertificate,
    algorithm,
    signature,
    ...(timestamp && { timestamp: readBitOctets(unwrap(timestamp)) }),
  }
}

/** TBS_Sign; v1 carries the signer's certificate and algorithm inside it. */
function readToSign(der: Der) {
  const deviations: string[] = []
  const fields = new Fields(der)
  readSmallInteger(fields.next())
  const seal = readSeal(fields.next(TAG.sequence))
  const time = readSealTime(fields.next())
  const hashField = fields.next()
  if (hashField.tag === TAG.octetString) deviations.push('seals.data-hash-octets')
  const dataHash = hashField.tag === TAG.octetString ? contentsOf(hashField) : readBitOctets(hashField)
  const propertyInfo = text(fields.next())
  const certificate = fields.optional(TAG.octetString)
  const own = certificate && { signerCertificate: contentsOf(certificate), algorithm: readOid(fields.next()) }
  if (!own) fields.optional(contextTag(0))
  fields.end()
  return { common: { seal, time, dataHash, propertyInfo, deviations }, own }
}

/** IA5String in the standards; UTF8String and others are met. */
function text(der: Der): string {
  return isText(der.tag) ? readText(der) : malformed('seals.text', der.start)
}
