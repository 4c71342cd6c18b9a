// The rules a SignerInfo must keep, each one function: evidence in, findings out (RFC 5652 §5.3, §11; RFC 5035 §5.4;
// RFC 6211 §3; draft-ietf-lamps-cms-euf-cma-signeddata). All of them run; none stops at the first finding.

import { type Der, readTlv, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, must, onlyTlv, parsing, tlvAt } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOid } from '../asn1/values.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { beginningOf, type Octets } from '../bytes/octets.ts'
import { defect, fatal, note, unknown } from '../finding.ts'
import type { Finding, Instant } from '../verdict.ts'
import { digestAlgorithmOf, type SignatureScheme } from '../x509/algorithms.ts'
import { isSm3Alias } from './algorithms.ts'
import { arrivedParts } from './arrived.ts'
import {
  attributesOf,
  readAlgorithmProtection,
  readContentType,
  readMessageDigest,
  readSigningTime,
  sameAlgorithm,
} from './attributes.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'

const GM_CLAUSE = 'GB/T 35275 (clause unverified)'

/** What a SignerInfo signs, and so which attributes it must and must not carry. */
export type SignerRole = 'signature' | 'timestamp' | 'countersignature'

/** Attributes that must be signed, and at most once. */
const SIGNED_ONCE: readonly string[] = [
  OID.contentType,
  OID.messageDigest,
  OID.signingTime,
  OID.signingCertificate,
  OID.signingCertificateV2,
  OID.cmsAlgorithmProtection,
]

/** Shape of the whole SignedData: transfer form, version, and the announcement of the digest. */
export function judgeForm(data: SignedData, signer: SignerInfo, role: SignerRole): Finding[] {
  const findings: Finding[] = []
  if (data.trailingBytes > 0) {
    findings.push(fatal('cms.trailing-bytes', 'RFC 5652 §3', 'FORMAT_FAILURE', { bytes: data.trailingBytes }))
  }
  if (data.isBer) {
    const isToken = role === 'timestamp'
    findings.push(isToken ? defect('cms.ber-in-token', 'RFC 3161 §2.4.2') : note('cms.ber-encoding', 'RFC 5652 §3'))
  }
  if (data.outerType === OID.gmSignedData && signer.identifier.kind === 'key-identifier') {
    findings.push(defect('cms.gm-signer-identifier', GM_CLAUSE))
  }
  if (signedInBer(data, signer)) findings.push(defect('cms.attributes-not-der', 'RFC 5652 §5.3'))
  if (![1, 3, 4, 5].includes(data.version))
    findings.push(defect('cms.version', 'RFC 5652 §5.1', { version: data.version }))
  const wanted = signer.identifier.kind === 'issuer-serial' ? 1 : 3
  if (signer.version !== wanted) {
    findings.push(defect('cms.signer-version', 'RFC 5652 §5.3', { version: signer.version, wanted }))
  }
  const announced = data.digestAlgorithms.some(
    (one) => digestAlgorithmOf(one.oid) === digestAlgorithmOf(signer.digestAlgorithm.oid),
  )
  if (!announced) findings.push(defect('cms.digest-not-announced', 'RFC 5652 §5.1'))
  if (!data.isContentOctetString) findings.push(defect('cms.content-not-octets', 'RFC 5652 §5.2.1'))
  return findings
}

/** Signed attributes that travelled in BER: they are signed in DER all the same. */
function signedInBer(data: SignedData, signer: SignerInfo): boolean {
  const { signedAttributes } = signer
  if (!data.isBer || !signedAttributes) return false
  const parts = arrivedParts(data.raw)
  const arrived = parts.ok ? parts.value.signers[data.signerInfos.indexOf(signer)] : undefined
  return arrived !== undefined && !arrived.fields.some((field) => equalBytes(field, signedAttributes.raw))
}

/** What an Edwards curve asks of the digest below signed attributes. */
const EDDSA_DIGESTS: Readonly<Record<string, string>> = { ed25519: 'sha512', ed448: 'shake256' }

