// How PKCS#12 turns a password into keys (RFC 7292 appendix B): only old files still use it, for encryption and for the checksum.

import type { KeystoreCiphers, KeystoreDigest } from './ciphers.ts'

/** What the octets are for (appendix B.3). */
export const KDF_PURPOSE = { key: 1, vector: 2, mac: 3 } as const

const BLOCK_BYTES: Record<KeystoreDigest, number> = {
  md5: 64,
  sha1: 64,
  sha224: 64,
  sha256: 64,
  sha384: 128,
  sha512: 128,
  sm3: 64,
}

/** The password as the standard wants it: UTF-16 big-endian with two octets of zero behind it (appendix B.1). */
export function bmpPassword(password: string): Uint8Array {
  const octets = new Uint8Array(2 * password.length + 2)
  for (let i = 0; i < password.length; i++) {
    octets[2 * i] = password.charCodeAt(i) >> 8
    octets[2 * i + 1] = password.charCodeAt(i) & 0xff
  }
  return octets
}

export interface Pkcs12Derivation {
  digest: KeystoreDigest
  purpose: number
  /** As `bmpPassword` makes it; no octets at all is what some programs take for no password. */
  password: Uint8Array
  salt: Uint8Array
  iterations: number
  bytes: number
}

export function pkcs12Key(ciphers: KeystoreCiphers, order: Pkcs12Derivation): Uint8Array {
  const { digest, purpose, password, salt, iterations, bytes } = order
  const block = BLOCK_BYTES[digest]
  const diversifier = new Uint8Array(block).fill(purpose)
  const mixed = new Uint8Array([...stretched(salt, block), ...stretched(password, block)])
  const key = new Uint8Array(bytes)
  for (let made = 0; made < bytes; ) {
    let hashed = ciphers.digest(digest, new Uint8Array([...diversifier, ...mixed]))
    for (let i = 1; i < iterations; i++) hashed = ciphers.digest(digest, hashed)
    key.set(hashed.subarray(0, bytes - made), made)
    made += hashed.length
    addToBlocks(mixed, hashed, block)
  }
  return key
}

/** Repeated up to whole blocks. */
function stretched(octets: Uint8Array, block: number): Uint8Array {
  const length = block * Math.ceil(octets.length / block)
  return Uint8Array.from({ length }, (_, index) => octets[index % octets.length] as number)
}

/** Every block becomes `block + B + 1`, where B repeats the hash (appendix B.2, step 6 C). */
function addToBlocks(blocks: Uint8Array, hashed: Uint8Array, size: number): void {
  for (let start = 0; start < blocks.length; start += size) {
    let carry = 1
    for (let i = size - 1; i >= 0; i--) {
      carry += (blocks[start + i] as number) + (hashed[i % hashed.length] as number)
      blocks[start + i] = carry & 0xff
      carry >>= 8
    }
  }
}
