// What a file is, by its bytes and never by its name. Recognising a format is not believing it: the judge of the format reads
// everything again, strictly.

import { contextTag, readTlv, TAG } from './asn1/der.ts'
import { elementsOf, Fields, must, parsing } from './asn1/fields.ts'
import { OID } from './asn1/oids.ts'
import { latin1 } from './asn1/values.ts'
import { fromBase64 } from './bytes/base64.ts'
import { readPem } from './bytes/pem.ts'
import { readSmime } from './cms/mime.ts'
import { outerContentType, readSignedData } from './cms/signed-data.ts'
import { namesIn } from './documents/archive.ts'
import { looksSigned, MIMETYPES } from './documents/asic/container.ts'

export type Format =
  | 'certificate-path'
  | 'cms'
  | 'smime'
  | 'timestamp'
  | 'evidence-record'
  | 'seal'
  | 'seal-signature'
  | 'crl'
  | 'ocsp'
  | 'pdf'
  | 'ofd'
  | 'zip'
  | 'asic'
  | 'xml'
  | 'jws'
  | 'unknown'

/** What may be asked for; `auto` asks the bytes. */
export const ASKED_FORMATS = [
  'auto',
  'certificate-path',
  'cms',
  'smime',
  'timestamp',
  'evidence-record',
  'seal',
  'seal-signature',
  'ocsp',
  'pdf',
  'ofd',
  'jws',
  'xml',
  'asic',
] as const satisfies readonly (Format | 'auto')[]

/** @param bytes as `unarmoured` gave them */
export function formatOf(bytes: Uint8Array): Format {
  const document = documentFormatOf(bytes)
  if (document) return document === 'zip' ? containerOf(bytes) : document
  if (bytes[0] === TAG.sequence) return structureOf(bytes)
  return readSmime(bytes) ? 'smime' : 'unknown'
}

/** Of a document that is no armour for something else, whatever lies in it. */
function documentFormatOf(bytes: Uint8Array): 'pdf' | 'zip' | 'xml' | 'jws' | undefined {
  const head = latin1(bytes.subarray(0, 1024))
  if (head.includes('%PDF-')) return 'pdf'
  if (head.startsWith('PK\u0003\u0004')) return 'zip'
  const first = firstPrinted(bytes)
  if (first === 0x3c || isUtf16Xml(bytes)) return 'xml'
  return first === 0x7b || isCompactJws(bytes) ? 'jws' : undefined
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]
const BLANKS: ReadonlySet<number | undefined> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20])

/** The first octet of a text that is no blank. */
function firstPrinted(bytes: Uint8Array): number | undefined {
  let at = BYTE_ORDER_MARK.every((octet, index) => bytes[index] === octet) ? BYTE_ORDER_MARK.length : 0
  while (BLANKS.has(bytes[at])) at++
  return bytes[at]
}

const DOT = 0x2e

/** Three parts between dots, the first of them base64url of a `{`: a header with a certificate is longer than the beginning of a file. */
function isCompactJws(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(DOT)
  const isTwice = first > 0 && bytes.indexOf(DOT, first + 1) > 0
  return isTwice && first < MAX_HEADER_BYTES && /^\s*e[yw3][\w-]+$/.test(latin1(bytes.subarray(0, first)))
}

const MAX_HEADER_BYTES = 2 * 1024 * 1024

/** A byte order mark and `<`. */
function isUtf16Xml([first, second, third, fourth]: Uint8Array): boolean {
  const isLittle = first === 0xff && second === 0xfe && third === 0x3c
  return isLittle || (first === 0xfe && second === 0xff && fourth === 0x3c)
}

/** A signed container says so in its first entry, or has names of signatures; an OFD has an OFD.xml at its top, in whatever case. */
function containerOf(bytes: Uint8Array): Format {
  const head = latin1(bytes.subarray(0, 1024))
  const said = /^.{30}mimetype(.{24,60})/s.exec(head)?.[1] ?? ''
  if (Object.keys(MIMETYPES).some((mimetype) => said.startsWith(mimetype))) return 'asic'
  const names = namesIn(bytes)
  if (names.some((name) => name.toLowerCase() === 'ofd.xml')) return 'ofd'
  return looksSigned(names) ? 'asic' : 'zip'
}

