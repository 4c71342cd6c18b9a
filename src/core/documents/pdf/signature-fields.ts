// The signature fields of a document and the dictionaries they point to (ISO 32000-1 §12.7.4.5, §12.8.1), and what each
// /ByteRange really covers: anything but all of the file up to an end of it, save exactly the value of /Contents, is named.

import { malformed, parsing } from '../../asn1/fields.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import type { PdfDocument } from './document.ts'
import { PdfReader } from './syntax.ts'
import {
  asArray,
  asDictionary,
  asInteger,
  asName,
  asReference,
  asString,
  type PdfDictionary,
  type PdfString,
  type PdfValue,
} from './values.ts'

export interface SignatureField {
  /** Fully qualified; parts joined by full stops. */
  name: string
  field: PdfDictionary
  /** Object number of the field. */
  number?: number
  /** Absent for a field nobody has signed. */
  signature?: PdfDictionary
}

export type SignedField = SignatureField & { signature: PdfDictionary }

const MAX_FIELDS = 20_000
const MAX_FIELD_DEPTH = 32

/** All signature fields, in the order of the form. A field that is met twice counts once. @throws Malformed */
export function signatureFieldsOf(document: PdfDocument): SignatureField[] {
  const form = document.dictionary(document.catalog().entries.get('AcroForm'))
  const found: SignatureField[] = []
  const seen = new Set<PdfDictionary>()
  const visit = (value: PdfValue, prefix: string, inheritedType: string | undefined, depth: number): void => {
    const field = document.dictionary(value)
    if (!field || seen.has(field)) return
    if (seen.size > MAX_FIELDS || depth > MAX_FIELD_DEPTH) malformed('pdf.field-tree', 0)
    seen.add(field)
    const name = [prefix, textOf(document, field.entries.get('T'))].filter((part) => part !== '').join('.')
    const type = asName(document.resolve(field.entries.get('FT'))) ?? inheritedType
    const children = asArray(document.resolve(field.entries.get('Kids'))) ?? []
    const isLeaf = type === 'Sig' && !children.some((kid) => document.dictionary(kid)?.entries.has('T'))
    if (isLeaf) found.push(fieldOf(document, value, field, name))
    else for (const kid of children) visit(kid, name, type, depth + 1)
  }
  for (const value of asArray(document.resolve(form?.entries.get('Fields'))) ?? []) visit(value, '', undefined, 0)
  return found
}

function fieldOf(document: PdfDocument, value: PdfValue, field: PdfDictionary, name: string): SignatureField {
  const signature = document.dictionary(field.entries.get('V'))
  const number = asReference(value)?.number
  return { name, field, ...(number !== undefined && { number }), ...(signature && { signature }) }
}

/** A text string (ISO 32000-1 §7.9.2.2): UTF-16 with a mark, UTF-8 with a mark, else PDFDocEncoding taken as Latin-1. */
export function textOf(document: PdfDocument, value: PdfValue | undefined): string {
  const bytes = asString(document.resolve(value))?.bytes
  if (!bytes) return ''
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Array.from({ length: (bytes.length - 2) >> 1 }, (_, i) =>
      String.fromCharCode(((bytes[2 + 2 * i] as number) << 8) | (bytes[3 + 2 * i] as number)),
    ).join('')
  }
  return Array.from(bytes, (octet) => String.fromCharCode(octet)).join('')
}

export type RangeProblem =
  | 'missing'
  | 'malformed'
  | 'not-from-start'
  | 'overlapping'
  | 'beyond-end'
  | 'contents-missing'
  | 'gap-not-contents'

export interface Coverage {
  /** What is wrong although it can be told what was signed. */
  problems: readonly RangeProblem[]
  /** The octets that were signed. */
  signed: readonly [Uint8Array, Uint8Array]
  /** The file as it was signed ends here. */
  end: number
  contents: PdfString
}

/** What the signature covers, or every reason why that cannot be told (ISO 32000-1 §12.8.1; ISO 32000-2 table 255). */
export function coverageOf(document: PdfDocument, signature: PdfDictionary): Coverage | readonly RangeProblem[] {
  const contents = asString(document.resolve(signature.entries.get('Contents')))
  const range = rangeOf(document, signature)
  if (!range) return [signature.entries.has('ByteRange') ? 'malformed' : 'missing']
  const [start, firstLength, second, secondLength] = range
  const [gapStart, end] = [start + firstLength, second + secondLength]
  const size = document.bytes.length
  const problems: RangeProblem[] = []
  if (start !== 0) problems.push('not-from-start')
  if (second < gapStart) problems.push('overlapping')
  if (end > size || gapStart > size) problems.push('beyond-end')
  if (!contents || contents.bytes.length === 0) problems.push('contents-missing')
  if (problems.length > 0 || !contents) return problems
  const isExact =
    contents.isHex && contents.start === gapStart && contents.end === second && standsThere(document, contents)
  if (!isExact) problems.push('gap-not-contents')
  return {
    problems,
    signed: [document.bytes.subarray(0, gapStart), document.bytes.subarray(second, end)],
    end,
    contents,
  }
}

/** A string out of an object stream has places too, but not in the file. */
function standsThere({ bytes }: PdfDocument, contents: PdfString): boolean {
  const read = parsing(() => asString(new PdfReader(bytes, contents.start).value()))
  return read.ok && read.value?.end === contents.end && equalBytes(read.value.bytes, contents.bytes)
}

type Range = readonly [number, number, number, number]

function rangeOf(document: PdfDocument, signature: PdfDictionary): Range | undefined {
  const items = asArray(document.resolve(signature.entries.get('ByteRange')))?.map((one) =>
    asInteger(document.resolve(one)),
  )
  if (items?.length !== 4 || items.some((one) => one === undefined || one < 0)) return undefined
  return items as unknown as Range
}

/** Dictionaries of the whole file that look like signatures: one that no field shows is not to be overlooked. */
export function hasSignatureShape(value: PdfValue): boolean {
  const entries = asDictionary(value)?.entries
  if (!entries) return false
  const type = asName(entries.get('Type'))
  return type === 'Sig' || type === 'DocTimeStamp' || (entries.has('ByteRange') && entries.has('Contents'))
}
