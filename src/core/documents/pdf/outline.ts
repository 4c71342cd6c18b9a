// What of a revision people see and sign, by name: its pages in order, their annotations, its form fields.

import { malformed } from '../../asn1/fields.ts'
import type { PdfDocument } from './document.ts'
import { textOf } from './signature-fields.ts'
import { asArray, asDictionary, asName, asReference, asStream, type PdfDictionary, type PdfValue } from './values.ts'

export interface PageNode {
  /** Object number; absent for a page written into its parent. */
  number?: number
  /** With what it inherits (ISO 32000-1 §7.7.3.4). */
  entries: ReadonlyMap<string, PdfValue>
}

export interface BranchNode {
  number?: number
  dictionary: PdfDictionary
}

export interface FieldNode {
  name: string
  number?: number
  /** With the type it inherits. */
  type?: string
  dictionary: PdfDictionary
}

export interface Outline {
  pages: PageNode[]
  fields: FieldNode[]
  /** The nodes above the pages. */
  branches: BranchNode[]
  /** Catalog, pages and fields by object number. */
  labels: Map<number, string>
}

export const INHERITED = ['Resources', 'MediaBox', 'CropBox', 'Rotate'] as const
const MAX_NODES = 100_000
/** Counted on every page, also where pages share one list. */
const MAX_ANNOTATIONS = 200_000
const MAX_DEPTH = 64

/** @throws Malformed */
export function outlineOf(document: PdfDocument): Outline {
  const pages = pagesOf(document)
  const fields = fieldsOf(document)
  const labels = new Map<number, string>()
  for (const [index, { number }] of pages.nodes.entries())
    if (number !== undefined) labels.set(number, `page ${index + 1}`)
  for (const { number } of pages.branches) if (number !== undefined) labels.set(number, 'page tree')
  const catalog = asReference(document.trailer.entries.get('Root'))
  if (catalog) labels.set(catalog.number, 'catalog')
  for (const { number, name } of fields) if (number !== undefined) labels.set(number, `field ${name}`)
  return { pages: pages.nodes, branches: pages.branches, fields, labels }
}

/** A page that is listed twice is shown twice. */
function pagesOf(document: PdfDocument): { nodes: PageNode[]; branches: BranchNode[] } {
  const nodes: PageNode[] = []
  const branches: BranchNode[] = []
  const above = new Set<PdfDictionary>()
  let annotations = 0
  const visit = (value: PdfValue, inherited: ReadonlyMap<string, PdfValue>, depth: number): void => {
    const node = nodeOf(document, value, 'pdf.page-tree')
    if (!node) return
    if (above.has(node) || depth > MAX_DEPTH || nodes.length + branches.length > MAX_NODES)
      malformed('pdf.page-tree', 0)
    const number = asReference(value)?.number
    const own = INHERITED.flatMap((key) => {
      const kept = node.entries.get(key) ?? inherited.get(key)
      return kept === undefined ? [] : [[key, kept] as const]
    })
    const kids = asArray(document.resolve(node.entries.get('Kids')))
    if (!kids) {
      annotations += asArray(document.resolve(node.entries.get('Annots')))?.length ?? 0
      if (annotations > MAX_ANNOTATIONS) malformed('pdf.page-tree', 0)
      nodes.push({ ...(number !== undefined && { number }), entries: new Map([...node.entries, ...own]) })
      return
    }
    branches.push({ ...(number !== undefined && { number }), dictionary: node })
    above.add(node)
    for (const kid of kids) visit(kid, new Map(own), depth + 1)
    above.delete(node)
  }
  visit(document.catalog().entries.get('Pages') ?? null, new Map(), 0)
  return { nodes, branches }
}

/** A stream is no node: its data would be hidden behind the name of the node. @throws Malformed */
function nodeOf(document: PdfDocument, value: PdfValue, code: string): PdfDictionary | undefined {
  const node = document.resolve(value)
  if (asStream(node)) malformed(code, 0)
  return asDictionary(node)
}

function fieldsOf(document: PdfDocument): FieldNode[] {
  const form = document.dictionary(document.catalog().entries.get('AcroForm'))
  const fields: FieldNode[] = []
  const seen = new Set<PdfDictionary>()
  const visit = (
    value: PdfValue,
    prefix: string,
    place: number,
    inherited: string | undefined,
    depth: number,
  ): void => {
    const dictionary = nodeOf(document, value, 'pdf.field-tree')
    if (!dictionary || seen.has(dictionary)) return
    if (seen.size > MAX_NODES || depth > MAX_DEPTH) malformed('pdf.field-tree', 0)
    seen.add(dictionary)
    const own = textOf(document, dictionary.entries.get('T'))
    const kids = asArray(document.resolve(dictionary.entries.get('Kids'))) ?? []
    const name = [prefix, own].filter((part) => part !== '').join('.')
    const type = asName(document.resolve(dictionary.entries.get('FT'))) ?? inherited
    const number = asReference(value)?.number
    fields.push({
      name: own === '' ? `${name}#${place}` : name,
      dictionary,
      ...(number !== undefined && { number }),
      ...(type && { type }),
    })
    for (const [index, kid] of kids.entries()) visit(kid, name, index, type, depth + 1)
  }
  const roots = asArray(document.resolve(form?.entries.get('Fields'))) ?? []
  for (const [index, value] of roots.entries()) visit(value, '', index, undefined, 0)
  return fields
}

/** The annotations of a page, as they stand in its list. */
export function annotationsOf(document: PdfDocument, page: PageNode): readonly PdfValue[] {
  return asArray(document.resolve(page.entries.get('Annots'))) ?? []
}
