// What key stores are opened with, by node:crypto.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  pbkdf2Sync,
} from 'node:crypto'
import type { KeystoreCiphers } from '#core/keystores/ciphers.ts'

const NAMES = {
  aes: (keyBytes: number) => `aes-${keyBytes * 8}-cbc`,
  '3des': () => 'des-ede3-cbc',
  sm4: () => 'sm4-cbc',
} as const

export const nodeKeystoreCiphers: KeystoreCiphers = {
  digest: (algorithm, data) => hash(algorithm, data, 'buffer'),
  hmac: (algorithm, key, data) => createHmac(algorithm, key).update(data).digest(),
  pbkdf2: (digest, password, salt, iterations, bytes) => pbkdf2Sync(password, salt, iterations, bytes, digest),
  cbc(direction, cipher, key, vector, data) {
    const make = direction === 'encrypt' ? createCipheriv : createDecipheriv
    const running = make(NAMES[cipher](key.length), key, vector).setAutoPadding(false)
    return Buffer.concat([running.update(data), running.final()])
  },
  publicKeyOf(key) {
    try {
      return key.use((pkcs8) => {
        const opened = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
        return new Uint8Array(createPublicKey(opened).export({ format: 'der', type: 'spki' }))
      })
    } catch {
      return undefined
    }
  },
}
