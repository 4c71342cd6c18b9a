// Which raw signature an AlgorithmIdentifier stands for (RFC 3279, 4055, 5754, 5758, 8410, 8702; SM2 by GM/T 0006, clause
// unverified). Whether an algorithm is still good enough is the dated policy's question, not this table's.

import { contextTag, type ParseError, TAG } from '../asn1/der.ts'
import { Fields, malformed, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readSmallInteger } from '../asn1/values.ts'
import type { DigestAlgorithm, SignatureCheck } from '../primitives.ts'
import { err, ok, type Result } from '../verdict.ts'
import type { AlgorithmIdentifier } from './certificate.ts'
import { readAlgorithm } from './parse.ts'

/** The part of a `SignatureCheck` that the algorithm decides. */
export type SignatureScheme = Pick<SignatureCheck, 'scheme' | 'digest' | 'saltLength' | 'mgfDigest'>

const DIGESTS: Readonly<Record<string, DigestAlgorithm>> = {
  [OID.md5]: 'md5',
  [OID.sha1]: 'sha1',
  [OID.sha224]: 'sha224',
  [OID.sha256]: 'sha256',
  [OID.sha384]: 'sha384',
  [OID.sha512]: 'sha512',
  [OID.sha512_224]: 'sha512-224',
  [OID.sha512_256]: 'sha512-256',
  [OID.sha3_224]: 'sha3-224',
  [OID.sha3_256]: 'sha3-256',
  [OID.sha3_384]: 'sha3-384',
  [OID.sha3_512]: 'sha3-512',
  [OID.shake256]: 'shake256',
  // Its length is a parameter; 512 bits is the one in use (RFC 8419 §2.3), another one simply fits no digest.
  [OID.shake256Length]: 'shake256',
  [OID.sm3]: 'sm3',
  // Real timestamp tokens and OFD documents write these two for plain SM3.
  [OID.sm3Unkeyed]: 'sm3',
  [OID.sm3Keyed]: 'sm3',
}

