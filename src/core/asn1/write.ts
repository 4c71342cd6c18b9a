// A small DER writer (ITU-T X.690 §8, §10, §11) for requests, fixtures and the laboratory.
// It writes what it is told; deliberately broken structures are made with `tlv`.

import { concatBytes } from '../bytes/bytes.ts'
import type { Instant } from '../verdict.ts'
import { contextTag, TAG } from './der.ts'

/** Any tag around any contents. */
export function tlv(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const body = concatBytes(...contents)
  return concatBytes(Uint8Array.of(tag, ...lengthOctets(body.length)), body)
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length]
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return [0x80 | octets.length, ...octets]
}

export function sequence(...elements: Uint8Array[]): Uint8Array {
  return tlv(TAG.sequence, ...elements)
}

/** SET OF: elements are sorted by their encoding, as DER wants (X.690 §11.6). */
export function set(...elements: Uint8Array[]): Uint8Array {
  return tlv(TAG.set, ...[...elements].sort(compareOctets))
}

/** The order of SET OF, and of the hashes below a node of a hash tree. */
export function compareOctets(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** `[number] EXPLICIT`. */
export function explicit(number: number, inner: Uint8Array): Uint8Array {
  return tlv(contextTag(number), inner)
}

/** `[number] IMPLICIT`: replaces the tag of `inner` and keeps its form (primitive or constructed). */
export function implicit(number: number, inner: Uint8Array): Uint8Array {
  const form = ((inner[0] ?? 0) & 0x20) === 0 ? 'primitive' : 'constructed'
  return concatBytes(Uint8Array.of(contextTag(number, form)), inner.subarray(1))
}

/** An INTEGER from a number, or from unsigned big-endian octets (a leading zero is added or removed as needed). */
export function integer(value: number | bigint | Uint8Array): Uint8Array {
  return tlv(TAG.integer, typeof value === 'object' ? unsignedContents(value) : integerContents(BigInt(value)))
}

export function enumerated(value: number): Uint8Array {
  return tlv(TAG.enumerated, integerContents(BigInt(value)))
}

function integerContents(value: bigint): Uint8Array {
  let size = 1
  while (BigInt.asIntN(8 * size, value) !== value) size++
  const octets = new Uint8Array(size)
  for (let i = size - 1, rest = value; i >= 0; i--, rest >>= 8n) octets[i] = Number(rest & 0xffn)
  return octets
}

function unsignedContents(octets: Uint8Array): Uint8Array {
  let first = 0
  while (first < octets.length - 1 && octets[first] === 0) first++
  const trimmed = octets.length === 0 ? Uint8Array.of(0) : octets.subarray(first)
  return (trimmed[0] as number) >= 0x80 ? concatBytes(Uint8Array.of(0), trimmed) : trimmed
}

/** @param dotted e.g. `1.2.156.10197.1.501` */
export function oid(dotted: string): Uint8Array {
  const [root = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  return tlv(TAG.oid, Uint8Array.from([40n * root + second, ...rest].flatMap(base128)))
}

function base128(arc: bigint): number[] {
  const digits = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) digits.unshift(Number(rest & 0x7fn) | 0x80)
  return digits
}

export function octetString(contents: Uint8Array): Uint8Array {
  return tlv(TAG.octetString, contents)
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Uint8Array {
  return tlv(TAG.bitString, Uint8Array.of(unusedBits), bytes)
}

/** A named bit list, e.g. `namedBits(0, 5)` for a key usage of digitalSignature and keyCertSign. */
export function namedBits(...bits: number[]): Uint8Array {
  const highest = Math.max(-1, ...bits)
  const bytes = new Uint8Array(Math.floor(highest / 8) + 1)
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return bitString(bytes, bytes.length * 8 - (highest + 1))
}

export function boolean(value: boolean): Uint8Array {
  return tlv(TAG.boolean, Uint8Array.of(value ? 0xff : 0))
}

export function nullValue(): Uint8Array {
  return tlv(TAG.null)
}

export function utf8(text: string): Uint8Array {
  return tlv(TAG.utf8String, utf8Octets(text))
}

/** Not checked against the alphabet of PrintableString. */
export function printable(text: string): Uint8Array {
  return tlv(TAG.printableString, asciiOctets(text))
}

export function ia5(text: string): Uint8Array {
  return tlv(TAG.ia5String, asciiOctets(text))
}

export function asciiOctets(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff)
}

/** Filled in one pass: texts may be megabytes long. */
export function utf8Octets(text: string): Uint8Array {
  const octets = new Uint8Array(text.length * 3)
  let end = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0
    if (code < 0x80) octets[end++] = code
    else {
      const size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
      // The second half of a surrogate pair was read with the first.
      if (size === 4) at += 1
      octets[end++] = (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0) | (code >> (6 * (size - 1)))
      for (let rest = size - 2; rest >= 0; rest--) octets[end++] = 0x80 | ((code >> (6 * rest)) & 0x3f)
    }
  }
  return octets.slice(0, end)
}

/** Whole seconds; milliseconds are cut off. Only for 1950–2049. */
export function utcTime(instant: Instant): Uint8Array {
  return tlv(TAG.utcTime, asciiOctets(`${digitsOf(instant).slice(2)}Z`))
}

/** @param fraction digits behind the decimal point, without trailing zeros (RFC 3161 genTime) */
export function generalizedTime(instant: Instant, fraction?: string): Uint8Array {
  return tlv(TAG.generalizedTime, asciiOctets(`${digitsOf(instant)}${fraction ? `.${fraction}` : ''}Z`))
}

/** UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export function time(instant: Instant): Uint8Array {
  const year = new Date(instant).getUTCFullYear()
  return year >= 1950 && year < 2050 ? utcTime(instant) : generalizedTime(instant)
}

function digitsOf(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 19).replace(/\D/g, '')
}
