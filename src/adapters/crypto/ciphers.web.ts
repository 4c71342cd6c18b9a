// What encrypted documents are opened with where there is no OpenSSL. WebCrypto only answers later and knows neither MD5 nor CBC
// without padding.

import { cbc } from '@noble/ciphers/aes.js'
import { md5 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import type { Ciphers } from '#core/primitives.ts'

const DIGESTS = { md5, sha256, sha384, sha512 } as const

export const webCiphers: Ciphers = {
  digest: (algorithm, data) => DIGESTS[algorithm](data),
  aesCbc: (direction, key, vector, data) => cbc(key, vector, { disablePadding: true })[direction](data),
}
