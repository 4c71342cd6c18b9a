// The primitive values of ASN.1, read strictly (ITU-T X.690 §8 and §11; times as in RFC 5280 §4.1.2.5 and RFC 3161 §2.4.2).
// Each reader takes one TLV and aborts the enclosing `parsing` when the octets are not DER.

import { toHex } from '../bytes/hex.ts'
import type { Instant } from '../verdict.ts'
import { contentsOf, type Der, TAG } from './der.ts'
import { expectTag, malformed } from './fields.ts'
import { knownOid } from './known-oids.ts'

/** An INTEGER above this is an attack on big-number arithmetic: RSA-16384 needs 2 kB. */
export const MAX_INTEGER_BYTES = 4096
/** An OBJECT IDENTIFIER above this is an attack on its reader; the longest in use has about 20. */
export const MAX_OID_BYTES = 128

const byteAt = (der: Der, index: number): number => der.source[der.valueStart + index] as number
const lengthOf = (der: Der): number => der.end - der.valueStart

export function readBoolean(der: Der): boolean {
  expectTag(der, TAG.boolean)
  const value = byteAt(der, 0)
  if (lengthOf(der) !== 1 || (value !== 0 && value !== 0xff)) malformed('der.boolean-not-canonical', der.start)
  return value === 0xff
}

export function readNull(der: Der): void {
  expectTag(der, TAG.null)
  if (lengthOf(der) !== 0) malformed('der.null-not-empty', der.start)
}

/** Contents octets of an INTEGER (two's complement, minimal). `tag` reads an ENUMERATED or an IMPLICIT one. */
export function readInteger(der: Der, tag: number = TAG.integer): Uint8Array {
  expectTag(der, tag)
  const length = lengthOf(der)
  if (length === 0) malformed('der.integer-empty', der.start)
  if (length > MAX_INTEGER_BYTES) malformed('der.integer-too-large', der.start)
  const redundant = byteAt(der, 0) === 0 ? 0 : byteAt(der, 0) === 0xff ? 0x80 : -1
  if (length > 1 && redundant === (byteAt(der, 1) & 0x80)) malformed('der.integer-not-minimal', der.start)
  return contentsOf(der)
}

/** An INTEGER as a JavaScript number; refused outside ±2^47. */
export function readSmallInteger(der: Der, tag: number = TAG.integer): number {
  const octets = readInteger(der, tag)
  if (octets.length > 6) malformed('der.integer-out-of-range', der.start)
  let value = (octets[0] as number) >= 0x80 ? -1 : 0
  for (const octet of octets) value = value * 256 + octet
  return value
}

export function readBigInteger(der: Der): bigint {
  return bigIntegerOf(readInteger(der))
}

/** The number that two's complement octets stand for. */
export function bigIntegerOf(octets: Uint8Array): bigint {
  const value = octets.length === 0 ? 0n : BigInt(`0x${toHex(octets)}`)
  return (octets[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * octets.length)) : value
}

/** Dotted text of an OBJECT IDENTIFIER. `tag` reads an IMPLICIT one. */
export function readOid(der: Der, tag: number = TAG.oid): string {
  expectTag(der, tag)
  const length = lengthOf(der)
  if (length === 0 || length > MAX_OID_BYTES) malformed('der.oid-length', der.start)
  return knownOid(der.source, der.valueStart, der.end) ?? spelledOid(der, length)
}

function spelledOid(der: Der, length: number): string {
  if (byteAt(der, length - 1) >= 0x80) malformed('der.oid-truncated', der.start)
  let dotted = ''
  let arc = 0
  let isFirstOctet = true
  for (let i = 0; i < length; i++) {
    const octet = byteAt(der, i)
    if (isFirstOctet && octet === 0x80) malformed('der.oid-not-minimal', der.start)
    if (arc > 0x3fffffffffff) return readLargeOid(der)
    arc = arc * 128 + (octet & 0x7f)
    isFirstOctet = octet < 0x80
    if (!isFirstOctet) continue
    dotted += dotted === '' ? firstArcs(arc) : `.${arc}`
    arc = 0
  }
  return dotted
}

function firstArcs(value: number): string {
  const root = value < 40 ? 0 : value < 80 ? 1 : 2
  return `${root}.${value - 40 * root}`
}

