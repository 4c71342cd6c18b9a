// The strict DER reader (ITU-T X.690 §8, §10): offsets into the original bytes, nothing copied, nothing re-encoded.
// What was signed is always the slice that arrived. Indefinite lengths, long forms that could be short,
// and bytes after the end are refused with a code and an offset.

import { err, ok, type Result } from '../verdict.ts'

export interface ParseError {
  /** Stable code, e.g. `der.length-not-minimal`. */
  code: string
  /** Byte offset in the buffer the reader was given. */
  offset: number
}

/** One tag-length-value, as offsets into `source`. */
export interface Der {
  source: Uint8Array
  /** First byte of the tag. */
  start: number
  /** First byte of the value. */
  valueStart: number
  /** One past the last byte of the value. */
  end: number
  /** The identifier octet: class, constructed bit and tag number together, e.g. 0x30 for SEQUENCE. */
  tag: number
}

/** ASN.1 nesting deeper than this is an attack on the reader, not a certificate. */
export const MAX_DEPTH = 64

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** Context-specific identifier octet: `[number]`, constructed (EXPLICIT or a constructed IMPLICIT type) unless said otherwise. */
export function contextTag(number: number, form: 'constructed' | 'primitive' = 'constructed'): number {
  return (form === 'constructed' ? 0xa0 : 0x80) | number
}

function fail(code: string, offset: number): Result<never, ParseError> {
  return err({ code, offset })
}

/** Reads one TLV at `offset`, which must end at or before `limit`. High tag numbers (≥ 31) are refused: no PKIX type uses them. */
export function readTlv(source: Uint8Array, offset = 0, limit = source.length): Result<Der, ParseError> {
  const scanned = scanTlv(source, offset, limit)
  return typeof scanned === 'string' ? fail(scanned, offset) : ok(scanned)
}

/** The same for readers that abort by themselves: the value, or the code of what is wrong at `offset`. */
export function scanTlv(source: Uint8Array, offset: number, limit: number): Der | string {
  if (offset + 2 > limit) return 'der.truncated'
  const tag = source[offset] as number
  if ((tag & 0x1f) === 0x1f) return 'der.high-tag-number'
  const first = source[offset + 1] as number
  if (first < 0x80) return bounded(source, offset, offset + 2, first, limit, tag)
  if (first === 0x80) return 'der.indefinite-length'
  const count = first & 0x7f
  if (count > 4) return 'der.length-too-large'
  if (offset + 2 + count > limit) return 'der.truncated'
  let length = 0
  for (let i = 0; i < count; i++) length = length * 256 + (source[offset + 2 + i] as number)
  if (length < 0x80 || source[offset + 2] === 0) return 'der.length-not-minimal'
  return bounded(source, offset, offset + 2 + count, length, limit, tag)
}

function bounded(
  source: Uint8Array,
  start: number,
  valueStart: number,
  length: number,
  limit: number,
  tag: number,
): Der | string {
  const end = valueStart + length
  return end > limit ? 'der.truncated' : { source, start, valueStart, end, tag }
}

/** Reads exactly one TLV that fills the whole of `source`: bytes behind it are refused. */
export function readDer(source: Uint8Array): Result<Der, ParseError> {
  const tlv = readTlv(source)
  if (!tlv.ok) return tlv
  return tlv.value.end === source.length ? tlv : fail('der.trailing-bytes', tlv.value.end)
}

/** The elements directly inside a constructed value. */
export function childrenOf(der: Der): Result<Der[], ParseError> {
  if ((der.tag & 0x20) === 0) return fail('der.not-constructed', der.start)
  const children: Der[] = []
  let at = der.valueStart
  while (at < der.end) {
    const child = readTlv(der.source, at, der.end)
    if (!child.ok) return child
    children.push(child.value)
    at = child.value.end
  }
  return ok(children)
}

/** The whole TLV as it stands in the source (a view, not a copy). */
export function bytesOf(der: Der): Uint8Array {
  return der.source.subarray(der.start, der.end)
}

/** The value octets only (a view, not a copy). */
export function contentsOf(der: Der): Uint8Array {
  return der.source.subarray(der.valueStart, der.end)
}
