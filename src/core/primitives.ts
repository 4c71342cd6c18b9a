// The questions core asks of libraries: digests, raw signatures, unpacking, XML. Implemented in adapters/crypto for Node and for Workers.

import type { Octets } from './bytes/octets.ts'
import type { XmlReader } from './documents/xml/tree.ts'
import type { Result } from './verdict.ts'

/** `shake256` is the 64-octet form that CMS uses with Ed448 (RFC 8419 §2.3): a digest only, no signature scheme takes it here. */
export const DIGEST_ALGORITHMS = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-224',
  'sha512-256',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'shake256',
  'sm3',
] as const
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number]

/** A raw signature to check. `message` is what was signed, in one or more pieces; it is hashed inside. */
export interface SignatureCheck {
  scheme: 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa' | 'dsa' | 'ed25519' | 'ed448' | 'sm2'
  /** Hash of the scheme; ignored by ed25519, ed448 and sm2 (always SM3). */
  digest: DigestAlgorithm
  /** DER SubjectPublicKeyInfo of the signer. */
  publicKey: Uint8Array
  message: readonly Octets[]
  /** As in the standards: DER for ECDSA, DSA and SM2, octets for the others. */
  signature: Uint8Array
  /** RSASSA-PSS only: salt length in bytes, and the hash of MGF1 when it differs from `digest`. */
  saltLength?: number | undefined
  mgfDigest?: DigestAlgorithm | undefined
  /**
   * SM2 only: the signer's distinguishing identifier. Default is the sixteen ASCII digits `1234567812345678`
   * (GM/T 0009-2012; clause unverified). `null` asks for the non-conformant form without ZA, to label it.
   */
  sm2Id?: Uint8Array | null | undefined
}

/** Unpacks at most `maxBytes`: what would become larger is refused before it does. */
export type Inflate = (
  format: 'zlib' | 'raw',
  data: Uint8Array,
  maxBytes: number,
) => Result<Uint8Array, 'corrupt' | 'too-large'>

/** What opening an encrypted document takes, at once, while it is read. Never used for a signature. */
export interface Ciphers {
  digest(algorithm: 'md5' | 'sha256' | 'sha384' | 'sha512', data: Uint8Array): Uint8Array
  /** AES in CBC mode without padding: `data` is whole blocks, the key 16 or 32 octets, the vector 16. */
  aesCbc(direction: 'encrypt' | 'decrypt', key: Uint8Array, vector: Uint8Array, data: Uint8Array): Uint8Array
}

/** At once where the runtime can, later where it only offers it so (WebCrypto): callers await either. */
export type Eventual<T> = T | Promise<T>

/** Nothing here ever throws for bad input: a key that cannot be read verifies nothing. */
export interface Primitives {
  digest(algorithm: DigestAlgorithm, ...parts: Octets[]): Eventual<Uint8Array>
  verify(check: SignatureCheck): Eventual<boolean>
  inflate: Inflate
  ciphers: Ciphers
  xml: XmlReader
}

/** `1234567812345678`: the identifier everybody uses unless a profile says otherwise. */
export const SM2_DEFAULT_ID: Uint8Array = Uint8Array.from('1234567812345678', (digit) => digit.charCodeAt(0))
