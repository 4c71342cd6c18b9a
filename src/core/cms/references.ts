// References to certificates and revocation values (RFC 5126 §6.2.1, §6.2.2) against the values the message carries: each reference
// should find its value, and a value that has the right name but another hash is a contradiction, which is named.

import { contextTag, type Der, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readInteger, readOctetString } from '../asn1/values.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { defect, note } from '../finding.ts'
import type { DigestAlgorithm, Eventual, Primitives } from '../primitives.ts'
import { basicResponseIn } from '../revocation/basic-response.ts'
import type { EmbeddedMaterial } from '../trust.ts'
import { type Finding, type Result, type Step, step } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { type GeneralName, readGeneralNames, sameName } from '../x509/names.ts'
import { readAlgorithm } from '../x509/parse.ts'
import { attributesOf } from './attributes.ts'
import { readEmbedded } from './embedded.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'

/** OtherHash. */
interface ValueHash {
  /** Absent for an algorithm this product does not compute. */
  digest: DigestAlgorithm | undefined
  hash: Uint8Array
}

interface CertificateReference extends ValueHash {
  issuer?: GeneralName[]
  serial?: Uint8Array
}

interface RevocationReferences {
  crls: ValueHash[]
  ocsps: ValueHash[]
}

/** No step when there are no references: they belong to the older forms C, X and X-L. */
export function judgeReferencedValues(data: SignedData, signer: SignerInfo, primitives: Primitives): Eventual<Step[]> {
  const certificateRefs = attributesOf(signer.unsignedAttributes, OID.certificateReferences).flatMap(
    (one) => one.values,
  )
  const revocationRefs = attributesOf(signer.unsignedAttributes, OID.revocationReferences).flatMap((one) => one.values)
  if (certificateRefs.length + revocationRefs.length === 0) return []
  return judgeReferences(certificateRefs, revocationRefs, readEmbedded(data, signer), primitives)
}

async function judgeReferences(
  certificateRefs: readonly Der[],
  revocationRefs: readonly Der[],
  embedded: EmbeddedMaterial,
  primitives: Primitives,
): Promise<Step[]> {
  const certificates = await Promise.all(
    certificateRefs.map((one) => judgeCertificateReferences(one, embedded.certificates, primitives)),
  )
  const responses = embedded.ocsps.flatMap((one) => [one, ...basicResponseIn(one)])
  const revocations = await Promise.all(
    revocationRefs.map((one) => judgeRevocationReferences(one, { crls: embedded.crls, ocsps: responses }, primitives)),
  )
  return [step('cms.references', 'RFC 5126 §6.2', [...certificates, ...revocations].flat())]
}

async function judgeCertificateReferences(
  value: Der,
  certificates: readonly Certificate[],
  primitives: Primitives,
): Promise<Finding[]> {
  const clause = 'RFC 5126 §6.2.1'
  const references = readCertificateReferences(value)
  if (!references.ok) return [defect('cms.references-malformed', clause, { ...references.error })]
  const judged = references.value.map((one) => judgeCertificateReference(one, certificates, primitives))
  return (await Promise.all(judged)).flat()
}

async function judgeCertificateReference(
  reference: CertificateReference,
  certificates: readonly Certificate[],
  primitives: Primitives,
): Promise<Finding[]> {
  const clause = 'RFC 5126 §6.2.1'
  const params = { serial: toHex(reference.serial ?? new Uint8Array()), hash: toHex(reference.hash) }
  const values = certificates.map((one) => one.raw)
  const found = await valueWith(reference, values, primitives)
  const certificate = certificates.find((one) => one.raw === found)
  if (certificate) {
    return isNamed(reference, certificate) ? [] : [defect('cms.certificate-reference-name', clause, params)]
  }
  const isContradicted = reference.serial !== undefined && certificates.some((one) => isNamed(reference, one))
  return isContradicted
    ? [defect('cms.certificate-reference-mismatch', clause, params)]
    : [note('cms.reference-without-value', clause, params)]
}

