// PDF files written by hand for the suites: one page, one signature field, revisions appended as a writer appends them.

import { latin1 } from '#core/asn1/values.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'

export const ascii = (text: string) => Uint8Array.from(text, (one) => one.charCodeAt(0))

/** Room for the message, in octets. */
const RESERVED = 6_000
/** For a /Prev that a test writes into a first trailer. */
export const ROOM = ' '.repeat(16)
const RANGE_TEMPLATE = '/ByteRange [0 aaaaaaaaaa bbbbbbbbbb cccccccccc]'

export type Objects = Readonly<Record<number, string>>

export const CATALOG = '<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R >>'
export const PAGE = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Annots [5 0 R 7 0 R] >>'
export const stream = (data: string) => `<< /Length ${data.length} >>\nstream\n${data}\nendstream`
export const signatureDictionary = (more = '') =>
  `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ${more} ${RANGE_TEMPLATE} /Contents <${'00'.repeat(RESERVED)}> >>`
export const signatureField = (value: string, name = 'Sig1') =>
  `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) ${value} /Rect [0 0 0 0] /P 3 0 R /F 132 >>`
export const textField = (value: string) =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) /V (${value}) /Rect [10 10 90 30] /P 3 0 R /F 4 >>`

/** A page with the text, a text field, and a signature in the field Sig1 that is still empty. */
export const DOCUMENT: Objects = {
  1: CATALOG,
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: PAGE,
  4: stream('BT /F1 12 Tf 20 100 Td (signed text) Tj ET'),
  5: signatureField('/V 6 0 R'),
  6: signatureDictionary(),
  7: textField(''),
  8: '<< /Fields [5 0 R 7 0 R] /SigFlags 3 >>',
}

export function pdfOf(objects: Objects, trailer = ''): Uint8Array {
  return appended(ascii('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'), objects, trailer)
}

/** The objects behind the file, with a table that points to the one before. @param more trailer entries besides /Size and /Root */
export function appended(file: Uint8Array, objects: Objects, more = ''): Uint8Array {
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(latin1(file.subarray(-200)))?.[1]
  let body = ''
  const rows = Object.entries(objects).map(([number, value]) => {
    const offset = file.length + body.length
    body += `${number} 0 obj\n${value}\nendobj\n`
    return `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const start = file.length + body.length
  const trailer = `<< /Size 40 /Root 1 0 R ${more} ${previous ? `/Prev ${previous}` : ROOM} >>`
  const table = `xref\n0 1\n0000000000 65535 f \n${rows.join('')}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`
  return concatBytes(file, ascii(body), ascii(table))
}

export type Sign = (content: Uint8Array) => Promise<Uint8Array>

/** Fills the reserved place of the last signature: what it covers, and the message over it. */
export async function signed(file: Uint8Array, sign: Sign): Promise<Uint8Array> {
  const text = latin1(file)
  const contents = text.lastIndexOf(`<${'00'.repeat(RESERVED)}>`)
  const behind = contents + 2 * RESERVED + 2
  const range = [contents, behind, file.length - behind].map((one) => String(one).padStart(10, '0'))
  const filled = replaced(file, RANGE_TEMPLATE, `/ByteRange [0 ${range.join(' ')}]`)
  const message = await sign(concatBytes(filled.subarray(0, contents), filled.subarray(behind)))
  filled.set(ascii(toHex(message)), contents + 1)
  return filled
}

/** The file with the last place of a text replaced by another of the same length. */
export function replaced(file: Uint8Array, text: string, by: string): Uint8Array {
  const at = latin1(file).lastIndexOf(text)
  if (at < 0 || text.length !== by.length) throw new Error(`cannot replace ${text}`)
  const copy = file.slice()
  copy.set(ascii(by), at)
  return copy
}
