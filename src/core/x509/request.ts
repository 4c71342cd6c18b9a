// Certification requests (PKCS#10, RFC 2986 §4) read and judged, also in the form the Chinese dual-certificate tools write,
// whose attributes hold bare values where the standard wants a SET.

import { bytesOf, contextTag, type Der, type ParseError, readDer, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, must, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readBitOctets, readOid, readSmallInteger } from '../asn1/values.ts'
import { defect, fatal, note } from '../finding.ts'
import type { Primitives, SignatureCheck } from '../primitives.ts'
import type { Finding, Result } from '../verdict.ts'
import { type SignatureScheme, signatureSchemeOf } from './algorithms.ts'
import type { AlgorithmIdentifier, Extension, Name } from './certificate.ts'
import { extensionOf } from './extensions.ts'
import { keyKindOf } from './key.ts'
import { type GeneralName, readName } from './names.ts'
import { type PublicKeyInfo, readAlgorithm, readExtensions, readPublicKeyInfo } from './parse.ts'

export interface RequestAttribute {
  oid: string
  /** DER of each value. */
  values: Uint8Array[]
  /** The value stands alone, without the SET around it. */
  isBare: boolean
}

export interface CertificationRequest extends PublicKeyInfo {
  raw: Uint8Array
  /** DER of certificationRequestInfo: what the applicant signed. */
  info: Uint8Array
  subject: Name
  attributes: RequestAttribute[]
  /** Asked for in an extensionRequest; empty when there is none. */
  extensions: Extension[]
  signatureAlgorithm: AlgorithmIdentifier
  signature: Uint8Array
}

/** Requests above this are refused: real ones stay below 8 kB. Stops memory attacks. */
export const MAX_REQUEST_BYTES = 1 << 16

/** One DER request that fills `bytes`. Form only: the signature is `judgeRequest`'s. */
export function parseRequest(bytes: Uint8Array): Result<CertificationRequest, ParseError> {
  return parsing(() => {
    if (bytes.length > MAX_REQUEST_BYTES) malformed('request.too-large', 0)
    const outer = new Fields(must(readDer(bytes)), TAG.sequence)
    const info = outer.next(TAG.sequence)
    const signatureAlgorithm = readAlgorithm(outer.next())
    const signature = readBitOctets(outer.next())
    outer.end()
    return { raw: bytes, info: bytesOf(info), signatureAlgorithm, signature, ...readInfo(info) }
  })
}

function readInfo(info: Der) {
  const fields = new Fields(info)
  const version = fields.next(TAG.integer)
  if (readSmallInteger(version) !== 0) malformed('request.version', version.start)
  const subject = readName(fields.next())
  const key = readPublicKeyInfo(fields.next())
  // The attributes are not optional in the standard, but some writers leave an empty list out.
  const list = fields.optional(contextTag(0))
  fields.end()
  const attributes = list ? elementsOf(list, TAG.sequence).map(readAttribute) : []
  return { subject, ...key, attributes, extensions: attributes.flatMap(requestedExtensions) }
}

function readAttribute(der: Der): RequestAttribute {
  const fields = new Fields(der)
  const oid = readOid(fields.next())
  const value = fields.next()
  fields.end()
  const isBare = value.tag !== TAG.set
  return { oid, isBare, values: isBare ? [bytesOf(value)] : elementsOf(value).map(bytesOf) }
}

function requestedExtensions({ oid, values }: RequestAttribute): Extension[] {
  return oid === OID.extensionRequest ? values.flatMap((value) => readExtensions(onlyTlv(value))) : []
}

/** The names a request asks for in subjectAltName. */
export function requestedNames(request: CertificationRequest): GeneralName[] {
  return extensionOf(request, 'subjectAltName') ?? []
}

/**
 * How the applicant's signature verifies. SM2: under the default identifier, under the empty one (OpenSSL's default, which Chinese CAs
 * refuse), or without ZA, which proves nothing: such a signature may stem from another protocol.
 */
export type ProvenUnder = 'standard' | 'default-id' | 'empty-id' | 'without-za' | 'nothing'

export interface RequestJudgement {
  provenUnder: ProvenUnder
  /** The applicant holds the key: the signature verifies, for SM2 under the default or, labelled by a defect, the empty identifier. */
  isIntact: boolean
  findings: Finding[]
}

const CLAUSE = 'RFC 2986 §4.2'
const GM_CLAUSE = 'GM/T 0009 (clause unverified)'

/** Whether a request proves possession of its key, and what a CA may dislike in it. No opinion on who the applicant is. */
export async function judgeRequest(request: CertificationRequest, primitives: Primitives): Promise<RequestJudgement> {
  const scheme = signatureSchemeOf(request.signatureAlgorithm)
  const provenUnder = scheme.ok ? await provenUnderOf(request, scheme.value, primitives) : 'nothing'
  const isIntact = provenUnder === 'standard' || provenUnder === 'default-id' || provenUnder === 'empty-id'
  const signature = scheme.ok
    ? SIGNATURE_FINDINGS[provenUnder]
    : [fatal('request.algorithm-unknown', CLAUSE, 'SIG_CRYPTO_FAILURE', { algorithm: request.signatureAlgorithm.oid })]
  return { provenUnder, isIntact, findings: [...signature, ...judgeContents(request)] }
}

const SIGNATURE_FINDINGS: Readonly<Record<ProvenUnder, readonly Finding[]>> = {
  standard: [],
  'default-id': [],
  'empty-id': [defect('request.sm2-empty-id', GM_CLAUSE)],
  'without-za': [fatal('request.sm2-without-za', GM_CLAUSE, 'SIG_CRYPTO_FAILURE')],
  nothing: [fatal('request.signature-broken', CLAUSE, 'SIG_CRYPTO_FAILURE')],
}

async function provenUnderOf(
  { info, signature, publicKeyInfo: publicKey }: CertificationRequest,
  scheme: SignatureScheme,
  primitives: Primitives,
): Promise<ProvenUnder> {
  const check: SignatureCheck = { ...scheme, publicKey, message: [info], signature }
  const isSm2 = scheme.scheme === 'sm2'
  if (await primitives.verify(check)) return isSm2 ? 'default-id' : 'standard'
  if (isSm2 && (await primitives.verify({ ...check, sm2Id: new Uint8Array() }))) return 'empty-id'
  return isSm2 && (await primitives.verify({ ...check, sm2Id: null })) ? 'without-za' : 'nothing'
}

function judgeContents(request: CertificationRequest): Finding[] {
  const findings: Finding[] = []
  const bare = request.attributes.filter(({ isBare }) => isBare)
  if (bare.length > 0) findings.push(defect('request.attribute-without-set', 'RFC 2986 §4.1', { count: bare.length }))
  if (request.attributes.some(({ oid }) => oid === OID.challengePassword))
    findings.push(note('request.challenge-password', 'RFC 2985 §5.4.1'))
  if (requestedNames(request).length === 0) findings.push(note('request.no-alternative-names', 'RFC 9525 §6.1'))
  const { algorithm, bits = 0 } = keyKindOf(request)
  if (algorithm === 'RSA' && bits < 2048) findings.push(defect('request.key-too-short', 'NIST SP 800-131A', { bits }))
  return findings
}
