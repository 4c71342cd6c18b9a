// From BER to DER (ITU-T X.690 §8.1.3, §8.7.3): indefinite lengths become definite, constructed octet strings become primitive.
// Anything else is carried over byte for byte, right or wrong, so what was signed stays as it was signed and the strict
// reader still judges it; the caller reports that the transfer form was BER.

import { joinBytes } from '../bytes/bytes.ts'
import { err, ok, type Result } from '../verdict.ts'
import { MAX_DEPTH, type ParseError, TAG } from './der.ts'

const CONSTRUCTED = 0x20
/** A constructed OCTET STRING, universal or as context `[0]` inside EncryptedContentInfo, may only hold octet strings. */
const CONSTRUCTED_OCTETS = TAG.octetString | CONSTRUCTED
/** More elements than this is an attack on the transcoder: 50 MB of real signatures stay below it. */
const MAX_ELEMENTS = 5_000_000

interface Walk {
  source: Uint8Array
  elements: number
}

interface Piece {
  der: Uint8Array
  /** Offset behind the element in the source. */
  next: number
  /** False: `der` is the source slice itself. */
  isChanged: boolean
}

interface Header {
  tag: number
  valueStart: number
  /** `undefined`: indefinite. */
  length?: number
}

export interface Transcoded {
  der: Uint8Array
  /** How many bytes of the source the element took; what stands behind it is the caller's to judge. */
  length: number
}

/**
 * The BER element at the beginning of `source`, in DER. SET OF is not re-ordered: the order of signed attributes is evidence.
 * High tag numbers and nesting beyond the limit are refused.
 */
export function derFromBer(source: Uint8Array): Result<Transcoded, ParseError> {
  const piece = transcode({ source, elements: 0 }, 0, source.length, 0)
  return piece.ok ? ok({ der: piece.value.der, length: piece.value.next }) : piece
}

function fail(code: string, offset: number): Result<never, ParseError> {
  return err({ code: `ber.${code}`, offset })
}

function transcode(walk: Walk, at: number, limit: number, depth: number): Result<Piece, ParseError> {
  if (depth > MAX_DEPTH) return fail('too-deep', at)
  if (++walk.elements > MAX_ELEMENTS) return fail('too-many-elements', at)
  const header = readHeader(walk.source, at, limit)
  if (!header.ok) return header
  const { tag, valueStart, length } = header.value
  if (length !== undefined) return transcodeDefinite(walk, header.value, at, depth)
  if ((tag & CONSTRUCTED) === 0) return fail('indefinite-primitive', at)
  const inner = transcodeInside(walk, valueStart, limit, undefined, depth)
  return inner.ok ? rebuild(tag, inner.value, at) : inner
}

/** What has a definite length is carried over as it stands, unless something of indefinite length hides inside. */
function transcodeDefinite(walk: Walk, header: Header, at: number, depth: number): Result<Piece, ParseError> {
  const end = header.valueStart + (header.length ?? 0)
  const asItStands = ok({ der: walk.source.subarray(at, end), next: end, isChanged: false })
  if ((header.tag & CONSTRUCTED) === 0) return asItStands
  const inner = transcodeInside(walk, header.valueStart, end, end, depth)
  if (!inner.ok) return inner.error.code === 'ber.too-many-elements' ? inner : asItStands
  const isJoined = header.tag === CONSTRUCTED_OCTETS
  return isJoined || inner.value.isChanged ? rebuild(header.tag, inner.value, at) : asItStands
}

interface Inside {
  pieces: Uint8Array[]
  next: number
  isChanged: boolean
}

/** The elements up to `end`, or up to the end-of-contents octets when there is no `end`. */
function transcodeInside(
  walk: Walk,
  start: number,
  limit: number,
  end: number | undefined,
  depth: number,
): Result<Inside, ParseError> {
  const pieces: Uint8Array[] = []
  let isChanged = false
  let at = start
  while (at !== end) {
    if (end === undefined && walk.source[at] === 0 && walk.source[at + 1] === 0) {
      return ok({ pieces, next: at + 2, isChanged })
    }
    const piece = transcode(walk, at, limit, depth + 1)
    if (!piece.ok) return piece
    pieces.push(piece.value.der)
    isChanged ||= piece.value.isChanged
    at = piece.value.next
  }
  return ok({ pieces, next: at, isChanged })
}

