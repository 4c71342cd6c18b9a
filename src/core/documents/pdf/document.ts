// A PDF file opened: its sections, its objects by number, its trailer (ISO 32000-1 §7.5). Nothing is repaired: a file whose
// cross-reference does not hold is refused with the place, because readers that repair show different documents.

import type { ParseError } from '../../asn1/der.ts'
import { malformed, parsing } from '../../asn1/fields.ts'
import type { Ciphers, Inflate } from '../../primitives.ts'
import { err, type Result } from '../../verdict.ts'
import { lastStart, readSections, type XrefEntry, type XrefSection } from './cross-reference.ts'
import { type DocumentCipher, unlocked } from './encryption.ts'
import { decodedStream, UnpackingBudget } from './filters.ts'
import { plainObjectOf } from './plain.ts'
import { PdfReader, readObject } from './syntax.ts'
import {
  asArray,
  asDictionary,
  asInteger,
  asName,
  asReference,
  asStream,
  asString,
  duplicatesIn,
  type PdfDictionary,
  type PdfObject,
  type PdfReference,
  type PdfValue,
} from './values.ts'

/** All structure streams of a file together. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024
const MAX_REFERENCE_STEPS = 32

/** An object out of an object stream. */
interface Packed {
  number: number
  value: PdfValue
}

/** What a file is opened with. */
export interface Opening {
  inflate: Inflate
  ciphers: Ciphers
  /** Of the user or the owner; the empty one is always tried. */
  password?: string
}

export class PdfDocument {
  readonly bytes: Uint8Array
  /** The newest first. */
  readonly sections: readonly XrefSection[]
  readonly trailer: PdfDictionary
  /** Where the last `startxref` stands. */
  readonly startxref: number
  private readonly entries = new Map<number, XrefEntry>()
  private readonly objects = new Map<number, PdfObject | undefined>()
  private readonly containers = new Map<number, readonly Packed[]>()
  private readonly reading = new Set<number>()
  /** Absent for a file that is not encrypted. */
  readonly cipher?: DocumentCipher
  private readonly inflate: Inflate
  private readonly budget = new UnpackingBudget(MAX_UNPACKED_BYTES)

  /** @throws Malformed; use `openPdf` */
  constructor(bytes: Uint8Array, opening: Opening) {
    const { inflate } = opening
    this.bytes = bytes
    this.inflate = inflate
    const { keyword, target } = lastStart(bytes)
    this.startxref = keyword
    this.sections = readSections(bytes, target, inflate, this.budget)
    this.trailer = this.sections[0]?.trailer ?? malformed('pdf.trailer', target)
    for (const section of [...this.sections].reverse()) {
      for (const [number, entry] of section.entries) this.entries.set(number, entry)
    }
    const cipher = this.unlock(opening)
    if (cipher) this.cipher = cipher
  }

  /** What was read before the key was known – the encryption dictionary and what it refers to – is never encrypted itself. */
  private unlock({ ciphers, password }: Opening): DocumentCipher | undefined {
    const encryption = this.trailer.entries.get('Encrypt')
    if (encryption === undefined || encryption === null) return undefined
    const dictionary = this.dictionary(encryption) ?? malformed('pdf.encryption-entry', this.startxref)
    const [fileId] = asArray(this.resolve(this.trailer.entries.get('ID'))) ?? []
    const id = asString(this.resolve(fileId))?.bytes ?? new Uint8Array()
    const cipher = unlocked(dictionary, id, (value) => this.resolve(value), ciphers, password)
    const number = asReference(encryption)?.number
    for (const known of [...this.objects.keys()]) if (known !== number) this.objects.delete(known)
    return cipher
  }

  /** The numbers of all objects in use. */
  numbers(): number[] {
    return [...this.entries].flatMap(([number, entry]) => (entry.kind === 'free' ? [] : [number]))
  }

  entryOf(number: number): XrefEntry | undefined {
    return this.entries.get(number)
  }

  /** What a reference leads to; null where it leads nowhere (ISO 32000-1 §7.3.10). @throws Malformed */
  resolve(value: PdfValue | undefined): PdfValue {
    let found = value ?? null
    for (let steps = 0; ; steps++) {
      const reference = asReference(found)
      if (!reference) return found
      if (steps > MAX_REFERENCE_STEPS) malformed('pdf.reference-loop', 0)
      found = this.object(reference)
    }
  }

  dictionary(value: PdfValue | undefined): PdfDictionary | undefined {
    return asDictionary(this.resolve(value))
  }

  catalog(): PdfDictionary {
    return this.dictionary(this.trailer.entries.get('Root')) ?? malformed('pdf.catalog', this.startxref)
  }

