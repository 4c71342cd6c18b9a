// The object identifiers of the table recognised by their octets (ITU-T X.690 §8.19): the text is there already, and need not be
// spelled out for each of the dozens in a certificate. What is not in the table is read digit by digit, as ever.

import { OID } from './oids.ts'
import { oid } from './write.ts'

interface Known {
  octets: Uint8Array
  dotted: string
}

const PLACES = 2048
/** By a checksum of the octets: few places have more than one. */
const KNOWN: readonly (readonly Known[])[] = tableOf(Object.values(OID))

function tableOf(identifiers: readonly string[]): Known[][] {
  const table = Array.from({ length: PLACES }, (): Known[] => [])
  for (const dotted of identifiers) {
    const octets = oid(dotted).subarray(2)
    table[placeOf(octets, 0, octets.length)]?.push({ octets, dotted })
  }
  return table
}

/** The dotted text of the contents octets from `start` to `end`, when they are an identifier of the table. */
export function knownOid(source: Uint8Array, start: number, end: number): string | undefined {
  for (const { octets, dotted } of KNOWN[placeOf(source, start, end)] ?? []) {
    if (isAt(source, start, end, octets)) return dotted
  }
  return undefined
}

function isAt(source: Uint8Array, start: number, end: number, octets: Uint8Array): boolean {
  if (octets.length !== end - start) return false
  for (let i = 0; i < octets.length; i++) if (octets[i] !== source[start + i]) return false
  return true
}

function placeOf(source: Uint8Array, start: number, end: number): number {
  let sum = end - start
  for (let i = start; i < end; i++) sum = (Math.imul(sum, 31) + (source[i] as number)) | 0
  return sum & (PLACES - 1)
}
