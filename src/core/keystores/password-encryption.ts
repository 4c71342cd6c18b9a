// Opening what a password protects: PBES2 (RFC 8018 §6.2), the old schemes of PKCS#12 (RFC 7292 appendix C) and that of JCEKS.
// What the padding of CBC says is all there is to tell a wrong key by, so nothing here says "wrong password": the caller knows more.

import { TAG } from '../asn1/der.ts'
import { Fields, onlyTlv } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOctetString, readSmallInteger } from '../asn1/values.ts'
import { utf8Octets } from '../asn1/write.ts'
import type { AlgorithmIdentifier } from '../x509/certificate.ts'
import { readAlgorithm } from '../x509/parse.ts'
import { type KeystoreCiphers, type KeystoreDigest, LEGACY_COST, type WorkBudget } from './ciphers.ts'
import { bmpPassword, KDF_PURPOSE, pkcs12Key } from './pkcs12-kdf.ts'
import { refuse } from './problem.ts'
import { rc2CbcDecrypt } from './rc2.ts'

/** What reading containers needs besides their octets. */
export interface Opening {
  ciphers: KeystoreCiphers
  work: WorkBudget
}

interface Cipher {
  kind: 'aes' | '3des' | 'sm4' | 'rc2'
  keyBytes: number
  blockBytes: 8 | 16
}

const AES = (bits: number): Cipher => ({ kind: 'aes', keyBytes: bits / 8, blockBytes: 16 })
const TRIPLE_DES: Cipher = { kind: '3des', keyBytes: 24, blockBytes: 8 }

/** Of PBES2. */
const CIPHERS: Readonly<Record<string, Cipher>> = {
  [OID.aes128Cbc]: AES(128),
  '2.16.840.1.101.3.4.1.22': AES(192),
  [OID.aes256Cbc]: AES(256),
  [OID.desEde3Cbc]: TRIPLE_DES,
  [OID.sm4Cbc]: { kind: 'sm4', keyBytes: 16, blockBytes: 16 },
}

/** Of `pkcs-12PbeIds`, all with SHA-1. */
const LEGACY: Readonly<Record<string, Cipher>> = {
  '1.2.840.113549.1.12.1.3': TRIPLE_DES,
  // Two keys: the first one comes again.
  '1.2.840.113549.1.12.1.4': { ...TRIPLE_DES, keyBytes: 16 },
  '1.2.840.113549.1.12.1.5': { kind: 'rc2', keyBytes: 16, blockBytes: 8 },
  '1.2.840.113549.1.12.1.6': { kind: 'rc2', keyBytes: 5, blockBytes: 8 },
}

