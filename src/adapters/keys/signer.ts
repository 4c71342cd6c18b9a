// Keys in memory that can sign: made, opened from PKCS#8, and used for one signature algorithm each.
// Sealed keys of the product live behind the key store; this file knows nothing about where a key is kept.

import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  sign as signOnce,
} from 'node:crypto'
import { sm2ZaInput } from '#core/gm/sm2.ts'
import { SM2_DEFAULT_ID } from '#core/primitives.ts'

export const KEY_ALGORITHMS = [
  'rsa1024',
  'rsa2048',
  'rsa3072',
  'rsa4096',
  'p256',
  'p384',
  'p521',
  'ed25519',
  'sm2',
] as const
/** What a key is made for. `rsa1024` exists so that refusals of it can be tested. */
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number]

export type SignatureAlgorithm =
  | 'rsa-sha1'
  | 'rsa-sha256'
  | 'rsa-sha384'
  | 'rsa-sha512'
  | 'rsa-pss-sha256'
  | 'ecdsa-p256'
  | 'ecdsa-p384'
  | 'ecdsa-p521'
  | 'ed25519'
  | 'sm2'

/** Somebody who can sign. */
export interface Signer {
  readonly algorithm: SignatureAlgorithm
  /** DER SubjectPublicKeyInfo of the key. */
  readonly spki: Uint8Array
  /** Signature over `message` (hashed inside): DER for ECDSA and SM2, octets for RSA and Ed25519. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

export interface SignerOptions {
  /** Only RSA keys leave a choice; the default is `rsa-sha256`. */
  algorithm?: SignatureAlgorithm
  /** SM2 only: another distinguishing identifier; empty for OpenSSL's default, `null` for no ZA at all. Both make non-conformant signatures. */
  sm2Id?: Uint8Array | null
  /** DER SubjectPublicKeyInfo of the key, where the caller has it: computing it takes as long as a signature. Not checked. */
  spki?: Uint8Array
}

/** DER PKCS#8 of a fresh private key, unencrypted: the caller seals it. */
export function generateKey(algorithm: KeyAlgorithm): Uint8Array {
  return new Uint8Array(generate(algorithm).privateKey.export({ format: 'der', type: 'pkcs8' }))
}

/** The same with DER SubjectPublicKeyInfo beside it: opening the key again to compute that takes as long as a signature. */
export function generatePair(algorithm: KeyAlgorithm): { pkcs8: Uint8Array; spki: Uint8Array } {
  const { privateKey, publicKey } = generate(algorithm)
  return {
    pkcs8: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
  }
}

const CURVES: Partial<Record<KeyAlgorithm, string>> = { p256: 'P-256', p384: 'P-384', p521: 'P-521', sm2: 'SM2' }

function generate(algorithm: KeyAlgorithm): KeyPairKeyObjectResult {
  if (algorithm === 'ed25519') return generateKeyPairSync('ed25519')
  const namedCurve = CURVES[algorithm]
  if (namedCurve) return generateKeyPairSync('ec', { namedCurve })
  return generateKeyPairSync('rsa', { modulusLength: Number(algorithm.slice(3)) })
}

/** Opens an unencrypted DER PKCS#8. @throws when it is not a private key this runtime can read. */
export function openSigner(pkcs8: Uint8Array, options: SignerOptions = {}): Signer {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  const spki = options.spki ?? spkiOf(key)
  const algorithm = options.algorithm ?? defaultAlgorithm(key)
  const sm2Id = options.sm2Id === undefined ? SM2_DEFAULT_ID : options.sm2Id
  return {
    algorithm,
    spki,
    sign: async (message) =>
      new Uint8Array(algorithm === 'sm2' ? signSm2(key, spki, message, sm2Id) : signPlain(key, algorithm, message)),
  }
}

/** DER SubjectPublicKeyInfo of a private key. */
function spkiOf(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }))
}

const ECDSA_BY_CURVE: Record<string, SignatureAlgorithm> = {
  prime256v1: 'ecdsa-p256',
  secp384r1: 'ecdsa-p384',
  secp521r1: 'ecdsa-p521',
}

function defaultAlgorithm(key: KeyObject): SignatureAlgorithm {
  const type = key.asymmetricKeyType as string | undefined
  if (type === 'rsa') return 'rsa-sha256'
  if (type === 'ed25519') return 'ed25519'
  // A re-imported SM2 key has no type name in Node 20: its PKCS#8 carries the curve 1.2.156.10197.1.301.
  if (type === undefined) return 'sm2'
  const algorithm = ECDSA_BY_CURVE[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (!algorithm) throw new Error(`no signature algorithm for a key of type ${type}`)
  return algorithm
}

const DIGESTS: Record<Exclude<SignatureAlgorithm, 'sm2' | 'ed25519'>, string> = {
  'rsa-sha1': 'sha1',
  'rsa-sha256': 'sha256',
  'rsa-sha384': 'sha384',
  'rsa-sha512': 'sha512',
  'rsa-pss-sha256': 'sha256',
  'ecdsa-p256': 'sha256',
  'ecdsa-p384': 'sha384',
  'ecdsa-p521': 'sha512',
}

function signPlain(key: KeyObject, algorithm: Exclude<SignatureAlgorithm, 'sm2'>, message: Uint8Array): Buffer {
  if (algorithm === 'ed25519') return signOnce(null, message, key)
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  return signOnce(DIGESTS[algorithm], message, algorithm === 'rsa-pss-sha256' ? { key, ...pss } : key)
}

function signSm2(key: KeyObject, spki: Uint8Array, message: Uint8Array, id: Uint8Array | null): Buffer {
  // One-shot `sign` would use an empty identifier; the streaming form hashes what it is given and nothing else.
  const signing = createSign('sm3')
  if (id) signing.update(identityHash(spki, id))
  return signing.update(message).sign(key)
}

/** ZA of the key: an SM2 SubjectPublicKeyInfo ends with the point. */
function identityHash(spki: Uint8Array, id: Uint8Array): Uint8Array {
  const hash = createHash('sm3')
  for (const part of sm2ZaInput(id, spki.subarray(-65))) hash.update(part)
  return hash.digest()
}
