// The namespaces of XML signatures (W3C XMLDSig 1.1; XPath Filter 2.0) and of the properties XAdES puts inside (EN 319 132-1).

import { childrenOf, isElement, type XmlElement, type XmlNode } from './tree.ts'

export const DS = 'http://www.w3.org/2000/09/xmldsig#'
export const DS11 = 'http://www.w3.org/2009/xmldsig11#'
export const DSIG_MORE = 'http://www.w3.org/2007/05/xmldsig-more#'
export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const FILTER2 = 'http://www.w3.org/2002/06/xmldsig-filter2'
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
export const XADES_141 = 'http://uri.etsi.org/01903/v1.4.1#'
/** The older ones are read alike: nothing that is judged here changed its meaning between them. */
const XADES: ReadonlySet<string> = new Set([
  'http://uri.etsi.org/01903/v1.1.1#',
  'http://uri.etsi.org/01903/v1.2.2#',
  'http://uri.etsi.org/01903/v1.3.2#',
  XADES_141,
])

export interface DsElement extends XmlElement {
  namespace: typeof DS
}

export interface XadesElement extends XmlElement {
  namespace: `http://uri.etsi.org/01903/${string}`
}

export function isDs(node: XmlNode | undefined, local: string): node is DsElement {
  return node !== undefined && isElement(node) && node.namespace === DS && node.local === local
}

/** An element of XAdES of any version. */
export function isXades(node: XmlNode | undefined, local?: string): node is XadesElement {
  return (
    node !== undefined && isElement(node) && XADES.has(node.namespace) && (local === undefined || node.local === local)
  )
}

/** The child elements of XAdES by that name. */
export function xadesChildren(element: XmlElement | undefined, local: string): XmlElement[] {
  return element ? childrenOf(element).filter((one) => isXades(one, local)) : []
}

export function xadesChild(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let found = element
  for (const local of path) found = xadesChildren(found, local)[0]
  return found
}
