// Serial numbers of certificates: random, so that nobody can foresee what will be signed (RFC 5280 §4.1.2.2; at least 64 bits are wanted).

import { randomBytes } from 'node:crypto'

const SERIAL_BYTES = 16

/** 126 random bits, positive, always of the same length. */
export function newSerial(): Uint8Array {
  const serial = new Uint8Array(randomBytes(SERIAL_BYTES))
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}
