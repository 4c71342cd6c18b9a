// From a Reference to the octets that are hashed (XMLDSig 1.1 §4.4.3.2): dereferencing and the transforms, in the one document tree
// that everything else is read from, and which nodes of it these octets stand for. XSLT is refused by name.

import { latin1 } from '../../asn1/values.ts'
import { fromBase64 } from '../../bytes/base64.ts'
import { heldOctets, type Octets } from '../../bytes/octets.ts'
import type { Primitives } from '../../primitives.ts'
import { err, ok, type Result } from '../../verdict.ts'
import { canonicalisationOf, DEFAULT_CANONICALISATION } from './algorithms.ts'
import { elementsById, targetOf } from './identifiers.ts'
import { DS, FILTER2, isDs } from './names.ts'
import type { XmlReference } from './structure.ts'
import {
  attributeOf,
  type Canonicalisation,
  childrenOf,
  holdsNode,
  textOf,
  type XmlDocument,
  type XmlElement,
  type XmlNode,
} from './tree.ts'
import { readFilter, readSelection, type XPathContext } from './xpath.ts'

/** Something outside the document that a reference may name. */
export interface SuppliedFile {
  name: string
  bytes: Octets
}

export interface DereferenceSources {
  document: XmlDocument
  files: readonly SuppliedFile[]
  /** The files are those of a container: a name means the one of that whole name, and no namesake in a folder. */
  isContainer?: boolean
  /** For the one reference outside, where no named file fits. */
  content?: Octets
}

/** The nodes of the judged document that a reference's octets stand for; a `file` lies outside it. */
export type Covered =
  | { kind: 'nodes'; apex?: XmlElement; includes: (node: XmlNode) => boolean; isTextOnly: boolean }
  | { kind: 'file'; name: string; isPartial: boolean }

export interface Dereferenced {
  octets: Octets
  /** The transforms made them; where false they ended in nodes, and the default canonicalisation did. */
  isCanonical: boolean
  covered: Covered
}

/** `code` is a finding's; `missing` means the data are not at hand, everything else that they cannot be what was signed. */
export interface DereferenceError {
  code:
    | 'xml.reference-missing'
    | 'xml.reference-file-missing'
    | 'xml.reference-file-ambiguous'
    | 'xml.reference-uri'
    | 'xml.id-ambiguous'
    | 'xml.transform-unknown'
    | 'xml.transform-xslt'
    | 'xml.transform-xpath'
    | 'xml.transform-failed'
  detail: string
}

interface NodeData {
  kind: 'nodes'
  document: XmlDocument
  apex?: XmlElement
  includes: (node: XmlNode) => boolean
  /** `includes` is all of the apex, or all of it but its comments: nobody need be asked about single nodes. */
  isPlain: boolean
}

type Data = NodeData | { kind: 'octets'; octets: Octets }
type Step<T> = Result<T, DereferenceError>

/** @param otherwise how nodes become octets where no transform says it */
export async function dereference(
  reference: XmlReference,
  sources: DereferenceSources,
  primitives: Primitives,
  otherwise = DEFAULT_CANONICALISATION,
): Promise<Step<Dereferenced>> {
  const found = resolve(reference.uri, sources)
  if (!found.ok) return found
  const transformed = await transform(found.value.data, found.value.covered, reference.transforms, primitives)
  if (!transformed.ok) return transformed
  const { data, covered } = transformed.value
  const octets = data.kind === 'octets' ? ok(data.octets) : await canonical(data, otherwise, primitives)
  return octets.ok ? ok({ octets: octets.value, isCanonical: data.kind === 'octets', covered }) : octets
}

function refused<T>(code: DereferenceError['code'], detail: string): Step<T> {
  return err({ code, detail: detail.slice(0, 200) })
}

interface State {
  data: Data
  covered: Covered
}

