// The text around certificates and keys (RFC 7468 §2, §3; RFC 1421 §4.4 for the headers of old keys): what mail programs, consoles and
// Windows editors make of it. Everything between blocks is passed over; a block that does not end is named.

import { latin1, utf8Text } from '../asn1/values.ts'

export interface PemItem {
  label: string
  /** Lower-case names of the header lines, as old encrypted keys have them. */
  headers: ReadonlyMap<string, string>
  /** Base64, with its white space. */
  body: string
  /** Of its BEGIN, in characters. */
  start: number
  /** There is no END of the same label before the next BEGIN. */
  isCutOff: boolean
}

const BEGIN = '-----BEGIN '
const DASHES = '-----'

/** Text of a file: UTF-8 or UTF-16 by its mark, otherwise one character an octet. */
export function textOfFile(bytes: Uint8Array): string {
  const [a, b, c] = bytes
  if (a === 0xff && b === 0xfe) return wide(bytes.subarray(2), 1)
  if (a === 0xfe && b === 0xff) return wide(bytes.subarray(2), 0)
  if (a === 0xef && b === 0xbb && c === 0xbf) return utf8Text(bytes.subarray(3)) ?? latin1(bytes.subarray(3))
  return latin1(bytes)
}

function wide(octets: Uint8Array, high: 0 | 1): string {
  const pieces: string[] = []
  for (let i = 0; i + 1 < octets.length; i += 2) {
    pieces.push(String.fromCharCode((octets[i + high] as number) * 256 + (octets[i + 1 - high] as number)))
  }
  return pieces.join('')
}

/** Every block of the text in order, never more than `max`. */
export function armouredItems(text: string, max: number): PemItem[] {
  const items: PemItem[] = []
  let at = text.indexOf(BEGIN)
  while (at >= 0 && items.length < max) {
    const next = text.indexOf(BEGIN, at + BEGIN.length)
    items.push(itemAt(text, at, next < 0 ? text.length : next))
    at = next
  }
  return items
}

/** The longest label in use has 25 characters. */
const MAX_LABEL = 64

function itemAt(text: string, start: number, limit: number): PemItem {
  const labelAt = start + BEGIN.length
  const labelEnd = text.slice(labelAt, Math.min(limit, labelAt + MAX_LABEL + DASHES.length)).indexOf(DASHES)
  const label = labelEnd < 0 ? '' : text.slice(labelAt, labelAt + labelEnd)
  const from = labelAt + labelEnd + DASHES.length
  const end = labelEnd < 0 ? -1 : text.slice(from, limit).indexOf(`-----END ${label}-----`)
  if (end < 0) return { label, headers: new Map(), body: '', start, isCutOff: true }
  return { label, ...splitHeaders(text.slice(from, from + end)), start, isCutOff: false }
}

const HEADER = /^([A-Za-z][A-Za-z-]*):[ \t]*(.*)$/

function splitHeaders(inside: string): Pick<PemItem, 'headers' | 'body'> {
  const lines = inside.split(/\r\n|\r|\n/)
  const headers = new Map<string, string>()
  let first = lines.findIndex((line) => line.trim() !== '')
  for (; first >= 0 && first < lines.length; first++) {
    const [, name, value = ''] = HEADER.exec(lines[first] ?? '') ?? []
    if (name === undefined) break
    headers.set(name.toLowerCase(), value)
  }
  return { headers, body: lines.slice(Math.max(0, first)).join('\n') }
}
