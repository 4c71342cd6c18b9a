// Where the objects of a PDF file stand (ISO 32000-1 §7.5.4 tables, §7.5.8 streams, §7.5.8.4 hybrids): one section for each
// saving of the file, the newest first, every chain of /Prev bounded and free of loops.

import { malformed } from '../../asn1/fields.ts'
import { latin1 } from '../../asn1/values.ts'
import type { Inflate } from '../../primitives.ts'
import { decodedStream, type UnpackingBudget } from './filters.ts'
import { PdfReader, readObject } from './syntax.ts'
import { asArray, asDictionary, asInteger, asName, asStream, type PdfDictionary, type PdfValue } from './values.ts'

export type XrefEntry =
  | { kind: 'free' }
  | { kind: 'offset'; offset: number; generation: number }
  | { kind: 'compressed'; container: number; index: number }

export interface XrefSection {
  /** Of the keyword `xref` or of the stream's object. */
  offset: number
  /** Behind the trailer, or behind the stream's object. */
  end: number
  form: 'table' | 'stream' | 'hybrid'
  trailer: PdfDictionary
  entries: ReadonlyMap<number, XrefEntry>
}

const MAX_SECTIONS = 1_000
/** Of one section, and of all sections of a file together. */
const MAX_ENTRIES = 1_000_000

/** Where the last `startxref` points, and where that keyword stands. @throws Malformed */
export function lastStart(bytes: Uint8Array): { keyword: number; target: number } {
  const keyword = lastIndexOf(bytes, 'startxref')
  if (keyword < 0) malformed('pdf.startxref-missing', bytes.length)
  const reader = new PdfReader(bytes, keyword + 'startxref'.length)
  return { keyword, target: reader.integer() }
}

export function lastIndexOf(bytes: Uint8Array, keyword: string, before = bytes.length): number {
  const codes = Array.from(keyword, (one) => one.charCodeAt(0))
  for (let at = before - codes.length; at >= 0; at--) {
    if (codes.every((octet, i) => bytes[at + i] === octet)) return at
  }
  return -1
}

/** Every section from the newest to the first. @throws Malformed for a chain that loops, is too long, or leads nowhere */
export function readSections(
  bytes: Uint8Array,
  start: number,
  inflate: Inflate,
  budget: UnpackingBudget,
): XrefSection[] {
  const sections: XrefSection[] = []
  const seen = new Set<number>()
  let named = 0
  for (let offset: number | undefined = start; offset !== undefined; ) {
    if (seen.has(offset)) malformed('pdf.xref-loop', offset)
    if (seen.size >= MAX_SECTIONS) malformed('pdf.xref-too-many', offset)
    seen.add(offset)
    const section = readSection(bytes, offset, inflate, budget)
    sections.push(section)
    named += section.entries.size
    if (named > MAX_ENTRIES) malformed('pdf.xref-too-many', offset)
    offset = previousOf(section.trailer, offset)
  }
  return sections
}

function previousOf(trailer: PdfDictionary, offset: number): number | undefined {
  const previous = trailer.entries.get('Prev')
  if (previous === undefined) return undefined
  return asInteger(previous) ?? malformed('pdf.xref-previous', offset)
}

function readSection(bytes: Uint8Array, offset: number, inflate: Inflate, budget: UnpackingBudget): XrefSection {
  if (offset >= bytes.length) malformed('pdf.xref-offset', offset)
  const reader = new PdfReader(bytes, offset)
  reader.skipSpace()
  // Off by one, as some writers are: the keyword begins one octet earlier. Nothing else is searched for.
  if (!reader.isAt('xref') && new PdfReader(bytes, offset - 1).isAt('xref')) reader.at = offset - 1
  if (!reader.isAt('xref')) return readStreamSection(bytes, reader.at, inflate, budget)
  const table = readTable(reader)
  const hybrid = asInteger(table.trailer.entries.get('XRefStm'))
  if (hybrid === undefined) return { ...table, offset, form: 'table' }
  // Readers that know streams look there before the previous section, but after this table.
  const hidden = readStreamSection(bytes, hybrid, inflate, budget)
  const named = [...table.entries].filter(([, entry]) => entry.kind !== 'free')
  for (const [number, entry] of named) {
    const other = hidden.entries.get(number)
    if (other && other.kind !== 'free' && !isSameEntry(entry, other)) malformed('pdf.xref-contradictory', hybrid)
  }
  const entries = new Map([...hidden.entries, ...named])
  return { ...table, offset, form: 'hybrid', entries }
}