function resolve(uri: string | undefined, sources: DereferenceSources): Step<State> {
  const target = targetOf(uri)
  const { document } = sources
  if (target.kind === 'not-supported') return refused('xml.reference-uri', uri ?? '')
  if (target.kind === 'file') return resolveFile(target.name, sources)
  const includes = (node: XmlNode) => target.withComments || node.kind !== 'comment'
  if (target.kind === 'document') return ok(nodeState({ kind: 'nodes', document, includes, isPlain: true }))
  const elements = elementsById(document, target.id)
  const [apex] = elements
  if (!apex) return refused('xml.reference-missing', target.id)
  if (elements.length > 1) return refused('xml.id-ambiguous', target.id)
  const inside = (node: XmlNode) => holdsNode(apex, node) && includes(node)
  return ok(nodeState({ kind: 'nodes', document, apex, includes: inside, isPlain: true }))
}

function nodeState(data: NodeData): State {
  const { apex, includes } = data
  return { data, covered: { kind: 'nodes', ...(apex && { apex }), includes, isTextOnly: false } }
}

/** By its name: the whole of it, or the last part where the reference has no folders. Two of a name are none. */
function resolveFile(name: string, { files, content, isContainer }: DereferenceSources): Step<State> {
  const wanted = name.replace(/^(?:\.?\/)+/, '')
  const exact = files.filter((file) => file.name === wanted || file.name === name)
  const found = exact.length > 0 || isContainer ? exact : files.filter((file) => baseOf(file.name) === wanted)
  if (found.length > 1) return refused('xml.reference-file-ambiguous', name)
  const octets = found[0]?.bytes ?? (files.length === 0 ? content : undefined)
  if (!octets) return refused('xml.reference-file-missing', name)
  return ok({
    data: { kind: 'octets', octets },
    covered: { kind: 'file', name: found[0]?.name ?? name, isPartial: false },
  })
}

function baseOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

async function transform(
  data: Data,
  covered: Covered,
  transforms: readonly XmlElement[],
  primitives: Primitives,
): Promise<Step<State>> {
  let state: State = { data, covered }
  for (const one of transforms) {
    const next = await applyOne(state, one, primitives)
    if (!next.ok) return next
    state = next.value
  }
  return ok(state)
}

const ENVELOPED = `${DS}enveloped-signature`
const BASE64 = `${DS}base64`
const XPATH = 'http://www.w3.org/TR/1999/REC-xpath-19991116'
const XSLT = 'http://www.w3.org/TR/1999/REC-xslt-19991116'

async function applyOne(state: State, element: XmlElement, primitives: Primitives): Promise<Step<State>> {
  const uri = attributeOf(element, 'Algorithm') ?? ''
  const { data, covered } = state
  const how = canonicalisationOf(element)
  if (how) {
    const nodes = await nodesOf(data, primitives)
    const octets = nodes.ok ? await canonical(nodes.value, how, primitives) : nodes
    return octets.ok ? ok({ data: { kind: 'octets', octets: octets.value }, covered }) : octets
  }
  if (uri === BASE64) return decode(state)
  if (uri === XSLT) return refused('xml.transform-xslt', uri)
  if (uri !== ENVELOPED && uri !== XPATH && uri !== FILTER2) return refused('xml.transform-unknown', uri)
  const nodes = await nodesOf(data, primitives)
  if (!nodes.ok) return nodes
  const keeps = uri === ENVELOPED ? withoutSignature(nodes.value, element) : filterOf(uri, nodes.value, element)
  if (!keeps.ok) return keeps
  return ok(narrow(nodes.value, covered, keeps.value))
}

type Keeps = (node: XmlNode) => boolean

function narrow(data: NodeData, covered: Covered, keeps: Keeps): State {
  const { includes } = data
  const both = (node: XmlNode) => includes(node) && keeps(node)
  if (covered.kind === 'file') {
    return { data: { ...data, includes: both, isPlain: false }, covered: { ...covered, isPartial: true } }
  }
  // Octets that were parsed again are another document: what a filter leaves of that is not claimed of the judged one.
  const isSame = covered.includes === includes
  const narrowed = { ...data, includes: both, isPlain: false }
  return { data: narrowed, covered: { ...covered, includes: isSame ? both : () => false } }
}

