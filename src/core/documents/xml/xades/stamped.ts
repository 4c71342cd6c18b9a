// Which octets each timestamp of a XAdES signature stamps (EN 319 132-1 §5.2.8, §5.3, §5.5.2; TS 101 903 §7.2.9–§7.7). Editions and
// writers differ in what an archive timestamp takes in: every reading is tried, and each is of this signature only.

import { joinedOctets, type Octets } from '../../../bytes/octets.ts'
import type { Primitives } from '../../../primitives.ts'
import type { Stamp } from '../../stamps.ts'
import { canonicalisationOf, DEFAULT_CANONICALISATION } from '../algorithms.ts'
import { elementsById, targetOf } from '../identifiers.ts'
import { DS, isDs, isXades, XADES_141, xadesChildren } from '../names.ts'
import type { JudgedReference } from '../references.ts'
import type { XmlSignature } from '../structure.ts'
import { canonicalElement, type DereferenceSources, dereference } from '../transforms.ts'
import { attributeOf, type Canonicalisation, childOf, holdsNode, type XmlElement } from '../tree.ts'
import { isSignedPropertiesType, type XadesProperties } from './properties.ts'
import { contentTimestamps, stampKindOf, tokensIn, type UnsignedProperty, unsignedProperties } from './unsigned.ts'

export interface StampedParts {
  signature: XmlSignature
  properties: XadesProperties | undefined
  /** Of this signature, in the order of its SignedInfo. */
  judged: readonly JudgedReference[]
  sources: DereferenceSources
}

/** More timestamps than these are not put together: each may cost the whole document. */
const MAX_ELEMENTS = 64

/** Every timestamp of the signature with the octets it may stand for. */
export async function stampsOf(parts: StampedParts, primitives: Primitives): Promise<Stamp[]> {
  const stamps: Stamp[] = []
  const add = (element: XmlElement, position: number, readings: readonly Octets[]) => {
    const kind = stampKindOf(element)
    for (const token of kind ? tokensIn(element) : [])
      stamps.push({ kind: kind ?? 'references', token, octets: () => readings, position, name: element.local })
  }
  for (const element of contentTimestamps(parts.properties).slice(0, MAX_ELEMENTS)) {
    add(element, -1, await contentReadings(element, parts, primitives))
  }
  const unsigned = unsignedProperties(parts.properties)
  for (const property of unsigned.filter(({ element }) => stampKindOf(element)).slice(0, MAX_ELEMENTS)) {
    add(property.element, property.position, await unsignedReadings(property, unsigned, parts, primitives))
  }
  return stamps
}

/** By the method the timestamp names; Canonical XML 1.0 where it names none. */
function methodOf(element: XmlElement): Canonicalisation {
  return canonicalisationOf(childOf(element, DS, 'CanonicalizationMethod')) ?? DEFAULT_CANONICALISATION
}

type Reading = Octets | undefined

function complete(...readings: Reading[]): Octets[] {
  return readings.filter((one) => one !== undefined)
}

/** Parts one after the other; undefined where one of them is not at hand. */
async function joined(parts: readonly (Reading | Promise<Reading>)[]): Promise<Reading> {
  const octets: Octets[] = []
  for (const part of parts) {
    const one = await part
    if (one === undefined) return undefined
    octets.push(one)
  }
  return joinedOctets(...octets)
}

async function contentReadings(element: XmlElement, parts: StampedParts, primitives: Primitives): Promise<Octets[]> {
  const how = methodOf(element)
  const includes = xadesChildren(element, 'Include')
  if (includes.length > 0) return complete(await included(includes, how, parts, primitives))
  const signed = parts.judged.filter(
    ({ reference }) => isOwnReference(reference.element, parts) && !isSignedPropertiesType(reference.type),
  )
  return complete(await referencedOctets(signed, how, parts, primitives))
}

/** Those of the SignedInfo; entries of manifests are judged beside them. */
function isOwnReference(element: XmlElement, { signature }: StampedParts): boolean {
  return holdsNode(signature.signedInfo, element)
}

/** As hashed; a reference that ends in nodes is canonicalised by the timestamp's method instead of the default one. */
async function referencedOctets(
  judged: readonly JudgedReference[],
  how: Canonicalisation,
  { sources }: StampedParts,
  primitives: Primitives,
): Promise<Reading> {
  const parts = judged.map(async ({ reference, dereferenced }): Promise<Reading> => {
    if (!dereferenced || dereferenced.isCanonical) return dereferenced?.octets
    const again = await dereference(reference, sources, primitives, how)
    return again.ok ? again.value.octets : undefined
  })
  return joined(parts)
}

/** Include elements name a Reference, whose data are meant, or an element itself (TS 101 903 §7.1.4.3). */
function included(
  includes: readonly XmlElement[],
  how: Canonicalisation,
  parts: StampedParts,
  primitives: Primitives,
): Promise<Reading> {
  return joined(
    includes.map(async (one): Promise<Reading> => {
      const target = targetOf(attributeOf(one, 'URI'))
      const elements = target.kind === 'element' ? elementsById(parts.sources.document, target.id) : []
      const [element] = elements
      if (!element || elements.length > 1) return undefined
      const reference = parts.judged.filter((each) => each.reference.element === element)
      if (isDs(element, 'Reference') && reference.length === 1) {
        return referencedOctets(reference, how, parts, primitives)
      }
      // Only what is part of this signature, or signed by it, may be vouched for by its timestamp.
      const isOwn = holdsNode(parts.signature.element, element) || isSigned(element, parts)
      return isOwn ? octetsOf(element, how, parts, primitives) : undefined
    }),
  )
}

