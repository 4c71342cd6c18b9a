// What a preview of a PDF shows of its signatures: the place and coverage of each, the revisions somebody signed, and what came later.

import { parsing } from '../../asn1/fields.ts'
import type { DocumentMarks, Place, Revision, SignatureMark } from '../marks.ts'
import type { PdfDocument } from './document.ts'
import { type Outline, outlineOf } from './outline.ts'
import { Places } from './places.ts'
import type { SignatureField } from './signature-fields.ts'
import type { PreparedSignature } from './signatures.ts'

/** Changes told of one signature: a preview with more says nothing more. */
const MAX_CHANGES = 500

/** Never throws: what cannot be read has no place. */
export function marksOf(document: PdfDocument, prepared: readonly PreparedSignature[]): DocumentMarks {
  const outline = parsing(() => outlineOf(document))
  const revisions = revisionsOf(
    document.bytes.length,
    prepared.flatMap(({ field, signed }) => (signed ? [{ field: field.name, end: signed.end }] : [])),
  )
  const placesOf = (field: SignatureField) => (outline.ok ? widgetsOf(document, outline.value, field) : [])
  return {
    pages: outline.ok ? outline.value.pages.length : 0,
    revisions,
    signatures: prepared.map((one) => markOf(one, placesOf(one.field), revisions, document.bytes.length)),
  }
}

/** Of a file of this size: each signed beginning once, and the whole file where nobody signed all of it. */
export function revisionsOf(size: number, signed: readonly { field: string; end: number }[]): Revision[] {
  const ends = [...new Set([...signed.map(({ end }) => end), size])].sort((a, b) => a - b)
  return ends.map((end, index) => ({
    number: index + 1,
    bytes: end,
    signedBy: signed.filter((one) => one.end === end).map(({ field }) => field),
  }))
}

function widgetsOf(document: PdfDocument, outline: Outline, { field }: SignatureField): Place[] {
  const read = parsing(() => new Places(document, outline).ofField(field))
  return read.ok ? read.value : []
}

function markOf(
  { field, kind, signed, changes }: PreparedSignature,
  places: Place[],
  revisions: readonly Revision[],
  size: number,
): SignatureMark {
  const revision = revisions.find(({ bytes }) => bytes === signed?.end)
  return {
    field: field.name,
    kind: kind === 'timestamp' ? 'timestamp' : 'signature',
    places,
    ...(signed && { covered: [...signed.covered] }),
    ...(revision && { revision: revision.number }),
    hasLaterOctets: signed !== undefined && signed.end < size,
    changes: changes.slice(0, MAX_CHANGES),
  }
}
