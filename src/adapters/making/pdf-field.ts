// A signature field added to a PDF in a revision of its own (ISO 32000-1 §12.7.4.5, §12.8.1): the field with its widget and picture, the
// signature dictionary with room for the message, and the octets that are to be signed.

import { concatBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import { openPdf, type PdfDocument } from '#core/documents/pdf/document.ts'
import { certificationLevelOf } from '#core/documents/pdf/permissions.ts'
import { signatureFieldsOf } from '#core/documents/pdf/signature-fields.ts'
import { asArray, asDictionary, asReference } from '#core/documents/pdf/values.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'
import type { Placement } from '#src/ports.ts'
import { type Drawing, painterOf } from './drawing.ts'
import { annotationsReference, type PlacedPage, placeOn } from './pdf-page.ts'
import { octets, PdfRevision } from './pdf-revision.ts'
import {
  array,
  dateString,
  decimal,
  dictionary,
  type Entries,
  entriesOf,
  name,
  reference,
  textString,
  written,
} from './pdf-syntax.ts'

export interface FieldOrder {
  file: Uint8Array
  filter: string
  subFilter: string
  /** Claimed: written as /M. */
  at: Instant
  signer?: string
  reason?: string
  location?: string
  /** Absent: nothing is shown. */
  shown?: { placement: Placement; drawing: Drawing }
  /** Certifies the document: 1 nothing may change, 2 forms may be filled and signed, 3 also annotated (ISO 32000-1 table 254). */
  certification?: 1 | 2 | 3
  /** Room for the message. */
  maxMessageBytes: number
}

/** The whole file with room for the message between `start` and `end`: everything else of it is signed. */
export interface PreparedField {
  bytes: Uint8Array
  start: number
  end: number
}

export function signedOctets({ bytes, start, end }: PreparedField): Uint8Array {
  return concatBytes(bytes.subarray(0, start), bytes.subarray(end))
}

/** The file with the message in its place. @throws Error when it does not fit */
export function withMessage({ bytes, start, end }: PreparedField, message: Uint8Array): Uint8Array {
  if (message.length * 2 + 2 > end - start) throw new Error(`a message of ${message.length} bytes does not fit`)
  const whole = bytes.slice()
  whole.set(octets(toHex(message)), start + 1)
  return whole
}

/** @throws AppError `bad-input` or `precondition` for a file that cannot be signed */
export async function prepareField(
  order: FieldOrder,
  primitives: Pick<Primitives, 'inflate' | 'ciphers'>,
): Promise<PreparedField> {
  const document = opened(order.file, primitives)
  const { isFirst, fieldName } = judgeFitness(document, order)
  const page = placeOn(document, order.shown?.placement)
  const revision = new PdfRevision(document)
  const [field, signature] = [revision.reserve(), revision.reserve()]
  const appearance = order.shown && (await appearanceOf(revision, order.shown, page.turned))
  revision.put(field, widget({ appearance, page, fieldName, signature }))
  revision.put(signature, signatureDictionary(order))
  addToPage(revision, document, page, reference(field))
  addToForm(revision, document, reference(field), order.certification && isFirst ? reference(signature) : undefined)
  const { bytes, offsetOf } = revision.write()
  return withRanges(bytes, offsetOf(signature), order.maxMessageBytes)
}

function opened(file: Uint8Array, { inflate, ciphers }: Pick<Primitives, 'inflate' | 'ciphers'>): PdfDocument {
  const document = openPdf(file, { inflate, ciphers })
  if (!document.ok) {
    throw new AppError('bad-input', 'signing.pdf-unreadable', {
      problem: document.error.code,
      offset: document.error.offset,
    })
  }
  // What is added would have to be encrypted too, except the message: nobody needs it here.
  if (document.value.trailer.entries.has('Encrypt')) throw new AppError('bad-input', 'signing.pdf-encrypted')
  return document.value
}

function judgeFitness(document: PdfDocument, { certification }: FieldOrder): { isFirst: boolean; fieldName: string } {
  const fields = signatureFieldsOf(document)
  const signed = fields.filter((one) => one.signature)
  if (certification && signed.length > 0) throw new AppError('precondition', 'signing.pdf-signed-already')
  const levels = signed.map(({ signature }) => signature && certificationLevelOf(document, signature))
  if (levels.includes(1)) throw new AppError('precondition', 'signing.pdf-closed')
  const names = new Set(fields.map((one) => one.name))
  let number = 1
  while (names.has(`Signature${number}`)) number++
  return { isFirst: signed.length === 0, fieldName: `Signature${number}` }
}

function widget({
  appearance,
  page,
  fieldName,
  signature,
}: {
  appearance: string | undefined
  page: PlacedPage
  fieldName: string
  signature: number
}): string {
  return dictionary({
    Type: '/Annot',
    Subtype: '/Widget',
    FT: '/Sig',
    T: textString(fieldName),
    V: reference(signature),
    // Printed, and not to be moved (ISO 32000-1 table 165).
    F: '132',
    Rect: array(page.rectangle.map(decimal)),
    P: reference(page.number),
    ...(appearance && { AP: dictionary({ N: appearance }) }),
  })
}

/** Turned against the page, so that it stands upright when shown (ISO 32000-1 §12.5.5). */
async function appearanceOf(
  revision: PdfRevision,
  { placement, drawing }: NonNullable<FieldOrder['shown']>,
  turned: number,
): Promise<string> {
  const angle = (turned * Math.PI) / 180
  const [cos, sin] = [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))]
  const { widthMm, heightMm } = placement
  const { content, resources } = (await painterOf(drawing))(revision, widthMm, heightMm)
  return revision.addStream(
    {
      Type: '/XObject',
      Subtype: '/Form',
      BBox: array(['0', '0', decimal(widthMm), decimal(heightMm)]),
      Matrix: array([cos, sin, -sin, cos, 0, 0].map(String)),
      Resources: resources,
    },
    octets(content),
  )
}

