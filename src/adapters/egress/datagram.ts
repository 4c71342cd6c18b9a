// One question and one answer by datagram, to a judged address. Answers from anybody else are not heard.

import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type ConnectRequest, judgedAddresses, type Lookup } from './connection.ts'
import { EgressError, toEgressError } from './error.ts'
import type { EgressJudge } from './policy.ts'

export interface DatagramRequest extends ConnectRequest {
  question: Uint8Array
}

export interface DatagramAnswer {
  answer: Uint8Array
  /** From the sending to the answer, by the monotonic clock. */
  roundTripMs: number
}

/** Rejects with `EgressError` only. */
export async function exchangeDatagram(
  judge: EgressJudge,
  lookup: Lookup,
  request: DatagramRequest,
): Promise<DatagramAnswer> {
  const { host, port, timeoutMs, question } = request
  const [address = ''] = await judgedAddresses(judge, lookup, request)
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<DatagramAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(new EgressError('answer-timeout', host, port)), timeoutMs)
      socket.once('error', (error) => reject(toEgressError(error, host, port)))
      // A connected socket hears its peer alone.
      socket.connect(port, address, () => {
        const sent = performance.now()
        socket.once('message', (answer) =>
          resolve({ answer: new Uint8Array(answer), roundTripMs: performance.now() - sent }),
        )
        socket.send(question)
      })
    })
  } finally {
    clearTimeout(timer)
    socket.close()
  }
}
