// What was compared to judge a signature, put down so that the reader can repeat it: digests, algorithm and key (RFC 5652 §5.4, §11.2).
// Evidence decides nothing: the rules compare for themselves.

import { OID } from '../asn1/oids.ts'
import { toHex } from '../bytes/hex.ts'
import type { DigestAlgorithm, Primitives } from '../primitives.ts'
import type { Evidence } from '../verdict.ts'
import { digestAlgorithmOf, type SignatureScheme } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { certificateDigest } from '../x509/fingerprint.ts'
import { keyKindOf } from '../x509/key.ts'
import { attributesOf, readMessageDigest, readSigningCertificate } from './attributes.ts'
import type { SignerInfo } from './signed-data.ts'

/** A digest of a hostile file may be of any length; the longest real one has 64 octets. */
const MAX_OCTETS = 64

/** @param computed absent when there was nothing to compute it from */
export function comparedDigests(
  algorithm: DigestAlgorithm,
  expected: Uint8Array | undefined,
  computed: Uint8Array | undefined,
): Evidence {
  return {
    algorithm: algorithm.toUpperCase(),
    ...(expected && { expected: hexOf(expected) }),
    ...(computed && { computed: hexOf(computed) }),
  }
}

/** The message digest the signer states, and the digest of the content. */
export function digestEvidence(signer: SignerInfo, computed: Uint8Array | undefined): Evidence | undefined {
  const algorithm = digestAlgorithmOf(signer.digestAlgorithm.oid)
  if (!algorithm) return undefined
  const [attribute] = attributesOf(signer.signedAttributes, OID.messageDigest)
  const stated = attribute && readMessageDigest(attribute)
  return comparedDigests(algorithm, stated?.ok ? stated.value : undefined, computed)
}

/** The hash by which the signer names its certificate, and the hash of the certificate found. */
export async function referenceEvidence(
  signer: SignerInfo,
  certificate: Certificate,
  primitives: Primitives,
): Promise<Evidence | undefined> {
  const named = [OID.signingCertificateV2, OID.signingCertificate]
  const [attribute] = named.flatMap((oid) => attributesOf(signer.signedAttributes, oid))
  const read = attribute && readSigningCertificate(attribute)
  const reference = read?.ok ? read.value.references[0] : undefined
  if (!reference?.digest) return undefined
  return comparedDigests(
    reference.digest,
    reference.hash,
    await certificateDigest(reference.digest, certificate, primitives),
  )
}

/** By which algorithm and with whose key the signature was checked. */
export function signatureEvidence(
  scheme: SignatureScheme | undefined,
  certificate: Certificate | undefined,
): Evidence | undefined {
  if (!scheme || !certificate) return undefined
  const { algorithm, bits } = keyKindOf(certificate)
  const isEdwards = scheme.scheme === 'ed25519' || scheme.scheme === 'ed448'
  return {
    algorithm: isEdwards ? scheme.scheme : `${scheme.scheme} ${scheme.digest.toUpperCase()}`,
    key: bits === undefined ? algorithm : `${algorithm} (${bits})`,
    certificateSerial: hexOf(certificate.serial),
  }
}

function hexOf(octets: Uint8Array): string {
  return toHex(octets.subarray(0, MAX_OCTETS))
}
