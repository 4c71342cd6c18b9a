// JSON read so that no two readers can disagree (RFC 8259; I-JSON, RFC 7493 §2): UTF-8 only, no byte order mark, a member name once
// in an object, no lone surrogates, nothing behind the value. Depth and number of values are limited: both cost memory.

import type { ParseError } from '../asn1/der.ts'
import { malformed, parsing } from '../asn1/fields.ts'
import { latin1, utf8Text } from '../asn1/values.ts'
import type { Result } from '../verdict.ts'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** Members by name: an ordinary object would take `__proto__` for something else. */
export interface JsonObject {
  readonly members: ReadonlyMap<string, Json>
  /** The octets it was read from, braces included. */
  readonly raw: Uint8Array
}

const MAX_DEPTH = 64
/** A member name is a value too: `{"a":1}` are three. */
const MAX_VALUES = 200_000

/** Errors: `json.syntax`, `json.duplicate-member`, `json.utf8`, `json.too-deep`, `json.too-large`, `json.trailing`. */
export function readJson(bytes: Uint8Array): Result<Json, ParseError> {
  return parsing(() => {
    const reader = new Reader(bytes)
    const value = reader.value(0)
    reader.end()
    return value
  })
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && 'members' in value
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** A member of an object; `undefined` too where there is no object. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value.members.get(name) : undefined
}

/** A member that is text. */
export function textMember(value: Json | undefined, name: string): string | undefined {
  const member = memberOf(value, name)
  return typeof member === 'string' ? member : undefined
}

/** The elements of a member that is an array; none otherwise. */
export function arrayMember(value: Json | undefined, name: string): readonly Json[] {
  const member = memberOf(value, name)
  return isJsonArray(member) ? member : []
}

/** The value without spaces, members in the order they came in. */
export function compactJson(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(compactJson).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${[...value.members].map(([name, member]) => `${JSON.stringify(name)}:${compactJson(member)}`).join(',')}}`
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class Reader {
  private readonly bytes: Uint8Array
  private at = 0
  private values = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  value(depth: number): Json {
    if (depth > MAX_DEPTH) malformed('json.too-deep', this.at)
    if (++this.values > MAX_VALUES) malformed('json.too-large', this.at)
    this.space()
    switch (this.bytes[this.at]) {
      case 0x7b:
        return this.object(depth)
      case 0x5b:
        return this.array(depth)
      case QUOTE:
        return this.text()
      default:
        return this.word()
    }
  }

  end(): void {
    this.space()
    if (this.at < this.bytes.length) malformed('json.trailing', this.at)
  }

  private object(depth: number): JsonObject {
    const start = this.at++
    const members = new Map<string, Json>()
    while (this.hasNext(0x7d, members.size === 0)) {
      const at = this.at
      if (this.bytes[at] !== QUOTE) malformed('json.syntax', at)
      const name = this.text()
      if (members.has(name)) malformed('json.duplicate-member', at)
      this.space()
      if (this.bytes[this.at++] !== 0x3a) malformed('json.syntax', this.at - 1)
      members.set(name, this.value(depth + 1))
    }
    return { members, raw: this.bytes.subarray(start, this.at) }
  }

  private array(depth: number): Json[] {
    this.at++
    const elements: Json[] = []
    while (this.hasNext(0x5d, elements.length === 0)) elements.push(this.value(depth + 1))
    return elements
  }

  /** Past the comma to the next element, or past the closing character. */
  private hasNext(close: number, isFirst: boolean): boolean {
    this.space()
    if (this.bytes[this.at] === close) {
      this.at++
      return false
    }
    if (!isFirst) {
      if (this.bytes[this.at] !== 0x2c) malformed('json.syntax', this.at)
      this.at++
      this.space()
    }
    return true
  }

  private text(): string {
    const start = ++this.at
    let isPlain = true
    for (;;) {
      const octet = this.bytes[this.at]
      if (octet === undefined || octet < 0x20) malformed('json.syntax', this.at)
      if (octet === QUOTE) break
      if (octet === BACKSLASH) this.at++
      if (octet === BACKSLASH || octet >= 0x80) isPlain = false
      this.at++
    }
    const octets = this.bytes.subarray(start, this.at++)
    if (isPlain) return latin1(octets)
    return unescaped(utf8Text(octets) ?? malformed('json.utf8', start), start)
  }

  private word(): null | boolean | number {
    const start = this.at
    while (/[-+.0-9a-zA-Z]/.test(String.fromCharCode(this.bytes[this.at] ?? 0)) && this.at - start < 1000) this.at++
    const word = latin1(this.bytes.subarray(start, this.at))
    if (word === 'null') return null
    if (word === 'true' || word === 'false') return word === 'true'
    return NUMBER.test(word) ? Number(word) : malformed('json.syntax', start)
  }

  private space(): void {
    for (let octet = this.bytes[this.at]; octet === 0x20 || octet === 0x0a || octet === 0x0d || octet === 0x09; ) {
      octet = this.bytes[++this.at]
    }
  }
}

function unescaped(text: string, offset: number): string {
  const plain = text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code?: string, letter?: string) => {
    if (code) return String.fromCharCode(Number.parseInt(code, 16))
    return ESCAPES[letter ?? ''] ?? malformed('json.syntax', offset)
  })
  // A surrogate without its other half stands for no character: readers replace it, each in its own way.
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(plain))
    malformed('json.utf8', offset)
  return plain
}
