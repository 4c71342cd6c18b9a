// One ds:Signature read strictly: its parts once each and in order, nothing between them (XMLDSig 1.1 §4). Reading decides nothing.

import { fromBase64 } from '../../bytes/base64.ts'
import { err, ok, type Result } from '../../verdict.ts'
import { DS, isDs } from './names.ts'
import { attributeOf, childOf, childrenOf, isBlank, textOf, type XmlElement, type XmlNode } from './tree.ts'

export interface XmlSignature {
  element: XmlElement
  signedInfo: XmlElement
  canonicalizationMethod: XmlElement
  signatureMethod: XmlElement
  references: readonly XmlReference[]
  signatureValue: XmlElement
  /** Absent where the text is not Base64. */
  value?: Uint8Array
  keyInfo?: XmlElement
  objects: readonly XmlElement[]
}

export interface XmlReference {
  element: XmlElement
  /** Absent where the attribute is missing. */
  uri?: string
  type?: string
  transforms: readonly XmlElement[]
  /** URI of the digest algorithm. */
  digestMethod: string
  /** Absent where the text is not Base64. */
  digestValue?: Uint8Array
}

/** What is wrong with a signature as XML: a code with the line it was seen in. */
export interface FormError {
  code: 'xml.signature-malformed' | 'xml.reference-malformed'
  element: string
  line: number
}

/** More references or transforms than these are an attack on the judge. */
export const MAX_REFERENCES = 1000
const MAX_TRANSFORMS = 16

export function readSignature(element: XmlElement): Result<XmlSignature, FormError> {
  const children = childrenOf(element)
  const [signedInfo, signatureValue, third] = children
  if (element.children.some(isStray)) return malformed(element, 'text')
  if (!isDs(signedInfo, 'SignedInfo')) return malformed(element, 'SignedInfo')
  if (!isDs(signatureValue, 'SignatureValue')) return malformed(element, 'SignatureValue')
  const keyInfo = isDs(third, 'KeyInfo') ? third : undefined
  const objects = children.slice(keyInfo ? 3 : 2)
  if (!objects.every((one) => isDs(one, 'Object'))) return malformed(element, 'Object')
  const [canonicalizationMethod, signatureMethod, ...referenceElements] = childrenOf(signedInfo)
  if (!isDs(canonicalizationMethod, 'CanonicalizationMethod')) return malformed(signedInfo, 'CanonicalizationMethod')
  if (!isDs(signatureMethod, 'SignatureMethod')) return malformed(signedInfo, 'SignatureMethod')
  const references = readReferences(referenceElements)
  if (!references.ok) return references
  if (references.value.length === 0) return malformed(signedInfo, 'Reference')
  // Its text is the value: an element inside would be text to us and something else to another reader.
  const value = childrenOf(signatureValue).length === 0 ? fromBase64(textOf(signatureValue)) : undefined
  return ok({
    element,
    signedInfo,
    canonicalizationMethod,
    signatureMethod,
    references: references.value,
    signatureValue,
    ...(value && { value }),
    ...(keyInfo && { keyInfo }),
    objects,
  })
}

/** Text where only elements belong. */
function isStray(node: XmlNode): boolean {
  return node.kind === 'text' && !isBlank(node.text)
}

/** The references of a SignedInfo or a Manifest. */
export function readReferences(elements: readonly XmlElement[]): Result<XmlReference[], FormError> {
  const references: XmlReference[] = []
  for (const element of elements) {
    const method = childOf(element, DS, 'DigestMethod')
    const value = childOf(element, DS, 'DigestValue')
    const transforms = childOf(element, DS, 'Transforms')
    const expected = [...(transforms ? [transforms] : []), method, value]
    const isInOrder = childrenOf(element).every((one, index) => one === expected[index])
    if (!isDs(element, 'Reference') || !method || !value || !isInOrder) return referenceError(element)
    const list = transforms ? childrenOf(transforms) : []
    if (list.length > MAX_TRANSFORMS || !list.every((one) => isDs(one, 'Transform'))) return referenceError(element)
    const [uri, type] = [attributeOf(element, 'URI'), attributeOf(element, 'Type')]
    const digestValue = childrenOf(value).length === 0 ? fromBase64(textOf(value)) : undefined
    references.push({
      element,
      ...(uri !== undefined && { uri }),
      ...(type !== undefined && { type }),
      transforms: list,
      digestMethod: attributeOf(method, 'Algorithm') ?? '',
      ...(digestValue && { digestValue }),
    })
  }
  return references.length > MAX_REFERENCES ? referenceError(elements[MAX_REFERENCES] as XmlElement) : ok(references)
}

function malformed(where: XmlElement, element: string): Result<never, FormError> {
  return err({ code: 'xml.signature-malformed', element, line: where.line })
}

function referenceError(element: XmlElement): Result<never, FormError> {
  return err({ code: 'xml.reference-malformed', element: element.local, line: element.line })
}