function rebuild(tag: number, inside: Inside, at: number): Result<Piece, ParseError> {
  return tag === CONSTRUCTED_OCTETS ? joinOctets(inside, at) : ok(wrap(tag, inside.pieces, inside.next))
}

function wrap(tag: number, pieces: Uint8Array[], next: number): Piece {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return { der: joinBytes([derHeader(tag, length), ...pieces]), next, isChanged: true }
}

/** The segments of a constructed OCTET STRING, already in DER, joined into one primitive one. */
function joinOctets(inside: Inside, at: number): Result<Piece, ParseError> {
  const values: Uint8Array[] = []
  for (const piece of inside.pieces) {
    const header = readHeader(piece, 0, piece.length)
    if (!header.ok || header.value.tag !== TAG.octetString) return fail('octet-string-segment', at)
    values.push(piece.subarray(header.value.valueStart))
  }
  return ok(wrap(TAG.octetString, values, inside.next))
}

function readHeader(source: Uint8Array, at: number, limit: number): Result<Header, ParseError> {
  if (at + 2 > limit) return fail('truncated', at)
  const tag = source[at] as number
  if ((tag & 0x1f) === 0x1f) return fail('high-tag-number', at)
  const first = source[at + 1] as number
  if (first === 0x80) return ok({ tag, valueStart: at + 2 })
  const count = first < 0x80 ? 0 : first & 0x7f
  if (count > 8 || at + 2 + count > limit) return fail(count > 8 ? 'length-too-large' : 'truncated', at)
  let length = count === 0 ? first : 0
  for (let i = 0; i < count; i++) length = length * 256 + (source[at + 2 + i] as number)
  const valueStart = at + 2 + count
  return valueStart + length > limit ? fail('truncated', at) : ok({ tag, valueStart, length })
}

/** Identifier octet and minimal length octets. */
export function derHeader(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length)
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return Uint8Array.of(tag, 0x80 | octets.length, ...octets)
}

/** One element as it stands in the source; an indefinite length ends with its end-of-contents octets. */
export interface BerElement {
  tag: number
  start: number
  valueStart: number
  valueEnd: number
  end: number
}

/** Where the BER or DER element at `at` ends, for those who need the octets as they arrived. */
export function berElementAt(source: Uint8Array, at: number, limit = source.length): Result<BerElement, ParseError> {
  return spanOf({ source, elements: 0 }, at, limit, 0)
}

/** The elements directly inside a constructed one, as they arrived. */
export function berElementsIn(source: Uint8Array, parent: BerElement): Result<BerElement[], ParseError> {
  if ((parent.tag & CONSTRUCTED) === 0) return fail('not-constructed', parent.start)
  return spansUpTo({ source, elements: 0 }, parent.valueStart, parent.valueEnd, 0)
}

function spansUpTo(walk: Walk, start: number, end: number, depth: number): Result<BerElement[], ParseError> {
  const elements: BerElement[] = []
  for (let at = start; at < end; ) {
    const element = spanOf(walk, at, end, depth + 1)
    if (!element.ok) return element
    elements.push(element.value)
    at = element.value.end
  }
  return ok(elements)
}

function spanOf(walk: Walk, at: number, limit: number, depth: number): Result<BerElement, ParseError> {
  if (depth > MAX_DEPTH) return fail('too-deep', at)
  if (++walk.elements > MAX_ELEMENTS) return fail('too-many-elements', at)
  const header = readHeader(walk.source, at, limit)
  if (!header.ok) return header
  const { tag, valueStart, length } = header.value
  if (length !== undefined) {
    return ok({ tag, start: at, valueStart, valueEnd: valueStart + length, end: valueStart + length })
  }
  if ((tag & CONSTRUCTED) === 0) return fail('indefinite-primitive', at)
  let inner = valueStart
  while (!(walk.source[inner] === 0 && walk.source[inner + 1] === 0)) {
    const element = spanOf(walk, inner, limit, depth + 1)
    if (!element.ok) return element
    inner = element.value.end
  }
  return inner + 2 > limit ? fail('truncated', at) : ok({ tag, start: at, valueStart, valueEnd: inner, end: inner + 2 })
}