const SCHEMES: Readonly<Record<string, SignatureScheme>> = {
  [OID.md5WithRsa]: { scheme: 'rsa-pkcs1', digest: 'md5' },
  [OID.sha1WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha1' },
  [OID.sha1WithRsaOiw]: { scheme: 'rsa-pkcs1', digest: 'sha1' },
  [OID.sha224WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha224' },
  [OID.sha256WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha256' },
  [OID.sha384WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha384' },
  [OID.sha512WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha512' },
  [OID.sha512_224WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha512-224' },
  [OID.sha512_256WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha512-256' },
  [OID.sha3_224WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha3-224' },
  [OID.sha3_256WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha3-256' },
  [OID.sha3_384WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha3-384' },
  [OID.sha3_512WithRsa]: { scheme: 'rsa-pkcs1', digest: 'sha3-512' },
  [OID.rsaWithSm3]: { scheme: 'rsa-pkcs1', digest: 'sm3' },
  [OID.sha1WithDsa]: { scheme: 'dsa', digest: 'sha1' },
  [OID.sha224WithDsa]: { scheme: 'dsa', digest: 'sha224' },
  [OID.sha256WithDsa]: { scheme: 'dsa', digest: 'sha256' },
  [OID.ecdsaWithSha1]: { scheme: 'ecdsa', digest: 'sha1' },
  [OID.ecdsaWithSha224]: { scheme: 'ecdsa', digest: 'sha224' },
  [OID.ecdsaWithSha256]: { scheme: 'ecdsa', digest: 'sha256' },
  [OID.ecdsaWithSha384]: { scheme: 'ecdsa', digest: 'sha384' },
  [OID.ecdsaWithSha512]: { scheme: 'ecdsa', digest: 'sha512' },
  [OID.ecdsaWithSha3_224]: { scheme: 'ecdsa', digest: 'sha3-224' },
  [OID.ecdsaWithSha3_256]: { scheme: 'ecdsa', digest: 'sha3-256' },
  [OID.ecdsaWithSha3_384]: { scheme: 'ecdsa', digest: 'sha3-384' },
  [OID.ecdsaWithSha3_512]: { scheme: 'ecdsa', digest: 'sha3-512' },
  [OID.sm2WithSm3]: { scheme: 'sm2', digest: 'sm3' },
  [OID.ed25519]: { scheme: 'ed25519', digest: 'sha512' },
  [OID.ed448]: { scheme: 'ed448', digest: 'sha512' },
}

/** The hash an OID names; `undefined` for one this product does not compute. */
export function digestAlgorithmOf(oid: string): DigestAlgorithm | undefined {
  return DIGESTS[oid]
}

/** The standard OID of a hash. */
export function digestOidOf(digest: DigestAlgorithm): string {
  const found = Object.entries(DIGESTS).find(([, name]) => name === digest)
  if (!found) throw new Error(`no object identifier for ${digest}`)
  return found[0]
}

/**
 * The raw signature that `algorithm` announces. Errors: `algorithm.unknown`, `algorithm.parameters`, or those of the DER reader,
 * with offsets inside the parameters.
 */
export function signatureSchemeOf(algorithm: AlgorithmIdentifier): Result<SignatureScheme, ParseError> {
  if (algorithm.oid === OID.rsaPss) return parsing(() => readPssParameters(algorithm.parameters))
  const scheme = SCHEMES[algorithm.oid]
  if (!scheme) return err({ code: 'algorithm.unknown', offset: 0 })
  return hasNoParameters(algorithm) ? ok(scheme) : err({ code: 'algorithm.parameters', offset: 0 })
}

/** Absent or NULL; RFC 3279 wants NULL for RSA and nothing for the rest, real writers do either. */
function hasNoParameters({ parameters }: AlgorithmIdentifier): boolean {
  return parameters === undefined || (parameters.length === 2 && parameters[0] === TAG.null && parameters[1] === 0)
}

/** RSASSA-PSS-params (RFC 4055 §3.1): every field has a default, all of them SHA-1. */
function readPssParameters(parameters: Uint8Array | undefined): SignatureScheme {
  if (!parameters) return malformed('algorithm.parameters', 0)
  const fields = new Fields(onlyTlv(parameters), TAG.sequence)
  const hash = fields.optional(contextTag(0))
  const mask = fields.optional(contextTag(1))
  const salt = fields.optional(contextTag(2))
  const trailer = fields.optional(contextTag(3))
  fields.end()
  const digest = hash ? requireDigest(readAlgorithm(unwrap(hash))) : 'sha1'
  const mgfDigest = mask ? readMask(readAlgorithm(unwrap(mask))) : 'sha1'
  const saltLength = salt ? readSmallInteger(unwrap(salt)) : 20
  if (saltLength < 0 || saltLength > 512) malformed('algorithm.parameters', 0)
  if (trailer && readSmallInteger(unwrap(trailer)) !== 1) malformed('algorithm.parameters', trailer.start)
  return { scheme: 'rsa-pss', digest, saltLength, mgfDigest }
}

function readMask(mask: AlgorithmIdentifier): DigestAlgorithm {
  if (mask.oid !== OID.mgf1 || !mask.parameters) return malformed('algorithm.parameters', 0)
  return requireDigest(readAlgorithm(onlyTlv(mask.parameters)))
}

function requireDigest(algorithm: AlgorithmIdentifier): DigestAlgorithm {
  return (hasNoParameters(algorithm) && DIGESTS[algorithm.oid]) || malformed('algorithm.unknown', 0)
}

/** The hash of a signature algorithm that carries one, e.g. to compare with a CMS digestAlgorithm. */
export function digestOfSignature(algorithm: AlgorithmIdentifier): DigestAlgorithm | undefined {
  const scheme = signatureSchemeOf(algorithm)
  return scheme.ok && scheme.value.scheme !== 'ed25519' && scheme.value.scheme !== 'ed448'
    ? scheme.value.digest
    : undefined
}
