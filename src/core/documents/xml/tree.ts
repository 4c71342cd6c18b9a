// An XML document as an immutable tree in document order (XML 1.0 fifth edition; Namespaces in XML 1.0), and the small readers every
// judge of XML uses. Entities and CDATA sections are already text here; there is no DOCTYPE, because the reader refuses it.

import type { ParseError } from '../../asn1/der.ts'
import type { Result } from '../../verdict.ts'

export interface XmlAttribute {
  /** Namespace name; '' for none, which is the case of every attribute without a prefix. Declarations are not attributes. */
  namespace: string
  prefix: string
  local: string
  /** After normalisation (XML 1.0 §3.3.3). */
  value: string
}

/** `xmlns` or `xmlns:prefix` as written at an element. */
export interface XmlDeclaration {
  prefix: string
  namespace: string
}

interface Placed {
  /** Place in document order, from 0: every node has its own. */
  order: number
  /** Absent at the top of the document. */
  parent?: XmlElement
}

export interface XmlElement extends Placed {
  kind: 'element'
  /** '' for none. */
  namespace: string
  prefix: string
  local: string
  attributes: readonly XmlAttribute[]
  declarations: readonly XmlDeclaration[]
  children: readonly XmlNode[]
  /** `order` of the last node inside; its own where it is empty. */
  lastOrder: number
  /** Line of the start tag, from 1. */
  line: number
}

export interface XmlText extends Placed {
  kind: 'text'
  text: string
}

export interface XmlComment extends Placed {
  kind: 'comment'
  text: string
}

export interface XmlInstruction extends Placed {
  kind: 'instruction'
  target: string
  text: string
}

export type XmlNode = XmlElement | XmlText | XmlComment | XmlInstruction

export interface XmlDocument {
  root: XmlElement
  /** The root with the comments and instructions around it. */
  children: readonly XmlNode[]
  /** Every node of the document at its `order`. */
  nodes: readonly XmlNode[]
}

/** `line` is counted from 1; `offset` is in the UTF-8 form of the document. */
export interface XmlError extends ParseError {
  line: number
}

export interface XmlLimits {
  maxBytes: number
  maxDepth: number
  /** Elements, texts, comments, instructions, attributes and declarations together. */
  maxNodes: number
  /** Attributes and declarations of one element. */
  maxAttributes: number
}

export const XML_LIMITS: XmlLimits = { maxBytes: 33_554_432, maxDepth: 200, maxNodes: 600_000, maxAttributes: 1000 }

/** Canonical XML 1.0 (RFC 3076), 1.1 (W3C REC 2008-05-02), exclusive 1.0 (RFC 3741). */
export interface Canonicalisation {
  method: 'c14n-1.0' | 'c14n-1.1' | 'exclusive'
  withComments: boolean
  /** Exclusive only: the PrefixList, '' standing for `#default`. */
  inclusivePrefixes?: readonly string[]
}

/** Which nodes of a document are meant; attributes and namespaces go with their element. */
export interface XmlSelection {
  /** Nothing outside this element; absent: the whole document. */
  apex?: XmlElement
  /** Asked of the nodes inside; absent: all of them. */
  includes?(node: XmlNode): boolean
}

/** One parser reads and canonicalises: what was judged and what was signed cannot be two readings of the same bytes. */
export interface XmlReader {
  /**
   * Refuses, each by its own code: a DOCTYPE, entities beyond the five, encodings other than UTF-8, UTF-16, US-ASCII and ISO-8859-1,
   * undeclared prefixes, duplicate attributes, whatever is not well-formed, and input beyond the limits. Nothing is ever fetched.
   * NOT checked: any schema, and whether identifiers are unique (who resolves a reference must ask).
   */
  read(bytes: Uint8Array, limits?: Partial<XmlLimits>): Promise<Result<XmlDocument, XmlError>>
  /**
   * The canonical octets of a document, or of the selected nodes of it. What lies outside the apex costs nothing.
   * Codes: `xml.not-canonicalisable` (relative namespace names), `xml.too-much-canonical` (output or work without measure).
   */
  canonicalise(
    document: XmlDocument,
    how: Canonicalisation,
    selection?: XmlSelection,
  ): Promise<Result<Uint8Array, XmlError>>
}

export function isElement(node: XmlNode): node is XmlElement {
  return node.kind === 'element'
}

export function isNamed(element: XmlElement, namespace: string, local: string): boolean {
  return element.local === local && element.namespace === namespace
}

/** The child elements, all or those of one name. */
export function childrenOf(element: XmlElement, namespace?: string, local?: string): XmlElement[] {
  return element.children.filter(
    (node): node is XmlElement =>
      isElement(node) &&
      (namespace === undefined || node.namespace === namespace) &&
      (local === undefined || node.local === local),
  )
}

/** The first child of that name. Who must refuse a second one asks `childrenOf`. */
export function childOf(element: XmlElement | undefined, namespace: string, local: string): XmlElement | undefined {
  return element && childrenOf(element, namespace, local)[0]
}

/** White space as XML has it (XML 1.0 §2.3): a no-break space or a byte order mark inside a document is a character like any other. */
export function isBlank(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text)
}

/** All text inside, in document order; comments and instructions do not interrupt it (XPath 1.0 §5.2). */
export function textOf(element: XmlElement): string {
  const texts = element.children.map((node) => {
    if (node.kind === 'text') return node.text
    return isElement(node) ? textOf(node) : ''
  })
  return texts.join('')
}

/** An attribute without a prefix has no namespace. */
export function attributeOf(element: XmlElement, local: string, namespace = ''): string | undefined {
  return element.attributes.find((one) => one.local === local && one.namespace === namespace)?.value
}

/** The element itself and every element inside it, in document order. */
export function* elementsWithin(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of element.children) if (isElement(child)) yield* elementsWithin(child)
}

/** Whether a node is this element or lies inside it. */
export function holdsNode(element: XmlElement, node: XmlNode): boolean {
  return node.order >= element.order && node.order <= element.lastOrder
}

/** For people: `/po:Order[1]/po:Item[3]`, counting only elements of the same name. */
export function pathOf(element: XmlElement): string {
  const { parent, prefix, local } = element
  const name = prefix === '' ? local : `${prefix}:${local}`
  if (!parent) return `/${name}`
  const alike = childrenOf(parent, element.namespace, local)
  return `${pathOf(parent)}/${name}${alike.length > 1 ? `[${alike.indexOf(element) + 1}]` : ''}`
}
