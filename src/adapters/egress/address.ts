// IP addresses as bytes: parsing, networks, and the IPv4 address that hides inside an IPv6 one
// (RFC 4291 §2.5.5 mapped and compatible, RFC 6052 NAT64, RFC 8215 local NAT64, RFC 3056 6to4, RFC 4380 Teredo, RFC 2765 translated).

import { isIPv4, isIPv6 } from 'node:net'

/** Four or sixteen bytes. */
export type AddressBytes = Uint8Array

/** Bytes of a textual address without zone; `undefined` when it is none (names, zone ids, short or octal forms). */
export function parseAddress(text: string): AddressBytes | undefined {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  return isIPv6(text) && !text.includes('%') ? parseIPv6(text) : undefined
}

function parseIPv6(text: string): AddressBytes {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  if (dotted) {
    const [a, b, c, d] = dotted.slice(2).map(Number) as [number, number, number, number]
    return parseIPv6(`${dotted[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`)
  }
  const [head = '', tail] = text.split('::')
  const before = groupsOf(head)
  const behind = groupsOf(tail ?? '')
  const bytes = new Uint8Array(16)
  const place = (groups: number[], from: number) => {
    for (const [index, group] of groups.entries()) bytes.set([group >> 8, group & 255], from + 2 * index)
  }
  place(before, 0)
  place(behind, 16 - 2 * behind.length)
  return bytes
}

function groupsOf(part: string): number[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
}

export interface Network {
  base: AddressBytes
  prefixBits: number
}

/** `10.0.0.0/8`, `fd00::/8`, or one address. Throws on anything else: a list an administrator wrote must mean something. */
export function parseNetwork(text: string): Network {
  const [address = '', prefix] = text.split('/')
  const base = parseAddress(address)
  const prefixBits = prefix === undefined ? (base?.length ?? 0) * 8 : Number(prefix)
  const isPrefix = prefix === undefined || /^\d{1,3}$/.test(prefix)
  if (!base || !isPrefix || prefixBits > base.length * 8) throw new Error(`not a network in CIDR notation: ${text}`)
  return { base, prefixBits }
}

export function isWithin(address: AddressBytes, { base, prefixBits }: Network): boolean {
  if (address.length !== base.length) return false
  for (let bit = 0; bit < prefixBits; bit += 8) {
    const mask = prefixBits - bit >= 8 ? 0xff : (0xff << (8 - (prefixBits - bit))) & 0xff
    if ((((address[bit / 8] ?? 0) ^ (base[bit / 8] ?? 0)) & mask) !== 0) return false
  }
  return true
}

interface Wrapping {
  network: Network
  /** Offset of the four bytes. */
  at: number
  /** Teredo stores the client's address inverted. */
  isInverted?: boolean
}

const WRAPPINGS: readonly Wrapping[] = [
  { network: parseNetwork('::ffff:0:0/96'), at: 12 },
  { network: parseNetwork('::ffff:0:0:0/96'), at: 12 },
  { network: parseNetwork('64:ff9b::/96'), at: 12 },
  { network: parseNetwork('64:ff9b:1::/48'), at: 12 },
  { network: parseNetwork('2002::/16'), at: 2 },
  { network: parseNetwork('2001::/32'), at: 12, isInverted: true },
  { network: parseNetwork('::/96'), at: 12 },
]

const IPV6_ITSELF = [parseNetwork('::'), parseNetwork('::1')]

/** The IPv4 address a packet to this IPv6 address may end at; the address itself when there is none inside. */
export function unwrapAddress(address: AddressBytes): AddressBytes {
  if (address.length === 4 || IPV6_ITSELF.some((network) => isWithin(address, network))) return address
  const wrapping = WRAPPINGS.find(({ network }) => isWithin(address, network))
  if (!wrapping) return address
  const inner = address.slice(wrapping.at, wrapping.at + 4)
  return wrapping.isInverted ? inner.map((byte) => byte ^ 0xff) : inner
}
