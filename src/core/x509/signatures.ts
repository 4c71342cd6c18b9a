// Checking the signature over something X.509-shaped: a certificate, a CRL, an OCSP response, a request (RFC 5280 §4.1.1.3).

import type { Eventual, Primitives } from '../primitives.ts'
import { signatureSchemeOf } from './algorithms.ts'
import type { AlgorithmIdentifier } from './certificate.ts'

/** What was signed, by what, and the result. */
export interface Signed {
  tbs: Uint8Array
  signatureAlgorithm: AlgorithmIdentifier
  signature: Uint8Array
}

/** `unsupported`: the algorithm is unknown or its parameters are malformed, so nothing was computed. */
export type SignatureState = 'good' | 'bad' | 'unsupported'

/**
 * @param publicKeyInfo DER SubjectPublicKeyInfo of the signer
 * @param sm2Id user id for SM2; absent: the default one; `null`: without ZA
 */
export function checkSignature(
  primitives: Primitives,
  signed: Signed,
  publicKeyInfo: Uint8Array,
  sm2Id?: Uint8Array | null,
): Eventual<SignatureState> {
  const scheme = signatureSchemeOf(signed.signatureAlgorithm)
  if (!scheme.ok) return 'unsupported'
  const isGood = primitives.verify({
    scheme: scheme.value.scheme,
    digest: scheme.value.digest,
    saltLength: scheme.value.saltLength,
    mgfDigest: scheme.value.mgfDigest,
    publicKey: publicKeyInfo,
    message: [signed.tbs],
    signature: signed.signature,
    sm2Id,
  })
  return typeof isGood === 'boolean' ? stateOf(isGood) : isGood.then(stateOf)
}

function stateOf(isGood: boolean): SignatureState {
  return isGood ? 'good' : 'bad'
}

/** The ways of signing with SM2 that no standard allows and some software uses. */
export type Sm2Deviation = 'empty-id' | 'no-za'

/** Names the deviation under which a bad SM2 signature would be good: for the report, never for the verdict. */
export async function sm2DeviationOf(
  primitives: Primitives,
  signed: Signed,
  publicKeyInfo: Uint8Array,
): Promise<Sm2Deviation | undefined> {
  const scheme = signatureSchemeOf(signed.signatureAlgorithm)
  if (!scheme.ok || scheme.value.scheme !== 'sm2') return undefined
  const holdsWith = async (id: Uint8Array | null) =>
    (await checkSignature(primitives, signed, publicKeyInfo, id)) === 'good'
  if (await holdsWith(new Uint8Array(0))) return 'empty-id'
  return (await holdsWith(null)) ? 'no-za' : undefined
}
