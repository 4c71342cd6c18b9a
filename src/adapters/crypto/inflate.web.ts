// Unpacking in JavaScript, piece by piece, so that it can stop before the output becomes larger than allowed.

import { Inflate as RawInflate, Unzlib } from 'fflate'
import { concatBytes } from '#core/bytes/bytes.ts'
import type { Inflate } from '#core/primitives.ts'
import { err, ok } from '#core/verdict.ts'

const PIECE_BYTES = 64 * 1024

export const webInflate: Inflate = (format, data, maxBytes) => {
  const pieces: Uint8Array[] = []
  let length = 0
  const keep = (piece: Uint8Array) => {
    length += piece.length
    pieces.push(piece)
  }
  const stream = format === 'zlib' ? new Unzlib(keep) : new RawInflate(keep)
  try {
    for (let at = 0; at < data.length || at === 0; at += PIECE_BYTES) {
      stream.push(data.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= data.length)
      if (length > maxBytes) return err('too-large')
    }
  } catch {
    return err('corrupt')
  }
  return ok(concatBytes(...pieces))
}
