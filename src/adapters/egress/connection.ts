// One connection: the name resolved once, every address judged, a judged address dialled. No proxy settings are read.

import { lookup as systemLookup } from 'node:dns/promises'
import { connect as netConnect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { parseAddress } from './address.ts'
import { EgressError, toEgressError } from './error.ts'
import type { EgressJudge } from './policy.ts'

export interface ConnectRequest {
  /** Name or address, without brackets. */
  host: string
  port: number
  timeoutMs: number
  /** Of the addresses of `host`, the one to dial; judged like any other. Absent: the first that answers. */
  address?: string
}

export interface Connection {
  /** Connected, paused, no error listener but ours: whoever takes it adds its own before the next tick. */
  socket: Socket
  /** The address that was judged and dialled. */
  address: string
  port: number
  dnsMs: number
  tcpMs: number
}

/** All addresses of a name. */
export type Lookup = (host: string) => Promise<readonly string[]>

export const lookupAll: Lookup = async (host) => (await systemLookup(host, { all: true })).map(({ address }) => address)

export async function openConnection(judge: EgressJudge, lookup: Lookup, request: ConnectRequest): Promise<Connection> {
  const { host, port, timeoutMs } = request
  const started = performance.now()
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new EgressError('url-malformed', host, port, 'port')
  const allowed = await judgedAddresses(judge, lookup, request)
  const resolved = performance.now()
  let last: EgressError | undefined
  for (const address of allowed) {
    const leftMs = timeoutMs - (performance.now() - started)
    if (leftMs <= 0) break
    try {
      const socket = await dial(address, request, leftMs)
      return { socket, address, port, dnsMs: resolved - started, tcpMs: performance.now() - resolved }
    } catch (error) {
      last = toEgressError(error, host, port)
    }
  }
  throw last ?? new EgressError('connect-timeout', host, port)
}

/** Every address of a name that may be dialled. Rejects with `EgressError`, also when one of them is forbidden. */
export async function judgedAddresses(
  judge: EgressJudge,
  lookup: Lookup,
  request: ConnectRequest,
): Promise<readonly string[]> {
  const { host, port, address } = request
  const addresses = address === undefined ? await resolve(lookup, request) : [address]
  return allowedAddresses(judge, host, port, addresses)
}

async function resolve(lookup: Lookup, { host, port, timeoutMs }: ConnectRequest): Promise<readonly string[]> {
  if (parseAddress(host)) return [host]
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new EgressError('resolver-failed', host, port, 'timeout')), timeoutMs)
  })
  try {
    const addresses = await Promise.race([lookup(host), timeout])
    if (addresses.length === 0) throw new EgressError('name-unknown', host, port)
    return addresses
  } catch (error) {
    throw toEgressError(error, host, port)
  } finally {
    clearTimeout(timer)
  }
}

/** One forbidden address condemns the name: an honest name never points at a metadata service. */
function allowedAddresses(judge: EgressJudge, host: string, port: number, addresses: readonly string[]): string[] {
  const verdicts = addresses.map((address) => ({ address, verdict: judge.judge(host, address, port) }))
  const forbidden = verdicts.find(({ verdict }) => verdict === 'forbidden')
  const allowed = verdicts.flatMap(({ address, verdict }) => (verdict === 'allowed' ? [address] : []))
  if (forbidden || allowed.length === 0)
    throw new EgressError('policy-refused', host, port, (forbidden ?? verdicts[0])?.address)
  return allowed
}

function dial(address: string, { host, port }: ConnectRequest, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = netConnect({ host: address, port })
    const timer = setTimeout(() => socket.destroy(new EgressError('connect-timeout', host, port)), timeoutMs)
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(toEgressError(error, host, port))
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      // A reset between two owners must not be an uncaught exception; the next owner sees the socket destroyed.
      socket.on('error', () => undefined)
      socket.setNoDelay(true)
      resolve(socket)
    })
  })
}
