// The app behind a Node server: opening the port, whose address a request comes from, closing without cutting anybody off.

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import type { AppEnv } from '#src/route.ts'

export class PortInUse extends Error {
  readonly host: string
  readonly port: number

  constructor(host: string, port: number) {
    super(`port ${port} on ${host} is in use`)
    this.name = 'PortInUse'
    this.host = host
    this.port = port
  }
}

export interface Listener {
  /** As bound: differs from the one asked for when that was 0. */
  port: number
  /** From now on `fetch` answers; until then everything is 503. */
  serve(fetch: (request: Request, env: object) => Response | Promise<Response>): void
  /** Takes no new request, lets running ones finish for `graceMs`, then cuts. */
  close(graceMs: number): Promise<void>
}

const STARTING = 'starting'

/** @throws PortInUse when somebody else has the port. */
export async function listen(host: string, port: number): Promise<Listener> {
  let answer: (request: Request, env: object) => Response | Promise<Response> = () =>
    new Response(STARTING, { status: 503, headers: { 'Retry-After': '1' } })
  const server = createAdaptorServer({ fetch: (request, env) => answer(request, env) }) as Server
  // Slow senders must not keep connections for ever.
  server.headersTimeout = 15_000
  server.requestTimeout = 120_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(host, port) : error),
    )
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    serve: (fetch) => {
      answer = fetch
    },
    close: (graceMs) => closed(server, graceMs),
  }
}

function closed(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/**
 * The sender's address. Behind proxies that are believed: the last address of X-Forwarded-For that is not one of them,
 * because everything to the left of it can be made up by the sender.
 */
export function addressFrom(trustedProxies: readonly string[]): (c: Context<AppEnv>) => string {
  return (c) => {
    const peer = getConnInfo(c).remote.address ?? ''
    if (!trustedProxies.includes(peer)) return peer
    const chain = (c.req.header('x-forwarded-for') ?? '').split(',').map((one) => one.trim())
    return chain.reverse().find((one) => one !== '' && !trustedProxies.includes(one)) ?? peer
  }
}
