// Whether what the pages show can be read at all within bounds: a content stream that unpacks to hundreds of megabytes shows different
// things, or nothing, in different readers (decompression bombs).

import { parsing } from '../../asn1/fields.ts'
import { unknown } from '../../finding.ts'
import type { Inflate } from '../../primitives.ts'
import type { Finding } from '../../verdict.ts'
import type { PdfDocument } from './document.ts'
import { decodedStream, UnpackingBudget } from './filters.ts'
import { outlineOf } from './outline.ts'
import { asArray, asStream, type PdfStream, type PdfValue } from './values.ts'

const CLAUSE = 'ISO 32000-1 §7.8.2'
/** The contents of all pages together: text and lines, not pictures. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024

/** Content under filters this reader does not know is not looked at. @throws Malformed */
export function judgePageContent(document: PdfDocument, inflate: Inflate): Finding[] {
  const budget = new UnpackingBudget(MAX_UNPACKED_BYTES)
  const known = new Set<PdfStream>()
  return outlineOf(document).pages.flatMap((page, index) => {
    const unreadable = contentStreams(document, page.entries.get('Contents')).flatMap((stream) => {
      if (known.has(stream)) return []
      known.add(stream)
      const decoded = parsing(() => decodedStream(stream, inflate, budget))
      return decoded.ok || decoded.error.code === 'pdf.filter' ? [] : decoded.error.code
    })
    const params = { page: index + 1, error: unreadable[0] ?? '' }
    return unreadable.length > 0 ? [unknown('pdf.page-unreadable', CLAUSE, 'FORMAT_FAILURE', params)] : []
  })
}

function contentStreams(document: PdfDocument, value: PdfValue | undefined): PdfStream[] {
  const content = document.resolve(value)
  return (asArray(content) ?? [content]).flatMap((one) => asStream(document.resolve(one)) ?? [])
}
