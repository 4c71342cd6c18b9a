// What a signer states about the signature beside its time: policy, commitment, place, kind of content (RFC 5126 §5.8, §5.11;
// RFC 2634 §2.9, §2.11; EN 319 122-1 §5.2). Each is read, named in the report, and held to its own rules of form and place.

import { contextTag, type Der, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOctetString, readOid, readText } from '../asn1/values.ts'
import { toHex } from '../bytes/hex.ts'
import { defect, note } from '../finding.ts'
import { type Finding, type Result, type Step, step } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import { readAlgorithm } from '../x509/parse.ts'
import { attributesOf } from './attributes.ts'
import type { SignerRole } from './rules.ts'
import type { Attribute, AttributeSet, SignerInfo } from './signed-data.ts'

type Params = Record<string, string | number>

interface Statement {
  oid: string
  clause: string
  /** Says what was read: a note, and what is wrong with it. @throws Malformed */
  read: (value: Der, clause: string, role: SignerRole) => Finding[]
}

const STATEMENTS: readonly Statement[] = [
  { oid: OID.signaturePolicy, clause: 'RFC 5126 §5.8.1', read: readPolicy },
  { oid: OID.commitmentType, clause: 'RFC 5126 §5.11.1', read: readCommitment },
  { oid: OID.signerLocation, clause: 'RFC 5126 §5.11.2', read: readLocation },
  { oid: OID.contentHints, clause: 'RFC 2634 §2.9', read: readHints },
  { oid: OID.contentReference, clause: 'RFC 2634 §2.11', read: readReference },
  { oid: OID.mimeType, clause: 'EN 319 122-1 (clause unverified)', read: readMimeType },
]
/** May be said several times: a signer can commit to several things. */
const REPEATABLE: readonly string[] = [OID.commitmentType]

/** No step when the signer states nothing. */
export function judgeStatements(signer: SignerInfo, role: SignerRole): Step[] {
  if (![signer.signedAttributes, signer.unsignedAttributes].some(hasStatement)) return []
  const findings = STATEMENTS.flatMap((statement) => judgeStatement(statement, signer, role))
  return findings.length > 0 ? [step('cms.statements', 'RFC 5126 §5.8', findings)] : []
}

const STATED: ReadonlySet<string> = new Set(STATEMENTS.map(({ oid }) => oid))

function hasStatement(attributes: AttributeSet | undefined): boolean {
  return attributes?.attributes.some(({ oid }) => STATED.has(oid)) ?? false
}

function judgeStatement({ oid, clause, read }: Statement, signer: SignerInfo, role: SignerRole): Finding[] {
  const signed = attributesOf(signer.signedAttributes, oid)
  const findings: Finding[] = []
  const values = signed.flatMap((attribute: Attribute) => attribute.values)
  if (attributesOf(signer.unsignedAttributes, oid).length > 0) {
    findings.push(defect('cms.statement-unsigned', clause, { oid }))
  }
  if (values.length > 1 && !REPEATABLE.includes(oid)) findings.push(defect('cms.statement-repeated', clause, { oid }))
  for (const value of values) {
    const said: Result<Finding[], ParseError> = parsing(() => read(value, clause, role))
    findings.push(...(said.ok ? said.value : [defect('cms.statement-malformed', clause, { oid, ...said.error })]))
  }
  return findings
}

/**
 * SignaturePolicy ::= CHOICE { SignaturePolicyId, NULL }. The product judges by its own policy and holds no signer's policies: what
 * such a policy asks beyond that is not known here (EN 319 102-1: SIGNATURE_POLICY_NOT_AVAILABLE), and the report says so.
 */
function readPolicy(value: Der, clause: string): Finding[] {
  if (value.tag === TAG.null) return [note('cms.signature-policy-implied', clause)]
  const fields = new Fields(value, TAG.sequence)
  const policy = readOid(fields.next())
  if (fields.done) return [note('cms.signature-policy-not-available', clause, { policy, hash: '' })]
  const hash = new Fields(fields.next(TAG.sequence))
  const algorithm = readAlgorithm(hash.next(TAG.sequence)).oid
  const params: Params = { policy, hash: toHex(readOctetString(hash.next())) }
  const unknownDigest = digestAlgorithmOf(algorithm)
    ? []
    : [defect('cms.signature-policy-digest', clause, { policy, oid: algorithm })]
  return [note('cms.signature-policy-not-available', clause, params), ...unknownDigest]
}

/** id-cti-ets-… (RFC 5126 §5.11.1). */
const COMMITMENTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.9.16.6.1': 'proofOfOrigin',
  '1.2.840.113549.1.9.16.6.2': 'proofOfReceipt',
  '1.2.840.113549.1.9.16.6.3': 'proofOfDelivery',
  '1.2.840.113549.1.9.16.6.4': 'proofOfSender',
  '1.2.840.113549.1.9.16.6.5': 'proofOfApproval',
  '1.2.840.113549.1.9.16.6.6': 'proofOfCreation',
}

function readCommitment(value: Der, clause: string): Finding[] {
  const oid = readOid(new Fields(value, TAG.sequence).next())
  return [note('cms.commitment', clause, { commitment: COMMITMENTS[oid] ?? oid })]
}

/** SignerLocation ::= SEQUENCE { countryName [0], localityName [1], postalAddress [2] }, at least one of them. */
function readLocation(value: Der, clause: string): Finding[] {
  const fields = new Fields(value, TAG.sequence)
  const country = fields.optional(contextTag(0))
  const locality = fields.optional(contextTag(1))
  const address = fields.optional(contextTag(2))
  fields.end()
  const lines = address ? elementsOf(unwrap(address, TAG.sequence)).map((one) => readText(one)) : []
  const places = [...lines, ...[locality, country].flatMap((one) => (one ? [readText(unwrap(one))] : []))]
  if (places.length === 0) malformed('cms.location-empty', value.start)
  return [note('cms.signer-location', clause, { location: places.join(', ') })]
}

/** ContentHints ::= SEQUENCE { contentDescription UTF8String OPTIONAL, contentType OBJECT IDENTIFIER }. */
function readHints(value: Der, clause: string): Finding[] {
  const fields = new Fields(value, TAG.sequence)
  const description = fields.optional(TAG.utf8String)
  const contentType = readOid(fields.next())
  fields.end()
  return [note('cms.content-hints', clause, { contentType, description: description ? readText(description) : '' })]
}

/** ContentReference: this message answers another one, which is not at hand. */
function readReference(value: Der, clause: string): Finding[] {
  const fields = new Fields(value, TAG.sequence)
  fields.next(TAG.oid)
  const identifier = readOctetString(fields.next())
  readOctetString(fields.next())
  fields.end()
  return [note('cms.content-reference', clause, { identifier: toHex(identifier) })]
}

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;.*)?$/

/** A UTF8String with a media type; a countersignature must not have it. */
function readMimeType(value: Der, clause: string, role: SignerRole): Finding[] {
  if (value.tag !== TAG.utf8String) malformed('der.unexpected-tag', value.start)
  const mimeType = readText(value)
  return [
    note('cms.mime-type', clause, { mimeType }),
    ...(MEDIA_TYPE.test(mimeType) ? [] : [defect('cms.mime-type-form', clause, { mimeType })]),
    ...(role === 'countersignature' ? [defect('cms.mime-type-countersignature', clause)] : []),
  ]
}
