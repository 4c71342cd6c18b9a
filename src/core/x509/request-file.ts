// Certification requests as people and tools hand them over: strictly first (RFC 2986, RFC 7468), then with named tolerances, each of
// which is reported. What was signed stays what arrived; only BER is re-encoded, because the signature is over the DER.

import { derFromBer } from '../asn1/ber.ts'
import { contentsOf, type ParseError, TAG } from '../asn1/der.ts'
import { Fields, malformed, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOctetString, readSmallInteger } from '../asn1/values.ts'
import { fromBase64 } from '../bytes/base64.ts'
import { note } from '../finding.ts'
import { isSm2Point } from '../gm/sm2.ts'
import { err, type Finding, ok, type Result } from '../verdict.ts'
import { type CertificationRequest, MAX_REQUEST_BYTES, parseRequest } from './request.ts'

export interface RequestFile {
  request: CertificationRequest
  /** Where the file or the request leaves the standard, or is read more kindly than it asks for: notes, codes `request.form.…`. */
  notices: Finding[]
  /**
   * The second public key of a dual-certificate request, as an uncompressed SM2 point: the CA encrypts the new encryption key to it.
   * Nothing proves that the applicant holds it.
   */
  temporaryKey?: Uint8Array
}

/** Armour, explanatory text and white space around the largest request. */
const MAX_FILE_BYTES = 4 * MAX_REQUEST_BYTES

/**
 * One request out of a file: DER, BER, PEM under either header, bare Base64, in UTF-8 or UTF-16, with a byte order mark or without.
 * Errors carry the offset in the DER, or in the file while its armour is read. The signature is `judgeRequest`'s question.
 */
export function readRequestFile(file: Uint8Array): Result<RequestFile, ParseError> {
  if (file.length > MAX_FILE_BYTES) return err({ code: 'request.too-large', offset: 0 })
  const unpacked = unpack(file)
  if (!unpacked.ok) return unpacked
  const { der, notices } = unpacked.value
  const read = readTolerantly(der)
  if (!read.ok) return read
  return withTemporaryKey({
    request: read.value.request,
    notices: [...notices, ...read.value.notices, ...formNotices(read.value.request)],
  })
}

interface Unpacked {
  der: Uint8Array
  notices: Finding[]
}

const form = (name: string, params?: Record<string, string | number>) =>
  note(`request.form.${name}`, 'RFC 7468 §3, §7', params)

function unpack(file: Uint8Array): Result<Unpacked, ParseError> {
  if (file[0] === TAG.sequence) return ok({ der: file, notices: [] })
  const { text, notices } = textOf(file)
  const armoured = fromArmour(text)
  if (armoured)
    return armoured.ok ? ok({ der: armoured.value.der, notices: [...notices, ...armoured.value.notices] }) : armoured
  const der = fromBase64(text)
  if (der?.[0] !== TAG.sequence) return err({ code: 'request.no-request', offset: 0 })
  return ok({ der, notices: [...notices, form('without-armour')] })
}

/** One octet a character, whatever the encoding: Base64 and armour are ASCII. */
function textOf(file: Uint8Array): { text: string; notices: Finding[] } {
  const [first, second, third] = file
  const wide = first === 0xff && second === 0xfe ? 0 : first === 0xfe && second === 0xff ? 1 : undefined
  const start = wide !== undefined ? 2 + wide : first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0
  const step = wide === undefined ? 1 : 2
  let text = ''
  for (let at = start; at < file.length; at += step) text += String.fromCharCode(file[at] ?? 0)
  return { text, notices: start > 0 ? [form('byte-order-mark')] : [] }
}

const BEGIN = /-----BEGIN ((?:NEW )?CERTIFICATE REQUEST)-----/

/** `undefined` when there is no armour of a request at all. The first request counts. */
function fromArmour(text: string): Result<Unpacked, ParseError> | undefined {
  const begin = BEGIN.exec(text)
  if (!begin) return undefined
  const bodyStart = begin.index + begin[0].length
  const bodyEnd = text.indexOf('-----END ', bodyStart)
  if (bodyEnd < 0) return err({ code: 'request.armour-open', offset: begin.index })
  const lines = text.slice(bodyStart, bodyEnd)
  // RFC 1421 headers (`Proc-Type: …`) end with an empty line; requests have no use for them.
  const headers = /^\s*(?:[\w-]+:[^\n]*\n)+\s*\n/.exec(lines)?.[0] ?? ''
  const der = fromBase64(lines.slice(headers.length))
  if (!der) return err({ code: 'request.armour-not-base64', offset: bodyStart })
  const rest = text.slice(bodyEnd)
  const isMislabelled = !rest.startsWith(`-----END ${begin[1]}-----`)
  const notices = [
    ...(begin[1] === 'NEW CERTIFICATE REQUEST' ? [form('new-header')] : []),
    ...(isMislabelled ? [form('end-differs')] : []),
    ...(headers ? [form('armour-headers')] : []),
    ...(begin.index > 0 && text.slice(0, begin.index).trim() ? [form('text-around')] : []),
    ...(BEGIN.test(rest) ? [form('several-requests')] : []),
  ]
  return ok({ der, notices })
}