function isNamed({ issuer, serial }: CertificateReference, certificate: Certificate): boolean {
  if (serial && !equalBytes(serial, certificate.serial)) return false
  const names = issuer?.flatMap((one) => (one.kind === 'directory' ? [one.name] : [])) ?? []
  return names.length === 0 || names.some((name) => sameName(name, certificate.issuer))
}

async function judgeRevocationReferences(
  value: Der,
  values: { crls: readonly Uint8Array[]; ocsps: readonly Uint8Array[] },
  primitives: Primitives,
): Promise<Finding[]> {
  const clause = 'RFC 5126 §6.2.2'
  const references = readRevocationReferences(value)
  if (!references.ok) return [defect('cms.references-malformed', clause, { ...references.error })]
  const missing = async (list: readonly ValueHash[], candidates: readonly Uint8Array[]) => {
    const found = await Promise.all(list.map((one) => valueWith(one, candidates, primitives)))
    return list.filter((_, index) => !found[index])
  }
  const lost = [
    ...(await missing(references.value.crls, values.crls)),
    ...(await missing(references.value.ocsps, values.ocsps)),
  ]
  const hasValues = values.crls.length + values.ocsps.length > 0
  const found = (hash: Uint8Array) => ({ hash: toHex(hash) })
  return lost.map(({ hash }) =>
    hasValues
      ? defect('cms.revocation-reference-mismatch', clause, found(hash))
      : note('cms.reference-without-value', clause, { serial: '', ...found(hash) }),
  )
}

/** The value whose digest the reference carries. */
async function valueWith(
  { digest, hash }: ValueHash,
  values: readonly Uint8Array[],
  primitives: Primitives,
): Promise<Uint8Array | undefined> {
  if (!digest) return undefined
  for (const value of values) if (equalBytes(await primitives.digest(digest, value), hash)) return value
  return undefined
}

/** CompleteCertificateRefs ::= SEQUENCE OF OtherCertID. */
function readCertificateReferences(value: Der): Result<CertificateReference[], ParseError> {
  return parsing(() =>
    elementsOf(value, TAG.sequence).map((one) => {
      const fields = new Fields(one)
      const hash = readOtherHash(fields.next())
      const issuerSerial = fields.optional(TAG.sequence)
      fields.end()
      if (!issuerSerial) return hash
      const names = new Fields(issuerSerial)
      return { ...hash, issuer: readGeneralNames(names.next()), serial: readInteger(names.next()) }
    }),
  )
}

/** CompleteRevocationRefs ::= SEQUENCE OF CrlOcspRef { crlids [0], ocspids [1], otherRev [2] }, all explicit. */
function readRevocationReferences(value: Der): Result<RevocationReferences, ParseError> {
  return parsing(() => {
    const references = elementsOf(value, TAG.sequence).map((one) => {
      const fields = new Fields(one)
      const crls = fields.optional(contextTag(0))
      const ocsps = fields.optional(contextTag(1))
      return { crls: crls ? hashesIn(crls, 0) : [], ocsps: ocsps ? hashesIn(ocsps, 1) : [] }
    })
    return { crls: references.flatMap((one) => one.crls), ocsps: references.flatMap((one) => one.ocsps) }
  })
}

/** CRLListID and OcspListID: a SEQUENCE around a SEQUENCE OF; the hash is the first field of the one, the second of the other. */
function hashesIn(wrapper: Der, position: 0 | 1): ValueHash[] {
  const list = new Fields(unwrap(wrapper, TAG.sequence)).next(TAG.sequence)
  return elementsOf(list, TAG.sequence).flatMap((one) => {
    const hash = elementsOf(one)[position]
    return hash ? [readOtherHash(hash)] : []
  })
}

/** OtherHash ::= CHOICE { sha1Hash OCTET STRING, otherHash SEQUENCE { AlgorithmIdentifier, OCTET STRING } }. */
function readOtherHash(der: Der): ValueHash {
  if (der.tag === TAG.octetString) return { digest: 'sha1', hash: readOctetString(der) }
  const fields = new Fields(der, TAG.sequence)
  const { oid } = readAlgorithm(fields.next(TAG.sequence))
  return { digest: digestAlgorithmOf(oid), hash: readOctetString(fields.next()) }
}
