// Which raw signature an `alg` stands for, with which key it may be used, and how its octets become what the primitives take
// (RFC 7518 §3; RFC 8037 §3.1; RFC 8812 §3.2; RFC 9864 §2.2). Anything with a shared secret or with none is refused by name.

import { integer, sequence } from '../../asn1/write.ts'
import { fatal, unknown } from '../../finding.ts'
import type { DigestAlgorithm } from '../../primitives.ts'
import type { Finding } from '../../verdict.ts'
import type { SignatureScheme } from '../../x509/algorithms.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { keyKindOf } from '../../x509/key.ts'

export interface JwsAlgorithm {
  schemes: readonly SignatureScheme[]
  /** What `keyKindOf` says of a key that fits. */
  keys: readonly string[]
  /** Octets of R and of S, each; for schemes whose signature is the two of them. */
  halfBytes?: number
}

const RSA = ['RSA']

function rsa(digest: DigestAlgorithm): JwsAlgorithm {
  return { schemes: [{ scheme: 'rsa-pkcs1', digest }], keys: RSA }
}

/** The salt is as long as the hash, and MGF1 takes the same hash (RFC 7518 §3.5). */
function pss(digest: DigestAlgorithm, saltLength: number): JwsAlgorithm {
  return { schemes: [{ scheme: 'rsa-pss', digest, mgfDigest: digest, saltLength }], keys: RSA }
}

function ecdsa(digest: DigestAlgorithm, curve: string, halfBytes: number): JwsAlgorithm {
  return { schemes: [{ scheme: 'ecdsa', digest }], keys: [curve], halfBytes }
}

const ED25519: SignatureScheme = { scheme: 'ed25519', digest: 'sha512' }
const ED448: SignatureScheme = { scheme: 'ed448', digest: 'sha512' }

const ALGORITHMS: ReadonlyMap<string, JwsAlgorithm> = new Map([
  ['RS256', rsa('sha256')],
  ['RS384', rsa('sha384')],
  ['RS512', rsa('sha512')],
  ['PS256', pss('sha256', 32)],
  ['PS384', pss('sha384', 48)],
  ['PS512', pss('sha512', 64)],
  ['ES256', ecdsa('sha256', 'P-256', 32)],
  ['ES256K', ecdsa('sha256', 'secp256k1', 32)],
  ['ES384', ecdsa('sha384', 'P-384', 48)],
  ['ES512', ecdsa('sha512', 'P-521', 66)],
  ['EdDSA', { schemes: [ED25519, ED448], keys: ['Ed25519', 'Ed448'] }],
  ['Ed25519', { schemes: [ED25519], keys: ['Ed25519'] }],
  ['Ed448', { schemes: [ED448], keys: ['Ed448'] }],
])

/** The digests JAdES names (TS 119 182-1 §5.1.7, clause unverified); other names are not read as one of these. */
const DIGESTS: ReadonlyMap<string, DigestAlgorithm> = new Map([
  ['S224', 'sha224'],
  ['S256', 'sha256'],
  ['S384', 'sha384'],
  ['S512', 'sha512'],
  ['S3-224', 'sha3-224'],
  ['S3-256', 'sha3-256'],
  ['S3-384', 'sha3-384'],
  ['S3-512', 'sha3-512'],
])

export function digestNamed(name: string | undefined): DigestAlgorithm | undefined {
  return name === undefined ? undefined : DIGESTS.get(name)
}

export function algorithmNamed(alg: string): JwsAlgorithm | undefined {
  return ALGORITHMS.get(alg)
}

const CLAUSE = 'RFC 7518 §3.1'

/** An `alg` that proves nothing about a signer, or one nobody here can compute. */
export function judgeAlgorithm(alg: string | undefined): Finding[] {
  if (alg === undefined) return [fatal('jws.alg-missing', 'RFC 7515 §4.1.1', 'FORMAT_FAILURE')]
  if (algorithmNamed(alg)) return []
  if (alg.toLowerCase() === 'none') return [fatal('jws.alg-none', 'RFC 7518 §3.6', 'SIG_CONSTRAINTS_FAILURE')]
  if (/^HS\d/i.test(alg)) return [fatal('jws.alg-hmac', 'RFC 7518 §3.2', 'SIG_CONSTRAINTS_FAILURE', { alg })]
  return [unknown('jws.alg-unknown', CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', { alg: alg.slice(0, 60) })]
}

/** The scheme for this key; `undefined` where the key is not one the algorithm is for. */
export function schemeFor(algorithm: JwsAlgorithm, certificate: Certificate): SignatureScheme | undefined {
  const kind = keyKindOf(certificate).algorithm
  const place = algorithm.keys.indexOf(kind)
  if (place < 0) return undefined
  return algorithm.schemes[algorithm.schemes.length > 1 ? place : 0]
}

/**
 * The signature as the primitives take it: R and S of fixed length become the SEQUENCE of ECDSA (RFC 7518 §3.4).
 * `undefined` for octets of another length.
 */
export function signatureOctets(signature: Uint8Array, { halfBytes }: JwsAlgorithm): Uint8Array | undefined {
  if (halfBytes === undefined) return signature
  if (signature.length !== 2 * halfBytes) return undefined
  return sequence(unsigned(signature.subarray(0, halfBytes)), unsigned(signature.subarray(halfBytes)))
}

function unsigned(octets: Uint8Array): Uint8Array {
  let value = 0n
  for (const octet of octets) value = (value << 8n) | BigInt(octet)
  return integer(value)
}
