// What the marks of a report say of one page: where signatures stand, what was changed there later, whether the page was signed at all.

import type { DocumentMarks, LaterChange, Rectangle, Revision, SignatureMark } from '#core/documents/marks.ts'
import type { VerificationReport } from '../../contract.ts'
import type { Box } from './pdf.ts'

export interface Placed<T> {
  what: T
  /** Absent: somewhere on the page. */
  rectangle?: Rectangle
}

export interface PageReading {
  signatures: Placed<SignatureMark>[]
  changes: Placed<LaterChange>[]
  /** How the page as a whole is to be taken: signed as it is, changed or added as a whole later, or not known to be signed. */
  shade: 'covered' | 'changed' | 'none'
}

/** Findings by which nobody can say what was changed behind a signed revision: no page counts as signed then. */
const UNCLEAR: ReadonlySet<string> = new Set([
  'pdf.revision-unreadable',
  'pdf.revision-without-signature',
  'pdf.revision-not-chained',
  'pdf.octets-unaccounted',
  'pdf.object-stream-unreadable',
])

export function isUnclear({ steps, signers }: VerificationReport): boolean {
  const all = [...steps, ...signers.flatMap((signer) => signer.steps)]
  return all.some(({ findings }) => findings.some(({ code }) => UNCLEAR.has(code)))
}

/** @param by the signatures whose later changes are meant */
export function readingOf(marks: DocumentMarks | undefined, by: readonly SignatureMark[], page: number): PageReading {
  const changes = placed(
    by.flatMap((mark) => mark.changes),
    page,
  )
  const isChangedAsWhole = changes.some(({ what, rectangle }) => !rectangle && what.effect !== 'note')
  return {
    signatures: placed(marks?.signatures ?? [], page),
    changes,
    shade: isChangedAsWhole ? 'changed' : by.length > 0 ? 'covered' : 'none',
  }
}

function placed<T extends { places: readonly { page: number; rectangle?: Rectangle }[] }>(
  all: readonly T[],
  page: number,
): Placed<T>[] {
  return all.flatMap((what) =>
    what.places
      .filter((place) => place.page === page)
      .map(({ rectangle }) => ({ what, ...(rectangle && { rectangle }) })),
  )
}

/** The signature to look by at first: the one after which the worst was changed, else the last. */
export function firstToShow(marks: DocumentMarks | undefined): SignatureMark | undefined {
  const signed = marks?.signatures.filter(({ covered }) => covered) ?? []
  const gravity = (mark: SignatureMark) => Math.max(0, ...mark.changes.map(({ effect }) => GRAVITY[effect]))
  return signed.reduce<SignatureMark | undefined>(
    (best, mark) => (!best || gravity(mark) >= gravity(best) ? mark : best),
    undefined,
  )
}

export const GRAVITY = { note: 1, defect: 2, unknown: 3, fatal: 4 } as const

/** The pages on which there is something to see, in order. */
export function pagesWorthSeeing(marks: DocumentMarks | undefined, by: readonly SignatureMark[]) {
  const signed = marks?.signatures.flatMap(({ places }) => places.map(({ page }) => page)) ?? []
  const changed = by.flatMap(({ changes }) => changes.flatMap(({ places }) => places.map(({ page }) => page)))
  return [...new Set([...signed, ...changed])]
    .sort((a, b) => a - b)
    .map((page) => ({ page, isSigned: signed.includes(page), isChanged: changed.includes(page) }))
}

/** The beginning of the file that a signature covers, when there is something behind it. */
export function signedRevision(
  marks: DocumentMarks | undefined,
  mark: SignatureMark | undefined,
): Revision | undefined {
  if (!mark?.hasLaterOctets) return undefined
  return marks?.revisions.find(({ number }) => number === mark.revision)
}

/** In a space that is counted from the upper left corner. */
export function boxOfRectangle([x1, y1, x2, y2]: Rectangle): Box {
  return { left: Math.min(x1, x2), top: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) }
}
