// The XML port by libxml2 (decision 0006). The document read last stays open in the library for canonicalising; reading another
// takes its place, and one that is asked for again is parsed again: there is nothing to release and nothing to forget.

import {
  type Canonicalisation,
  XML_LIMITS,
  type XmlDocument,
  type XmlElement,
  type XmlError,
  type XmlLimits,
  type XmlReader,
  type XmlSelection,
} from '#core/documents/xml/tree.ts'
import { err, ok, type Result } from '#core/verdict.ts'
import { utf8FormOf } from './decoding.node.ts'
import { type LibraryError, Libxml2 } from './libxml2.node.ts'
import { placeAgain, pointersTo, readTree, TooMuch } from './walk.node.ts'

/** WebAssembly memory only grows: beyond this the instance is dropped with its last document. */
const KEPT_HEAP_BYTES = 64 * 1024 * 1024
/** Canonical XML is about as long as the document; repeated namespace declarations can make it much longer. */
const MAX_GROWTH = 8
const MIN_ALLOWED_BYTES = 1024 * 1024
/** Steps of all canonicalisations of one document: about half a second. */
const MAX_STEPS = 1_200_000
/** A node that is asked about costs this many times one that is not. */
const ASKED_STEPS = 3

interface Source {
  utf8: Uint8Array
  steps: number
  /** Of one node, where most declarations are in scope: each is looked for among the others. */
  stepsPerNode: number
}

interface Open {
  document: XmlDocument
  pointer: number
  library: Libxml2
}

export function createXmlReader(): XmlReader {
  const sources = new WeakMap<XmlDocument, Source>()
  let loading: Promise<Libxml2> | undefined
  let open: Open | undefined

  /** What follows a call of this runs to the end of its use without waiting: no other use can come in between. */
  async function emptied(): Promise<Libxml2> {
    loading ??= Libxml2.load()
    let library = await loading
    if (library.heapBytes > KEPT_HEAP_BYTES) {
      loading = Libxml2.load()
      library = await loading
    }
    open?.library.free(open.pointer)
    open = undefined
    return library
  }

  async function reopened(document: XmlDocument, { utf8 }: Source): Promise<Open | undefined> {
    if (open?.document === document) return open
    const library = await emptied()
    const pointer = library.parse(utf8)
    if (typeof pointer !== 'number') return undefined
    placeAgain(library, pointer)
    open = { document, pointer, library }
    return open
  }

  return {
    async read(bytes, limits = {}) {
      const allowed = { ...XML_LIMITS, ...limits }
      const utf8 = utf8Within(bytes, allowed)
      if (!utf8.ok) return utf8
      const library = await emptied()
      const pointer = library.parse(utf8.value)
      if (typeof pointer !== 'number') return err(errorOf(pointer, utf8.value))
      const tree = treeOf(library, pointer, utf8.value, allowed)
      if (!tree.ok) {
        library.free(pointer)
        return tree
      }
      open = { document: tree.value, pointer, library }
      sources.set(tree.value, { utf8: utf8.value, steps: 0, stepsPerNode: stepsPerNode(mostDeclarations(tree.value)) })
      return tree
    },
    async canonicalise(document, how, selection = {}) {
      const source = sources.get(document)
      if (!source) return refused('xml.not-canonicalisable')
      const isAsked = selection.includes !== undefined
      source.steps += sizeOf(document, selection.apex) * source.stepsPerNode * (isAsked ? ASKED_STEPS : 1)
      if (source.steps > MAX_STEPS) return refused('xml.too-much-canonical')
      const found = await reopened(document, source)
      if (!found) return refused('xml.not-canonicalisable')
      return canonical(found, how, MAX_GROWTH * source.utf8.length + MIN_ALLOWED_BYTES, selection)
    },
  }
}

function refused(code: string, line = 1): Result<never, XmlError> {
  return err({ code, offset: 0, line })
}

