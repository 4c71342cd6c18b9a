// What a later revision of a PDF changed of a signed one, in the words of people who read documents: pages, annotations, form fields,
// signatures, validation material, metadata. What has no name here is still reported, as a change of the catalogue.

import { equalBytes } from '../../bytes/bytes.ts'
import type { Change, ChangeKind, Comparison } from './change.ts'
import type { PdfDocument } from './document.ts'
import { fieldChanges } from './field-changes.ts'
import { annotationsOf, INHERITED, outlineOf, type PageNode } from './outline.ts'
import { Places } from './places.ts'
import { Sameness } from './sameness.ts'
import { asArray, asName, asReference, asStream, type PdfValue } from './values.ts'

/** Every difference between the two, or none. @throws Malformed when one of them cannot be read as far as it must */
export function changesBetween(before: PdfDocument, after: PdfDocument): Change[] {
  const outlines = { before: outlineOf(before), after: outlineOf(after) }
  const sameness = new Sameness(
    { document: before, labels: outlines.before.labels },
    { document: after, labels: outlines.after.labels },
  )
  const places = { before: new Places(before, outlines.before), after: new Places(after, outlines.after) }
  const comparison = { before, after, outlines, places, sameness }
  return [
    ...pageChanges(comparison),
    ...pageTreeChanges(comparison),
    ...fieldChanges(comparison),
    ...catalogChanges(comparison),
  ]
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

/** What the nodes above the pages say of themselves; their pages are compared one by one. */
function pageTreeChanges({ outlines, sameness }: Comparison): Change[] {
  const [before, after] = [outlines.before.branches, outlines.after.branches]
  const arePagesKept = outlines.before.pages.length === outlines.after.pages.length
  const ignored = new Set(arePagesKept ? ['Parent', 'Kids', ...INHERITED] : ['Parent', 'Kids', 'Count', ...INHERITED])
  const isKept =
    before.length === after.length &&
    before.every(({ number, dictionary }, index) => {
      const now = after[index]
      if (!now || now.number !== number) return false
      return sameness.differingKeys(dictionary, now.dictionary).every((key) => ignored.has(key))
    })
  return isKept ? [] : [{ kind: 'page-tree-changed', where: 'Pages' }]
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
    const isField = number !== undefined && outlines.after.labels.get(number)?.startsWith('field ') === true
    if (number !== undefined) met.add(number)
    const previous = number === undefined ? had[index] : known.get(number)
    if (isField && (previous || isNewField(comparison, number))) continue
    const detail = asName(after.resolve(after.dictionary(annotation)?.entries.get('Subtype')))
    const told = { where, ...(detail && { detail }), places: [places.after.ofAnnotation(annotation, pageIndex)] }
    if (!previous) changes.push({ kind: hasAction(after, annotation) ? 'action-added' : 'annotation-added', ...told })
    else if (!sameness.holds(previous, annotation)) changes.push({ kind: 'annotation-changed', ...told })
  }
  const gone = [...known].filter(([number]) => !met.has(number))
  const removed = gone.map(([, annotation]): Change => {
    return { kind: 'annotation-removed', where, places: [places.before.ofAnnotation(annotation, pageIndex)] }
  })
  // What lies above covers what lies below.
  const orders = [had.filter((one) => isAmong(met, one)), has.filter((one) => isAmong(known, one))]
  const [was, is] = orders.map((order) =>
    order
      .flatMap(numbered)
      .map(([number]) => number)
      .join(' '),
  )
  const reordered: Change[] =
    was === is ? [] : [{ kind: 'annotation-changed', where, detail: 'Annots', places: [{ page: pageIndex }] }]
  return [...changes, ...removed, ...reordered]
}

function isAmong(numbers: { has(number: number): boolean }, value: PdfValue): boolean {
  return numbered(value).some(([number]) => numbers.has(number))
}

const ACTIVE = new Set(['Screen', 'RichMedia', 'Movie', 'Sound', '3D', 'FileAttachment'])

/** Something that does more than stand there: a script, a program, a medium, an attached file. */
function hasAction(document: PdfDocument, annotation: PdfValue): boolean {
  const dictionary = document.dictionary(annotation)
  const subtype = asName(document.resolve(dictionary?.entries.get('Subtype')))
  return dictionary?.entries.has('A') || dictionary?.entries.has('AA') || ACTIVE.has(subtype ?? '')
}

function numbered(value: PdfValue): [number, PdfValue][] {
  const number = asReference(value)?.number
  return number === undefined ? [] : [[number, value]]
}

function isNewField({ outlines }: Comparison, number: number): boolean {
  return !outlines.before.labels.has(number)
}

const CATALOG_KINDS: Readonly<Record<string, ChangeKind>> = {
  Metadata: 'metadata',
  Extensions: 'extensions',
  Version: 'extensions',
  OCProperties: 'layers-changed',
  OpenAction: 'action-added',
  AA: 'action-added',
  Names: 'names-changed',
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

/** Entries of the form that signing itself writes; what it finds there it may only add to. */
const FORM_OF_SIGNING = new Set(['Fields', 'SigFlags'])

function catalogChange({ before, after, sameness }: Comparison, key: string): Change[] {
  if (key === 'Pages') return []
  if (key === 'DSS')
    return [{ kind: keepsStore(before, after) ? 'validation-material' : 'validation-material-removed', where: key }]
  if (key !== 'AcroForm') return [{ kind: CATALOG_KINDS[key] ?? 'catalog-changed', where: key }]
  const [old, now] = [before, after].map((one) => one.dictionary(one.catalog().entries.get(key)))
  if (!now) return [{ kind: 'form-changed', where: key }]
  const keys = old ? sameness.differingKeys(old, now) : [...now.entries.keys()]
  const isDemanded = keys.includes('NeedAppearances') && after.resolve(now.entries.get('NeedAppearances')) === true
  const detail = keys.filter((one) => {
    if (FORM_OF_SIGNING.has(one) || one === 'NeedAppearances') return false
    const [was, is] = [old?.entries.get(one), now.entries.get(one)]
    if (one === 'DA') return was !== undefined
    return one !== 'DR' || !onlyGrows({ before, after, sameness }, was, is)
  })
  return [
    ...(isDemanded ? [{ kind: 'appearances-demanded' as const, where: key }] : []),
    ...(detail.length > 0 ? [{ kind: 'form-changed' as const, where: key, detail: detail.join(', ') }] : []),
  ]
}

/** Resources by kind and by name: another font under a name that was there shows other text. */
function onlyGrows(
  { before, after, sameness }: Pick<Comparison, 'before' | 'after' | 'sameness'>,
  was: PdfValue | undefined,
  is: PdfValue | undefined,
): boolean {
  return [...(before.dictionary(was)?.entries ?? [])].every(([kind, old]) => {
    const now = after.dictionary(is)?.entries.get(kind)
    const [names, kept] = [before.dictionary(old), after.dictionary(now)]
    if (!names || !kept) return sameness.holds(old, now ?? null)
    return [...names.entries].every(([name, value]) => sameness.holds(value, kept.entries.get(name) ?? null))
  })
}