function structureOf(bytes: Uint8Array): Format {
  const type = outerContentType(bytes) ?? berContentType(bytes)
  if (type === OID.signedData || type === OID.gmSignedData) {
    const data = readSignedData(bytes)
    return data.ok && data.value.contentType === OID.tstInfo ? 'timestamp' : 'cms'
  }
  const shape = parsing(() => shapeOf(bytes))
  return shape.ok ? shape.value : type ? 'cms' : 'unknown'
}

/** The first element of an indefinite-length ContentInfo. */
function berContentType(bytes: Uint8Array): string | undefined {
  if (bytes[1] !== 0x80) return undefined
  const data = readSignedData(bytes)
  return data.ok ? data.value.outerType : undefined
}

/** Tells the other structures apart by the tags of their first fields. */
function shapeOf(bytes: Uint8Array): Format {
  const outer = new Fields(must(readTlv(bytes)), TAG.sequence)
  if (outer.tag === TAG.enumerated) return 'ocsp'
  if (outer.tag === TAG.integer) return isEvidenceRecord(outer) ? 'evidence-record' : 'unknown'
  const first = new Fields(outer.next(TAG.sequence))
  const second = outer.tag
  if (first.tag === TAG.sequence) return 'seal'
  if (first.tag === contextTag(0)) return 'certificate-path'
  if (first.tag !== TAG.integer) return 'unknown'
  if (second === TAG.bitString || second === TAG.octetString) return 'seal-signature'
  first.next()
  if (first.tag === TAG.integer) return 'certificate-path'
  if (second === undefined) return 'timestamp'
  return isContentInfo(outer) ? 'timestamp' : isRevocationList(first) ? 'crl' : 'certificate-path'
}

function isContentInfo(outer: Fields): boolean {
  const token = new Fields(outer.next())
  return token.tag === TAG.oid && outer.done
}

/** After the version only algorithms, where a timestamp query has an imprint; and then another SEQUENCE. */
function isEvidenceRecord(outer: Fields): boolean {
  outer.next()
  const algorithms = elementsOf(outer.next(TAG.sequence), TAG.sequence)
  return algorithms.every((one) => new Fields(one).tag === TAG.oid) && outer.tag !== undefined
}

/** After version and algorithm: issuer, then a time in a CRL, and a validity SEQUENCE in a certificate. */
function isRevocationList(fields: Fields): boolean {
  fields.next()
  fields.next()
  return fields.tag === TAG.utcTime || fields.tag === TAG.generalizedTime
}

/**
 * The objects of a file that is to be judged. Where a PEM block before the first readable one is damaged, there are none:
 * the second certificate of a chain must never be taken for the first.
 */
export function judgedObjects(bytes: Uint8Array): Uint8Array[] {
  return !isWhole(bytes) && beginsDamaged(latin1(bytes)) ? [bytes] : unarmoured(bytes)
}

/** DER, or a document: a certificate that stands in it in PEM is not what is to be judged, and it may be too large to be made into text. */
function isWhole(bytes: Uint8Array): boolean {
  return bytes[0] === TAG.sequence || documentFormatOf(bytes) !== undefined
}

function beginsDamaged(text: string): boolean {
  const [first] = readPem(text)
  return first !== undefined && /-----(?:BEGIN|END) /.test(text.slice(0, first.start))
}

/** The DER objects of a file: PEM blocks, Base64 text, or the bytes themselves. */
export function unarmoured(bytes: Uint8Array): Uint8Array[] {
  if (isWhole(bytes)) return [bytes]
  const text = latin1(bytes)
  if (text.includes('-----BEGIN ') && !readSmime(bytes)) {
    const blocks = readPem(text)
    if (blocks.length > 0) return blocks.map((block) => block.bytes)
  }
  const plain = bytes.length < 50_000_000 ? fromBase64(text) : undefined
  return plain && plain[0] === TAG.sequence ? [plain] : [bytes]
}
