// The two ways sealed rows are encrypted and authenticated at once: AES-256-GCM (NIST SP 800-38D), and SM4-CTR with HMAC-SM3 over the
// ciphertext under a key of its own (GB/T 32907 and GB/T 32905; encrypt-then-MAC, for OpenSSL 3.0 has no SM4-GCM). Clauses unverified.

import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { concatBytes } from '#core/bytes/bytes.ts'

export const CIPHER_SUITES = ['international', 'gm'] as const
export type CipherSuite = (typeof CIPHER_SUITES)[number]

/** Seals octets under a key, bound to octets that are not kept with them. */
export interface Cipher {
  /** First octet of everything it makes. A new way takes a new number; no number is used twice. */
  readonly format: number
  readonly keyBytes: number
  seal(key: Uint8Array, plain: Uint8Array, binding: Uint8Array): Uint8Array
  /** `undefined`: another key, another binding, or not what was sealed. */
  open(key: Uint8Array, box: Uint8Array, binding: Uint8Array): Uint8Array | undefined
}

const GCM = { name: 'aes-256-gcm', nonceBytes: 12, tagBytes: 16 } as const

/** format ‖ nonce ‖ ciphertext ‖ tag; the format is authenticated in front of the binding. */
const aesGcm: Cipher = {
  format: 1,
  keyBytes: 32,
  seal(key, plain, binding) {
    const nonce = randomBytes(GCM.nonceBytes)
    const cipher = createCipheriv(GCM.name, key, nonce, { authTagLength: GCM.tagBytes })
    cipher.setAAD(concatBytes(Uint8Array.of(1), binding))
    return concatBytes(Uint8Array.of(1), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag())
  },
  open(key, box, binding) {
    if (box[0] !== 1 || box.length < 1 + GCM.nonceBytes + GCM.tagBytes) return undefined
    const decipher = createDecipheriv(GCM.name, key, box.subarray(1, 1 + GCM.nonceBytes), {
      authTagLength: GCM.tagBytes,
    })
    decipher.setAAD(concatBytes(Uint8Array.of(1), binding)).setAuthTag(box.subarray(-GCM.tagBytes))
    try {
      return concatBytes(decipher.update(box.subarray(1 + GCM.nonceBytes, -GCM.tagBytes)), decipher.final())
    } catch {
      return undefined
    }
  },
}

const SM4 = { name: 'sm4-ctr', keyBytes: 16, counterBytes: 16, macBytes: 32 } as const

/** format ‖ first counter block ‖ ciphertext ‖ HMAC-SM3. The key is 16 octets for SM4 and 32 others for the HMAC. */
const sm4HmacSm3: Cipher = {
  format: 2,
  keyBytes: SM4.keyBytes + SM4.macBytes,
  seal(key, plain, binding) {
    const counter = randomBytes(SM4.counterBytes)
    const cipher = createCipheriv(SM4.name, key.subarray(0, SM4.keyBytes), counter)
    const box = concatBytes(Uint8Array.of(2), counter, cipher.update(plain), cipher.final())
    return concatBytes(box, macOver(key.subarray(SM4.keyBytes), box, binding))
  },
  open(key, box, binding) {
    if (box[0] !== 2 || box.length < 1 + SM4.counterBytes + SM4.macBytes) return undefined
    const body = box.subarray(0, -SM4.macBytes)
    const mac = macOver(key.subarray(SM4.keyBytes), body, binding)
    if (!timingSafeEqual(mac, box.subarray(-SM4.macBytes))) return undefined
    const counter = body.subarray(1, 1 + SM4.counterBytes)
    const decipher = createDecipheriv(SM4.name, key.subarray(0, SM4.keyBytes), counter)
    return concatBytes(decipher.update(body.subarray(1 + SM4.counterBytes)), decipher.final())
  },
}

/** The length in front keeps an octet of the binding from passing for one of the box. */
function macOver(key: Uint8Array, box: Uint8Array, binding: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(binding.length))
  return createHmac('sm3', key).update(length).update(binding).update(box).digest()
}

export const CIPHERS: Readonly<Record<CipherSuite, Cipher>> = { international: aesGcm, gm: sm4HmacSm3 }

/** By the first octet of what was sealed. */
export function cipherOf(box: Uint8Array): Cipher | undefined {
  return Object.values(CIPHERS).find(({ format }) => format === box[0])
}
