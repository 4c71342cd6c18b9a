// Networks in CIDR notation as sets of addresses that can be counted, contained in one another and gone through (RFC 4632, RFC 4291 §2.3).

import { equalBytes } from '../bytes/bytes.ts'
import { parseIpAddress } from '../x509/host-names.ts'

export interface NetworkRange {
  /** Four or sixteen bytes, the host bits zero. */
  base: Uint8Array
  prefixBits: number
}

/** `undefined` for anything else than an address and a prefix length; host bits are cut off. */
export function parseRange(text: string): NetworkRange | undefined {
  const [, host = '', prefix] = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? []
  const address = parseIpAddress(host)
  if (!address) return undefined
  const prefixBits = prefix === undefined ? address.length * 8 : Number(prefix)
  return prefixBits > address.length * 8 ? undefined : { base: masked(address, prefixBits), prefixBits }
}

function masked(address: Uint8Array, prefixBits: number): Uint8Array {
  return address.map((byte, index) => {
    const bits = Math.max(0, Math.min(8, prefixBits - index * 8))
    return byte & ((0xff << (8 - bits)) & 0xff)
  })
}

/** Is every address of `inner` one of `outer`? */
export function containsRange(outer: NetworkRange, inner: NetworkRange): boolean {
  if (outer.base.length !== inner.base.length || inner.prefixBits < outer.prefixBits) return false
  return equalBytes(masked(inner.base, outer.prefixBits), outer.base)
}

/** How many addresses; infinite where nobody would go through them. */
export function sizeOfRange({ base, prefixBits }: NetworkRange): number {
  const hostBits = base.length * 8 - prefixBits
  return hostBits > 32 ? Number.POSITIVE_INFINITY : 2 ** hostBits
}

/** The address at a place of the range, from 0, as text. The place must lie within it. */
export function addressAt({ base }: NetworkRange, place: number): string {
  const bytes = base.slice()
  let carry = place
  for (let at = bytes.length - 1; at >= 0 && carry > 0; at--) {
    const sum = (bytes[at] ?? 0) + (carry % 256)
    bytes[at] = sum % 256
    carry = Math.floor(carry / 256) + Math.floor(sum / 256)
  }
  if (bytes.length === 4) return [...bytes].join('.')
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  )
  return groups.join(':')
}
