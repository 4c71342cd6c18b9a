// The unsigned properties of a XAdES signature in their order (EN 319 132-1 §5.3–§5.5; TS 101 903 §7.3–§7.7): timestamps, certificates,
// revocation values. Anybody can add one: evidence, never a statement.

import { readableCertificates } from '../../../cms/embedded.ts'
import { responseAround } from '../../../revocation/basic-response.ts'
import { crlOf, ocspResponseOf } from '../../../revocation/parsed.ts'
import type { EmbeddedMaterial } from '../../../trust.ts'
import { joinedMaterial, type StampKind, tokenMaterial } from '../../stamps.ts'
import { base64Of } from '../key-info.ts'
import { isXades, xadesChildren } from '../names.ts'
import { childrenOf, elementsWithin, type XmlElement } from '../tree.ts'
import type { XadesProperties } from './properties.ts'

/** Every property may cost a parse of its own. */
const MAX_PROPERTIES = 500

export interface UnsignedProperty {
  element: XmlElement
  /** In document order, from 0. */
  position: number
}

export function unsignedProperties(properties: XadesProperties | undefined): UnsignedProperty[] {
  const holder = properties?.unsignedSignature
  return holder
    ? childrenOf(holder)
        .slice(0, MAX_PROPERTIES)
        .map((element, position) => ({ element, position }))
    : []
}

const KINDS: Readonly<Record<string, StampKind>> = {
  AllDataObjectsTimeStamp: 'content',
  IndividualDataObjectsTimeStamp: 'content',
  SignatureTimeStamp: 'signature',
  SigAndRefsTimeStamp: 'references',
  SigAndRefsTimeStampV2: 'references',
  RefsOnlyTimeStamp: 'references',
  RefsOnlyTimeStampV2: 'references',
  ArchiveTimeStamp: 'archive',
  ArchiveTimeStampV2: 'archive',
}

/** What an element stamps, if it is a timestamp. */
export function stampKindOf(element: XmlElement): StampKind | undefined {
  return isXades(element) ? KINDS[element.local] : undefined
}

/** The timestamps over the content, which are signed. */
export function contentTimestamps(properties: XadesProperties | undefined): XmlElement[] {
  const holder = properties?.signedDataObject
  return ['AllDataObjectsTimeStamp', 'IndividualDataObjectsTimeStamp'].flatMap((local) => xadesChildren(holder, local))
}

/** DER of the tokens of a timestamp element. One that cannot be read stays, as octets that are no token. */
export function tokensIn(element: XmlElement): Uint8Array[] {
  return xadesChildren(element, 'EncapsulatedTimeStamp').map((one) => base64Of(one) ?? new Uint8Array())
}

/** What the signed tokens carry, and what stands before a place among the unsigned properties. */
export function materialBefore(properties: XadesProperties | undefined, position: number): EmbeddedMaterial {
  const before = unsignedProperties(properties).filter((one) => one.position < position)
  const stamps = [...contentTimestamps(properties), ...before.map(({ element }) => element).filter(stampKindOf)]
  return joinedMaterial([...before.map(({ element }) => valuesIn(element)), tokenMaterial(stamps.flatMap(tokensIn))])
}

const HOLDERS: ReadonlySet<string> = new Set([
  'CertificateValues',
  'RevocationValues',
  'AttrAuthoritiesCertValues',
  'AttributeRevocationValues',
  'TimeStampValidationData',
  'AnyValidationData',
])

/** Certificates, CRLs and OCSP responses inside one property. What cannot be read is left out. */
function valuesIn(element: XmlElement): EmbeddedMaterial {
  if (!isXades(element) || !HOLDERS.has(element.local)) return { certificates: [], crls: [], ocsps: [] }
  const ders = (local: string) =>
    [...elementsWithin(element)].filter((one) => isXades(one, local)).flatMap((one) => base64Of(one) ?? [])
  return {
    certificates: readableCertificates(ders('EncapsulatedX509Certificate')),
    crls: ders('EncapsulatedCRLValue').filter((der) => crlOf(der).ok),
    ocsps: ders('EncapsulatedOCSPValue').flatMap(ocspIn),
  }
}

/** An OCSPResponse, or the BasicOCSPResponse inside one. */
function ocspIn(der: Uint8Array): Uint8Array[] {
  return [der, responseAround(der)].filter((one) => ocspResponseOf(one).ok).slice(0, 1)
}
