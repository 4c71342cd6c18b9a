// Algorithm identifiers of what our signers make.

import * as asn1js from 'asn1js'
import { AlgorithmIdentifier, RSASSAPSSParams } from 'pkijs'
import type { SignatureAlgorithm } from '#adapters/keys/signer.ts'
import type { DigestAlgorithm } from '#core/primitives.ts'

interface Row {
  oid: string
  digest: DigestAlgorithm
  /** RSA identifiers carry an explicit NULL (RFC 4055 §2.1), the others no parameters. */
  parameters?: 'null' | 'pss'
}

const SIGNATURES: Record<SignatureAlgorithm, Row> = {
  'rsa-sha1': { oid: '1.2.840.113549.1.1.5', digest: 'sha1', parameters: 'null' },
  'rsa-sha256': { oid: '1.2.840.113549.1.1.11', digest: 'sha256', parameters: 'null' },
  'rsa-sha384': { oid: '1.2.840.113549.1.1.12', digest: 'sha384', parameters: 'null' },
  'rsa-sha512': { oid: '1.2.840.113549.1.1.13', digest: 'sha512', parameters: 'null' },
  'rsa-pss-sha256': { oid: '1.2.840.113549.1.1.10', digest: 'sha256', parameters: 'pss' },
  'ecdsa-p256': { oid: '1.2.840.10045.4.3.2', digest: 'sha256' },
  'ecdsa-p384': { oid: '1.2.840.10045.4.3.3', digest: 'sha384' },
  'ecdsa-p521': { oid: '1.2.840.10045.4.3.4', digest: 'sha512' },
  ed25519: { oid: '1.3.101.112', digest: 'sha512' },
  sm2: { oid: '1.2.156.10197.1.501', digest: 'sm3' },
}

const DIGESTS: Partial<Record<DigestAlgorithm, string>> = {
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  sm3: '1.2.156.10197.1.401',
}

export function signatureIdentifier(algorithm: SignatureAlgorithm): AlgorithmIdentifier {
  const row = SIGNATURES[algorithm]
  if (row.parameters === 'null') return identifier(row.oid, new asn1js.Null())
  if (row.parameters === 'pss') return identifier(row.oid, pssParameters())
  return identifier(row.oid)
}

/** The hash a signature algorithm goes with, e.g. for the messageDigest of a CMS signer. */
export function digestOf(algorithm: SignatureAlgorithm): DigestAlgorithm {
  return SIGNATURES[algorithm].digest
}

export function digestIdentifier(algorithm: DigestAlgorithm): AlgorithmIdentifier {
  const oid = DIGESTS[algorithm]
  if (!oid) throw new Error(`no identifier for digest ${algorithm}`)
  return identifier(oid)
}

export function identifier(oid: string, parameters?: asn1js.BaseBlock): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithmId: oid, ...(parameters && { algorithmParams: parameters }) })
}

function pssParameters(): asn1js.Sequence {
  const sha256 = identifier('2.16.840.1.101.3.4.2.1', new asn1js.Null())
  const mgf1 = identifier('1.2.840.113549.1.1.8', sha256.toSchema())
  return new RSASSAPSSParams({ hashAlgorithm: sha256, maskGenAlgorithm: mgf1, saltLength: 32 }).toSchema()
}
