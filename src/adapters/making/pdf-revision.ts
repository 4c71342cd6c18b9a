// A revision appended to a PDF file (ISO 32000-1 §7.5.6): new and changed objects behind the old octets, which stay as they are, and a
// cross-reference section of the kind the file has already.

import { createHash } from 'node:crypto'
import { concatBytes } from '#core/bytes/bytes.ts'
import type { PdfDocument } from '#core/documents/pdf/document.ts'
import { asArray, asInteger, asReference } from '#core/documents/pdf/values.ts'
import { array, dictionary, type Entries, reference, written } from './pdf-syntax.ts'

interface Appended {
  generation: number
  body: Uint8Array
}

export interface WrittenRevision {
  bytes: Uint8Array
  /** Where the object of that number begins. */
  offsetOf(number: number): number
}

export class PdfRevision {
  private readonly document: PdfDocument
  private readonly objects = new Map<number, Appended>()
  private next: number

  constructor(document: PdfDocument) {
    this.document = document
    const size = asInteger(document.resolve(document.trailer.entries.get('Size'))) ?? 1
    this.next = document.numbers().reduce((highest, one) => Math.max(highest, one + 1), size)
  }

  /** The number of an object to come. */
  reserve(): number {
    return this.next++
  }

  /** An object that replaces the one of that number, or is new. */
  put(number: number, body: string): void {
    this.objects.set(number, { generation: this.generationOf(number), body: octets(body) })
  }

  add(body: string): string {
    const number = this.reserve()
    this.put(number, body)
    return reference(number)
  }

  addStream(entries: Entries, data: Uint8Array): string {
    const number = this.reserve()
    const head = octets(`${dictionary({ ...entries, Length: String(data.length) })}\nstream\n`)
    this.objects.set(number, { generation: 0, body: concatBytes(head, data, octets('\nendstream')) })
    return reference(number)
  }

  private generationOf(number: number): number {
    const entry = this.document.entryOf(number)
    return entry?.kind === 'offset' ? entry.generation : 0
  }

  write(): WrittenRevision {
    const old = this.document.bytes
    const parts: Uint8Array[] = [old, octets('\n')]
    let at = old.length + 1
    const offsets = new Map<number, number>()
    for (const [number, { generation, body }] of [...this.objects].sort(([a], [b]) => a - b)) {
      const whole = concatBytes(octets(`${number} ${generation} obj\n`), body, octets('\nendobj\n'))
      offsets.set(number, at)
      parts.push(whole)
      at += whole.length
    }
    const isStream = this.document.sections[0]?.form === 'stream'
    parts.push(isStream ? this.streamSection(offsets, at) : this.tableSection(offsets, at))
    return { bytes: concatBytes(...parts), offsetOf: (number) => offsets.get(number) ?? -1 }
  }

  private tableSection(offsets: ReadonlyMap<number, number>, at: number): Uint8Array {
    const ranges = rangesOf([...offsets.keys()]).map((numbers) => {
      const rows = numbers.map((number) => tableRow(offsets.get(number) ?? 0, this.generationOf(number)))
      return `${numbers[0]} ${numbers.length}\n${rows.join('')}`
    })
    const trailer = dictionary(this.trailerEntries())
    return octets(`xref\n${ranges.join('')}trailer\n${trailer}\nstartxref\n${at}\n%%EOF\n`)
  }

  private streamSection(offsets: ReadonlyMap<number, number>, at: number): Uint8Array {
    const own = this.reserve()
    const all = new Map([...offsets, [own, at]])
    const ranges = rangesOf([...all.keys()])
    const data = concatBytes(
      ...ranges.flat().map((number) => streamRow(all.get(number) ?? 0, this.generationOf(number))),
    )
    const head = dictionary({
      Type: '/XRef',
      ...this.trailerEntries(),
      W: '[1 6 2]',
      Index: array(ranges.map((numbers) => `${numbers[0]} ${numbers.length}`)),
      Length: String(data.length),
    })
    return concatBytes(
      octets(`${own} 0 obj\n${head}\nstream\n`),
      data,
      octets(`\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`),
    )
  }

  private trailerEntries(): Entries {
    const { trailer, sections } = this.document
    const root = asReference(trailer.entries.get('Root'))
    const info = asReference(trailer.entries.get('Info'))
    return {
      Size: String(this.next),
      ...(root && { Root: written(root) }),
      ...(info && { Info: written(info) }),
      ID: this.identifier(),
      Prev: String(sections[0]?.offset ?? 0),
    }
  }

  /** The first half stays, the second names this revision (ISO 32000-1 §14.4). */
  private identifier(): string {
    const fresh = `<${createHash('sha256').update(this.document.bytes).digest('hex').slice(0, 32)}>`
    const [first] = asArray(this.document.resolve(this.document.trailer.entries.get('ID'))) ?? []
    return array([first === undefined ? fresh : written(this.document.resolve(first)), fresh])
  }
}

export function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** Runs of numbers that follow each other. */
function rangesOf(numbers: number[]): number[][] {
  const ranges: number[][] = []
  for (const number of numbers.sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && last.at(-1) === number - 1) last.push(number)
    else ranges.push([number])
  }
  return ranges
}

const tableRow = (offset: number, generation: number) =>
  `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`

function streamRow(offset: number, generation: number): Uint8Array {
  const row = Buffer.alloc(9)
  row[0] = 1
  row.writeUIntBE(offset, 1, 6)
  row.writeUInt16BE(generation, 7)
  return new Uint8Array(row)
}
