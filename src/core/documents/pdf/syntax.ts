// PDF syntax read from octets (ISO 32000-1 §7.2, §7.3): one value at a place, strictly. What cannot be read is malformed with its
// offset; nothing is guessed, because another reader would guess something else.

import { malformed } from '../../asn1/fields.ts'
import { latin1 } from '../../asn1/values.ts'
import type { PdfDictionary, PdfObject, PdfString, PdfValue } from './values.ts'

/** Arrays and dictionaries inside each other; deeper is an attack. */
const MAX_DEPTH = 100
const MAX_NAME_BYTES = 1024
const MAX_TOKEN_BYTES = 128

const WHITE = new Set([0, 9, 10, 12, 13, 32])
const DELIMITERS = new Set(Array.from('()<>[]{}/%', (one) => one.charCodeAt(0)))
const [CR, LF] = [13, 10]

const code = (character: string) => character.charCodeAt(0)
const isRegular = (octet: number | undefined) => octet !== undefined && !WHITE.has(octet) && !DELIMITERS.has(octet)
const isDigit = (octet: number | undefined) => octet !== undefined && octet >= 0x30 && octet <= 0x39

export class PdfReader {
  readonly bytes: Uint8Array
  /** Where reading goes on. */
  at: number
  private readonly limit: number

  constructor(bytes: Uint8Array, at = 0, limit = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.limit = limit
  }

  /** White space and comments. */
  skipSpace(): void {
    while (this.at < this.limit) {
      const octet = this.bytes[this.at] as number
      if (octet === code('%')) this.skipLine()
      else if (WHITE.has(octet)) this.at++
      else return
    }
  }

  private skipLine(): void {
    while (this.at < this.limit && this.bytes[this.at] !== CR && this.bytes[this.at] !== LF) this.at++
  }

  /** Whether the keyword stands here as a token of its own; it is not consumed. */
  isAt(keyword: string): boolean {
    if (this.at + keyword.length > this.limit) return false
    for (let i = 0; i < keyword.length; i++) if (this.bytes[this.at + i] !== keyword.charCodeAt(i)) return false
    const next = this.at + keyword.length
    return next >= this.limit || !isRegular(this.bytes[next])
  }

  /** @throws Malformed when another token stands here */
  expect(keyword: string): void {
    this.skipSpace()
    if (!this.isAt(keyword)) malformed('pdf.token-unexpected', this.at)
    this.at += keyword.length
  }

  /** @throws Malformed when no unsigned integer stands here */
  integer(): number {
    this.skipSpace()
    const start = this.at
    while (this.at < this.limit && isDigit(this.bytes[this.at])) this.at++
    if (this.at === start || this.at - start > 15 || isRegular(this.bytes[this.at])) malformed('pdf.integer', start)
    return Number(latin1(this.bytes.subarray(start, this.at)))
  }

  /** Any object but a stream, which only an indirect object may be. @throws Malformed */
  value(depth = 0): PdfValue {
    this.skipSpace()
    if (depth > MAX_DEPTH) malformed('pdf.too-deep', this.at)
    if (this.at >= this.limit) malformed('pdf.truncated', this.at)
    switch (this.bytes[this.at]) {
      case code('/'):
        return { type: 'name', name: this.name() }
      case code('('):
        return this.literalString()
      case code('['):
        return { type: 'array', items: this.items(depth) }
      case code('<'):
        return this.bytes[this.at + 1] === code('<') ? this.dictionary(depth) : this.hexString()
      default:
        return this.plainToken()
    }
  }

  private name(): string {
    const start = ++this.at
    while (this.at < this.limit && isRegular(this.bytes[this.at])) this.at++
    if (this.at - start > MAX_NAME_BYTES) malformed('pdf.name-too-long', start)
    const text = latin1(this.bytes.subarray(start, this.at))
    return text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }

  private items(depth: number): PdfValue[] {
    this.at++
    const items: PdfValue[] = []
    for (;;) {
      this.skipSpace()
      if (this.bytes[this.at] === code(']')) break
      items.push(this.value(depth + 1))
    }
    this.at++
    return items
  }

  private dictionary(depth: number): PdfDictionary {
    const start = this.at
    this.at += 2
    const entries = new Map<string, PdfValue>()
    const duplicates: string[] = []
    for (;;) {
      this.skipSpace()
      if (this.bytes[this.at] === code('>') && this.bytes[this.at + 1] === code('>')) break
      if (this.bytes[this.at] !== code('/')) malformed('pdf.dictionary-key', this.at)
      const key = this.name()
      if (entries.has(key)) duplicates.push(key)
      entries.set(key, this.value(depth + 1))
    }
    this.at += 2
    return { type: 'dictionary', entries, duplicates, start, end: this.at }
  }

