// Hosts and addresses as the lints see them: labels, reserved address ranges (IANA special-purpose registries), names that never
// resolve on the Internet (RFC 6761, RFC 6762, ICANN), and the syntax of URIs (RFC 3986).

import { parseIpAddress } from '../x509/host-names.ts'

/** Labels of a host from left to right, lower case, without a wildcard in front. */
export function labelsOf(host: string): string[] {
  return host.toLowerCase().replace(/^\*\./, '').split('.')
}

/** Top-level names that are reserved, or that everybody uses inside: no public CA can validate a host below them. */
const INTERNAL_SUFFIXES: ReadonlySet<string> = new Set([
  'local',
  'localhost',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'mail',
  'domain',
  'test',
  'example',
  'invalid',
  'alt',
])

/** A host nobody can own: a single label, or below a name reserved for inside use. Names below an unknown top-level name are not recognised. */
export function isInternalName(host: string): boolean {
  const labels = labelsOf(host)
  return labels.length < 2 || INTERNAL_SUFFIXES.has(labels.at(-1) ?? '')
}

/** Second-level registries below .cn; below other country codes only the single label is known here. */
const CHINESE_REGISTRIES: ReadonlySet<string> = new Set(
  'ac com edu gov mil net org ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz yn zj'.split(
    ' ',
  ),
)

/** A registry everybody registers below. The Public Suffix List is not kept here: only top-level names and those below .cn are told. */
export function isRegistrySuffix(labels: readonly string[]): boolean {
  const [second = '', top] = labels
  return labels.length < 2 || (labels.length === 2 && top === 'cn' && CHINESE_REGISTRIES.has(second))
}

const RESERVED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]

const RESERVED_V6 = ['::/3', '2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '4000::/2', '8000::/1']

interface Network {
  bytes: Uint8Array
  length: number
}

const RESERVED: readonly Network[] = [...RESERVED_V4, ...RESERVED_V6].flatMap((text) => {
  const [address = '', length] = text.split('/')
  const bytes = parseIpAddress(address)
  return bytes ? [{ bytes, length: Number(length) }] : []
})

function sharesPrefix(a: Uint8Array, b: Uint8Array, length: number): boolean {
  for (let bit = 0; bit < length; bit++) {
    const at = bit >> 3
    if ((((a[at] ?? 0) ^ (b[at] ?? 0)) >> (7 - (bit & 7))) & 1) return false
  }
  return true
}

/** Octets or text of an address nobody on the Internet has. What is no address is not reserved. */
export function isReservedIp(address: Uint8Array | string): boolean {
  const bytes = typeof address === 'string' ? parseIpAddress(address) : address
  if (!bytes) return false
  return RESERVED.some(
    (network) => network.bytes.length === bytes.length && sharesPrefix(bytes, network.bytes, network.length),
  )
}

/** Whether an address with a mask (as in name constraints: address, then mask) touches a reserved range. */
export function touchesReservedIp(range: Uint8Array): boolean {
  const half = range.length / 2
  if (half !== 4 && half !== 16) return false
  const [address, mask] = [range.subarray(0, half), range.subarray(half)]
  const length = [...mask].reduce((sum, octet) => sum + octet.toString(2).replaceAll('0', '').length, 0)
  return RESERVED.some(
    (network) =>
      network.bytes.length === half && sharesPrefix(address, network.bytes, Math.min(length, network.length)),
  )
}

export function isHttpUrl(text: string): boolean {
  return /^http:\/\//i.test(text)
}

/** `scheme:` and something behind it. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?!\/\/$)[^\s]+$/i.test(text)
}

/** The host of a URI with an authority; `undefined` where there is none. */
export function uriHost(text: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1]
  return authority?.replace(/^[^@]*@/, '').replace(/:\d*$/, '')
}

const FQDN = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i

/** A host of several labels, perhaps with a wildcard in front, or an address. */
export function isFqdnOrIp(host: string): boolean {
  return FQDN.test(host.replace(/^\*\./, '')) || parseIpAddress(host.replace(/^\[|\]$/g, '')) !== undefined
}
