// Key-encryption keys under an RSA key that never leaves a cryptographic device (RSA-OAEP, RFC 8017 §7.1): wrapped here with the public half,
// unwrapped there.

import { constants, createPublicKey, publicEncrypt } from 'node:crypto'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { TokenError } from '../token/questions.ts'
import type { Token } from '../token/token.node.ts'
import { KekError, type KekProvider } from './provider.ts'

/** SHA-256 where the device has it; several have OAEP with SHA-1 only, which is still sound (it needs no collision resistance). */
const HASHES = ['sha256', 'sha1'] as const

/** @param label of the wrapping key on the device; it is made there when it is first needed */
export function pkcs11Provider(token: Token, label: string): KekProvider {
  return {
    kind: 'pkcs11',
    protect: async (kek) => {
      const { id, publicKey } = await asked(() => token.wrappingKey(label))
      const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
      for (const oaepHash of HASHES) {
        const box = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, kek)
        // What the device does not open is not written down.
        const opened = await token.decrypt(id, oaepHash, box).catch(() => undefined)
        if (opened && equalBytes(opened, kek)) return canonicalJson({ key: id, hash: oaepHash, box: toBase64(box) })
      }
      throw new KekError('密码设备不能用该密钥解密 · the device does not decipher with that key')
    },
    open: async (text) => {
      const value = jsonOf(text)
      const hash = HASHES.find((one) => one === value?.hash)
      const box = typeof value?.box === 'string' ? fromBase64(value.box) : undefined
      if (!hash || !box || typeof value?.key !== 'string')
        throw new KekError('主密钥文件里有一行无法读取 · a line of the key file cannot be read')
      const { key } = value as { key: string }
      const kek = await asked(() => token.decrypt(key, hash, box))
      if (kek.length !== 32) throw new KekError('密码设备解出的不是主密钥 · what the device deciphered is no key')
      return kek
    },
  }
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    const pin = error.fault === 'pin' ? 'PIN 被拒绝，不会再试 · the PIN was refused and is not tried again: ' : ''
    throw new KekError(`密码设备 · token: ${pin}${error.message}`)
  }
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}
