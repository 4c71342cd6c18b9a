// The key-encryption keys in hand: one that seals, and those before it that still open what has not been wrapped anew.

import { createHmac, hkdfSync } from 'node:crypto'
import { CIPHERS, type Cipher, type CipherSuite } from './ciphers.node.ts'

export const KEK_BYTES = 32

export interface KeyEncryptionKey {
  /** Tells one from another without giving anything of it away. */
  readonly id: string
  /** The key that wraps for `cipher`: never the same octets for two ciphers. */
  wrappingKey(cipher: Cipher): Uint8Array
}

export interface Keyring {
  /** How new rows are sealed. */
  readonly cipher: Cipher
  /** What new rows are sealed under. */
  current(): KeyEncryptionKey
  find(id: string): KeyEncryptionKey | undefined
  /** Looks whether another process has begun a rotation since. */
  refresh(): Promise<void>
}

export interface KeyringOptions {
  suite?: CipherSuite
  /** Where the keys come from, asked again at every refresh; it is up to the source to answer fast when nothing has changed. */
  source?: () => Promise<readonly Uint8Array[]>
}

/** @param keks 32 octets each, the current one first. @throws when there is none, or one has another length. */
export function openKeyring(
  keks: readonly Uint8Array[],
  { suite = 'international', source }: KeyringOptions = {},
): Keyring {
  let keys = keysOf(keks)
  return {
    cipher: CIPHERS[suite],
    current: () => keys[0],
    find: (id) => keys.find((key) => key.id === id),
    refresh: async () => {
      if (source) keys = keysOf(await source())
    },
  }
}

function keysOf(keks: readonly Uint8Array[]): [KeyEncryptionKey, ...KeyEncryptionKey[]] {
  const [first, ...others] = keks
  if (!first) throw new Error('there is no key-encryption key')
  return [keyEncryptionKey(first), ...others.map(keyEncryptionKey)]
}

/** For those who have one key and no rotation. */
export function keyringOf(kek: Uint8Array | Keyring): Keyring {
  return kek instanceof Uint8Array ? openKeyring([kek]) : kek
}

export function idOf(kek: Uint8Array): string {
  return createHmac('sha256', kek).update('zhengxun key-encryption key').digest('hex').slice(0, 16)
}

function keyEncryptionKey(kek: Uint8Array): KeyEncryptionKey {
  if (kek.length !== KEK_BYTES)
    throw new Error(`the key-encryption key has ${kek.length} bytes instead of ${KEK_BYTES}`)
  const derived = new Map<number, Uint8Array>()
  return {
    id: idOf(kek),
    wrappingKey: (cipher) => {
      const known = derived.get(cipher.format)
      if (known) return known
      const digest = cipher === CIPHERS.gm ? 'sm3' : 'sha256'
      const info = `zhengxun wrapping key, format ${cipher.format}`
      const key = new Uint8Array(hkdfSync(digest, kek, new Uint8Array(), info, cipher.keyBytes))
      derived.set(cipher.format, key)
      return key
    },
  }
}
