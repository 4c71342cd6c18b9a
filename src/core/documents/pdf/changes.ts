// What a later revision of a PDF changed of a signed one, in the words of people who read documents: pages, annotations, form fields,
// signatures, validation material, metadata. What has no name here is still reported, as a change of the catalogue.

import { equalBytes } from '../../bytes/bytes.ts'
import type { Place } from '../marks.ts'
import type { PdfDocument } from './document.ts'
import { annotationsOf, type FieldNode, type Outline, outlineOf, type PageNode } from './outline.ts'
import { Places } from './places.ts'
import { Sameness } from './sameness.ts'
import { asArray, asName, asReference, asStream, type PdfDictionary, type PdfValue } from './values.ts'

export type ChangeKind =
  | 'page-added'
  | 'page-removed'
  | 'page-changed'
  | 'annotation-added'
  | 'annotation-removed'
  | 'annotation-changed'
  | 'field-added'
  | 'field-removed'
  | 'field-filled'
  | 'field-changed'
  | 'signature-field-added'
  | 'signature-added'
  | 'timestamp-added'
  | 'signature-changed'
  | 'form-changed'
  | 'validation-material'
  | 'validation-material-removed'
  | 'metadata'
  | 'extensions'
  | 'catalog-changed'

export interface Change {
  kind: ChangeKind
  /** Page number, field name or key: where it is. */
  where: string
  /** Which entries differ, for the expert. */
  detail?: string
  /** Where it is seen; absent for what no page shows. */
  places?: Place[]
}

interface Comparison {
  before: PdfDocument
  after: PdfDocument
  outlines: { before: Outline; after: Outline }
  places: { before: Places; after: Places }
  sameness: Sameness
}

/** Every difference between the two, or none. @throws Malformed when one of them cannot be read as far as it must */
export function changesBetween(before: PdfDocument, after: PdfDocument): Change[] {
  const outlines = { before: outlineOf(before), after: outlineOf(after) }
  const sameness = new Sameness(
    { document: before, labels: outlines.before.labels },
    { document: after, labels: outlines.after.labels },
  )
  const places = { before: new Places(before, outlines.before), after: new Places(after, outlines.after) }
  const comparison = { before, after, outlines, places, sameness }
  return [...pageChanges(comparison), ...fieldChanges(comparison), ...catalogChanges(comparison)]
}

function pageChanges(comparison: Comparison): Change[] {
  const { before, after } = comparison.outlines
  const changes: Change[] = []
  const kept = new Set(before.pages.map((page) => page.number))
  after.pages.forEach((page, index) => {
    const where = `${index + 1}`
    const old = before.pages[index]
    if (old && (old.number === page.number || page.number === undefined))
      changes.push(...onePage(comparison, old, page, index))
    else changes.push({ kind: kept.has(page.number) ? 'page-changed' : 'page-added', where, places: [{ page: index }] })
  })
  const now = new Set(after.pages.map((page) => page.number))
  before.pages.forEach((page, index) => {
    if (!now.has(page.number) || index >= after.pages.length)
      changes.push({ kind: 'page-removed', where: `${index + 1}`, places: [{ page: index }] })
  })
  return changes
}

function onePage(comparison: Comparison, old: PageNode, page: PageNode, index: number): Change[] {
  const where = `${index + 1}`
  const ignored = new Set(['Annots', 'Parent'])
  const keys = [...new Set([...old.entries.keys(), ...page.entries.keys()])].filter((key) => !ignored.has(key))
  const differing = keys.filter(
    (key) => !comparison.sameness.holds(old.entries.get(key) ?? null, page.entries.get(key) ?? null),
  )
  const told = { where, detail: differing.join(', '), places: [{ page: index }] }
  const own: Change[] = differing.length > 0 ? [{ kind: 'page-changed', ...told }] : []
  return [...own, ...annotationChanges(comparison, old, page, index)]
}

/** Widgets of fields are told with their fields; their place on the page is told here when they come without one. */
function annotationChanges(comparison: Comparison, old: PageNode, page: PageNode, pageIndex: number): Change[] {
  const { before, after, outlines, places, sameness } = comparison
  const where = `${pageIndex + 1}`
  const had = annotationsOf(before, old)
  const has = annotationsOf(after, page)
  const known = new Map(had.flatMap((one) => numbered(one)))
  const changes: Change[] = []
  const met = new Set<number>()
  for (const [index, annotation] of has.entries()) {
    const number = asReference(annotation)?.number
    const isField = number !== undefined && outlines.after.labels.has(number)
    if (number !== undefined) met.add(number)
    const previous = number === undefined ? had[index] : known.get(number)
    if (isField && (previous || isNewField(comparison, number))) continue
    const detail = asName(after.resolve(after.dictionary(annotation)?.entries.get('Subtype')))
    const told = { where, ...(detail && { detail }), places: [places.after.ofAnnotation(annotation, pageIndex)] }
    if (!previous) changes.push({ kind: 'annotation-added', ...told })
    else if (!sameness.holds(previous, annotation)) changes.push({ kind: 'annotation-changed', ...told })
  }
  const gone = [...known].filter(([number]) => !met.has(number))
  const removed = gone.map(([, annotation]): Change => {
    return { kind: 'annotation-removed', where, places: [places.before.ofAnnotation(annotation, pageIndex)] }
  })
  return [...changes, ...removed]
}

