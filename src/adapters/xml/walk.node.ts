// From libxml2's nodes to the tree of core, within the limits. Every node is left its place in document order, by which the
// library asks back when it canonicalises a selection.

import type {
  XmlAttribute,
  XmlDeclaration,
  XmlDocument,
  XmlElement,
  XmlLimits,
  XmlNode,
} from '#core/documents/xml/tree.ts'
import { type Libxml2, NODE, WORD } from './libxml2.node.ts'

/** Aborts a walk; caught by the reader. */
export class TooMuch extends Error {
  readonly code: string
  readonly line: number

  constructor(code: string, line: number) {
    super(code)
    this.code = code
    this.line = line
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

interface Walk {
  library: Libxml2
  limits: XmlLimits
  nodes: XmlNode[]
  /** Attributes and declarations met. */
  others: number
  /** By their pointers. */
  declarations: Map<number, XmlDeclaration>
}

export function readTree(library: Libxml2, pointer: number, limits: XmlLimits): XmlDocument {
  const walk: Walk = { library, limits, nodes: [], others: 0, declarations: new Map() }
  const children = childrenAt(walk, pointer, undefined, 1)
  const root = children.find((node): node is XmlElement => node.kind === 'element')
  if (!root) throw new TooMuch('xml.not-well-formed', 1)
  return { root, children, nodes: walk.nodes }
}

/** The same places again, for a document that was parsed a second time. */
export function placeAgain(library: Libxml2, pointer: number): void {
  let order = 0
  const place = (parent: number): void => {
    for (let at = library.word(parent, WORD.children); at !== 0; at = library.word(at, WORD.next)) {
      library.setOrder(at, order++)
      if (library.word(at, WORD.type) === NODE.element) place(at)
    }
  }
  place(pointer)
}

/** Pointers from the root down to an element. */
export function pointersTo(library: Libxml2, document: number, element: XmlElement): number[] {
  const above = element.parent ? pointersTo(library, document, element.parent) : []
  let at = library.word(above.at(-1) ?? document, WORD.children)
  while (at !== 0 && library.word(at, WORD.own) !== element.order) at = library.word(at, WORD.next)
  return [...above, at]
}

function childrenAt(walk: Walk, pointer: number, parent: XmlElement | undefined, depth: number): XmlNode[] {
  const { library, limits } = walk
  if (depth > limits.maxDepth + 1) throw new TooMuch('xml.too-deep', parent?.line ?? 1)
  const children: XmlNode[] = []
  for (let at = library.word(pointer, WORD.children); at !== 0; at = library.word(at, WORD.next)) {
    children.push(nodeAt(walk, at, parent, depth))
    if (walk.nodes.length + walk.others > limits.maxNodes) throw new TooMuch('xml.too-many-nodes', parent?.line ?? 1)
  }
  return children
}

function nodeAt(walk: Walk, at: number, parent: XmlElement | undefined, depth: number): XmlNode {
  const { library, nodes } = walk
  const placed = { order: nodes.length, ...(parent && { parent }) }
  library.setOrder(at, placed.order)
  const type = library.word(at, WORD.type)
  if (type === NODE.element) return elementAt(walk, at, placed, depth)
  const node = leafAt(library, at, type, placed)
  nodes.push(node)
  return node
}

type Placed = Pick<XmlElement, 'order' | 'parent'>

function leafAt(library: Libxml2, at: number, type: number, placed: Placed): XmlNode {
  const text = library.text(library.word(at, WORD.content))
  switch (type) {
    case NODE.text:
    case NODE.cdata:
      return { kind: 'text', text, ...placed }
    case NODE.comment:
      return { kind: 'comment', text, ...placed }
    case NODE.instruction:
      return { kind: 'instruction', target: library.name(library.word(at, WORD.name)), text, ...placed }
    default:
      // A DTD or an entity reference: the reader refused both before, so this is its second lock.
      throw new TooMuch('xml.doctype', placed.parent?.line ?? 1)
  }
}

function elementAt(walk: Walk, at: number, placed: Placed, depth: number): XmlElement {
  const { library, limits, nodes } = walk
  const line = library.line(at)
  const attributes = attributesAt(walk, at)
  const declarations = declarationsAt(walk, at)
  const others = attributes.length + declarations.length
  if (others > limits.maxAttributes) throw new TooMuch('xml.too-many-attributes', line)
  walk.others += others
  const element: Mutable<XmlElement> = {
    kind: 'element',
    ...nameAt(walk, at),
    local: library.name(library.word(at, WORD.name)),
    attributes,
    declarations,
    children: [],
    lastOrder: placed.order,
    line,
    ...placed,
  }
  nodes.push(element)
  element.children = childrenAt(walk, at, element, depth + 1)
  element.lastOrder = nodes.length - 1
  return element
}

function nameAt(walk: Walk, node: number): XmlDeclaration {
  const declaration = walk.library.word(node, WORD.namespace)
  return declaration === 0 ? { namespace: '', prefix: '' } : declarationAt(walk, declaration)
}

/** Read once, however many elements use it: its name may be long. */
function declarationAt({ library, declarations }: Walk, at: number): XmlDeclaration {
  const known = declarations.get(at)
  if (known) return known
  const made = { namespace: library.text(library.word(at, 2)), prefix: library.text(library.word(at, 3)) }
  declarations.set(at, made)
  return made
}

function declarationsAt(walk: Walk, element: number): XmlDeclaration[] {
  return Array.from(walk.library.declarationsAt(element), (at) => declarationAt(walk, at))
}

/** An attribute's value is one text node, because there are no entity references; none where it is empty. */
function attributesAt(walk: Walk, element: number): XmlAttribute[] {
  const { library } = walk
  const attributes: XmlAttribute[] = []
  for (let at = library.word(element, WORD.attributes); at !== 0; at = library.word(at, WORD.next)) {
    const value = library.word(at, WORD.children)
    attributes.push({
      ...nameAt(walk, at),
      local: library.name(library.word(at, WORD.name)),
      value: value === 0 ? '' : library.text(library.word(value, WORD.content)),
    })
  }
  return attributes
}
