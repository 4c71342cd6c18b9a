// The keys of the service and what is sealed with them, as verbs see them. Nothing of them is ever handed out.

import type { Sm2Envelope } from '#core/keystores/sm2-envelope.ts'
import type { Instant } from '#core/verdict.ts'
import type { Wishes } from '#core/x509/request-profiles.ts'
import type { Db, Tx } from '#db/database.ts'
import type { KeyPurpose, ServiceKey } from './service-keys.ts'

export {
  KEY_PURPOSES,
  type KeyPurpose,
  SEALED_PURPOSES,
  SERVICE_KEYS,
  type SealedPurpose,
  type ServiceKey,
} from './service-keys.ts'

export interface VaultKey {
  id: string
  algorithm: ServiceKey
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array
}

/** The private keys of the service: made and used inside. One leaves only inside a package, by way of `Packager`. */
export interface KeyVault {
  /** Makes a key pair and seals the private half, in `tx`. */
  generate(tx: Tx, order: { algorithm: ServiceKey; purpose: KeyPurpose; now: Instant }): Promise<VaultKey>
  /**
   * Signs `message`: DER for ECDSA and SM2 (under the default identifier), octets for RSA and Ed25519; always with the digest of the algorithm.
   * @throws AppError `not-found` for an unknown key or another purpose, `unavailable` when the key cannot be unsealed.
   */
  sign(db: Db | Tx, keyId: string, purpose: KeyPurpose, message: Uint8Array): Promise<Uint8Array>
  /** Opens the key once for several signatures of one piece of work, each as `sign` makes it, and closes it afterwards. @throws AppError as `sign` */
  signing<T>(db: Db | Tx, keyId: string, purpose: KeyPurpose, work: (sign: Sign) => Promise<T>): Promise<T>
  /**
   * Opens the envelope a CA sent an SM2 encryption key in with the sealed key it was made for, proves that the key inside belongs to
   * the public key the envelope names, and seals it for `site-encryption`, in `tx`.
   * @throws AppError as `sign`, and `bad-input` with `envelope.…` for an envelope that does not open
   */
  unwrap(tx: Tx, order: EnvelopeOrder): Promise<VaultKey>
  /**
   * Makes an SM2 key for somebody else's encryption certificate: sealed in escrow, in `tx`, where it signs nothing and never leaves, and as
   * DER SM2EnvelopedKey for the holder of another SM2 key.
   * @param order.recipient DER SubjectPublicKeyInfo of the signing key of who shall have it
   * @throws AppError `bad-input` for another kind of key
   */
  escrow(tx: Tx, order: { recipient: Uint8Array; now: Instant }): Promise<VaultKey & { envelope: Uint8Array }>
  /** A key that is nobody's and is kept nowhere: what it signs is looked at and thrown away. */
  throwAway(algorithm: ServiceKey): Promise<ThrowAwayKey>
}

export type Sign = (message: Uint8Array) => Promise<Uint8Array>

export interface ThrowAwayKey {
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  sign: Sign
}

export interface EnvelopeOrder {
  keyId: string
  purpose: KeyPurpose
  envelope: Sm2Envelope
  now: Instant
}

/** How the rows of one table of sealed things stand. */
export interface SealedRows {
  table: string
  rows: number
  /** Not yet under the current key-encryption key and cipher. */
  waiting: number
  /** Under a key-encryption key that is not in hand. */
  unopenable: number
  /** Check values of the key-encryption keys its rows are under. */
  keks: string[]
}

/** Puts what is sealed under the current key-encryption key. */
export interface KeyRotation {
  /** Makes a new key-encryption key; what is sealed from now on is under it. Its id. @throws AppError `precondition` where the settings hold it */
  begin(): Promise<string>
  /** Drops those before the current one. How many. @throws AppError `precondition` while a row is under one of them */
  forget(db: Db): Promise<number>
  status(db: Db | Tx): Promise<{ currentKekId: string; tables: SealedRows[] }>
  /** Safe to cut off and to run again, also twice at once. Rows that do not open are named and left as they are. */
  rotate(
    db: Db,
    onProgress?: (rewrapped: number) => void,
  ): Promise<{ rewrapped: number; broken: { id: string; code: string }[] }>
}

/** The seal over what accounts may do: who writes to the database without the key cannot make one. */
export interface RightsSeal {
  /** Makes the key, in `tx`; it takes the place of an earlier one. */
  begin(tx: Tx, now: Instant): Promise<void>
  /**
   * HMAC-SHA-256 of each text, hex; `undefined` where this process has no key and checks nothing.
   * @throws AppError `unavailable` when the key is gone or does not open
   */
  codes(db: Db | Tx, texts: readonly string[]): Promise<string[] | undefined>
}

/** A place outside the database that keeps copies of the checkpoints of the audit trail. */
export interface CheckpointPlace {
  /** As the settings name it, without any secret. */
  name: string
  kind: 'file' | 'syslog' | 'database'
  /**
   * Resolves once all are kept (file, database) or handed over (syslog). One given again is no error.
   * @throws Error with plain words, within half a minute
   */
  put(checkpoints: readonly CheckpointCopy[]): Promise<void>
}

export interface CheckpointCopy {
  seq: number
  at: Instant
  /** One line of JSON without its end, under 2,000 characters. */
  line: string
}

/** How the audit trail is hashed and signed, and where its checkpoints go. */
export interface AuditOutside {
  hash: 'sha256' | 'sm3'
  /** Of the keys that sign checkpoints from now on. */
  keyAlgorithm: 'p256' | 'sm2'
  places: readonly CheckpointPlace[]
}

export interface RequestSubject {
  /** Attributes by their short names (`C`, `O`, `CN`) in order. */
  subject: Readonly<Record<string, string>>
  /** DNS names and IP addresses. */
  sans: readonly string[]
  /** Asked for beside the names; absent: nothing. */
  wishes?: Wishes
}

/** Lays out certification requests. */
export interface RequestMaker {
  /** DER of a PKCS#10 request for `key`, signed through `sign`. */
  make(order: RequestSubject, key: VaultKey, sign: (message: Uint8Array) => Promise<Uint8Array>): Promise<Uint8Array>
}
