// What can still be said of a PDF whose structure cannot be read: each /ByteRange that stands in it is looked at as octets. Nothing is
// repaired and nothing becomes valid by it; the attack gets its name, and a signed beginning can be given back.

import { parsing } from '../../asn1/fields.ts'
import { fatal } from '../../finding.ts'
import type { Finding } from '../../verdict.ts'
import { PdfReader } from './syntax.ts'
import { asArray, asInteger, asString } from './values.ts'

const CLAUSE = 'ISO 32000-1 §12.8.1'
const KEY = Array.from('/ByteRange', (one) => one.charCodeAt(0))
const MAX_RANGES = 100

export interface Damage {
  findings: Finding[]
  /** Beginnings of the file that a well-formed range covers. */
  ends: number[]
}

/** Never throws. */
export function damageOf(bytes: Uint8Array): Damage {
  const found = rangesIn(bytes).map((at) => rangeAt(bytes, at))
  const findings = [...new Map(found.flatMap((one) => one.findings).map((one) => [JSON.stringify(one), one])).values()]
  return { findings, ends: [...new Set(found.flatMap(({ end }) => end ?? []))] }
}

function rangesIn(bytes: Uint8Array): number[] {
  const found: number[] = []
  for (let at = bytes.indexOf(0x2f); at >= 0 && found.length < MAX_RANGES; at = bytes.indexOf(0x2f, at + 1)) {
    if (KEY.every((octet, index) => bytes[at + index] === octet)) found.push(at + KEY.length)
  }
  return found
}

/** @param at behind the key */
function rangeAt(bytes: Uint8Array, at: number): { findings: Finding[]; end?: number } {
  const read = parsing(() => asArray(new PdfReader(bytes, at).value())?.map(asInteger))
  const range = read.ok ? read.value : undefined
  if (range?.length !== 4 || range.some((one) => one === undefined || one < 0)) return problem('malformed')
  const [start, firstLength, second, secondLength] = range as [number, number, number, number]
  const [gapStart, end] = [start + firstLength, second + secondLength]
  if (start !== 0) return problem('not-from-start')
  if (second < gapStart) return problem('overlapping')
  if (end > bytes.length) return problem('beyond-end')
  const gap = parsing(() => {
    const reader = new PdfReader(bytes, gapStart, second)
    return asString(reader.value())?.isHex === true && reader.at === second
  })
  if (!gap.ok || !gap.value) return problem('gap-not-contents')
  return { end, findings: end < bytes.length ? [laterUnreadable(end, bytes.length)] : [] }
}

function problem(kind: string): { findings: Finding[] } {
  return { findings: [fatal(`pdf.range-${kind}`, CLAUSE, 'FORMAT_FAILURE', { field: '?' })] }
}

/** Octets behind a signature of which nobody can tell what they do. */
export function laterUnreadable(end: number, size: number): Finding {
  return fatal('pdf.later-octets-unreadable', CLAUSE, 'FORMAT_FAILURE', { offset: end, length: size - end })
}

/** Structures that no honest writer makes: each is an attack with a name, or the tool that would be attacked is this one. */
const NAMED: readonly string[] = [
  'pdf.xref-loop',
  'pdf.xref-too-many',
  'pdf.xref-duplicate',
  'pdf.xref-contradictory',
  'pdf.reference-loop',
  'pdf.reference-generation',
  'pdf.object-stream-index',
  'pdf.object-mismatch',
  'pdf.too-deep',
  'pdf.page-tree',
  'pdf.field-tree',
  'pdf.flate-too-large',
]

/** The finding that names what is wrong with the structure, where it has a name. */
export function namedStructure(code: string): Finding[] {
  return NAMED.includes(code) ? [fatal(code, 'ISO 32000-1 §7.5', 'FORMAT_FAILURE')] : []
}
