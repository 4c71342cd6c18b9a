// The two algorithm identifiers of a SignerInfo read as one question to the primitives (RFC 5652 §10.1.1–§10.1.2): some
// signature identifiers only name the kind of key, and then the digest algorithm says the rest (RFC 3370 §3; GM/T 0010 for SM2).

import { OID } from '../asn1/oids.ts'
import type { SignatureCheck } from '../primitives.ts'
import { digestAlgorithmOf, type SignatureScheme, signatureSchemeOf } from '../x509/algorithms.ts'
import type { AlgorithmIdentifier } from '../x509/certificate.ts'

/** Identifiers that name a kind of key. SM2 is always with SM3. */
const SCHEME_OF_KEY: Readonly<Record<string, SignatureCheck['scheme']>> = {
  [OID.rsaEncryption]: 'rsa-pkcs1',
  [OID.dsa]: 'dsa',
  [OID.ecPublicKey]: 'ecdsa',
  [OID.sm2]: 'sm2',
  [OID.sm2Sign]: 'sm2',
}

/** @returns `undefined` when one of the algorithms is not in the table or its parameters cannot be read. */
export function schemeOf(
  signature: AlgorithmIdentifier,
  digestAlgorithm: AlgorithmIdentifier,
): SignatureScheme | undefined {
  const scheme = SCHEME_OF_KEY[signature.oid]
  const digest = scheme === 'sm2' ? 'sm3' : digestAlgorithmOf(digestAlgorithm.oid)
  if (scheme) return digest && { scheme, digest }
  const named = signatureSchemeOf(signature)
  return named.ok ? named.value : undefined
}

/** SM3 under the identifiers of its MAC forms: met in real tokens and seals, read as SM3, reported. */
export function isSm3Alias(oid: string): boolean {
  return oid === OID.sm3Unkeyed || oid === OID.sm3Keyed
}
