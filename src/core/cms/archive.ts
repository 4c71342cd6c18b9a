// Which octets an archive timestamp stamps and what of the message it covers: v3 by its hash index (EN 319 122-1 §5.5.3), v2 all
// that stood there at the time (RFC 5126 §6.4.1), v1 like v2 or by the older rule of RFC 3126 §4.3.

import { derFromBer, derHeader } from '../asn1/ber.ts'
import { contentsOf, contextTag, type Der } from '../asn1/der.ts'
import { onlyTlv } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { joinedOctets, type Octets } from '../bytes/octets.ts'
import { note, unknown } from '../finding.ts'
import type { DigestAlgorithm, Primitives } from '../primitives.ts'
import type { TimestampInfo } from '../tsp/token.ts'
import type { Finding } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import { type ArrivedParts, type ArrivedSigner, arrivedParts } from './arrived.ts'
import { attributesOf } from './attributes.ts'
import { type CarriedTimestamp, isArchiveType, tokensIn } from './carried.ts'
import { type Covered, compareIndex, type IndexAnswer, readHashIndex } from './hash-index.ts'
import type { Attribute, SignedData, SignerInfo } from './signed-data.ts'

export interface StampedMessage {
  /** Absent for a countersignature: archive timestamps belong to the message around it (RFC 5126 §6.4.1, note 2). */
  data?: SignedData | undefined
  signer: SignerInfo
  /** What was signed; absent when not at hand. */
  content?: Octets | undefined
}

export interface StampedOctets {
  /** Absent when they cannot be put together: the content is not at hand, or the form has no rule. */
  octets?: Octets
  findings: Finding[]
  /** What an archive timestamp covers. */
  covered?: Covered
  /** Hash of an index, which must still bind. */
  indexDigest?: DigestAlgorithm
}

const V3_CLAUSE = 'EN 319 122-1 §5.5.3'

/** eContentType, hash of the content, SignerInfo from version to signature, hash index. */
export async function archivedV3(
  token: CarriedTimestamp,
  { data, signer, content }: StampedMessage,
  primitives: Primitives,
): Promise<StampedOctets> {
  const tokenSigner = token.data?.signerInfos[0]
  const parts = data && arrivedParts(data.raw)
  const arrived = parts?.ok && parts.value.signers[data?.signerInfos.indexOf(signer) ?? -1]
  if (!parts?.ok || !arrived || !tokenSigner) return { findings: [] }
  const read = readHashIndex(tokenSigner)
  if (!read.ok) {
    return {
      findings: [unknown('cms.hash-index-unreadable', V3_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { ...read.error })],
    }
  }
  const answer = await compareIndex(read.value, parts.value, signer, primitives)
  const findings = judgeIndex(answer)
  const hash = digestAlgorithmOf(token.info?.imprint.algorithm.oid ?? '')
  const index = { covered: answer.covered, indexDigest: read.value.digest }
  if (!content || !hash) return { findings, ...index }
  const contentHash = await primitives.digest(hash, content)
  const pieces = [parts.value.contentType, contentHash, ...arrived.fields, read.value.raw]
  return { findings, octets: joinedOctets(...pieces), ...index }
}

function judgeIndex({ missing, uncovered }: IndexAnswer): Finding[] {
  const clause = 'EN 319 122-1 §5.5.2'
  const isMissing = missing.certificates + missing.crls + missing.attributes > 0
  const isUncovered = uncovered.certificates + uncovered.crls > 0
  return [
    ...(isMissing ? [unknown('cms.hash-index-missing', clause, 'SIG_CONSTRAINTS_FAILURE', missing)] : []),
    ...(isUncovered ? [note('cms.hash-index-uncovered', clause, uncovered)] : []),
  ]
}

/**
 * The inner ContentInfo, detached content, certificates, CRLs, and the SignerInfo with what was in its unsigned attributes at the
 * time. The octets are tried as they arrived and in DER, with and without tag and length of the unsigned attributes
 * (TS 101 733 annex K contradicted its own §6.4.1 up to 1.8.3, and asks verifiers to try both).
 */