/** Arcs beyond 2^53 (UUID-based OIDs under 2.25) need big numbers. */
function readLargeOid(der: Der): string {
  const arcs: bigint[] = []
  let arc = 0n
  for (const octet of contentsOf(der)) {
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    if (octet >= 0x80) continue
    arcs.push(arc)
    arc = 0n
  }
  const first = arcs[0] ?? 0n
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n
  return [root, first - 40n * root, ...arcs.slice(1)].join('.')
}

export interface BitString {
  /** 0 to 7 bits at the end of the last byte that do not count; DER wants them zero. */
  unusedBits: number
  bytes: Uint8Array
}

/** `tag` reads an IMPLICIT one. */
export function readBitString(der: Der, tag: number = TAG.bitString): BitString {
  expectTag(der, tag)
  const length = lengthOf(der)
  const unusedBits = byteAt(der, 0)
  if (length === 0 || unusedBits > 7 || (length === 1 && unusedBits !== 0)) malformed('der.bit-string', der.start)
  if ((byteAt(der, length - 1) & ((1 << unusedBits) - 1)) !== 0 && length > 1) {
    malformed('der.bit-string-padding', der.start)
  }
  return { unusedBits, bytes: der.source.subarray(der.valueStart + 1, der.end) }
}

/** A BIT STRING that holds whole octets: keys and signatures. */
export function readBitOctets(der: Der, tag: number = TAG.bitString): Uint8Array {
  const { unusedBits, bytes } = readBitString(der, tag)
  if (unusedBits !== 0) malformed('der.bit-string-not-octets', der.start)
  return bytes
}

/**
 * Numbers of the bits that are set in a named bit list, bit 0 first. Trailing zero bits, which X.690 §11.2.2 forbids,
 * are tolerated: they change no meaning and stand in real key usages; the lints say so.
 */
export function readNamedBits(der: Der, tag: number = TAG.bitString): number[] {
  const { unusedBits, bytes } = readBitString(der, tag)
  if (bytes.length > 4) malformed('der.bit-list-too-long', der.start)
  const count = bytes.length * 8 - unusedBits
  const bits: number[] = []
  for (let bit = 0; bit < count; bit++) if (((bytes[bit >> 3] as number) >> (7 - (bit & 7))) & 1) bits.push(bit)
  return bits
}

export function readOctetString(der: Der, tag: number = TAG.octetString): Uint8Array {
  return contentsOf(expectTag(der, tag))
}

/** A time as PKIX writes it. */
export interface Time {
  instant: Instant
  /** Digits behind the decimal point of a GeneralizedTime, kept as text because they may be finer than a millisecond. */
  fraction?: string
}

/** UTCTime or GeneralizedTime in its DER form: seconds present, `Z`, no offset. Fractions only where `allowFraction` (RFC 3161). */
export function readTime(der: Der, allowFraction = false): Time {
  const isUtc = der.tag === TAG.utcTime
  if (!isUtc) expectTag(der, TAG.generalizedTime)
  const digits = isUtc ? 12 : 14
  const zone = der.end - 1
  if (lengthOf(der) < digits + 1 || lengthOf(der) > 32 || der.source[zone] !== 0x5a)
    malformed('der.time-form', der.start)
  const year = isUtc ? pivotYear(digitsAt(der, 0, 2)) : digitsAt(der, 0, 4)
  const at = isUtc ? 2 : 4
  const instant = instantOf(
    year,
    digitsAt(der, at, 2),
    digitsAt(der, at + 2, 2),
    digitsAt(der, at + 4, 2),
    digitsAt(der, at + 6, 2),
    digitsAt(der, at + 8, 2),
  )
  if (instant === undefined) return malformed('der.time-value', der.start)
  if (lengthOf(der) === digits + 1) return { instant }
  if (!allowFraction || isUtc) return malformed('der.time-fraction', der.start)
  const fraction = readFraction(der, digits)
  return { instant: instant + Math.floor(Number(`0.${fraction}`) * 1000), fraction }
}

/** Two-digit years below 50 belong to this century (RFC 5280 §4.1.2.5.1). */
function pivotYear(year: number): number {
  return year < 50 ? 2000 + year : 1900 + year
}

/** `count` decimal digits as a number. */
function digitsAt(der: Der, index: number, count: number): number {
  let value = 0
  for (let i = index; i < index + count; i++) {
    const digit = byteAt(der, i) - 0x30
    if (digit < 0 || digit > 9) malformed('der.time-form', der.start)
    value = value * 10 + digit
  }
  return value
}

