// One loopback port of the laboratory: open, closed (connections refused) or stalled (accepted, never answered).
// Whoever connects is handed on; nobody stays longer than the limit.

import { createServer, type Server, type Socket } from 'node:net'
import type { FaultId } from './faults.ts'
import type { IsOn } from './switches.ts'

/** A connection of the laboratory answers one question; who stays longer has gone away or means harm. */
const MAX_CONNECTION_MS = 30_000
const MAX_CONNECTIONS = 256

export class Listener {
  readonly host: string
  /** Who speaks with a connection; until somebody does, connections are ended at once. */
  handler: ((socket: Socket) => void) | undefined
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port: number
  #isStalled = false

  /** @param port 0 asks the system for a free one */
  constructor(host: string, port: number) {
    this.host = host
    this.#port = port
  }

  /** Known once `open` has resolved; stays the same over closing and opening again. */
  get port(): number {
    return this.#port
  }

  /** Listens; a second call changes nothing. @throws when the port is taken. */
  async open(): Promise<void> {
    if (this.#server) return
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket))
    server.maxConnections = MAX_CONNECTIONS
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: this.host, port: this.#port }, resolve)
    })
    this.#server = server
    const address = server.address()
    if (address && typeof address === 'object') this.#port = address.port
  }

  /** Stops listening and ends every connection. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    for (const socket of this.#sockets) socket.destroy()
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  /** Does what the two faults every service has ask for: nothing listens, nothing answers. */
  async follow(isOn: IsOn, faults: { unreachable: FaultId; timeout: FaultId }): Promise<void> {
    this.#isStalled = isOn(faults.timeout)
    await (isOn(faults.unreachable) ? this.close() : this.open())
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    const limit = setTimeout(() => socket.destroy(), MAX_CONNECTION_MS).unref()
    socket.once('close', () => {
      clearTimeout(limit)
      this.#sockets.delete(socket)
    })
    socket.on('error', () => socket.destroy())
    if (this.#isStalled) return
    if (this.handler) this.handler(socket)
    else socket.destroy()
  }
}