  private hexString(): PdfString {
    const start = this.at++
    const digits: number[] = []
    for (; this.bytes[this.at] !== code('>'); this.at++) {
      if (this.at >= this.limit) malformed('pdf.string-unterminated', start)
      const octet = this.bytes[this.at] as number
      if (WHITE.has(octet)) continue
      const digit = hexDigit(octet)
      if (digit === undefined) malformed('pdf.hex-digit', this.at)
      digits.push(digit)
    }
    this.at++
    const bytes = new Uint8Array(Math.ceil(digits.length / 2))
    for (let i = 0; i < bytes.length; i++) bytes[i] = ((digits[2 * i] ?? 0) << 4) | (digits[2 * i + 1] ?? 0)
    return { type: 'string', bytes, isHex: true, start, end: this.at }
  }

  private literalString(): PdfString {
    const start = this.at++
    const bytes: number[] = []
    for (let open = 1; ; ) {
      if (this.at >= this.limit) malformed('pdf.string-unterminated', start)
      const octet = this.bytes[this.at++] as number
      if (octet === code('(')) open++
      if (octet === code(')') && --open === 0) break
      if (octet === code('\\')) this.escape(bytes)
      else bytes.push(octet === CR ? this.lineEnd() : octet)
    }
    return { type: 'string', bytes: Uint8Array.from(bytes), isHex: false, start, end: this.at }
  }

  /** Every end of line inside a string is one line feed. */
  private lineEnd(): number {
    if (this.bytes[this.at] === LF) this.at++
    return LF
  }

  private escape(into: number[]): void {
    const octet = this.bytes[this.at++] as number
    const plain = ESCAPES.get(octet)
    if (plain !== undefined) into.push(plain)
    else if (octet >= 0x30 && octet <= 0x37) into.push(this.octal(octet - 0x30))
    else if (octet === CR) this.lineEnd()
    else if (octet !== LF) into.push(octet)
  }

  private octal(first: number): number {
    let value = first
    for (let more = 0; more < 2; more++) {
      const octet = this.bytes[this.at] ?? 0
      if (octet < 0x30 || octet > 0x37) break
      value = value * 8 + octet - 0x30
      this.at++
    }
    return value & 0xff
  }

  /** A number, a reference, `true`, `false` or `null`. */
  private plainToken(): PdfValue {
    const start = this.at
    const token = this.token()
    if (token === 'true') return true
    if (token === 'false') return false
    if (token === 'null') return null
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(token)) malformed('pdf.token-unexpected', start)
    return (/^\d+$/.test(token) && this.reference(Number(token))) || Number(token)
  }

  private token(): string {
    const start = this.at
    while (this.at < this.limit && isRegular(this.bytes[this.at])) this.at++
    if (this.at === start || this.at - start > MAX_TOKEN_BYTES) malformed('pdf.token-unexpected', start)
    return latin1(this.bytes.subarray(start, this.at))
  }

  /** `12 0 R`, when the number just read is the first of those three. */
  private reference(number: number): PdfValue | undefined {
    const behind = this.at
    this.skipSpace()
    if (isDigit(this.bytes[this.at])) {
      const generation = this.token()
      this.skipSpace()
      if (/^\d{1,5}$/.test(generation) && this.isAt('R')) {
        this.at++
        return { type: 'reference', number, generation: Number(generation) }
      }
    }
    this.at = behind
    return undefined
  }
}

const ESCAPES = new Map([
  [code('n'), LF],
  [code('r'), CR],
  [code('t'), 9],
  [code('b'), 8],
  [code('f'), 12],
])

function hexDigit(octet: number): number | undefined {
  if (isDigit(octet)) return octet - 0x30
  const lower = octet | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined
}

/**
 * `12 0 obj … endobj` at `offset`.
 * @param lengthOf what a stream's /Length says when it is a reference; `undefined` where that cannot be told
 * @throws Malformed
 */
export function readObject(
  bytes: Uint8Array,
  offset: number,
  lengthOf: (length: PdfValue | undefined) => number | undefined,
): PdfObject {
  const reader = new PdfReader(bytes, offset)
  const number = reader.integer()
  const generation = reader.integer()
  reader.expect('obj')
  const value = reader.value()
  reader.skipSpace()
  const isStream = typeof value === 'object' && value?.type === 'dictionary' && reader.isAt('stream')
  const whole = isStream ? readStream(reader, value, lengthOf(value.entries.get('Length'))) : value
  reader.expect('endobj')
  return { number, generation, value: whole, start: offset, end: reader.at }
}

function readStream(reader: PdfReader, dictionary: PdfDictionary, length: number | undefined): PdfValue {
  reader.at += 'stream'.length
  // The keyword ends with LF or CR LF; a lone CR is met in the field and would otherwise become data.
  if (reader.bytes[reader.at] === CR) reader.at++
  if (reader.bytes[reader.at] === LF) reader.at++
  const start = reader.at
  if (length === undefined || length < 0 || start + length > reader.bytes.length) malformed('pdf.stream-length', start)
  reader.at = start + length
  reader.expect('endstream')
  return { type: 'stream', dictionary, data: reader.bytes.subarray(start, start + length) }
}
