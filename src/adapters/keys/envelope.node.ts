// How secrets lie in the database (docs/decisions/0011): every row under a data key of its own, the data key under a key-encryption key
// that is never in the database, and both bound to the row, so that no octet of one row opens in another.

import { randomBytes } from 'node:crypto'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { cipherOf } from './ciphers.node.ts'
import type { KeyEncryptionKey, Keyring } from './keyring.node.ts'

/** What a sealed row is bound to besides the key-encryption key. */
export interface RowPlace {
  table: 'sealed_keys' | 'sealed_secrets'
  id: string
  purpose: string
  /** How often its content was sealed. */
  version: number
  /** Columns of the row that must not change beside the secret. */
  facts?: Readonly<Record<string, string>>
}

/** The sealed columns. */
export interface Envelope {
  kekId: string
  /** The data key, wrapped. */
  wrappedKey: Uint8Array
  /** The secret under the data key. */
  sealed: Uint8Array
}

export type EnvelopeFault = 'key.sealed-under-another-key' | 'key.seal-broken'

export function sealInto(ring: Keyring, place: RowPlace, secret: Uint8Array): Envelope {
  const { cipher } = ring
  const kek = ring.current()
  const dataKey = randomBytes(cipher.keyBytes)
  const envelope = {
    kekId: kek.id,
    wrappedKey: cipher.seal(kek.wrappingKey(cipher), dataKey, keyBinding(place, kek.id)),
    sealed: cipher.seal(dataKey, secret, contentBinding(place)),
  }
  dataKey.fill(0)
  return envelope
}

/** As `openEnvelope`, once more after a look for a key-encryption key that has come since. */
export async function openRow(ring: Keyring, place: RowPlace, envelope: Envelope): Promise<Uint8Array | EnvelopeFault> {
  if (!ring.find(envelope.kekId)) await ring.refresh()
  return openEnvelope(ring, place, envelope)
}

/** The secret, which the caller overwrites, or why it stays closed. */
export function openEnvelope(ring: Keyring, place: RowPlace, envelope: Envelope): Uint8Array | EnvelopeFault {
  const kek = ring.find(envelope.kekId)
  if (!kek) return 'key.sealed-under-another-key'
  const dataKey = unwrapped(kek, place, envelope)
  if (!dataKey) return 'key.seal-broken'
  const secret = cipherOf(envelope.sealed)?.open(dataKey, envelope.sealed, contentBinding(place))
  dataKey.fill(0)
  return secret ?? 'key.seal-broken'
}

/** Whether a row waits for a rotation: another key-encryption key, or another cipher than new rows get. */
export function isCurrent(ring: Keyring, kekId: string, envelope: Envelope): boolean {
  return (
    envelope.kekId === kekId &&
    envelope.sealed[0] === ring.cipher.format &&
    envelope.wrappedKey[0] === ring.cipher.format
  )
}

/**
 * The same secret under the current key-encryption key. The secret itself is touched only where its cipher changes; its row then has the
 * next version. Nothing is written for a row that does not open whole.
 */
export function rewrap(
  ring: Keyring,
  place: RowPlace,
  envelope: Envelope,
): { envelope: Envelope; version: number } | EnvelopeFault {
  const secret = openEnvelope(ring, place, envelope)
  if (typeof secret === 'string') return secret
  try {
    if (envelope.sealed[0] === ring.cipher.format)
      return { envelope: wrapAgain(ring, place, envelope), version: place.version }
    const version = place.version + 1
    return { envelope: sealInto(ring, { ...place, version }, secret), version }
  } finally {
    secret.fill(0)
  }
}

function wrapAgain(ring: Keyring, place: RowPlace, envelope: Envelope): Envelope {
  const old = ring.find(envelope.kekId)
  const dataKey = old && unwrapped(old, place, envelope)
  if (!dataKey) throw new Error('a data key that has just opened does not open')
  const kek = ring.current()
  const wrappedKey = ring.cipher.seal(kek.wrappingKey(ring.cipher), dataKey, keyBinding(place, kek.id))
  dataKey.fill(0)
  return { kekId: kek.id, wrappedKey, sealed: envelope.sealed }
}

function unwrapped(kek: KeyEncryptionKey, place: RowPlace, { wrappedKey, kekId }: Envelope): Uint8Array | undefined {
  const cipher = cipherOf(wrappedKey)
  return cipher?.open(kek.wrappingKey(cipher), wrappedKey, keyBinding(place, kekId))
}

const contentBinding = (place: RowPlace) => bindingOf('content', place)
const keyBinding = (place: RowPlace, kekId: string) => bindingOf('key', place, kekId)

function bindingOf(layer: 'content' | 'key', place: RowPlace, kekId?: string): Uint8Array {
  const { table, id, purpose, version, facts = {} } = place
  return new TextEncoder().encode(canonicalJson({ layer, table, id, purpose, version, facts, kekId }))
}