function numbered(value: PdfValue): [number, PdfValue][] {
  const number = asReference(value)?.number
  return number === undefined ? [] : [[number, value]]
}

function isNewField({ outlines }: Comparison, number: number): boolean {
  return !outlines.before.labels.has(number)
}

function fieldChanges(comparison: Comparison): Change[] {
  const { before, after } = comparison.outlines
  const old = new Map(before.fields.map((field) => [field.name, field]))
  const now = new Set(after.fields.map((field) => field.name))
  const removed = before.fields.filter((field) => !now.has(field.name))
  return [
    ...removed.map((field): Change => {
      return { kind: 'field-removed', where: field.name, places: comparison.places.before.ofField(field.dictionary) }
    }),
    ...after.fields.flatMap((field) => {
      const previous = old.get(field.name)
      const changes = previous ? oneField(comparison, previous, field) : newField(comparison, field)
      if (changes.length === 0) return []
      const places = comparison.places.after.ofField(field.dictionary)
      return changes.map((change): Change => ({ ...change, places }))
    }),
  ]
}

function newField({ after }: Comparison, field: FieldNode): Change[] {
  const where = field.name
  if (field.type !== 'Sig') return [{ kind: 'field-added', where }]
  const signature = after.dictionary(field.dictionary.entries.get('V'))
  return [{ kind: signature ? signedKind(after, signature) : 'signature-field-added', where }]
}

function signedKind(document: PdfDocument, signature: PdfDictionary): ChangeKind {
  const isTimestamp = asName(document.resolve(signature.entries.get('SubFilter'))) === 'ETSI.RFC3161'
  return isTimestamp ? 'timestamp-added' : 'signature-added'
}

/** What filling in touches: the value and how it looks (ISO 32000-1 §12.7.3.1, §12.5.5). */
const FILLED = new Set(['V', 'AP', 'AS', 'M', 'I', 'DA', 'Q', 'F', 'RV'])

function oneField(comparison: Comparison, old: FieldNode, field: FieldNode): Change[] {
  const { after, before, sameness } = comparison
  const where = field.name
  const keys = sameness.differingKeys(old.dictionary, field.dictionary)
  if (keys.length === 0) return []
  const detail = keys.join(', ')
  if (field.type !== 'Sig')
    return [{ kind: keys.every((key) => FILLED.has(key)) ? 'field-filled' : 'field-changed', where, detail }]
  const [was, is] = [before, after].map((one, i) => one.dictionary([old, field][i]?.dictionary.entries.get('V')))
  if (was || !is) return [{ kind: 'signature-changed', where, detail }]
  const isSigning = keys.every((key) => FILLED.has(key) || key === 'MK')
  return [{ kind: isSigning ? signedKind(after, is) : 'signature-changed', where, detail }]
}

const CATALOG_KINDS: Readonly<Record<string, ChangeKind>> = {
  Metadata: 'metadata',
  Extensions: 'extensions',
  Version: 'extensions',
}

function catalogChanges(comparison: Comparison): Change[] {
  const { before, after, sameness } = comparison
  const keys = sameness.differingKeys(before.catalog(), after.catalog())
  const info = sameness.holds(before.trailer.entries.get('Info') ?? null, after.trailer.entries.get('Info') ?? null)
  return [
    ...keys.flatMap((key) => catalogChange(comparison, key)),
    ...(info ? [] : [{ kind: 'metadata' as const, where: 'Info' }]),
  ]
}

const STORED = ['Certs', 'CRLs', 'OCSPs'] as const

/** A security store may only grow: what was there is there still, octet for octet. */
function keepsStore(before: PdfDocument, after: PdfDocument): boolean {
  const storedIn = (document: PdfDocument, key: string) => {
    const store = document.dictionary(document.catalog().entries.get('DSS'))
    return (asArray(document.resolve(store?.entries.get(key))) ?? []).flatMap(
      (one) => asStream(document.resolve(one)) ?? [],
    )
  }
  return STORED.every((key) => {
    const kept = storedIn(after, key)
    return storedIn(before, key).every(({ data }) => kept.some((one) => equalBytes(one.data, data)))
  })
}

/** Entries of the form that signing itself writes. */
const FORM_OF_SIGNING = new Set(['Fields', 'SigFlags', 'DR', 'DA', 'NeedAppearances'])

function catalogChange({ before, after, sameness }: Comparison, key: string): Change[] {
  if (key === 'Pages') return []
  if (key === 'DSS')
    return [{ kind: keepsStore(before, after) ? 'validation-material' : 'validation-material-removed', where: key }]
  if (key !== 'AcroForm') return [{ kind: CATALOG_KINDS[key] ?? 'catalog-changed', where: key }]
  const [old, now] = [before, after].map((one) => one.dictionary(one.catalog().entries.get(key)))
  if (!now) return [{ kind: 'form-changed', where: key }]
  const keys = old ? sameness.differingKeys(old, now) : [...now.entries.keys()]
  const detail = keys.filter((one) => !FORM_OF_SIGNING.has(one))
  return detail.length > 0 ? [{ kind: 'form-changed', where: key, detail: detail.join(', ') }] : []
}
