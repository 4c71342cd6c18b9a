// Pure rules of discovery: what may be searched, how much at a time, and which endpoint comes at which place.

import { addressAt, containsRange, type NetworkRange, parseRange, sizeOfRange } from '#core/network/range.ts'
import { err, ok, type Result } from '#core/verdict.ts'

/** Sixteen networks of /24 on one port: more is asked for in parts, so that a slip of the pen stays small. */
export const MAX_ENDPOINTS = 4_096

export interface Refused {
  code: string
  params: Record<string, string | number>
}

export interface Allowance {
  kind: 'network' | 'directory'
  scope: string
  ports: readonly number[]
}

export interface Scope {
  range: NetworkRange
  ports: readonly number[]
}

/** A network and its ports, small enough and wholly inside one allowance. */
export function networkScope(
  scope: string,
  ports: readonly number[],
  allowed: readonly Allowance[],
): Result<Scope, Refused> {
  const range = parseRange(scope)
  if (!range) return err({ code: 'discovery.network-malformed', params: { scope } })
  if (ports.length === 0) return err({ code: 'discovery.no-port', params: {} })
  const count = sizeOfRange(range) * ports.length
  if (count > MAX_ENDPOINTS) {
    const shown = Number.isFinite(count) ? count : '2^32+'
    return err({ code: 'discovery.too-large', params: { count: shown, max: MAX_ENDPOINTS } })
  }
  const around = allowed.filter((one) => {
    const outer = one.kind === 'network' ? parseRange(one.scope) : undefined
    return outer !== undefined && containsRange(outer, range)
  })
  if (around.length === 0) return err({ code: 'discovery.not-allowed', params: { scope } })
  const unlisted = ports.find((port) => !around.some((one) => one.ports.includes(port)))
  if (unlisted !== undefined) return err({ code: 'discovery.port-not-allowed', params: { port: unlisted } })
  return ok({ range, ports: [...new Set(ports)] })
}

/** An absolute path without detours, below an allowed one. */
export function directoryScope(scope: string, allowed: readonly Allowance[]): Result<string, Refused> {
  const path = scope.replace(/(.)\/+$/, '$1')
  if (!path.startsWith('/') || /(^|\/)\.{1,2}(\/|$)|\/\/|\0/.test(path))
    return err({ code: 'discovery.path-malformed', params: { scope } })
  const isAllowed = allowed.some(({ kind, scope: outer }) => {
    const root = outer.replace(/\/+$/, '')
    return kind === 'directory' && (path === root || path.startsWith(`${root}/`))
  })
  return isAllowed ? ok(path) : err({ code: 'discovery.not-allowed', params: { scope } })
}

export interface Endpoint {
  host: string
  port: number
}

/** Address by address, all ports of one before the next. @param place from 0, below `endpointCount` */
export function endpointAt({ range, ports }: Scope, place: number): Endpoint {
  return { host: addressAt(range, Math.floor(place / ports.length)), port: ports[place % ports.length] ?? 0 }
}

export function endpointCount({ range, ports }: Scope): number {
  return sizeOfRange(range) * ports.length
}

export function placeOf({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Key stores need a password that nobody gave: that they are there is worth knowing. */
export function isKeyStore(path: string): boolean {
  return /\.(p12|pfx|jks|keystore)$/i.test(path)
}