function readTable(reader: PdfReader): Pick<XrefSection, 'end' | 'trailer' | 'entries'> {
  reader.expect('xref')
  const entries = new Map<number, XrefEntry>()
  for (;;) {
    reader.skipSpace()
    if (reader.isAt('trailer')) break
    const first = reader.integer()
    const count = reader.integer()
    if (entries.size + count > MAX_ENTRIES) malformed('pdf.xref-too-many', reader.at)
    for (let i = 0; i < count; i++) addEntry(entries, first + i, readTableEntry(reader), reader.at)
  }
  reader.expect('trailer')
  const trailer = asDictionary(reader.value()) ?? malformed('pdf.trailer', reader.at)
  return { end: reader.at, trailer, entries }
}

/** Of an object that one section names twice, some readers take the first place and some the last. */
function addEntry(entries: Map<number, XrefEntry>, number: number, entry: XrefEntry, offset: number): void {
  const known = entries.get(number)
  if (known && !isSameEntry(known, entry)) malformed('pdf.xref-duplicate', offset)
  entries.set(number, entry)
}

function isSameEntry(a: XrefEntry, b: XrefEntry): boolean {
  if (a.kind === 'offset') return b.kind === 'offset' && a.offset === b.offset && a.generation === b.generation
  if (a.kind === 'compressed') return b.kind === 'compressed' && a.container === b.container && a.index === b.index
  return b.kind === 'free'
}

function readTableEntry(reader: PdfReader): XrefEntry {
  const offset = reader.integer()
  const generation = reader.integer()
  reader.skipSpace()
  const kind = latin1(reader.bytes.subarray(reader.at, reader.at + 1))
  if (kind !== 'n' && kind !== 'f') malformed('pdf.xref-entry', reader.at)
  reader.at++
  return kind === 'f' ? { kind: 'free' } : { kind: 'offset', offset, generation }
}

function readStreamSection(bytes: Uint8Array, offset: number, inflate: Inflate, budget: UnpackingBudget): XrefSection {
  const object = readObject(bytes, offset, asInteger)
  const stream = asStream(object.value) ?? malformed('pdf.xref-missing', offset)
  if (asName(stream.dictionary.entries.get('Type')) !== 'XRef') malformed('pdf.xref-missing', offset)
  const data = decodedStream(stream, inflate, budget)
  const entries = streamEntries(data, stream.dictionary, offset)
  return { offset, end: object.end, form: 'stream', trailer: stream.dictionary, entries }
}

function streamEntries(data: Uint8Array, { entries: keys }: PdfDictionary, offset: number): Map<number, XrefEntry> {
  const widths = integers(keys.get('W'))
  const [type = 0, second = 0, third = 0] = widths ?? []
  if (widths?.length !== 3 || widths.some((one) => one < 0 || one > 6)) malformed('pdf.xref-widths', offset)
  const size = asInteger(keys.get('Size')) ?? malformed('pdf.xref-size', offset)
  const ranges = integers(keys.get('Index')) ?? [0, size]
  const entries = new Map<number, XrefEntry>()
  const row = type + second + third
  let at = 0
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    const [first = 0, count = 0] = [ranges[i], ranges[i + 1]]
    if (row === 0 || at + count * row > data.length || entries.size + count > MAX_ENTRIES) {
      malformed('pdf.xref-truncated', offset)
    }
    for (let number = first; number < first + count; number++, at += row) {
      const kind = type === 0 ? 1 : numberAt(data, at, type)
      const fields = [numberAt(data, at + type, second), numberAt(data, at + type + second, third)] as const
      addEntry(entries, number, entryOf(kind, ...fields), offset)
    }
  }
  return entries
}

/** Types that are not defined are references to null (ISO 32000-1 §7.5.8.3). */
function entryOf(kind: number, second: number, third: number): XrefEntry {
  if (kind === 1) return { kind: 'offset', offset: second, generation: third }
  return kind === 2 ? { kind: 'compressed', container: second, index: third } : { kind: 'free' }
}

function numberAt(data: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let i = 0; i < width; i++) value = value * 256 + (data[at + i] as number)
  return value
}

function integers(value: PdfValue | undefined): number[] | undefined {
  const items = asArray(value)?.map(asInteger)
  return items?.every((one) => one !== undefined) ? (items as number[]) : undefined
}