  private object({ number, generation }: PdfReference): PdfValue {
    const entry = this.entries.get(number)
    if (!entry || entry.kind === 'free') return null
    // Some readers do not look at generations and would show what this reference does not lead to.
    if (generation !== (entry.kind === 'offset' ? entry.generation : 0)) malformed('pdf.reference-generation', 0)
    return entry.kind === 'compressed' ? this.compressed(entry, number) : this.plainObject(number).value
  }

  /** An object that stands in the file by itself. @throws Malformed */
  plainObject(number: number): PdfObject {
    const known = this.objects.get(number)
    if (known) return known
    const entry = this.entries.get(number)
    if (entry?.kind !== 'offset') malformed('pdf.object-missing', 0)
    if (this.reading.has(number)) malformed('pdf.reference-loop', entry.offset)
    this.reading.add(number)
    const object = this.readAt(number, entry.offset)
    if (object.number !== number || object.generation !== entry.generation) {
      malformed('pdf.object-mismatch', entry.offset)
    }
    const plain = this.cipher ? plainObjectOf(object, this.cipher) : object
    this.objects.set(number, plain)
    return plain
  }

  private readAt(number: number, offset: number): PdfObject {
    try {
      return readObject(this.bytes, offset, (length) => asInteger(this.resolve(length)))
    } finally {
      this.reading.delete(number)
    }
  }

  /** By place and by number: a number that stands twice in a stream would be two objects to two readers. */
  private compressed({ container, index }: XrefEntry & { kind: 'compressed' }, number: number): PdfValue {
    const known = this.containers.get(container) ?? this.readContainer(container)
    this.containers.set(container, known)
    const packed = known[index]
    return packed?.number === number ? packed.value : malformed('pdf.object-stream-index', 0)
  }

  /** Objects written behind `from` with a key that stands twice in a dictionary: readers take one or the other. @throws Malformed */
  duplicateKeys(from: number): [number: number, keys: string][] {
    return [...this.entries].flatMap(([number, entry]) => {
      const place = entry.kind === 'compressed' ? this.entries.get(entry.container) : entry
      if (place?.kind !== 'offset' || place.offset < from) return []
      const read = parsing(() =>
        duplicatesIn(this.resolve({ type: 'reference', number, generation: generationOf(entry) })),
      )
      const keys = read.ok ? read.value : []
      return keys.length > 0 ? [[number, [...new Set(keys)].join(', ')] as [number, string]] : []
    })
  }

  /** Offsets of object streams behind `from` that cannot be unpacked, used or not: a reader that repairs files would use them. */
  unreadableContainers(from: number): number[] {
    return [...this.entries].flatMap(([number, entry]) => {
      if (entry.kind !== 'offset' || entry.offset < from) return []
      const read = parsing(() => {
        const isContainer = asName(asDictionary(this.plainObject(number).value)?.entries.get('Type')) === 'ObjStm'
        return isContainer && this.readContainer(number)
      })
      return read.ok ? [] : [entry.offset]
    })
  }

  /** An object stream (ISO 32000-1 §7.5.7): pairs of number and offset, then the objects. */
  private readContainer(container: number): Packed[] {
    const { value, start } = this.plainObject(container)
    const stream = asStream(value) ?? malformed('pdf.object-stream', start)
    const count = asInteger(this.resolve(stream.dictionary.entries.get('N'))) ?? malformed('pdf.object-stream', start)
    const first =
      asInteger(this.resolve(stream.dictionary.entries.get('First'))) ?? malformed('pdf.object-stream', start)
    const data = decodedStream(stream, this.inflate, this.budget)
    if (count > data.length) malformed('pdf.object-stream', start)
    const header = new PdfReader(data, 0, first)
    const places = Array.from({ length: count }, () => [header.integer(), header.integer()] as const)
    return places.map(([number, offset]) => ({ number, value: new PdfReader(data, first + offset).value() }))
  }
}

const generationOf = (entry: XrefEntry) => (entry.kind === 'offset' ? entry.generation : 0)

/** Never throws: what cannot be read is an error with its place. */
export function openPdf(bytes: Uint8Array, opening: Opening): Result<PdfDocument, ParseError> {
  if (!startsAsPdf(bytes)) return err({ code: 'pdf.header', offset: 0 })
  return parsing(() => new PdfDocument(bytes, opening))
}

const HEADER = Array.from('%PDF-', (one) => one.charCodeAt(0))

export function startsAsPdf(bytes: Uint8Array): boolean {
  return HEADER.every((octet, at) => bytes[at] === octet)
}