/** `.` and digits up to the `Z`; DER forbids a trailing zero. */
function readFraction(der: Der, index: number): string {
  const count = lengthOf(der) - index - 2
  if (byteAt(der, index) !== 0x2e || count < 1 || count > 9) malformed('der.time-fraction', der.start)
  digitsAt(der, index + 1, count)
  if (byteAt(der, index + count) === 0x30) malformed('der.time-fraction', der.start)
  return latin1(der.source.subarray(der.valueStart + index + 1, der.end - 1))
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function instantOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): Instant | undefined {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0)
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return undefined
  if (year >= 100) return Date.UTC(year, month - 1, day, hour, minute, second)
  const instant = Date.UTC(2000, month - 1, day, hour, minute, second)
  // Date.UTC moves years below 100 into the twentieth century; setting the year separately does not.
  return new Date(instant).setUTCFullYear(year, month - 1, day)
}

/** Tags of the character string types a directory name may use. */
const TEXT_TAGS: ReadonlySet<number> = new Set([
  TAG.utf8String,
  TAG.numericString,
  TAG.printableString,
  TAG.t61String,
  TAG.ia5String,
  TAG.visibleString,
  TAG.universalString,
  TAG.bmpString,
])

export function isText(tag: number): boolean {
  return TEXT_TAGS.has(tag)
}

/**
 * Text of a character string. T61String is read as Latin-1, as every implementation does.
 * IA5, Numeric and VisibleString are refused outside ASCII; PrintableString is not held to its alphabet
 * (real certificates break it; the certificate lints say so).
 */
export function readText(der: Der): string {
  const octets = contentsOf(der)
  switch (der.tag) {
    case TAG.utf8String:
      return utf8Text(octets) ?? malformed('der.utf8', der.start)
    case TAG.bmpString:
      return wideText(octets, 2) ?? malformed('der.bmp-string', der.start)
    case TAG.universalString:
      return wideText(octets, 4) ?? malformed('der.universal-string', der.start)
    case TAG.t61String:
    case TAG.printableString:
      return latin1(octets)
    case TAG.ia5String:
    case TAG.numericString:
    case TAG.visibleString:
      if (!isAscii(octets)) malformed('der.not-ascii', der.start)
      return latin1(octets)
    default:
      return malformed('der.not-text', der.start)
  }
}

/** Arguments of one call: many, and far from what overflows a stack. */
const CHUNK = 4096

export function latin1(octets: Uint8Array): string {
  if (octets.length <= CHUNK) return charactersOf(octets)
  const parts: string[] = []
  for (let at = 0; at < octets.length; at += CHUNK) parts.push(charactersOf(octets.subarray(at, at + CHUNK)))
  return parts.join('')
}

/** Applied, not spread: engines read typed arrays in one go, and spread them one by one. */
function charactersOf(octets: Uint8Array): string {
  return String.fromCharCode.apply(null, octets as unknown as number[])
}

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates; `undefined` otherwise. */
export function utf8Text(octets: Uint8Array): string | undefined {
  if (isAscii(octets)) return latin1(octets)
  let text = ''
  for (let i = 0; i < octets.length; ) {
    const lead = octets[i] as number
    const size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    if (size === 0 || i + size > octets.length) return undefined
    let code = size === 1 ? lead : lead & (0x7f >> size)
    for (let k = 1; k < size; k++) {
      const next = octets[i + k] as number
      if ((next & 0xc0) !== 0x80) return undefined
      code = (code << 6) | (next & 0x3f)
    }
    if ((size === 3 && code < 0x800) || (size === 4 && code < 0x10000) || !isScalar(code)) return undefined
    text += String.fromCodePoint(code)
    i += size
  }
  return text
}

export function isAscii(octets: Uint8Array): boolean {
  for (let i = 0; i < octets.length; i++) if ((octets[i] as number) > 0x7f) return false
  return true
}

function isScalar(code: number): boolean {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
}

/** Two-byte text may hold UTF-16 pairs in practice; a lone surrogate is kept, as Java writers leave it. */
function wideText(octets: Uint8Array, width: 2 | 4): string | undefined {
  if (octets.length % width !== 0) return undefined
  let text = ''
  for (let i = 0; i < octets.length; i += width) {
    let code = 0
    for (let k = 0; k < width; k++) code = code * 256 + (octets[i + k] as number)
    if (width === 4 && !isScalar(code)) return undefined
    text += width === 2 ? String.fromCharCode(code) : String.fromCodePoint(code)
  }
  return text
}
