// Walking the fields of an ASN.1 SEQUENCE in order (ITU-T X.690 §8.9, §11), over the offsets of the DER reader.
// Inside one structure a malformed field aborts by `Malformed`; `parsing` is the only door out and turns it into a value.

import { err, ok, type Result } from '../verdict.ts'
import { type Der, type ParseError, scanTlv } from './der.ts'

/** Thrown by the readers of this folder, caught by `parsing`, never seen outside a parser. */
export class Malformed extends Error {
  readonly parseError: ParseError

  constructor(parseError: ParseError) {
    super(parseError.code)
    this.parseError = parseError
  }
}

/** Aborts the enclosing `parsing`. Codes are stable: `<structure>.<what-is-wrong>`. */
export function malformed(code: string, offset: number): never {
  throw new Malformed({ code, offset })
}

/** Runs a parser made of throwing readers and gives back a value: every public `parse…` function is `parsing(() => …)`. */
export function parsing<T>(read: () => T): Result<T, ParseError> {
  try {
    return ok(read())
  } catch (thrown) {
    if (thrown instanceof Malformed) return err(thrown.parseError)
    throw thrown
  }
}

/** The value of a result, or the end of the enclosing `parsing`. */
export function must<T>(result: Result<T, ParseError>): T {
  if (!result.ok) throw new Malformed(result.error)
  return result.value
}

/** One TLV at `offset`. */
export function tlvAt(source: Uint8Array, offset: number, limit: number): Der {
  const scanned = scanTlv(source, offset, limit)
  return typeof scanned === 'string' ? malformed(scanned, offset) : scanned
}

/** One TLV that fills `source` from its first to its last byte. */
export function onlyTlv(source: Uint8Array, tag?: number): Der {
  const der = tlvAt(source, 0, source.length)
  if (der.end !== source.length) malformed('der.trailing-bytes', der.end)
  return tag === undefined ? der : expectTag(der, tag)
}

export function expectTag(der: Der, tag: number): Der {
  if (der.tag !== tag) malformed('der.unexpected-tag', der.start)
  return der
}

/** The elements of a constructed value whose number is unbounded (SEQUENCE OF, SET OF). */
export function elementsOf(der: Der, tag?: number): Der[] {
  if ((der.tag & 0x20) === 0) malformed('der.not-constructed', der.start)
  const elements: Der[] = []
  for (let at = der.valueStart; at < der.end; ) {
    const element = tlvAt(der.source, at, der.end)
    if (tag !== undefined) expectTag(element, tag)
    elements.push(element)
    at = element.end
  }
  return elements
}

/** A cursor over the fields of one constructed value. */
export class Fields {
  readonly der: Der
  private at: number

  constructor(der: Der, tag?: number) {
    if (tag !== undefined) expectTag(der, tag)
    if ((der.tag & 0x20) === 0) malformed('der.not-constructed', der.start)
    this.der = der
    this.at = der.valueStart
  }

  get done(): boolean {
    return this.at >= this.der.end
  }

  /** Offset of the next field, for error messages. */
  get offset(): number {
    return this.at
  }

  /** Identifier octet of the next field, `undefined` at the end. */
  get tag(): number | undefined {
    return this.done ? undefined : this.der.source[this.at]
  }

  /** The next field, which must be there and, when a tag is given, have it. */
  next(tag?: number): Der {
    if (this.done) malformed('der.missing-field', this.at)
    const field = tlvAt(this.der.source, this.at, this.der.end)
    if (tag !== undefined) expectTag(field, tag)
    this.at = field.end
    return field
  }

  /** The next field when it has this tag. */
  optional(tag: number): Der | undefined {
    return this.tag === tag ? this.next() : undefined
  }

  /** Refuses fields nobody asked for. */
  end(): void {
    if (!this.done) malformed('der.unexpected-field', this.at)
  }
}

/** The one TLV inside an EXPLICIT tag. */
export function unwrap(der: Der, tag?: number): Der {
  const fields = new Fields(der)
  const inner = fields.next(tag)
  fields.end()
  return inner
}
