// What a package is made of (house rules; no clause). A key that was born on a device has no place in the type of its order: such a
// package cannot be asked for with a key, whatever a caller does.

import type { SecretKey } from '../keystores/secret.ts'
import type { PackageFormat, Target } from '../targets/target.ts'
import type { Instant } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'

/** Nothing without the private key inside; a test holds this against the table of formats. */
export type FormatWithKeyInside = 'pem-bundle-with-key' | 'pfx-modern' | 'pfx-legacy' | 'jks'
export type KeylessFormat = Exclude<PackageFormat, FormatWithKeyInside>

export interface CertificateSet {
  leaf: Certificate
  /** In issuing order, without leaf and root. */
  intermediates: readonly Certificate[]
  /** Only for formats that store it. */
  root?: Certificate | undefined
  /** Of an SM2 pair. */
  encryption?: Certificate | undefined
}

interface CommonOrder {
  target: Target
  certificates: CertificateSet
  /** The moment of packing: dates inside stores and archives. */
  at: Instant
  /** Name of the files and of the entry in a key store. */
  alias: string
}

export interface DeviceOrder extends CommonOrder {
  keyOrigin: 'device'
  format: KeylessFormat
}

export interface ServiceOrder extends CommonOrder {
  keyOrigin: 'service'
  format: PackageFormat
  key: SecretKey
  /** Of the encryption certificate. */
  encryptionKey?: SecretKey | undefined
  /** Of the key store; for PEM the key file is encrypted with it, and plain without one. */
  password?: string | undefined
}

export type PackageOrder = DeviceOrder | ServiceOrder

/** Names that are safe in every file system and in the commands of every recipe. */
export function fileStem(name: string): string {
  const stem = name
    .toLowerCase()
    .replace(/^\*\./, 'wildcard.')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
  return stem.slice(0, 60) || 'site'
}

export interface PackagedFile {
  name: string
  bytes: Uint8Array
  /** For the guide. */
  about: { zh: string; en: string }
}
