// What encrypted documents are opened with, by node:crypto.

import { createCipheriv, createDecipheriv, hash } from 'node:crypto'
import type { Ciphers } from '#core/primitives.ts'

export const nodeCiphers: Ciphers = {
  digest: (algorithm, data) => hash(algorithm, data, 'buffer'),
  aesCbc(direction, key, vector, data) {
    const make = direction === 'encrypt' ? createCipheriv : createDecipheriv
    const cipher = make(`aes-${key.length * 8}-cbc`, key, vector).setAutoPadding(false)
    return Buffer.concat([cipher.update(data), cipher.final()])
  },
}