const HMAC_DIGESTS: Readonly<Record<string, KeystoreDigest>> = {
  [OID.hmacSha1]: 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [OID.hmacSha256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
  '1.2.156.10197.1.401.2': 'sm3',
  '1.2.156.10197.1.401.3.1': 'sm3',
}

/** The hash of an HMAC named by its OID. Aborts with `keystore.algorithm-unsupported`. */
export function hmacDigestOf(oid: string): KeystoreDigest {
  return HMAC_DIGESTS[oid] ?? refuse('keystore.algorithm-unsupported', { algorithm: oid })
}

/**
 * The plain octets, or `undefined` when what comes out has no padding: a wrong password, or a damaged file.
 * Aborts with `keystore.algorithm-unsupported` or `keystore.too-much-work`.
 */
export function decryptWithPassword(
  algorithm: AlgorithmIdentifier,
  data: Uint8Array,
  password: string,
  opening: Opening,
): Uint8Array | undefined {
  const legacy = LEGACY[algorithm.oid]
  if (legacy) return decryptLegacy(legacy, algorithm, data, password, opening)
  if (algorithm.oid === OID.pbes2) return decryptPbes2(algorithm, data, password, opening)
  return refuse('keystore.algorithm-unsupported', { algorithm: algorithm.oid })
}

function parametersOf({ parameters }: AlgorithmIdentifier): Fields {
  return new Fields(onlyTlv(parameters ?? new Uint8Array()), TAG.sequence)
}

export function spend({ work }: Opening, iterations: number, cost = 1): void {
  if (!work.take(iterations * cost)) refuse('keystore.too-much-work', { iterations })
}

/** @returns the key for `bytes` octets, by PBKDF2 as its parameters say */
export function pbkdf2Key(
  derivation: AlgorithmIdentifier,
  password: string,
  bytes: number,
  opening: Opening,
): Uint8Array {
  if (derivation.oid !== OID.pbkdf2) refuse('keystore.algorithm-unsupported', { algorithm: derivation.oid })
  const fields = parametersOf(derivation)
  const salt = readOctetString(fields.next())
  const iterations = readSmallInteger(fields.next())
  fields.optional(TAG.integer)
  const prf = fields.optional(TAG.sequence)
  fields.end()
  const digest = prf ? hmacDigestOf(readAlgorithm(prf).oid) : 'sha1'
  // Each further block of output costs the whole count again.
  const blockBytes = opening.ciphers.digest(digest, new Uint8Array()).length
  spend(opening, iterations, Math.ceil(bytes / blockBytes))
  return opening.ciphers.pbkdf2(digest, utf8Octets(password), salt, iterations, bytes)
}

function decryptPbes2(
  algorithm: AlgorithmIdentifier,
  data: Uint8Array,
  password: string,
  opening: Opening,
): Uint8Array | undefined {
  const fields = parametersOf(algorithm)
  const derivation = readAlgorithm(fields.next())
  const encryption = readAlgorithm(fields.next())
  fields.end()
  const cipher = CIPHERS[encryption.oid] ?? refuse('keystore.algorithm-unsupported', { algorithm: encryption.oid })
  const vector = readOctetString(onlyTlv(encryption.parameters ?? new Uint8Array()))
  if (vector.length !== cipher.blockBytes) refuse('keystore.damaged', { problem: 'pbes2.vector' })
  const key = pbkdf2Key(derivation, password, cipher.keyBytes, opening)
  return decryptCbc(cipher, key, vector, data, opening)
}

function decryptLegacy(
  cipher: Cipher,
  algorithm: AlgorithmIdentifier,
  data: Uint8Array,
  password: string,
  opening: Opening,
): Uint8Array | undefined {
  const fields = parametersOf(algorithm)
  const salt = readOctetString(fields.next())
  const iterations = readSmallInteger(fields.next())
  fields.end()
  for (const octets of legacyPasswords(password)) {
    spend(opening, iterations, LEGACY_COST * 3)
    const derive = (purpose: number, bytes: number) =>
      pkcs12Key(opening.ciphers, { digest: 'sha1', purpose, password: octets, salt, iterations, bytes })
    const key = derive(KDF_PURPOSE.key, cipher.keyBytes)
    const plain = decryptCbc(cipher, key, derive(KDF_PURPOSE.vector, 8), data, opening)
    if (plain) return plain
  }
  return undefined
}

/** No password is nothing at all to some writers, and an empty text to others. */
export function legacyPasswords(password: string): Uint8Array[] {
  return password === '' ? [bmpPassword(''), new Uint8Array()] : [bmpPassword(password)]
}

function decryptCbc(
  cipher: Cipher,
  key: Uint8Array,
  vector: Uint8Array,
  data: Uint8Array,
  { ciphers }: Opening,
): Uint8Array | undefined {
  if (data.length === 0 || data.length % cipher.blockBytes !== 0) return undefined
  if (cipher.kind === 'rc2') return unpadded(rc2CbcDecrypt(key, 8 * key.length, vector, data), cipher.blockBytes)
  const full = cipher.kind === '3des' && key.length === 16 ? new Uint8Array([...key, ...key.subarray(0, 8)]) : key
  return unpadded(ciphers.cbc('decrypt', cipher.kind, full, vector, data), cipher.blockBytes)
}

/** Takes off the padding of RFC 8018 §6.1.1, which must be there in full. */
export function unpadded(plain: Uint8Array, blockBytes: number): Uint8Array | undefined {
  const count = plain.at(-1) ?? 0
  if (count < 1 || count > blockBytes || count > plain.length) return undefined
  const isWhole = plain.subarray(plain.length - count).every((octet) => octet === count)
  return isWhole ? plain.subarray(0, plain.length - count) : undefined
}