/** Strict, then without what stands behind the request, then as BER. */
function readTolerantly(der: Uint8Array): Result<{ request: CertificationRequest; notices: Finding[] }, ParseError> {
  const strict = parseRequest(der)
  if (strict.ok) return ok({ request: strict.value, notices: [] })
  if (strict.error.code === 'der.trailing-bytes') {
    const request = parseRequest(der.subarray(0, strict.error.offset))
    const count = der.length - strict.error.offset
    return request.ok ? ok({ request: request.value, notices: [form('trailing-bytes', { count })] }) : request
  }
  if (strict.error.code !== 'der.indefinite-length' && strict.error.code !== 'der.length-not-minimal') return strict
  const transcoded = derFromBer(der)
  if (!transcoded.ok) return strict
  const request = parseRequest(transcoded.value.der)
  return request.ok ? ok({ request: request.value, notices: [form('ber')] }) : strict
}

/** Peculiarities that the strict reader already takes, named so that nobody wonders why other software does not. */
function formNotices({ subject, attributes, signatureAlgorithm }: CertificationRequest): Finding[] {
  const wide = subject.rdns.flat().filter(({ tag }) => tag === TAG.bmpString || tag === TAG.universalString).length
  const hasNull = signatureAlgorithm.oid === OID.sm2WithSm3 && signatureAlgorithm.parameters?.[0] === TAG.null
  return [
    ...(wide > 0 ? [note('request.form.wide-names', 'RFC 5280 §4.1.2.4', { count: wide })] : []),
    ...(hasNull ? [note('request.form.null-parameters', 'GM/T 0015 (clause unverified)')] : []),
    ...(attributes.some(({ oid }) => oid === TEMPORARY_KEY)
      ? [note('request.form.temporary-key', 'CFCA dual-certificate request (clause unverified)')]
      : []),
  ]
}

/** Of CFCA’s dual-certificate requests: SEQUENCE { INTEGER 1, OCTET STRING { magic, bit length, X, Y } }. */
const TEMPORARY_KEY = '1.2.840.113549.1.9.63'

function withTemporaryKey(file: RequestFile): Result<RequestFile, ParseError> {
  const attribute = file.request.attributes.find(({ oid }) => oid === TEMPORARY_KEY)
  if (!attribute) return ok(file)
  const read = parsing(() => readTemporaryKey(attribute.values))
  if (read.ok) return ok({ ...file, temporaryKey: read.value })
  return ok({ ...file, notices: [...file.notices, note('request.form.temporary-key-unreadable', 'clause unverified')] })
}

function readTemporaryKey([value, ...more]: Uint8Array[]): Uint8Array {
  if (!value || more.length > 0) return malformed('request.temporary-key', 0)
  const outer = onlyTlv(value)
  // With the SET of the standard or bare, the OCTET STRING holds the structure.
  const fields = new Fields(onlyTlv(readOctetString(outer)), TAG.sequence)
  if (readSmallInteger(fields.next()) !== 1) malformed('request.temporary-key', outer.start)
  const blob = contentsOf(fields.next(TAG.octetString))
  fields.end()
  const point = pointOf(blob)
  return point && isSm2Point(point) ? point : malformed('request.temporary-key', outer.start)
}

const HEAD = 8
const FIELD = 64

/** Two numbers of 32 octets in fields of 64, which some writers fill from the left and others from the right. */
function pointOf(blob: Uint8Array): Uint8Array | undefined {
  if (blob.length !== HEAD + 2 * FIELD) return undefined
  const halves = [blob.subarray(HEAD, HEAD + FIELD), blob.subarray(HEAD + FIELD)]
  const isZero = (octets: Uint8Array) => octets.every((octet) => octet === 0)
  for (const isLeft of [true, false]) {
    const padding = halves.map((half) => (isLeft ? half.subarray(32) : half.subarray(0, 32)))
    if (!padding.every(isZero)) continue
    const numbers = halves.map((half) => (isLeft ? half.subarray(0, 32) : half.subarray(32)))
    return Uint8Array.from([4, ...numbers.flatMap((number) => [...number])])
  }
  return undefined
}
