// Values that were made of certain bytes, found again by those very bytes: every one of them is compared, a digest or a checksum
// alone is never taken for equality. Bounded in number and in bytes; the least recently used value leaves first.

import { equalBytes } from './bytes.ts'

interface Kept<T> {
  bytes: Uint8Array
  value: T
}

export class ByteMemory<T> {
  /** By a checksum of a few octets: what shares one competes for one place, so that made-up collisions cost nothing. */
  private places = new Map<number, Kept<T>>()
  private readonly limits: { count: number; bytes: number }
  private held = 0

  constructor(limits: { count: number; bytes: number }) {
    this.limits = limits
  }

  /** @param make is given bytes of its own: what is kept outlives the buffer it came from and cannot be changed through it */
  get(bytes: Uint8Array, make: (own: Uint8Array) => T): T {
    const place = checksum(bytes)
    const known = this.places.get(place)
    if (known && equalBytes(known.bytes, bytes)) {
      this.places.delete(place)
      this.places.set(place, known)
      return known.value
    }
    const own = bytes.slice()
    const value = make(own)
    this.keep(place, { bytes: own, value })
    return value
  }

  clear(): void {
    // Not cleared: the engine chains a cleared table to the next one, and with it all that was in it.
    this.places = new Map()
    this.held = 0
  }

  private keep(place: number, kept: Kept<T>): void {
    this.forget(place)
    this.places.set(place, kept)
    this.held += kept.bytes.length
    for (const oldest of this.places.keys()) {
      if (this.places.size <= this.limits.count && this.held <= this.limits.bytes) break
      this.forget(oldest)
    }
  }

  private forget(place: number): void {
    const known = this.places.get(place)
    if (!known) return
    this.held -= known.bytes.length
    this.places.delete(place)
  }
}

/** Of the length and the last octets, which in anything signed are the signature. */
function checksum(bytes: Uint8Array): number {
  let sum = bytes.length
  for (let i = Math.max(0, bytes.length - 32); i < bytes.length; i++)
    sum = (Math.imul(sum, 31) + (bytes[i] as number)) | 0
  return sum
}
