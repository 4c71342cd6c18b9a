// PDF values written out (ISO 32000-1 §7.3): the counterpart of core/documents/pdf/syntax.ts, for objects that a new revision repeats.

import { toHex } from '#core/bytes/hex.ts'
import type { PdfDictionary, PdfValue } from '#core/documents/pdf/values.ts'

/** Keys, without their slash, and values as they are to stand in the file. One character is one octet. */
export type Entries = Record<string, string>

export function dictionary(entries: Entries): string {
  return `<<${Object.entries(entries)
    .map(([key, value]) => `${name(key)} ${value}`)
    .join(' ')}>>`
}

/** The entries of a dictionary that was read, as they would be written. Of a key that stands twice, the last. */
export function entriesOf({ entries }: PdfDictionary): Entries {
  return Object.fromEntries([...entries].map(([key, value]) => [key, written(value)]))
}

export function name(text: string): string {
  return `/${Array.from(text, (one) => (/[A-Za-z0-9_.+-]/.test(one) ? one : escaped(one))).join('')}`
}

const escaped = (character: string) => `#${character.charCodeAt(0).toString(16).padStart(2, '0')}`

export const reference = (number: number, generation = 0) => `${number} ${generation} R`

/** Up to a thousandth: finer is below what is shown. */
export function decimal(value: number): string {
  return String(Number(value.toFixed(3)))
}

export const array = (items: readonly string[]) => `[${items.join(' ')}]`

/** A text string (ISO 32000-1 §7.9.2.2) in UTF-16 with its mark: right in every language. */
export function textString(text: string): string {
  const octets = [0xfe, 0xff]
  for (let i = 0; i < text.length; i++) octets.push(text.charCodeAt(i) >> 8, text.charCodeAt(i) & 0xff)
  return `<${toHex(Uint8Array.from(octets))}>`
}

/** `D:` and the moment in UTC (ISO 32000-1 §7.9.4). */
export function dateString(at: number): string {
  return `(D:${new Date(at).toISOString().slice(0, 19).replace(/\D/g, '')}Z)`
}

/** @throws for a stream, which only an object of its own can be */
export function written(value: PdfValue): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return plainNumber(value)
  switch (value.type) {
    case 'name':
      return name(value.name)
    case 'string':
      return `<${toHex(value.bytes)}>`
    case 'array':
      return array(value.items.map(written))
    case 'dictionary':
      return dictionary(entriesOf(value))
    case 'reference':
      return reference(value.number, value.generation)
    default:
      throw new Error('a stream stands by itself')
  }
}

/** Never with an exponent, which PDF does not know. */
function plainNumber(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(10) : text
}
