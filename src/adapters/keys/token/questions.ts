// What the service asks of the process that holds the session with a cryptographic device, and what comes back.

export interface TokenSettings {
  /** PKCS#11 library of the vendor. */
  module: string
  /** Label of the token, as it was initialised. */
  token: string
  pin: string
}

export type TokenKeyAlgorithm = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'p256' | 'p384'
export const TOKEN_KEY_ALGORITHMS: readonly TokenKeyAlgorithm[] = ['rsa2048', 'rsa3072', 'rsa4096', 'p256', 'p384']

/** Names of keys on the device: CKA_ID, hex. */
export interface TokenQuestions {
  open: { ask: TokenSettings; answer: true }
  /** A key pair that signs, or one that deciphers a wrapped key; the private half never leaves. Answers like `publicKey`. */
  generate: {
    ask: { id: string; label: string; algorithm: TokenKeyAlgorithm; use: 'sign' | 'decrypt' }
    answer: PublicParts
  }
  /** `undefined`: there is no key of that label that deciphers. */
  find: { ask: { label: string }; answer: { id: string; key: PublicParts } | undefined }
  /** `input`: the message for RSA (SHA-256 with PKCS#1 v1.5), the digest for curves. Octets, `r ‖ s` for curves. */
  sign: { ask: { id: string; algorithm: TokenKeyAlgorithm; input: Uint8Array }; answer: Uint8Array }
  /** RSA-OAEP. */
  decrypt: { ask: { id: string; hash: 'sha1' | 'sha256'; input: Uint8Array }; answer: Uint8Array }
}

export type PublicParts = { kty: 'RSA'; n: Uint8Array; e: Uint8Array } | { kty: 'EC'; point: Uint8Array }

export type TokenOp = keyof TokenQuestions
export type TokenQuestion = { [O in TokenOp]: { number: number; op: O; ask: TokenQuestions[O]['ask'] } }[TokenOp]
export type TokenAnswer = { number: number; value: unknown } | { number: number; fault: TokenFault; words: string }

/**
 * `pin`: refused, and never tried again, for that locks tokens · `absent`: no such token · `missing`: no such key ·
 * `unsupported`: the device cannot do it · `failed`: anything else · `silent`: no answer in time, or the library ended its process.
 */
export type TokenFault = 'pin' | 'absent' | 'missing' | 'unsupported' | 'failed' | 'silent'

export class TokenError extends Error {
  readonly fault: TokenFault

  constructor(fault: TokenFault, words: string) {
    super(words)
    this.name = 'TokenError'
    this.fault = fault
  }
}
