// A load-balanced address: forwards each connection to the next node in turn, and to the one after when that refuses.

import { connect, type Socket } from 'node:net'
import type { Listener } from './listener.ts'

const CONNECT_TIMEOUT_MS = 2_000

/** A connection handler for a `Listener` that spreads connections over `nodes`. */
export function forwardTo(nodes: readonly Listener[]): (socket: Socket) => void {
  let turn = 0
  return (socket) => {
    const first = turn++ % nodes.length
    const order = [...nodes.slice(first), ...nodes.slice(0, first)]
    socket.pause()
    forward(socket, order)
  }
}

function forward(client: Socket, [node, ...others]: readonly Listener[]): void {
  if (!node) return void client.destroy()
  const upstream = connect({ host: node.host, port: node.port, timeout: CONNECT_TIMEOUT_MS, noDelay: true })
  let isConnected = false
  upstream.once('connect', () => {
    isConnected = true
    upstream.setTimeout(0)
    client.pipe(upstream)
    upstream.pipe(client)
    client.once('close', () => upstream.destroy())
    upstream.once('close', () => client.destroySoon())
  })
  upstream.once('timeout', () => upstream.destroy(new Error('timeout')))
  upstream.once('error', () => {
    upstream.on('error', () => undefined)
    if (isConnected) client.destroy()
    else forward(client, others)
  })
}