function withoutSignature({ document }: NodeData, transformElement: XmlElement): Step<Keeps> {
  let at: XmlElement | undefined = transformElement
  while (at && !isDs(at, 'Signature')) at = at.parent
  const signature = at
  if (!signature || document.nodes[signature.order] !== signature) return refused('xml.transform-failed', ENVELOPED)
  return ok((node) => !holdsNode(signature, node))
}

function filterOf(uri: string, { document }: NodeData, element: XmlElement): Step<Keeps> {
  const expressions = childrenOf(element, uri === XPATH ? DS : FILTER2, 'XPath')
  const [first] = expressions
  if (!first) return refused('xml.transform-failed', uri)
  const contextOf = (one: XmlElement): XPathContext => ({ document, element: one, here: element })
  if (uri === XPATH) {
    const text = textOf(first)
    const keeps = expressions.length === 1 ? readFilter(text, contextOf(first)) : undefined
    return keeps ? ok(keeps) : refused('xml.transform-xpath', text.trim())
  }
  const filters: { kind: string; elements: XmlElement[] }[] = []
  for (const one of expressions) {
    const [kind = '', elements] = [attributeOf(one, 'Filter'), readSelection(textOf(one).trim(), contextOf(one))]
    if (!elements || !['intersect', 'subtract', 'union'].includes(kind)) {
      return refused('xml.transform-xpath', textOf(one).trim())
    }
    filters.push({ kind, elements })
  }
  return ok((node) => isKept(node, filters))
}

/** XPath Filter 2.0 §3.4: every filter in turn decides about the node's place in the document. */
function isKept(node: XmlNode, filters: readonly { kind: string; elements: readonly XmlElement[] }[]): boolean {
  let isIn = true
  for (const { kind, elements } of filters) {
    const isSelected = elements.some((one) => holdsNode(one, node))
    if (kind === 'intersect') isIn = isIn && isSelected
    else if (kind === 'subtract') isIn = isIn && !isSelected
    else isIn = isIn || isSelected
  }
  return isIn
}

/** The text of the nodes, or the octets as text, decoded. White space is allowed, nothing else (XMLDSig 1.1 §6.6.2). */
function decode({ data, covered }: State): Step<State> {
  const text = data.kind === 'octets' ? latin1(heldOctets(data.octets)) : selectedText(data)
  const octets = fromBase64(text)
  if (!octets) return refused('xml.transform-failed', BASE64)
  const textOnly: Covered = covered.kind === 'nodes' ? { ...covered, isTextOnly: true } : covered
  return ok({ data: { kind: 'octets', octets }, covered: textOnly })
}

function selectedText({ document, apex, includes }: NodeData): string {
  const nodes = apex ? document.nodes.slice(apex.order, apex.lastOrder + 1) : document.nodes
  return nodes.map((node) => (node.kind === 'text' && includes(node) ? node.text : '')).join('')
}

async function nodesOf(data: Data, primitives: Primitives): Promise<Step<NodeData>> {
  if (data.kind === 'nodes') return ok(data)
  const read = await primitives.xml.read(heldOctets(data.octets))
  if (!read.ok) return refused('xml.transform-failed', read.error.code)
  return ok({ kind: 'nodes', document: read.value, includes: () => true, isPlain: true })
}

/** The canonical octets of selected nodes. */
export async function canonical(
  { document, apex, includes, isPlain }: NodeData,
  how: Canonicalisation,
  primitives: Primitives,
): Promise<Step<Uint8Array>> {
  const isAsked = !isPlain || how.withComments
  const octets = await primitives.xml.canonicalise(document, how, {
    ...(apex && { apex }),
    ...(isAsked && { includes }),
  })
  return octets.ok ? ok(octets.value) : refused('xml.transform-failed', octets.error.code)
}

/** The canonical octets of one element with everything in it. */
export function canonicalElement(
  document: XmlDocument,
  element: XmlElement,
  how: Canonicalisation,
  primitives: Primitives,
): Promise<Step<Uint8Array>> {
  return canonical({ kind: 'nodes', document, apex: element, includes: () => true, isPlain: true }, how, primitives)
}
