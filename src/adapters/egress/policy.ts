// Where our packets may go: an administrator's allow-list over names, networks and ports, and places that are never allowed.

import { type AddressBytes, isWithin, type Network, parseAddress, parseNetwork, unwrapAddress } from './address.ts'

/** One line of the allow-list. All fields given must match. Without `cidr` only globally routable addresses match: a name proves nothing about where it points. */
export interface EgressRule {
  cidr?: string
  /** Exact host name, without trailing dot. */
  host?: string
  /** Absent: any port. */
  ports?: readonly number[]
}

export interface EgressPolicy {
  allow: readonly EgressRule[]
  /** Our own database and the like: refused even inside an allowed network. */
  refuse?: readonly { address: string; port: number }[]
}

export type AddressVerdict = 'allowed' | 'not-listed' | 'forbidden'

/** Cloud metadata, unspecified, multicast and broadcast: no health target ever lives there. */
const NEVER = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '100.100.100.200',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '255.255.255.255',
  '::',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254',
  'fd20:ce::254',
].map(parseNetwork)

/** Not globally routable (RFC 6890), hence only by an explicit network in the allow-list. */
const SPECIAL = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
  '::1',
  'fc00::/7',
  '2001:db8::/32',
].map(parseNetwork)

interface Rule {
  network?: Network
  host?: string
  ports?: readonly number[]
}

/** A judge of (host, address, port) under one policy. Throws when the policy itself cannot be read. */
export class EgressJudge {
  readonly #rules: readonly Rule[]
  readonly #refused: readonly { address: AddressBytes; port: number }[]

  constructor(policy: EgressPolicy) {
    this.#rules = policy.allow.map(({ cidr, host, ports }) => ({
      ...(cidr === undefined ? {} : { network: parseNetwork(cidr) }),
      ...(host === undefined ? {} : { host: host.toLowerCase() }),
      ...(ports === undefined ? {} : { ports }),
    }))
    this.#refused = (policy.refuse ?? []).map(({ address, port }) => ({ address: parseNetwork(address).base, port }))
  }

  /** Judges both the address and what is wrapped in it. */
  judge(host: string, address: string, port: number): AddressVerdict {
    const outer = parseAddress(address)
    if (!outer) return 'forbidden'
    const inner = unwrapAddress(outer)
    if ([outer, inner].some((bytes) => this.#isForbidden(bytes, port))) return 'forbidden'
    const name = host.toLowerCase().replace(/\.$/, '')
    return this.#rules.some((rule) => matches(rule, name, inner, port)) ? 'allowed' : 'not-listed'
  }

  #isForbidden(address: AddressBytes, port: number): boolean {
    const isOwn = this.#refused.some(
      (own) => own.port === port && isWithin(address, { base: own.address, prefixBits: own.address.length * 8 }),
    )
    return isOwn || NEVER.some((network) => isWithin(address, network))
  }
}

function matches(rule: Rule, host: string, address: AddressBytes, port: number): boolean {
  if (rule.ports && !rule.ports.includes(port)) return false
  if (rule.host !== undefined && rule.host !== host) return false
  if (rule.network) return isWithin(address, rule.network)
  return rule.host !== undefined && !SPECIAL.some((network) => isWithin(address, network))
}
