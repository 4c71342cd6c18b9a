// What opening a key store asks of a crypto library, at once, and how much of it one file may ask (RFC 8018 §4.2 on iteration
// counts). Node offers it all; RC2, which no library offers any more, is ours.

import type { SecretKey } from './secret.ts'

export type KeystoreDigest = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'sm3'

export interface KeystoreCiphers {
  digest(algorithm: KeystoreDigest, data: Uint8Array): Uint8Array
  hmac(algorithm: KeystoreDigest, key: Uint8Array, data: Uint8Array): Uint8Array
  pbkdf2(digest: KeystoreDigest, password: Uint8Array, salt: Uint8Array, iterations: number, bytes: number): Uint8Array
  /** CBC without padding: `data` is whole blocks. `3des` takes 24 octets of key. */
  cbc(
    direction: 'encrypt' | 'decrypt',
    cipher: 'aes' | '3des' | 'sm4',
    key: Uint8Array,
    vector: Uint8Array,
    data: Uint8Array,
  ): Uint8Array
  /** DER SubjectPublicKeyInfo computed from the private part; `undefined` for what is no private key. */
  publicKeyOf(key: SecretKey): Uint8Array | undefined
}

/** Hashing that one delivery may cost, in iterations: about four seconds. Ours has 600,000, keytool's 10,000, the largest seen in practice two million. */
export const MAX_ITERATIONS = 5_000_000
/** The derivation of RFC 7292 runs one call a round, which costs about three times as much. */
export const LEGACY_COST = 3

/** Counts what was asked for before it is done: an iteration count of two thousand million is refused, not started. */
export class WorkBudget {
  private left = MAX_ITERATIONS

  /** `false`: more than is left. */
  take(iterations: number): boolean {
    if (!(iterations >= 1 && iterations <= this.left)) return false
    this.left -= iterations
    return true
  }
}
