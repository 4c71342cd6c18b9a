// What a key says about the RSASSA-PSS signatures it makes (RFC 4055 §1.2 and §3.3), for every runtime: no crypto library can be
// trusted to ask, since each lets the caller name the hashes.

import { OID } from '#core/asn1/oids.ts'
import type { SignatureCheck } from '#core/primitives.ts'
import { type SignatureScheme, signatureSchemeOf } from '#core/x509/algorithms.ts'
import type { PublicKeyInfo } from '#core/x509/parse.ts'

/** MGF1 with the hash of the message, the only form most libraries offer. */
export function isPlainMask({ digest, mgfDigest }: SignatureCheck): boolean {
  return mgfDigest === undefined || mgfDigest === digest
}

/** A key without parameters allows everything; others fix both hashes and a least salt length. */
export function keyAllowsPss({ publicKeyAlgorithm }: PublicKeyInfo, check: SignatureCheck): boolean {
  if (publicKeyAlgorithm.oid !== OID.rsaPss || publicKeyAlgorithm.parameters === undefined) return true
  const limits = signatureSchemeOf(publicKeyAlgorithm)
  return limits.ok && isWithin(limits.value, check)
}

function isWithin(limits: SignatureScheme, check: SignatureCheck): boolean {
  const hasHashes = limits.digest === check.digest && limits.mgfDigest === (check.mgfDigest ?? check.digest)
  return hasHashes && (check.saltLength === undefined || check.saltLength >= (limits.saltLength ?? 0))
}