/** The digest and the signature algorithm are in the allow table, and agree with each other (RFC 6211 §1). */
export function judgeAlgorithms(signer: SignerInfo, scheme: SignatureScheme | undefined): Finding[] {
  const findings: Finding[] = []
  const digest = digestAlgorithmOf(signer.digestAlgorithm.oid)
  const unsupported = (oid: string) =>
    unknown('cms.algorithm-not-supported', 'RFC 5652 §10.1', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', { oid })
  if (!digest) findings.push(unsupported(signer.digestAlgorithm.oid))
  if (!scheme) findings.push(unsupported(signer.signatureAlgorithm.oid))
  if (isSm3Alias(signer.digestAlgorithm.oid)) findings.push(defect('cms.sm3-alias', GM_CLAUSE))
  const isHashFixed = scheme && scheme.scheme !== 'ed25519' && scheme.scheme !== 'ed448'
  const wanted = scheme && signer.signedAttributes && EDDSA_DIGESTS[scheme.scheme]
  if (wanted && digest && digest !== wanted) {
    findings.push(defect('cms.eddsa-digest', 'RFC 8419 §2.3', { scheme: scheme.scheme, wanted, digest }))
  }
  if (digest && isHashFixed && scheme.digest !== digest) {
    const params = { digest, signature: scheme.digest }
    findings.push(fatal('cms.digest-mismatch', 'RFC 6211 §1', 'SIG_CONSTRAINTS_FAILURE', params))
  }
  return findings
}

/** Presence, number, place and form of the attributes, apart from what they say. */
export function judgeAttributes(signer: SignerInfo, role: SignerRole, contentType: string | undefined): Finding[] {
  const signed = signer.signedAttributes
  if (!signed) return withoutAttributes(role, contentType)
  const findings = [
    ...judgeDuplicates(signer),
    ...judgeContentType(signer, role, contentType),
    ...judgeSigningTime(signer),
  ]
  if (signed.attributes.length === 0) {
    findings.push(fatal('cms.attributes-empty', 'RFC 5652 §5.3', 'FORMAT_FAILURE'))
  }
  const empty = signed.attributes.find((attribute) => attribute.values.length === 0)
  if (empty) findings.push(fatal('cms.attribute-empty', 'RFC 5652 §5.3', 'FORMAT_FAILURE', { oid: empty.oid }))
  return [...findings, ...judgeProtection(signer)]
}

function withoutAttributes(role: SignerRole, contentType: string | undefined): Finding[] {
  const mayLack = role === 'countersignature' || isData(contentType)
  if (mayLack) return [note('cms.attributes-absent', 'RFC 5652 §5.3')]
  return [fatal('cms.attributes-missing', 'RFC 5652 §5.3', 'SIG_CONSTRAINTS_FAILURE')]
}

function judgeDuplicates(signer: SignerInfo): Finding[] {
  const findings: Finding[] = []
  for (const oid of SIGNED_ONCE) {
    if (attributesOf(signer.signedAttributes, oid).length > 1) {
      findings.push(fatal('cms.attribute-duplicated', 'RFC 5652 §11', 'FORMAT_FAILURE', { oid }))
    }
    if (attributesOf(signer.unsignedAttributes, oid).length > 0) {
      findings.push(fatal('cms.attribute-must-be-signed', 'RFC 5652 §11', 'FORMAT_FAILURE', { oid }))
    }
  }
  return findings
}

/** RFC 5652 §11.1: equal to eContentType; §11.4: a countersignature has none. */
function judgeContentType(signer: SignerInfo, role: SignerRole, contentType: string | undefined): Finding[] {
  const clause = role === 'countersignature' ? 'RFC 5652 §11.4' : 'RFC 5652 §11.1'
  const [attribute] = attributesOf(signer.signedAttributes, OID.contentType)
  if (role === 'countersignature') return attribute ? [defect('cms.countersignature-content-type', clause)] : []
  if (!attribute) return [fatal('cms.content-type-missing', clause, 'SIG_CONSTRAINTS_FAILURE')]
  const claimed = readContentType(attribute)
  if (!claimed.ok) return [fatal('cms.content-type-malformed', clause, 'FORMAT_FAILURE')]
  if (claimed.value === contentType) return []
  if (isData(claimed.value) && isData(contentType)) return [defect('cms.content-type-mixed', GM_CLAUSE)]
  const params = { claimed: claimed.value, actual: contentType ?? '' }
  return [fatal('cms.content-type-mismatch', clause, 'SIG_CONSTRAINTS_FAILURE', params)]
}

/** Plain data, under its PKCS#7 or its GM identifier: real signers mix the two. */
function isData(contentType: string | undefined): boolean {
  return contentType === OID.data || contentType === OID.gmData
}

function judgeSigningTime(signer: SignerInfo): Finding[] {
  const malformedTime = attributesOf(signer.signedAttributes, OID.signingTime).some((one) => !readSigningTime(one).ok)
  return malformedTime ? [fatal('cms.signing-time-malformed', 'RFC 5652 §11.3', 'FORMAT_FAILURE')] : []
}

function judgeProtection(signer: SignerInfo): Finding[] {
  const [attribute] = attributesOf(signer.signedAttributes, OID.cmsAlgorithmProtection)
  if (!attribute) return []
  const read = readAlgorithmProtection(attribute)
  if (!read.ok) return [fatal('cms.algorithm-protection-malformed', 'RFC 6211 §2', 'FORMAT_FAILURE')]
  const { digestAlgorithm, signatureAlgorithm } = read.value
  const agrees =
    sameAlgorithm(digestAlgorithm, signer.digestAlgorithm) &&
    signatureAlgorithm !== undefined &&
    sameAlgorithm(signatureAlgorithm, signer.signatureAlgorithm)
  return agrees ? [] : [fatal('cms.algorithm-protection-mismatch', 'RFC 6211 §3', 'SIG_CONSTRAINTS_FAILURE')]
}

/** The claimed signing time, when there is exactly one and it can be read. */
export function claimedTime(signer: SignerInfo): Instant | undefined {
  const times = attributesOf(signer.signedAttributes, OID.signingTime)
  const read = times.length === 1 && times[0] ? readSigningTime(times[0]) : undefined
  return read?.ok ? read.value : undefined
}

/**
 * The message-digest attribute (RFC 5652 §11.2): present, once, one value, equal to the digest of the content.
 * @param digest of the content; absent when no content was supplied, and then nothing is compared.
 */
export function judgeMessageDigest(signer: SignerInfo, digest: Uint8Array | undefined): Finding[] {
  const clause = 'RFC 5652 §11.2'
  if (!signer.signedAttributes) return []
  const [attribute] = attributesOf(signer.signedAttributes, OID.messageDigest)
  if (!attribute) return [fatal('cms.message-digest-missing', clause, 'SIG_CONSTRAINTS_FAILURE')]
  const claimed = readMessageDigest(attribute)
  if (!claimed.ok) return [fatal('cms.message-digest-malformed', clause, 'FORMAT_FAILURE')]
  if (!digest) return []
  if (equalBytes(claimed.value, digest)) return []
  const params = { claimed: toHex(claimed.value), computed: toHex(digest) }
  return [fatal('cms.message-digest', clause, 'HASH_FAILURE', params)]
}

/**
 * Content that is itself an encoding of signed attributes, without signed attributes: a signature made over attributes can be
 * replayed over it (draft-ietf-lamps-cms-euf-cma-signeddata).
 */
export function judgeAttributeReplay(signer: SignerInfo, content: Octets | undefined): Finding[] {
  if (signer.signedAttributes || !content || !isAttributes(content)) return []
  return [fatal('cms.content-is-attributes', 'draft-ietf-lamps-cms-euf-cma-signeddata', 'SIG_CONSTRAINTS_FAILURE')]
}

/** Of content too large to hold only the first attribute is looked at: that it is one is telling enough. */
function isAttributes(content: Octets): boolean {
  const start = beginningOf(content)
  if (start[0] !== TAG.set) return false
  if (start.length < content.length) return parsing(() => attributeType(firstElement(start, content.length))).ok
  const types = parsing(() => elementsOf(onlyTlv(start, TAG.set)).map(attributeType))
  return types.ok && types.value.some((oid) => oid === OID.messageDigest || oid === OID.contentType)
}

/** @throws Malformed where the value does not fill `length` octets */
function firstElement(start: Uint8Array, length: number): Der {
  const whole = must(readTlv(start, 0, length))
  if (whole.end !== length) malformed('der.trailing-bytes', whole.end)
  return tlvAt(start, whole.valueStart, start.length)
}

function attributeType(der: Der): string {
  const fields = new Fields(der, TAG.sequence)
  const oid = readOid(fields.next(TAG.oid))
  fields.next(TAG.set)
  fields.end()
  return oid
}