/** What can be refused by counting is refused before a parser spends memory on it. */
function utf8Within(bytes: Uint8Array, limits: XmlLimits): Result<Uint8Array, XmlError> {
  if (bytes.length > limits.maxBytes) return refused('xml.too-large')
  const utf8 = utf8FormOf(bytes)
  if (!utf8.ok) return utf8
  return countOf(utf8.value) > 2 * limits.maxNodes + 2 ? refused('xml.too-many-nodes') : utf8
}

const [LESS, EQUALS, QUOTE, APOSTROPHE] = [0x3c, 0x3d, 0x22, 0x27]

/** Tags, comments and instructions (two for an element with an end tag) and attributes. */
function countOf(utf8: Uint8Array): number {
  let count = 0
  for (let at = 0; at < utf8.length; at++) {
    const byte = utf8[at]
    if (byte === LESS) count += 1
    else if ((byte === QUOTE || byte === APOSTROPHE) && utf8[at - 1] === EQUALS) count += 2
  }
  return count
}

function treeOf(library: Libxml2, pointer: number, utf8: Uint8Array, limits: XmlLimits): Result<XmlDocument, XmlError> {
  try {
    return ok(readTree(library, pointer, limits))
  } catch (thrown) {
    if (!(thrown instanceof TooMuch)) throw thrown
    return err({ code: thrown.code, offset: offsetAt(utf8, thrown.line, 1), line: thrown.line })
  }
}

function canonical(
  { document, pointer, library }: Open,
  how: Canonicalisation,
  maxBytes: number,
  selection: XmlSelection,
): Result<Uint8Array, XmlError> {
  const { nodes } = document
  const { apex, includes } = selection
  const isSelected = (order: number) => {
    if (apex && (order < apex.order || order > apex.lastOrder)) return false
    const node = nodes[order]
    return node !== undefined && (includes?.(node) ?? true)
  }
  const path = apex ? pointersTo(library, pointer, apex) : []
  const octets = library.canonicalise(pointer, how, maxBytes, path, apex || includes ? isSelected : undefined)
  if (octets === undefined) return refused('xml.too-much-canonical')
  return octets === false ? refused('xml.not-canonicalisable') : ok(octets)
}

function sizeOf(document: XmlDocument, apex: XmlElement | undefined): number {
  return apex ? apex.lastOrder - apex.order + 1 : document.nodes.length
}

/** Inclusive canonicalisation is quadratic in the declarations in scope; measured. */
function stepsPerNode(declarations: number): number {
  return 1 + declarations / 10 + declarations ** 2 / 120
}

function mostDeclarations(document: XmlDocument): number {
  const counts: number[] = []
  let most = 0
  for (const node of document.nodes) {
    if (node.kind !== 'element') continue
    const count = (node.parent ? (counts[node.parent.order] ?? 0) : 0) + node.declarations.length
    counts[node.order] = count
    if (count > most) most = count
  }
  return most
}

/** Error numbers of libxml2 (xmlerror.h) that deserve a name of their own. */
const CODES: Readonly<Record<number, string>> = {
  2: 'xml.too-large',
  26: 'xml.undeclared-entity',
  27: 'xml.undeclared-entity',
  42: 'xml.duplicate-attribute',
  81: 'xml.encoding-broken',
  89: 'xml.undeclared-entity',
  201: 'xml.undeclared-prefix',
  203: 'xml.duplicate-attribute',
}

function errorOf({ code, line, column }: LibraryError, utf8: Uint8Array): XmlError {
  return { code: CODES[code] ?? 'xml.not-well-formed', offset: offsetAt(utf8, line, column), line }
}

function offsetAt(utf8: Uint8Array, line: number, column: number): number {
  let start = 0
  for (let passed = 1; passed < line; passed++) {
    const end = utf8.indexOf(10, start)
    if (end < 0) break
    start = end + 1
  }
  return Math.min(utf8.length, start + Math.max(0, column - 1))
}
