// The only door to the network: whatever asks somebody outside, asks through this.

import {
  type Connection,
  type ConnectRequest,
  judgedAddresses,
  type Lookup,
  lookupAll,
  openConnection,
} from './connection.ts'
import { type DatagramAnswer, type DatagramRequest, exchangeDatagram } from './datagram.ts'
import { type FetchRequest, type FetchResponse, fetchWith } from './fetch.ts'
import { EgressJudge, type EgressPolicy } from './policy.ts'

export interface Egress {
  /** Rejects with `EgressError` only. */
  connect(request: ConnectRequest): Promise<Connection>
  /** Every address of a name that may be dialled, for those who must ask them all. Rejects with `EgressError` only. */
  addresses(request: ConnectRequest): Promise<readonly string[]>
  /** Rejects with `EgressError` only; an HTTP error status is an answer, not an error. */
  fetch(request: FetchRequest): Promise<FetchResponse>
  /** One question and its answer by UDP. Rejects with `EgressError` only. */
  exchange(request: DatagramRequest): Promise<DatagramAnswer>
}

/** Throws when the policy cannot be read. `lookup` is the one resolution; tests give their own. */
export function createEgress(policy: EgressPolicy, lookup: Lookup = lookupAll): Egress {
  const judge = new EgressJudge(policy)
  const connect = (request: ConnectRequest) => openConnection(judge, lookup, request)
  return {
    connect,
    addresses: (request) => judgedAddresses(judge, lookup, request),
    fetch: (request) => fetchWith(connect, request),
    exchange: (request) => exchangeDatagram(judge, lookup, request),
  }
}
