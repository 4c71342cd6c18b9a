// What a XAdES signer states beside the signature: time, policy, commitments, place, role, kinds of the data (EN 319 132-1 §5.2;
// TS 101 903 §7.2). Read only out of properties the signature covers.

import { toHex } from '../../../bytes/hex.ts'
import { defect, note } from '../../../finding.ts'
import { type Finding, type Instant, type Step, step } from '../../../verdict.ts'
import { methodDigest } from '../algorithms.ts'
import { elementsById } from '../identifiers.ts'
import { base64Of } from '../key-info.ts'
import { DS, isDs, xadesChild, xadesChildren } from '../names.ts'
import type { XmlSignature } from '../structure.ts'
import { attributeOf, childOf, childrenOf, holdsNode, textOf, type XmlDocument, type XmlElement } from '../tree.ts'
import type { XadesProperties } from './properties.ts'

const CLAUSE = 'EN 319 132-1 §5.2'
/** Statements are signed by anybody: what is shown of one is a line. */
const MAX_SHOWN = 300
const MAX_OBJECTS = 100

const DATE_TIME = /^(-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/

/** xsd:dateTime; without a zone it is taken for UTC. */
function readTime(text: string): Instant | undefined {
  const [, date, fraction = '', zone = 'Z'] = DATE_TIME.exec(text.trim()) ?? []
  const instant = date === undefined ? Number.NaN : Date.parse(`${date}${fraction.slice(0, 4)}${zone}`)
  return Number.isNaN(instant) ? undefined : instant
}

export function claimedTime(properties: XadesProperties | undefined): Instant | undefined {
  const element = xadesChild(properties?.signedSignature, 'SigningTime')
  return element && readTime(textOf(element))
}

/** No step when the signer states nothing. */
export function judgeStatements(
  properties: XadesProperties | undefined,
  signature: XmlSignature,
  document: XmlDocument,
): Step[] {
  const signed = properties?.signedSignature
  const data = properties?.signedDataObject
  const findings = [
    ...judgeTime(properties),
    ...xadesChildren(signed, 'SignaturePolicyIdentifier').flatMap(judgePolicy),
    ...judgePlace(xadesChild(signed, 'SignatureProductionPlace') ?? xadesChild(signed, 'SignatureProductionPlaceV2')),
    ...['SignerRole', 'SignerRoleV2'].flatMap((local) => xadesChildren(signed, local).flatMap(judgeRole)),
    ...xadesChildren(data, 'CommitmentTypeIndication').slice(0, MAX_OBJECTS).map(readCommitment),
    ...xadesChildren(data, 'DataObjectFormat')
      .slice(0, MAX_OBJECTS)
      .flatMap((one) => judgeFormat(one, signature, document)),
  ]
  return findings.length > 0 ? [step('xades.statements', CLAUSE, findings)] : []
}

function shown(element: XmlElement | undefined): string {
  return element ? textOf(element).trim().replace(/\s+/g, ' ').slice(0, MAX_SHOWN) : ''
}

function judgeTime(properties: XadesProperties | undefined): Finding[] {
  const isStated = xadesChild(properties?.signedSignature, 'SigningTime') !== undefined
  return isStated && claimedTime(properties) === undefined ? [defect('xades.signing-time-malformed', CLAUSE)] : []
}

/** The product judges by its own policy and holds no signer's policies: what such a policy asks beyond that is not known here. */
function judgePolicy(identifier: XmlElement): Finding[] {
  const clause = 'EN 319 132-1 §5.2.9'
  if (xadesChild(identifier, 'SignaturePolicyImplied')) return [note('cms.signature-policy-implied', clause)]
  const policy = xadesChild(identifier, 'SignaturePolicyId')
  if (!policy) return [defect('xades.policy-malformed', clause)]
  const id = shown(xadesChild(policy, 'SigPolicyId', 'Identifier'))
  const hash = xadesChild(policy, 'SigPolicyHash')
  const value = base64Of(childOf(hash, DS, 'DigestValue'))
  const isUnknown = hash !== undefined && methodDigest(hash) === undefined
  return [
    note('cms.signature-policy-not-available', clause, { policy: id, hash: value ? toHex(value.subarray(0, 64)) : '' }),
    ...(isUnknown ? [defect('xades.policy-digest', clause, { policy: id })] : []),
  ]
}

function judgePlace(place: XmlElement | undefined): Finding[] {
  if (!place) return []
  const location = childrenOf(place)
    .map(shown)
    .filter((one) => one !== '')
  return location.length > 0
    ? [note('cms.signer-location', 'EN 319 132-1 §5.2.5', { location: location.join(', ').slice(0, MAX_SHOWN) })]
    : []
}

/** Claimed by the signer, certified by nobody that is judged here. */
function judgeRole(role: XmlElement): Finding[] {
  const claimed = xadesChildren(xadesChild(role, 'ClaimedRoles'), 'ClaimedRole').slice(0, MAX_OBJECTS).map(shown)
  return claimed.map((one) => note('xades.claimed-role', 'EN 319 132-1 §5.2.6', { role: one }))
}

function readCommitment(indication: XmlElement): Finding {
  const commitment = shown(xadesChild(indication, 'CommitmentTypeId', 'Identifier')).replace(/^.*#/, '')
  return note('cms.commitment', 'EN 319 132-1 §5.2.3', { commitment })
}

/** It must name a reference of this signature, and say something of its data. */
function judgeFormat(format: XmlElement, signature: XmlSignature, document: XmlDocument): Finding[] {
  const clause = 'EN 319 132-1 §5.2.4'
  const mimeType = shown(xadesChild(format, 'MimeType'))
  const reference = attributeOf(format, 'ObjectReference')
  const target = reference?.startsWith('#') ? elementsById(document, reference.slice(1))[0] : undefined
  const isOwn = isDs(target, 'Reference') && holdsNode(signature.element, target)
  const params = { mimeType, reference: (reference ?? '').slice(0, MAX_SHOWN) }
  return [
    note('xades.data-object-format', clause, params),
    ...(isOwn ? [] : [defect('xades.format-reference', clause, params)]),
  ]
}