const RANGE_DIGITS = 10
const RANGE_ROOM = ' '.repeat(4 * (RANGE_DIGITS + 1))

function signatureDictionary({ maxMessageBytes, ...order }: FieldOrder): string {
  const entries: Entries = {
    Type: '/Sig',
    Filter: name(order.filter),
    SubFilter: name(order.subFilter),
    ByteRange: `[${RANGE_ROOM}]`,
    Contents: `<${'0'.repeat(maxMessageBytes * 2)}>`,
    M: dateString(order.at),
    ...(order.signer && { Name: textString(order.signer) }),
    ...(order.reason && { Reason: textString(order.reason) }),
    ...(order.location && { Location: textString(order.location) }),
    ...(order.certification && { Reference: certifying(order.certification) }),
  }
  return dictionary(entries)
}

/** ISO 32000-1 §12.8.2.2. */
function certifying(level: 1 | 2 | 3): string {
  const parameters = dictionary({ Type: '/TransformParams', P: String(level), V: '/1.2' })
  return array([dictionary({ Type: '/SigRef', TransformMethod: '/DocMDP', TransformParams: parameters })])
}

function addToPage(revision: PdfRevision, document: PdfDocument, { number, node }: PlacedPage, field: string): void {
  const listed = (asArray(document.resolve(node.entries.get('Annots'))) ?? []).map(written)
  const all = array([...listed, field])
  const own = annotationsReference(document, node)
  const page = asDictionary(document.resolve({ type: 'reference', number, generation: generationOf(document, number) }))
  if (own !== undefined) revision.put(own, all)
  else if (page) revision.put(number, dictionary({ ...entriesOf(page), Annots: all }))
}

function generationOf(document: PdfDocument, number: number): number {
  const entry = document.entryOf(number)
  return entry?.kind === 'offset' ? entry.generation : 0
}

/** @param certified the signature that certifies the document */
function addToForm(revision: PdfRevision, document: PdfDocument, field: string, certified: string | undefined): void {
  const catalog = document.catalog()
  const form = document.dictionary(catalog.entries.get('AcroForm'))
  const fields = (asArray(document.resolve(form?.entries.get('Fields'))) ?? []).map(written)
  const own = asReference(catalog.entries.get('AcroForm'))
  const entries = dictionary({
    ...(form ? entriesOf(form) : {}),
    Fields: array([...fields, field]),
    // Signatures exist, and only appending keeps them (ISO 32000-1 table 219).
    SigFlags: '3',
  })
  if (own && form) revision.put(own.number, entries)
  if (own && form && !certified) return
  const root = asReference(document.trailer.entries.get('Root'))
  if (!root) throw new AppError('bad-input', 'signing.pdf-unreadable', { problem: 'pdf.catalog', offset: 0 })
  const permissions = document.dictionary(catalog.entries.get('Perms'))
  revision.put(
    root.number,
    dictionary({
      ...entriesOf(catalog),
      ...(own && form ? {} : { AcroForm: entries }),
      ...(certified && {
        Perms: dictionary({ ...(permissions ? entriesOf(permissions) : {}), DocMDP: certified }),
      }),
    }),
  )
}

const CONTENTS = octets('/Contents <')

function withRanges(bytes: Uint8Array, signature: number, maxMessageBytes: number): PreparedField {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = buffer.indexOf(CONTENTS, signature) + CONTENTS.length - 1
  const end = start + maxMessageBytes * 2 + 2
  const range = [0, start, end, bytes.length - end].map((one) => String(one)).join(' ')
  buffer.write(range.padEnd(RANGE_ROOM.length), buffer.indexOf(RANGE_ROOM, signature), 'latin1')
  return { bytes, start, end }
}
