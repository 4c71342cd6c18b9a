// How verbs see what a CA sends and what a server takes: files read on a thread that may be killed, packages made around a sealed key.

import type { Refusal } from '#core/keystores/problem.ts'
import type { Sm2Envelope } from '#core/keystores/sm2-envelope.ts'
import type { PackageFormat } from '#core/targets/target.ts'
import type { Finding, Instant } from '#core/verdict.ts'
import type { NamedBytes } from '#core/verify.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import type { Db, Tx } from '#db/database.ts'
import type { SealedPurpose } from './service-keys.ts'

/** What was found in files from outside. Private keys are named by their public half only: they do not leave the thread that read them. */
export interface Delivery {
  /** DER. */
  certificates: (Place & { der: Uint8Array })[]
  requests: (Place & { der: Uint8Array })[]
  envelopes: (Place & { envelope: Sm2Envelope })[]
  keys: (Place & { publicKey: Uint8Array })[]
  refused: Refusal[]
}

interface Place {
  /** Path to the item inside what was handed over. */
  where: string
}

/** Reads PEM, DER, P7B, PFX, Java key stores, ZIP and envelopes, on a thread that may be killed. */
export interface DeliveryReader {
  /** Never rejects. @param passwords tried in order wherever something is encrypted */
  readDelivery(files: readonly NamedBytes[], passwords: readonly string[]): Promise<Delivery>
}

export interface SealedKeyUse {
  keyId: string
  purpose: SealedPurpose
}

export interface PackagingOrder {
  /** Id of a deployment target. */
  target: string
  format: PackageFormat
  /** Version of the target as people write it; empty when nobody knows. */
  version: string
  leaf: Certificate
  intermediates: readonly Certificate[]
  root?: Certificate | undefined
  encryption?: Certificate | undefined
  /** Absent: the key was born on the device, and no format with a key inside is made. */
  key?: SealedKeyUse | undefined
  encryptionKey?: SealedKeyUse | undefined
  password?: string | undefined
  at: Instant
}

export interface MadePackage {
  name: string
  /** ZIP, opened again and checked. */
  bytes: Uint8Array
  files: { name: string; sha256: string }[]
  holdsPrivateKey: boolean
  preflight: Finding[]
}

/** Makes the package a target takes. The only way a sealed key gets out; whoever asks writes the audit row. */
export interface Packager {
  /** @throws AppError `bad-input` with `package.…` or `recipe.…`, or as `KeyVault.sign` */
  make(db: Db | Tx, order: PackagingOrder): Promise<MadePackage>
}