export async function archivedV2(
  token: CarriedTimestamp,
  { data, signer, content }: StampedMessage,
  primitives: Primitives,
): Promise<StampedOctets> {
  const hash = digestAlgorithmOf(token.info?.imprint.algorithm.oid ?? '')
  if (!data || !token.info || !hash || (!data.content && !content)) return { findings: [] }
  const at = data.signerInfos.indexOf(signer)
  const earlier = earlierValues(signer, token)
  const readings = formsOf(data).flatMap((parts) => {
    const arrived = parts.signers[at]
    return arrived ? readingsOf(token, parts, arrived, signer, data.content ? undefined : content) : []
  })
  const covered = {
    certificates: data.certificates,
    crls: data.crls,
    ocspResponses: data.ocspResponses,
    values: earlier,
  }
  for (const octets of readings) {
    if (await agrees(octets, token.info, hash, primitives)) return { findings: [], octets, covered }
  }
  const valuesAlone = token.kind === 'archive-v1' && archivedValues(signer, earlier, data.content ?? content)
  if (valuesAlone && (await agrees(valuesAlone.octets, token.info, hash, primitives))) {
    return { findings: [], ...valuesAlone }
  }
  return { findings: [], covered, ...(readings[0] && { octets: readings[0] }) }
}

async function agrees(octets: Octets, info: TimestampInfo, hash: DigestAlgorithm, primitives: Primitives) {
  return equalBytes(await primitives.digest(hash, octets), info.imprint.hash)
}

/** As it arrived, and for BER also in DER. */
function formsOf(data: SignedData): ArrivedParts[] {
  const der = data.isBer ? derFromBer(data.raw) : undefined
  const forms = [arrivedParts(data.raw), ...(der?.ok ? [arrivedParts(der.value.der)] : [])]
  return forms.flatMap((one) => (one.ok ? [one.value] : []))
}

function readingsOf(
  token: CarriedTimestamp,
  parts: ArrivedParts,
  arrived: ArrivedSigner,
  signer: SignerInfo,
  detached: Octets | undefined,
): Octets[] {
  const before: Octets[] = [
    parts.encapContentInfo,
    ...(detached ? [detached] : []),
    ...(parts.certificates ? [parts.certificates] : []),
    ...(parts.crls ? [parts.crls] : []),
    ...arrived.fields,
  ]
  const attributes = earlierAttributes(signer, token).map(
    (index) => arrived.unsignedAttributes[index] ?? new Uint8Array(),
  )
  const length = attributes.reduce((sum, one) => sum + one.length, 0)
  const isWhole = attributes.length === arrived.unsignedAttributes.length && arrived.unsigned !== undefined
  const tagged = isWhole ? [arrived.unsigned as Uint8Array] : [derHeader(contextTag(1), length), ...attributes]
  return [joinedOctets(...before, ...tagged), joinedOctets(...before, ...attributes)]
}

/** Indexes of the unsigned attributes that stood there when the token was made: all but itself and archive timestamps not older. */
function earlierAttributes(signer: SignerInfo, token: CarriedTimestamp): number[] {
  return (signer.unsignedAttributes?.attributes ?? []).flatMap((attribute, index) => {
    const isLater = isArchiveType(attribute.oid) && !isOlder(attribute, token)
    return isLater ? [] : [index]
  })
}

function isOlder(attribute: Attribute, token: CarriedTimestamp): boolean {
  const [first] = tokensIn(attribute, token.kind)
  return first?.info !== undefined && token.info !== undefined && first.info.genTime < token.info.genTime
}

function earlierValues(signer: SignerInfo, token: CarriedTimestamp): Der[] {
  const attributes = signer.unsignedAttributes?.attributes ?? []
  return earlierAttributes(signer, token).flatMap((index) => attributes[index]?.values ?? [])
}

const V1_ORDER: readonly string[] = [
  OID.signatureTimeStamp,
  OID.certificateReferences,
  OID.revocationReferences,
  OID.certificateValues,
  OID.revocationValues,
  OID.escTimeStamp,
  OID.certificateCrlTimeStamp,
  OID.archiveTimeStampV1,
]

/** The rule of RFC 3126 §4.3: values without tag and length, in a fixed order. It covers nothing but these. */
function archivedValues(signer: SignerInfo, earlier: readonly Der[], content: Octets | undefined) {
  if (!content) return undefined
  const values = V1_ORDER.flatMap((type) =>
    attributesOf(signer.unsignedAttributes, type).flatMap((one) =>
      one.values.filter((value) => earlier.includes(value)),
    ),
  )
  const signed = signer.signedAttributes ? contentsOf(onlyTlv(signer.signedAttributes.raw)) : new Uint8Array()
  return {
    octets: joinedOctets(content, signed, signer.signature, ...values.map(contentsOf)),
    covered: { certificates: [], crls: [], ocspResponses: [], values },
  }
}
