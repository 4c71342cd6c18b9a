// The objects a PDF file is made of (ISO 32000-1 §7.3), as values with the place they were read from.

export type PdfValue =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfArray
  | PdfDictionary
  | PdfStream
  | PdfReference

export interface PdfName {
  type: 'name'
  name: string
}

export interface PdfString {
  type: 'string'
  /** Unescaped, not decrypted. */
  bytes: Uint8Array
  isHex: boolean
  /** Where the delimiters stand: `start` at the first, `end` behind the last. */
  start: number
  end: number
}

export interface PdfArray {
  type: 'array'
  items: PdfValue[]
}

export interface PdfDictionary {
  type: 'dictionary'
  entries: ReadonlyMap<string, PdfValue>
  /** Keys that stand twice: readers disagree which counts (ISO 32000-1 §7.3.7 leaves it open). */
  duplicates: readonly string[]
  start: number
  end: number
}

export interface PdfStream {
  type: 'stream'
  dictionary: PdfDictionary
  /** Encoded by its filters; decrypted where the file is encrypted. @throws Malformed then, when it cannot be */
  data: Uint8Array
}

export interface PdfReference {
  type: 'reference'
  number: number
  generation: number
}

/** An object of a file by its number, with the octets it takes from `start` to `end`. */
export interface PdfObject {
  number: number
  generation: number
  value: PdfValue
  start: number
  end: number
}

type Composite = Exclude<PdfValue, null | boolean | number>

export function isComposite(value: PdfValue | undefined): value is Composite {
  return typeof value === 'object' && value !== null
}

export function asName(value: PdfValue | undefined): string | undefined {
  return isComposite(value) && value.type === 'name' ? value.name : undefined
}

export function asDictionary(value: PdfValue | undefined): PdfDictionary | undefined {
  if (!isComposite(value)) return undefined
  if (value.type === 'dictionary') return value
  return value.type === 'stream' ? value.dictionary : undefined
}

export function asArray(value: PdfValue | undefined): readonly PdfValue[] | undefined {
  return isComposite(value) && value.type === 'array' ? value.items : undefined
}

export function asString(value: PdfValue | undefined): PdfString | undefined {
  return isComposite(value) && value.type === 'string' ? value : undefined
}

export function asStream(value: PdfValue | undefined): PdfStream | undefined {
  return isComposite(value) && value.type === 'stream' ? value : undefined
}

export function asReference(value: PdfValue | undefined): PdfReference | undefined {
  return isComposite(value) && value.type === 'reference' ? value : undefined
}

export function asInteger(value: PdfValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/** Keys that stand twice, in the value itself and in what stands inside it; references are not followed. */
export function duplicatesIn(value: PdfValue): readonly string[] {
  if (!isComposite(value)) return []
  if (value.type === 'array') return value.items.flatMap(duplicatesIn)
  const dictionary = asDictionary(value)
  return dictionary ? [...dictionary.duplicates, ...[...dictionary.entries.values()].flatMap(duplicatesIn)] : []
}
