// Reading a SEQUENCE field by field, in order, strictly: a missing, misplaced or surplus field is a ParseError with its offset
// (ITU-T X.690 §8.9). The exception used inside never leaves `reading`.

import { err, ok, type Result } from '../verdict.ts'
import { childrenOf, type Der, type ParseError, TAG } from './der.ts'

class Malformed extends Error {
  readonly parseError: ParseError
  constructor(parseError: ParseError) {
    super(parseError.code)
    this.parseError = parseError
  }
}

/** Stops the reader that is running inside `reading`. */
export function malformed(code: string, offset: number): never {
  throw new Malformed({ code, offset })
}

/** The value of a Result inside a reader; its error stops the reader. */
export function must<T>(result: Result<T, ParseError>): T {
  if (result.ok) return result.value
  throw new Malformed(result.error)
}

/** Runs a reader: what it returns, or the first malformation it met. */
export function reading<T>(read: () => T): Result<T, ParseError> {
  try {
    return ok(read())
  } catch (error) {
    if (error instanceof Malformed) return err(error.parseError)
    throw error
  }
}

/** A cursor over the elements of one constructed value. Use it inside `reading` only. */
export class Fields {
  readonly der: Der
  readonly #elements: Der[]
  #at = 0

  constructor(der: Der, tag: number = TAG.sequence) {
    if (der.tag !== tag) malformed('asn1.unexpected-tag', der.start)
    this.der = der
    this.#elements = must(childrenOf(der))
  }

  /** Tag of the next element, `undefined` at the end. */
  peek(): number | undefined {
    return this.#elements[this.#at]?.tag
  }

  /** How many elements are left. */
  get left(): number {
    return this.#elements.length - this.#at
  }

  /** The next element, which must be there and, when asked, carry one of these tags. */
  next(...tags: number[]): Der {
    const element = this.#elements[this.#at]
    if (!element) malformed('asn1.missing-field', this.der.end)
    if (tags.length > 0 && !tags.includes(element.tag)) malformed('asn1.unexpected-tag', element.start)
    this.#at++
    return element
  }

  /** The next element when it carries this tag, else nothing. */
  optional(...tags: number[]): Der | undefined {
    const tag = this.peek()
    return tag !== undefined && tags.includes(tag) ? this.next() : undefined
  }

  /** All elements not read yet. */
  rest(): Der[] {
    const rest = this.#elements.slice(this.#at)
    this.#at = this.#elements.length
    return rest
  }

  /** Refuses elements nobody asked for. */
  end(): void {
    const surplus = this.#elements[this.#at]
    if (surplus) malformed('asn1.surplus-field', surplus.start)
  }
}

/** The one element inside an EXPLICIT tag. */
export function explicitly(der: Der): Der {
  const fields = new Fields(der, der.tag)
  const inner = fields.next()
  fields.end()
  return inner
}
