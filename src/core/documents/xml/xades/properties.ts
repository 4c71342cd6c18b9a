// The XAdES properties of a signature (EN 319 132-1 §4.3, §5.2): found where they belong, signed where they claim to be. Properties a
// signature does not cover are not its properties, whatever they say.

import { defect, fatal, note, unknown } from '../../../finding.ts'
import type { Finding } from '../../../verdict.ts'
import { elementsById, identifiersOf } from '../identifiers.ts'
import { isXades, xadesChild } from '../names.ts'
import type { JudgedReference } from '../references.ts'
import type { XmlSignature } from '../structure.ts'
import { attributeOf, elementsWithin, pathOf, type XmlDocument, type XmlElement } from '../tree.ts'

export interface XadesProperties {
  qualifying: XmlElement
  /** The one ds:Object around them. */
  object: XmlElement
  /** Present only where a reference of the signature covers them. */
  signedProperties?: XmlElement
  signedSignature?: XmlElement
  signedDataObject?: XmlElement
  /** Not signed, by their nature. */
  unsignedSignature?: XmlElement
}

const SIGNED_TYPE = /^http:\/\/uri\.etsi\.org\/01903(?:\/v1\.[123]\.\d)?#SignedProperties$/
const CLAUSE = 'EN 319 132-1 §4.4.2 (clause unverified)'

export function isSignedPropertiesType(type: string | undefined): boolean {
  return type !== undefined && SIGNED_TYPE.test(type)
}

export interface PropertiesAnswer {
  properties?: XadesProperties
  findings: Finding[]
}

/** @param judged the references of this signature */
export function findProperties(
  signature: XmlSignature,
  judged: readonly JudgedReference[],
  document: XmlDocument,
): PropertiesAnswer {
  const found = signature.objects.flatMap((object) =>
    object.children.filter((one) => isXades(one, 'QualifyingProperties')).map((qualifying) => ({ object, qualifying })),
  )
  const [first] = found
  const elsewhere = foreignProperties(signature, judged)
  if (!first) return { findings: elsewhere }
  if (found.length > 1)
    return { findings: [fatal('xades.properties-repeated', CLAUSE, 'FORMAT_FAILURE'), ...elsewhere] }
  const { object, qualifying } = first as { object: XmlElement; qualifying: XmlElement }
  const claimed = xadesChild(qualifying, 'SignedProperties')
  const isSigned = claimed !== undefined && judged.some((one) => coversExactly(one, claimed))
  const signed = isSigned ? claimed : undefined
  const unsignedSignature = xadesChild(qualifying, 'UnsignedProperties', 'UnsignedSignatureProperties')
  const [signedSignature, signedDataObject] = [
    xadesChild(signed, 'SignedSignatureProperties'),
    xadesChild(signed, 'SignedDataObjectProperties'),
  ]
  return {
    properties: {
      qualifying,
      object,
      ...(signed && { signedProperties: signed }),
      ...(signedSignature && { signedSignature }),
      ...(signedDataObject && { signedDataObject }),
      ...(unsignedSignature && { unsignedSignature }),
    },
    findings: [
      ...targetFindings(signature, qualifying, document),
      ...signedFindings(claimed, signed, judged),
      ...elsewhere,
    ],
  }
}

/** Whether a reference takes in exactly this element, whole: a reference to something around it may filter it out again. */
function coversExactly({ dereferenced, state }: JudgedReference, element: XmlElement): boolean {
  const covered = dereferenced?.covered
  if (state === 'open' || covered?.kind !== 'nodes' || covered.isTextOnly || covered.apex !== element) return false
  for (const one of elementsWithin(element)) if (!covered.includes(one)) return false
  return true
}

/** A reference of the SignedProperties type that points at something else is how these properties are swapped. */
function foreignProperties({ objects }: XmlSignature, judged: readonly JudgedReference[]): Finding[] {
  return judged.flatMap(({ reference, dereferenced }) => {
    const covered = dereferenced?.covered
    if (!isSignedPropertiesType(reference.type) || covered?.kind !== 'nodes') return []
    const { apex } = covered
    const isOwn =
      apex !== undefined && isXades(apex, 'SignedProperties') && objects.some((one) => one === apex.parent?.parent)
    if (isOwn) return []
    const params = { path: apex ? pathOf(apex).slice(0, 300) : '/', line: reference.element.line }
    return [fatal('xades.signed-properties-elsewhere', CLAUSE, 'FORMAT_FAILURE', params)]
  })
}

function signedFindings(
  claimed: XmlElement | undefined,
  signed: XmlElement | undefined,
  judged: readonly JudgedReference[],
): Finding[] {
  if (!claimed) return [note('xades.signed-properties-absent', CLAUSE)]
  if (!signed)
    return [fatal('xades.signed-properties-not-signed', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { line: claimed.line })]
  const isTyped = judged.some((one) => coversExactly(one, signed) && isSignedPropertiesType(one.reference.type))
  return isTyped ? [] : [note('xades.signed-properties-untyped', CLAUSE)]
}

/** Target must name this signature: properties of another one prove nothing here. */
function targetFindings({ element }: XmlSignature, qualifying: XmlElement, document: XmlDocument): Finding[] {
  const target = attributeOf(qualifying, 'Target')?.replace(/^#/, '')
  if (target === undefined) return [note('xades.target-absent', CLAUSE)]
  if (identifiersOf(element).includes(target)) return []
  const params = { target: target.slice(0, 200) }
  const isOther = elementsById(document, target).length > 0
  return [
    isOther
      ? unknown('xades.target', CLAUSE, 'FORMAT_FAILURE', params)
      : defect('xades.target-missing', CLAUSE, params),
  ]
}
