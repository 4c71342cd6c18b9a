// Octets that may be too many to hold at once: a document of a gigabyte is read in order, piece by piece, as often as asked.

import { equalBytes } from './bytes.ts'

export interface ByteSource {
  readonly length: number
  /** All octets in order, from the first one at every call. A piece may be overwritten once the next is asked for. */
  pieces(): Iterable<Uint8Array>
}

export type Octets = Uint8Array | ByteSource

export function piecesOf(octets: Octets): Iterable<Uint8Array> {
  return octets instanceof Uint8Array ? [octets] : octets.pieces()
}

export function sameOctets(held: Uint8Array, other: Octets): boolean {
  if (held.length !== other.length) return false
  let offset = 0
  for (const piece of piecesOf(other)) {
    if (!equalBytes(held.subarray(offset, offset + piece.length), piece)) return false
    offset += piece.length
  }
  return offset === held.length
}

/** What can be seen of the beginning without reading on: all of what is held, the first piece of a source. */
export function beginningOf(octets: Octets): Uint8Array {
  for (const piece of piecesOf(octets)) return piece
  return new Uint8Array()
}

/** All of it at once, for what cannot be done piece by piece. */
export function heldOctets(octets: Octets): Uint8Array {
  if (octets instanceof Uint8Array) return octets
  const held = new Uint8Array(octets.length)
  let offset = 0
  for (const piece of octets.pieces()) {
    held.set(piece, offset)
    offset += piece.length
  }
  return held
}

/** Several runs of octets as one, nothing copied. */
export function joinedOctets(...parts: Octets[]): ByteSource {
  return {
    length: parts.reduce((sum, part) => sum + part.length, 0),
    *pieces() {
      for (const part of parts) yield* piecesOf(part)
    },
  }
}