function isSigned(element: XmlElement, { judged }: StampedParts): boolean {
  return judged.some(({ dereferenced }) => {
    const covered = dereferenced?.covered
    return covered?.kind === 'nodes' && covered.includes(element)
  })
}

async function octetsOf(
  element: XmlElement,
  how: Canonicalisation,
  { sources }: StampedParts,
  primitives: Primitives,
): Promise<Reading> {
  const octets = await canonicalElement(sources.document, element, how, primitives)
  return octets.ok ? octets.value : undefined
}

async function unsignedReadings(
  property: UnsignedProperty,
  all: readonly UnsignedProperty[],
  parts: StampedParts,
  primitives: Primitives,
): Promise<Octets[]> {
  const { element } = property
  const how = methodOf(element)
  const includes = xadesChildren(element, 'Include')
  if (includes.length > 0) return complete(await included(includes, how, parts, primitives))
  const octets = (one: XmlElement) => octetsOf(one, how, parts, primitives)
  const kind = stampKindOf(element)
  const before = all.filter(({ position }) => position < property.position).map((one) => one.element)
  if (kind === 'signature') return complete(await octets(parts.signature.signatureValue))
  if (kind === 'archive') return archiveReadings(element, before, parts, primitives)
  const isRefsOnly = element.local.startsWith('RefsOnly')
  const own = isRefsOnly ? [] : [parts.signature.signatureValue]
  const stamps = isRefsOnly ? [] : before.filter((one) => isXades(one, 'SignatureTimeStamp'))
  const references = (list: readonly XmlElement[]) =>
    list.filter((one) => isXades(one) && REFERENCES.includes(one.local))
  const wanted = [...own, ...stamps, ...inOrder(references(before))]
  const appearing = [
    ...own,
    ...before.filter((one) => stamps.some((stamp) => stamp === one) || references([one]).length > 0),
  ]
  return complete(await joined(wanted.map(octets)), await joined(appearing.map(octets)))
}

const REFERENCES: readonly string[] = [
  'CompleteCertificateRefs',
  'CompleteCertificateRefsV2',
  'CompleteRevocationRefs',
  'AttributeCertificateRefs',
  'AttributeCertificateRefsV2',
  'AttributeRevocationRefs',
]

function inOrder(elements: readonly XmlElement[]): XmlElement[] {
  return [...elements].sort((a, b) => REFERENCES.indexOf(a.local) - REFERENCES.indexOf(b.local))
}

/**
 * What every reference means, SignedInfo, SignatureValue, KeyInfo, the unsigned properties before it, and the objects. The 1.3.2
 * form and some writers leave out objects that are signed anyway, or all of them.
 */
async function archiveReadings(
  element: XmlElement,
  before: readonly XmlElement[],
  parts: StampedParts,
  primitives: Primitives,
): Promise<Octets[]> {
  const { signature, properties, judged } = parts
  const how = methodOf(element)
  const octets = (one: XmlElement) => octetsOf(one, how, parts, primitives)
  const own = judged.filter(({ reference }) => isOwnReference(reference.element, parts))
  const { signedInfo, signatureValue, keyInfo } = signature
  const start = await joined([
    referencedOctets(own, how, parts, primitives),
    ...[signedInfo, signatureValue, ...(keyInfo ? [keyInfo] : [])].map(octets),
  ])
  if (!start) return []
  const earlier = await joined(before.map(octets))
  const others = signature.objects.filter((one) => one !== properties?.object)
  const unsignedOnly = others.filter((one) => !isSigned(one, parts))
  const tails = await Promise.all([others, unsignedOnly, []].map((list) => joined(list.map(octets))))
  const isNew = element.namespace === XADES_141
  const readings = tails.map((tail) => (earlier && tail ? joinedOctets(start, earlier, tail) : undefined))
  return complete(...(isNew ? readings : [...readings, ...(await olderReadings(start, before, tails, octets))]))
}

/** The 1.3.2 form lists the properties it takes in, by name. */
async function olderReadings(
  start: Octets,
  before: readonly XmlElement[],
  tails: readonly Reading[],
  octets: (element: XmlElement) => Promise<Reading>,
): Promise<Reading[]> {
  const listed = before.filter((one) => isXades(one) && OLDER.includes(one.local))
  const sorted = [...listed].sort((a, b) => OLDER.indexOf(a.local) - OLDER.indexOf(b.local))
  const orders = await Promise.all([listed, sorted].map((list) => joined(list.map(octets))))
  return orders.flatMap((order) => tails.map((tail) => (order && tail ? joinedOctets(start, order, tail) : undefined)))
}

const OLDER: readonly string[] = [
  'SignatureTimeStamp',
  'CounterSignature',
  'CompleteCertificateRefs',
  'CompleteRevocationRefs',
  'AttributeCertificateRefs',
  'AttributeRevocationRefs',
  'CertificateValues',
  'RevocationValues',
  'SigAndRefsTimeStamp',
  'RefsOnlyTimeStamp',
  'ArchiveTimeStamp',
]
