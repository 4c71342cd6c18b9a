// The key that verifies the next certificate down: a DSA key without parameters takes those of the certificate above it
// (RFC 5280 §6.1.4 (d) to (f), RFC 3279 §2.3.2).

import { TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { bitString, oid, sequence } from '../asn1/write.ts'
import type { AlgorithmIdentifier, Certificate } from './certificate.ts'

/**
 * DER SubjectPublicKeyInfo of the first certificate, completed where it needs to be.
 * @param chain the key's own certificate first, then those above it
 */
export function workingKey(chain: readonly Certificate[]): Uint8Array {
  const [own, ...above] = chain
  if (!own) return new Uint8Array()
  if (!needsParameters(own)) return own.publicKeyInfo
  for (const { publicKeyAlgorithm } of above) {
    if (publicKeyAlgorithm.oid !== OID.dsa) break
    const { parameters } = publicKeyAlgorithm
    if (parameters && hasParameters(publicKeyAlgorithm)) return completed(own, parameters)
  }
  return own.publicKeyInfo
}

/** A DSA key that is no key yet. */
export function needsParameters({ publicKeyAlgorithm }: Certificate): boolean {
  return publicKeyAlgorithm.oid === OID.dsa && !hasParameters(publicKeyAlgorithm)
}

function hasParameters({ parameters }: AlgorithmIdentifier): boolean {
  return parameters !== undefined && parameters[0] !== TAG.null
}

function completed({ publicKeyBits }: Certificate, parameters: Uint8Array): Uint8Array {
  return sequence(sequence(oid(OID.dsa), parameters), bitString(publicKeyBits))
}
