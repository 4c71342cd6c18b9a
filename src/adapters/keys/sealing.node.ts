// How secrets lie in the database: AES-256-GCM under a key-encryption key from the configuration, bound to what row they belong to.

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { concatBytes } from '#core/bytes/bytes.ts'

const KEK_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface Sealing {
  kek: Uint8Array
  /** Tells one key-encryption key from another without giving anything of it away. */
  kekId: string
}

/** @param kek 32 octets that are kept outside the database. @throws when their number is another. */
export function sealingWith(kek: Uint8Array): Sealing {
  if (kek.length !== KEK_BYTES)
    throw new Error(`the key-encryption key has ${kek.length} bytes instead of ${KEK_BYTES}`)
  const kekId = createHmac('sha256', kek).update('zhengxun key-encryption key').digest('hex').slice(0, 16)
  return { kek, kekId }
}

/** nonce ‖ ciphertext ‖ tag. */
export function seal(kek: Uint8Array, secret: Uint8Array, binding: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', kek, nonce, { authTagLength: TAG_BYTES }).setAAD(binding)
  return concatBytes(nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag())
}

/** `undefined` when the row was changed, moved to another id or put to another purpose. */
export function unseal(kek: Uint8Array, sealed: Uint8Array, binding: Uint8Array): Uint8Array | undefined {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(sealed.length - TAG_BYTES)
  try {
    const decipher = createDecipheriv('aes-256-gcm', kek, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(binding).setAuthTag(tag)
    return concatBytes(decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final())
  } catch {
    return undefined
  }
}
