// Which element a same-document reference means (XMLDSig 1.1 §4.4.3.3). Without a schema nothing says which attributes are
// identifiers, so every usual spelling counts; two elements of one identifier are an attack and resolve to nothing.

import { XML_NAMESPACE } from './names.ts'
import { isElement, type XmlDocument, type XmlElement } from './tree.ts'

const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'

const INDEXES = new WeakMap<XmlDocument, Map<string, XmlElement[]>>()

/** All elements with that identifier. */
export function elementsById(document: XmlDocument, id: string): readonly XmlElement[] {
  const known = INDEXES.get(document) ?? indexOf(document)
  INDEXES.set(document, known)
  return known.get(id) ?? []
}

/** The identifiers of one element, however spelled. */
export function identifiersOf(element: XmlElement): string[] {
  return element.attributes.flatMap(({ namespace, local, value }) => {
    const isOwn = namespace === '' && /^(?:id|Id|ID)$/.test(local)
    const isForeign = (namespace === XML_NAMESPACE && local === 'id') || (namespace === WSU && local === 'Id')
    return isOwn || isForeign ? [value] : []
  })
}

function indexOf(document: XmlDocument): Map<string, XmlElement[]> {
  const index = new Map<string, XmlElement[]>()
  for (const node of document.nodes) {
    if (!isElement(node)) continue
    for (const id of new Set(identifiersOf(node))) {
      const found = index.get(id)
      if (found) found.push(node)
      else index.set(id, [node])
    }
  }
  return index
}

/** What a Reference URI points at. */
export type Target =
  | { kind: 'document'; withComments: boolean }
  | { kind: 'element'; id: string; withComments: boolean }
  | { kind: 'file'; name: string }
  | { kind: 'not-supported' }

/** @param uri as written; `undefined` where the attribute is missing, which leaves the choice to the application */
export function targetOf(uri: string | undefined): Target {
  if (uri === undefined) return { kind: 'file', name: '' }
  if (uri === '') return { kind: 'document', withComments: false }
  if (!uri.startsWith('#')) return { kind: 'file', name: decoded(uri) }
  const fragment = decoded(uri.slice(1))
  if (fragment === 'xpointer(/)') return { kind: 'document', withComments: true }
  const [, id] = /^xpointer\(id\((?:'([^']*)'|"([^"]*)")\)\)$/.exec(fragment)?.filter((one) => one !== undefined) ?? []
  if (id !== undefined) return { kind: 'element', id, withComments: true }
  return fragment.startsWith('xpointer(')
    ? { kind: 'not-supported' }
    : { kind: 'element', id: fragment, withComments: false }
}

/** Percent-decoded (RFC 3986 §2.1); as written where that is malformed. */
export function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
