// Where on which page something is shown: the rectangles of annotations and of the widgets of form fields (ISO 32000-1 §12.5.2,
// §12.7.3).

import type { Place, Rectangle } from '../marks.ts'
import type { PdfDocument } from './document.ts'
import { annotationsOf, type Outline, type PageNode } from './outline.ts'
import { asArray, asReference, type PdfDictionary, type PdfValue } from './values.ts'

/** A field with more widgets than this is told by its first ones. */
const MAX_WIDGETS = 200

export class Places {
  private readonly document: PdfDocument
  private readonly outline: Outline
  private pages: Map<PdfDictionary, number> | undefined

  constructor(document: PdfDocument, outline: Outline) {
    this.document = document
    this.outline = outline
  }

  /** @throws Malformed */
  ofAnnotation(value: PdfValue | undefined, page: number): Place {
    const rectangle = rectangleOf(this.document, this.document.dictionary(value))
    return { page, ...(rectangle && { rectangle }) }
  }

  /** The widgets of a field that show something, on their pages. @throws Malformed */
  ofField(field: PdfDictionary): Place[] {
    const kids = asArray(this.document.resolve(field.entries.get('Kids'))) ?? []
    const widgets = [field, ...kids.slice(0, MAX_WIDGETS).flatMap((kid) => this.document.dictionary(kid) ?? [])]
    return widgets.flatMap((widget) => {
      const rectangle = rectangleOf(this.document, widget)
      const page = this.namedPageOf(widget) ?? this.listingPageOf(widget)
      return rectangle && page !== undefined ? [{ page, rectangle }] : []
    })
  }

  /** The page under /P, when that page lists the widget too: the entry may be wrong, or missing. */
  private namedPageOf(widget: PdfDictionary): number | undefined {
    const number = asReference(widget.entries.get('P'))?.number
    const index = number === undefined ? -1 : this.outline.pages.findIndex((page) => page.number === number)
    const page = this.outline.pages[index]
    return page && this.annotationsOf(page).includes(widget) ? index : undefined
  }

  private listingPageOf(widget: PdfDictionary): number | undefined {
    this.pages ??= new Map(
      this.outline.pages.flatMap((page, index) => this.annotationsOf(page).map((one) => [one, index] as const)),
    )
    return this.pages.get(widget)
  }

  private annotationsOf(page: PageNode): PdfDictionary[] {
    return annotationsOf(this.document, page).flatMap((one) => this.document.dictionary(one) ?? [])
  }
}

/** Absent where there is none, or one without any area: then nothing is shown. @throws Malformed */
export function rectangleOf(document: PdfDocument, annotation: PdfDictionary | undefined): Rectangle | undefined {
  const numbers = (asArray(document.resolve(annotation?.entries.get('Rect'))) ?? []).map((one) => document.resolve(one))
  const [left, bottom, right, top] = numbers
  if (numbers.length !== 4) return undefined
  if (typeof left !== 'number' || typeof bottom !== 'number') return undefined
  if (typeof right !== 'number' || typeof top !== 'number') return undefined
  return left === right || bottom === top ? undefined : [left, bottom, right, top]
}
