// The attributes a verifier must understand, decoded: content type, message digest and signing time (RFC 5652 §11),
// signing certificate v1 and v2 (RFC 5035 §3–§4), algorithm protection (RFC 6211 §2).

import { contextTag, type Der, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readInteger, readOctetString, readOid, readTime } from '../asn1/values.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { DigestAlgorithm } from '../primitives.ts'
import type { Instant, Result } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import type { AlgorithmIdentifier } from '../x509/certificate.ts'
import { type GeneralName, readGeneralNames } from '../x509/names.ts'
import { readAlgorithm } from '../x509/parse.ts'
import type { Attribute, AttributeSet } from './signed-data.ts'

export function attributesOf(set: AttributeSet | undefined, oid: string): Attribute[] {
  const found: Attribute[] = []
  for (const attribute of set?.attributes ?? []) if (attribute.oid === oid) found.push(attribute)
  return found
}

/** The only value of an attribute that must have exactly one. */
function onlyValue(attribute: Attribute): Der {
  const [value] = attribute.values
  if (!value || attribute.values.length !== 1) return malformed('cms.attribute-value-count', value?.start ?? 0)
  return value
}

export function readContentType(attribute: Attribute): Result<string, ParseError> {
  return parsing(() => readOid(onlyValue(attribute)))
}

export function readMessageDigest(attribute: Attribute): Result<Uint8Array, ParseError> {
  return parsing(() => readOctetString(onlyValue(attribute)))
}

export function readSigningTime(attribute: Attribute): Result<Instant, ParseError> {
  return parsing(() => readTime(onlyValue(attribute)).instant)
}

/** One ESSCertID or ESSCertIDv2. */
export interface CertificateReference {
  digest: DigestAlgorithm | undefined
  hash: Uint8Array
  /** The issuer's names and the octets of the serial number, when the reference carries them. */
  issuer?: GeneralName[]
  serial?: Uint8Array
}

export interface SigningCertificate {
  /** The first names the signer. */
  references: CertificateReference[]
  /** Dotted OIDs of certificate policies the signature is limited to; empty: no limit. */
  policies: string[]
}

/** A signingCertificate (v1) or signingCertificateV2 attribute. */
export function readSigningCertificate(attribute: Attribute): Result<SigningCertificate, ParseError> {
  const isV2 = attribute.oid === OID.signingCertificateV2
  return parsing(() => {
    const fields = new Fields(onlyValue(attribute), TAG.sequence)
    const references = elementsOf(fields.next(TAG.sequence)).map((one) => readReference(one, isV2))
    if (references.length === 0) malformed('cms.signing-certificate-empty', fields.der.start)
    const policies = fields.optional(TAG.sequence)
    fields.end()
    return { references, policies: policies ? elementsOf(policies).map(readPolicyOid) : [] }
  })
}

/** PolicyInformation without its qualifiers. */
function readPolicyOid(der: Der): string {
  return readOid(new Fields(der, TAG.sequence).next())
}

function readReference(der: Der, isV2: boolean): CertificateReference {
  const fields = new Fields(der, TAG.sequence)
  const algorithm = isV2 ? fields.optional(TAG.sequence) : undefined
  const hash = readOctetString(fields.next())
  const issuerSerial = fields.optional(TAG.sequence)
  fields.end()
  const digest = isV2 ? (algorithm ? digestAlgorithmOf(readAlgorithm(algorithm).oid) : 'sha256') : 'sha1'
  return { digest, hash, ...(issuerSerial && readIssuerSerial(issuerSerial)) }
}

function readIssuerSerial(der: Der): { issuer: GeneralName[]; serial: Uint8Array } {
  const fields = new Fields(der, TAG.sequence)
  const issuer = readGeneralNames(fields.next())
  const serial = readInteger(fields.next())
  fields.end()
  return { issuer, serial }
}

/** The algorithms a CMSAlgorithmProtection attribute repeats. */
export interface ProtectedAlgorithms {
  digestAlgorithm: AlgorithmIdentifier
  signatureAlgorithm?: AlgorithmIdentifier
}

export function readAlgorithmProtection(attribute: Attribute): Result<ProtectedAlgorithms, ParseError> {
  return parsing(() => {
    const fields = new Fields(onlyValue(attribute), TAG.sequence)
    const digestAlgorithm = readAlgorithm(fields.next(TAG.sequence))
    const signature = fields.optional(contextTag(1))
    return { digestAlgorithm, ...(signature && { signatureAlgorithm: readAlgorithm(signature, signature.tag) }) }
  })
}

/** Same OID and same parameters, where an absent parameter and NULL are the same (RFC 5754 §2). */
export function sameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  const parametersOf = (one: AlgorithmIdentifier) => {
    const isNull = one.parameters?.length === 2 && one.parameters[0] === TAG.null
    return isNull || !one.parameters ? new Uint8Array() : one.parameters
  }
  return a.oid === b.oid && equalBytes(parametersOf(a), parametersOf(b))
}
