// Every octet behind a signed revision must belong to something that readers agree on: an object that a cross-reference names, the
// section itself, `startxref`, an end mark. What is left over is where readers that repair files find another document
// (incremental saving attacks: a body without cross-reference, a trailer of its own, an empty section).

import { parsing } from '../../asn1/fields.ts'
import type { XrefEntry } from './cross-reference.ts'
import type { PdfDocument } from './document.ts'
import { PdfReader, readObject } from './syntax.ts'
import { asInteger } from './values.ts'

export interface Leftover {
  offset: number
  length: number
}

/** The stretches behind `from` that nothing accounts for; white space and comments are nobody's. @throws Malformed */
export function leftoversBehind(document: PdfDocument, from: number): Leftover[] {
  const parts = [...structureParts(document, from), ...objectParts(document, from)].sort((a, b) => a.start - b.start)
  const leftovers: Leftover[] = []
  let at = from
  for (const part of [...parts, { start: document.bytes.length, end: document.bytes.length }]) {
    const start = skippedSpace(document.bytes, at, part.start)
    if (start < part.start) leftovers.push({ offset: start, length: part.start - start })
    at = Math.max(at, part.end)
  }
  return leftovers
}

interface Part {
  start: number
  end: number
}

/** Sections and the `startxref` that follows each. */
function structureParts(document: PdfDocument, from: number): Part[] {
  return document.sections
    .filter(({ offset }) => offset >= from)
    .map(({ offset, end }) => {
      const read = parsing(() => {
        const reader = new PdfReader(document.bytes, end)
        reader.expect('startxref')
        reader.integer()
        return reader.at
      })
      return { start: offset, end: read.ok ? read.value : end }
    })
}

function objectParts(document: PdfDocument, from: number): Part[] {
  const offsets = new Map<number, XrefEntry & { kind: 'offset' }>()
  for (const { entries } of document.sections) {
    for (const entry of entries.values()) {
      if (entry.kind === 'offset' && entry.offset >= from) offsets.set(entry.offset, entry)
    }
  }
  return [...offsets.keys()].flatMap((offset) => {
    const object = parsing(() => readObject(document.bytes, offset, (length) => asInteger(document.resolve(length))))
    return object.ok ? [{ start: offset, end: object.value.end }] : []
  })
}

function skippedSpace(bytes: Uint8Array, from: number, limit: number): number {
  const reader = new PdfReader(bytes, from, limit)
  reader.skipSpace()
  return Math.min(reader.at, limit)
}
