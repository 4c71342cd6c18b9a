// What of the document its good signatures cover, and what they leave open (XMLDSig 1.1 §8.1: "see what is signed"). Unsigned content
// beside signed content is how signatures are wrapped: it is named, and nothing is concluded of a document that has it.

import { note, unknown } from '../../finding.ts'
import { type Finding, type Step, step } from '../../verdict.ts'
import { isDs, isXades, XML_NAMESPACE } from './names.ts'
import type { JudgedReference } from './references.ts'
import type { Covered } from './transforms.ts'
import {
  isBlank,
  isElement,
  pathOf,
  type XmlAttribute,
  type XmlDocument,
  type XmlElement,
  type XmlNode,
} from './tree.ts'

const CLAUSE = 'XMLDSig 1.1 §8.1'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

type NodesCovered = Extract<Covered, { kind: 'nodes' }>

/** @param judged the references of signatures that hold technically */
export function judgeCoverage(document: XmlDocument, judged: readonly JudgedReference[]): Step {
  const good = judged.flatMap(({ state, dereferenced }) =>
    state === 'good' && dereferenced?.covered.kind === 'nodes' ? [dereferenced.covered] : [],
  )
  const hasFiles = judged.some(({ state, dereferenced }) => state === 'good' && dereferenced?.covered.kind === 'file')
  const open = uncovered(document, good)
  const clause = CLAUSE
  const [first] = open
  if (!first) {
    const isWhole = good.some(({ apex, isTextOnly }) => !apex && !isTextOnly)
    const code = isWhole ? 'xml.whole-document' : hasFiles ? 'xml.whole-with-files' : 'xml.whole-by-parts'
    return step('xml.coverage', clause, [note(code, clause, { frame: pathOf(document.root).slice(0, 300) })])
  }
  return step('xml.coverage', clause, openFindings(open, first, good))
}

function openFindings(open: readonly XmlNode[], first: XmlNode, good: readonly NodesCovered[]): Finding[] {
  const signedNames = new Set(good.flatMap(({ apex }) => (apex ? [nameOf(apex)] : [])))
  const twin = open.find((one): one is XmlElement => isElement(one) && signedNames.has(nameOf(one)))
  if (twin) {
    const params = { path: pathOf(twin).slice(0, 300), line: twin.line, count: open.length }
    return [unknown('xml.unsigned-twin', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  }
  const element = isElement(first) ? first : first.parent
  const place = element
    ? { path: placeOf(first, element, good).slice(0, 300), line: element.line }
    : { path: '/', line: 1 }
  return [unknown('xml.unsigned-content', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { ...place, count: open.length })]
}

/** With the attribute that says something, where the element itself only surrounds what is signed. */
function placeOf(node: XmlNode, element: XmlElement, good: readonly NodesCovered[]): string {
  const surrounds = good.some(({ apex }) => apex && apex.order > element.order && apex.order <= element.lastOrder)
  const attribute = node === element && surrounds ? speakingAttribute(element) : undefined
  if (!attribute) return pathOf(element)
  const { prefix, local } = attribute
  return `${pathOf(element)}/@${prefix && `${prefix}:`}${local}`
}

function nameOf({ namespace, local }: XmlElement): string {
  return `{${namespace}}${local}`
}

/** Nodes that say something and that no good reference covers. */
function uncovered(document: XmlDocument, good: readonly NodesCovered[]): XmlNode[] {
  const { nodes } = document
  const isCovered = new Uint8Array(nodes.length)
  const around = new Set<XmlElement>()
  for (const one of good) {
    const [from, to] = [one.apex?.order ?? 0, one.apex?.lastOrder ?? nodes.length - 1]
    for (let order = from; order <= to; order++) if (covers(one, nodes[order] as XmlNode)) isCovered[order] = 1
    if (one.apex?.parent && mayFrame(one.apex.parent)) around.add(one.apex.parent)
  }
  return nodes.filter((node) => isCovered[node.order] === 0 && speaks(node, around))
}

/**
 * One tag around the signed parts is their frame: the document element, or what holds a signature beside them. Each further one says
 * something: `<cancelled>` put around a signed order leaves its digest as it was.
 */
function mayFrame(element: XmlElement): boolean {
  return element.parent === undefined || isSignatureHolder(element)
}

function covers({ includes, isTextOnly, apex }: NodesCovered, node: XmlNode): boolean {
  if (!includes(node)) return false
  return !isTextOnly || node.kind === 'text' || node === apex
}

function speaks(node: XmlNode, around: ReadonlySet<XmlElement>): boolean {
  if (node.kind === 'comment') return false
  // An instruction may name the stylesheet that decides what people are shown.
  if (node.kind === 'instruction') return !(node.parent && isMachineryOf(node.parent))
  if (node.kind === 'text') return !isBlank(node.text) && !(node.parent && isMachineryOf(node.parent))
  if (isMachinery(node)) return false
  const isAround = around.has(node) || isSignatureHolder(node)
  return !isAround || speakingAttribute(node) !== undefined
}

/** What merely surrounds the signed parts says nothing as long as its attributes do not. */
function speakingAttribute({ attributes }: XmlElement): XmlAttribute | undefined {
  return attributes.find((one) => !isSilent(one))
}

/** An identifier, an attribute of XML itself, or a hint where the schema is; `xsi:type` and `xsi:nil` say what the content is. */
function isSilent({ namespace, local }: XmlAttribute): boolean {
  if (namespace === '') return /^id$/i.test(local)
  return namespace === XML_NAMESPACE || (namespace === XSI && /^(noNamespaceS|s)chemaLocation$/.test(local))
}

function isSignatureHolder(node: XmlElement): boolean {
  return node.children.some((one) => isDs(one, 'Signature'))
}

/** A ds:Object only holds what it holds: text beside that is content. */
function isMachineryOf(parent: XmlElement): boolean {
  return isMachinery(parent) && !isDs(parent, 'Object')
}

/** Parts of a signature that are judged for themselves: they are not content. A ds:Object is, but for XAdES properties in it. */
function isMachinery(element: XmlElement): boolean {
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    if (isXades(at, 'QualifyingProperties')) return true
    if (isDs(at, 'Object')) return at === element
    if (isDs(at, 'Signature')) return true
  }
  return false
}
