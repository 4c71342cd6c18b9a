// Where on a page something is placed: millimetres from the top left corner as people see the page, turned into the page's own space
// (ISO 32000-1 §7.7.3.3: boxes and rotation).

import { parsing } from '#core/asn1/fields.ts'
import type { PdfDocument } from '#core/documents/pdf/document.ts'
import { outlineOf, type PageNode } from '#core/documents/pdf/outline.ts'
import { asArray, asInteger, asReference } from '#core/documents/pdf/values.ts'
import { AppError } from '#src/context.ts'
import type { Placement } from '#src/ports.ts'

export interface PlacedPage {
  /** Object number of the page. */
  number: number
  node: PageNode
  /** Left, bottom, right, top in the page's own space; all zero for what is not shown. */
  rectangle: readonly [number, number, number, number]
  /** How the page is turned when shown: 0, 90, 180 or 270 degrees clockwise. */
  turned: number
}

const POINTS_PER_MM = 72 / 25.4

/** @throws AppError `bad-input` for a page that does not exist, or a place that is not on it */
export function placeOn(document: PdfDocument, placement: Placement | undefined): PlacedPage {
  const outline = parsing(() => outlineOf(document))
  if (!outline.ok) throw new AppError('bad-input', 'signing.pdf-unreadable', { problem: outline.error.code })
  const { pages } = outline.value
  const wanted = placement?.page ?? 1
  const node = pages[wanted - 1]
  if (node?.number === undefined) {
    throw new AppError('bad-input', 'signing.page-missing', { page: wanted, pages: pages.length })
  }
  const turned = (((asInteger(document.resolve(node.entries.get('Rotate'))) ?? 0) % 360) + 360) % 360
  const rectangle = placement ? rectangleOn(boxOf(document, node), turned, placement) : ([0, 0, 0, 0] as const)
  return { number: node.number, node, rectangle, turned }
}

type Box = readonly [number, number, number, number]
const A4: Box = [0, 0, 595.276, 841.89]

function boxOf(document: PdfDocument, { entries }: PageNode): Box {
  const read = (key: string) => {
    const numbers = (asArray(document.resolve(entries.get(key))) ?? []).map((one) => document.resolve(one))
    const [a, b, c, d] = numbers
    if (typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number' || typeof d !== 'number')
      return undefined
    return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)] as const
  }
  return read('CropBox') ?? read('MediaBox') ?? A4
}

function rectangleOn(box: Box, turned: number, placement: Placement): Box {
  const [left, bottom, right, top] = box
  const [boxWidth, boxHeight] = [right - left, top - bottom]
  const isSideways = turned === 90 || turned === 270
  const [shownWidth, shownHeight] = isSideways ? [boxHeight, boxWidth] : [boxWidth, boxHeight]
  const [x, y, width, height] = [placement.leftMm, placement.topMm, placement.widthMm, placement.heightMm].map(
    (mm) => mm * POINTS_PER_MM,
  ) as [number, number, number, number]
  // A tenth of a millimetre over the edge is rounding.
  if (x < 0 || y < 0 || x + width > shownWidth + 0.3 || y + height > shownHeight + 0.3) {
    const [widthMm, heightMm] = [shownWidth, shownHeight].map((points) => Math.floor(points / POINTS_PER_MM))
    throw new AppError('bad-input', 'signing.off-page', {
      page: placement.page,
      widthMm: widthMm ?? 0,
      heightMm: heightMm ?? 0,
    })
  }
  if (turned === 90) return [left + y, bottom + x, left + y + height, bottom + x + width]
  if (turned === 180) return [right - x - width, bottom + y, right - x, bottom + y + height]
  if (turned === 270) return [right - y - height, top - x - width, right - y, top - x]
  return [left + x, top - y - height, left + x + width, top - y]
}

export function annotationsReference(document: PdfDocument, { entries }: PageNode): number | undefined {
  const annotations = asReference(entries.get('Annots'))
  return annotations && asArray(document.resolve(annotations)) ? annotations.number : undefined
}
