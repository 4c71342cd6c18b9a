// Finding a serial number among a million CRL entries: an open-addressing table of entry offsets, four bytes a slot,
// built in one walk over a list whose form has been checked.

import type { Der } from '../asn1/der.ts'

/** Longer runs of occupied slots come from serial numbers made to collide; such a list is searched from front to back. */
const MAX_RUN = 1024

/** Offset + 1 of the entry in each used slot, 0 in the free ones; `null` when the serial numbers collide too often. */
export function buildTable(list: Der, count: number): Uint32Array | null {
  let size = 16
  while (size < count * 2) size *= 2
  const table = new Uint32Array(size)
  const { source, end } = list
  for (let at = list.valueStart; at < end; at = entryEnd(source, at)) {
    const serialAt = serialOffset(source, at)
    let slot = hash(source, serialAt + 2, source[serialAt + 1] as number) & (size - 1)
    for (let run = 0; table[slot] !== 0; run++) {
      if (run > MAX_RUN) return null
      slot = (slot + 1) & (size - 1)
    }
    table[slot] = at + 1
  }
  return table
}

/** Offsets of all entries with this serial number, in the order of the list. */
export function probeTable(table: Uint32Array, source: Uint8Array, serial: Uint8Array): number[] {
  const offsets: number[] = []
  const mask = table.length - 1
  for (let slot = hash(serial, 0, serial.length) & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
    const at = (table[slot] as number) - 1
    if (isSerialAt(source, serialOffset(source, at), serial)) offsets.push(at)
  }
  return offsets
}

/** The same answer without a table. */
export function scanForSerial(list: Der, serial: Uint8Array): number[] {
  const offsets: number[] = []
  for (let at = list.valueStart; at < list.end; at = entryEnd(list.source, at)) {
    if (isSerialAt(list.source, serialOffset(list.source, at), serial)) offsets.push(at)
  }
  return offsets
}

function isSerialAt(source: Uint8Array, at: number, serial: Uint8Array): boolean {
  if (source[at + 1] !== serial.length) return false
  for (let i = 0; i < serial.length; i++) if (source[at + 2 + i] !== serial[i]) return false
  return true
}

/** Where the INTEGER of the entry at `at` begins. */
function serialOffset(source: Uint8Array, at: number): number {
  const first = source[at + 1] as number
  return at + (first < 0x80 ? 2 : 2 + (first & 0x7f))
}

function entryEnd(source: Uint8Array, at: number): number {
  const first = source[at + 1] as number
  if (first < 0x80) return at + 2 + first
  let length = 0
  for (let i = 0; i < (first & 0x7f); i++) length = length * 256 + (source[at + 2 + i] as number)
  return serialOffset(source, at) + length
}

/** FNV-1a with a final mix. */
function hash(source: Uint8Array, at: number, length: number): number {
  let value = 0x811c9dc5
  for (let i = at; i < at + length; i++) value = Math.imul(value ^ (source[i] as number), 0x01000193)
  value ^= value >>> 15
  return Math.imul(value, 0x2c1b3c6d) >>> 4
}
