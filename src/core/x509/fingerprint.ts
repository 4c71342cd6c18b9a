// Digests of whole certificates, as fingerprints and references name them (RFC 5035 §4): computed once for each certificate object,
// which is one for equal bytes, and may not be changed.

import { Notes } from '../bytes/notes.ts'
import type { DigestAlgorithm, Eventual, Primitives } from '../primitives.ts'
import type { Certificate } from './certificate.ts'

const DIGESTS = new Notes<Certificate, Map<DigestAlgorithm, Eventual<Uint8Array>>>()

export function certificateDigest(
  algorithm: DigestAlgorithm,
  certificate: Certificate,
  primitives: Primitives,
): Eventual<Uint8Array> {
  const known = DIGESTS.get(certificate) ?? new Map<DigestAlgorithm, Eventual<Uint8Array>>()
  const digest = known.get(algorithm) ?? primitives.digest(algorithm, certificate.raw)
  if (!known.has(algorithm)) DIGESTS.set(certificate, known.set(algorithm, digest))
  return digest
}
