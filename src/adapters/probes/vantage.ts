// Whether our own way out is cut. Places that answered before are asked again: while none of them does, nothing can be said about
// anybody, least of all that they are down.

import type { ConnectRequest } from '../egress/connection.ts'
import type { Egress } from '../egress/egress.ts'
import { EgressError } from '../egress/error.ts'

export interface Vantage {
  /** Remembers who answers. */
  egress: Egress
  /** False as well when nobody has answered yet: there is nothing to compare with. */
  isCut(): Promise<boolean>
}

/** One of them may be down for itself, three hardly. */
const PLACES = 3
const ASK_MS = 3_000
/** A round whose targets all fail asks once, not for each of them. */
const HOLDS_MS = 10_000
const OWN = /^(127\.|::1$|::ffff:127\.)/

/** @param isOwn an address that answers with the cable unplugged and proves nothing */
export function createVantage(
  egress: Egress,
  monotonicMs: () => number,
  isOwn: (address: string) => boolean = (address) => OWN.test(address),
): Vantage {
  const answered = new Map<string, Pick<ConnectRequest, 'host' | 'port'>>()
  const remember = (host: string, port: number) => {
    answered.delete(host)
    answered.set(host, { host, port })
    const oldest = answered.keys().next().value
    if (answered.size > PLACES && oldest !== undefined) answered.delete(oldest)
  }
  const connect: Egress['connect'] = async (request) => {
    const connection = await egress.connect(request)
    if (!isOwn(connection.address)) remember(request.host, request.port)
    return connection
  }
  const fetch: Egress['fetch'] = async (request) => {
    const answer = await egress.fetch(request)
    const { hostname, port, protocol } = new URL(request.url)
    const host = hostname.replace(/^\[|\]$/g, '')
    if (!isOwn(host) && host !== 'localhost') remember(host, Number(port) || (protocol === 'https:' ? 443 : 80))
    return answer
  }
  let asked: { at: number; isCut: Promise<boolean> } | undefined
  const isCut = () => {
    const now = monotonicMs()
    if (!asked || asked.at + HOLDS_MS <= now) asked = { at: now, isCut: noneAnswers(egress, [...answered.values()]) }
    return asked.isCut
  }
  return { egress: { ...egress, connect, fetch }, isCut }
}

async function noneAnswers(egress: Egress, places: readonly Pick<ConnectRequest, 'host' | 'port'>[]): Promise<boolean> {
  if (places.length === 0) return false
  const answers = await Promise.all(places.map((place) => doesAnswer(egress, place)))
  return !answers.includes(true)
}

/** A refusal is an answer too. */
async function doesAnswer(egress: Egress, place: Pick<ConnectRequest, 'host' | 'port'>): Promise<boolean> {
  try {
    const { socket } = await egress.connect({ ...place, timeoutMs: ASK_MS })
    socket.destroy()
    return true
  } catch (error) {
    return error instanceof EgressError && error.problem === 'connection-refused'
  }
}
