// One HTTP exchange over a judged connection: bounded in time and bytes, redirects only when asked for and judged again.

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { connect as tlsConnect } from 'node:tls'
import type { Connection, ConnectRequest } from './connection.ts'
import { EgressError, toEgressError } from './error.ts'
import { type HttpTarget, readHttpUrl } from './url.ts'

export interface FetchRequest {
  url: string
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  headers?: Readonly<Record<string, string>>
  body?: Uint8Array
  /** Default 20 MB: stops a peer that never ends its answer. */
  maxBytes?: number
  /** Of the whole exchange, redirects included. Default 10 s. */
  timeoutMs?: number
  /** Default 0. CRL and OCSP may follow up to 3. */
  maxRedirects?: number
  /** https only: PEM anchors in place of the system's. */
  anchors?: readonly string[]
}

export interface FetchResponse {
  status: number
  headers: Readonly<Record<string, string>>
  /** As it came: nothing is decompressed, so a small answer stays small. */
  body: Uint8Array
  address: string
  phasesMs: { dns: number; tcp: number; tls: number; app: number }
}

const DEFAULT_MAX_BYTES = 20 * 1024 * 1024
const DEFAULT_TIMEOUT_MS = 10_000

type Connect = (request: ConnectRequest) => Promise<Connection>

export async function fetchWith(connect: Connect, request: FetchRequest): Promise<FetchResponse> {
  const deadline = performance.now() + (request.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  let target = readHttpUrl(request.url)
  for (let redirects = 0; ; redirects++) {
    const response = await exchange(connect, target, request, deadline)
    const location = response.headers.location
    const isRedirect = response.status >= 300 && response.status < 400 && location !== undefined
    if (!isRedirect || request.maxRedirects === undefined) return response
    if (redirects >= request.maxRedirects) throw new EgressError('too-many-redirects', target.host, target.port)
    target = readHttpUrl(absolute(location, target.href))
  }
}

function absolute(location: string, base: string): string {
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(location)
  return !isAbsolute && URL.canParse(location, base) ? new URL(location, base).href : location
}

async function exchange(
  connect: Connect,
  target: HttpTarget,
  request: FetchRequest,
  deadline: number,
): Promise<FetchResponse> {
  const { host, port } = target
  const leftMs = () => Math.max(1, deadline - performance.now())
  const connection = await connect({ host, port, timeoutMs: leftMs() })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    connection.socket.destroy()
  }, leftMs())
  try {
    const secured = performance.now()
    const socket = target.isSecure ? await secure(connection.socket, target, request.anchors) : connection.socket
    const asked = performance.now()
    const { status, headers, body } = await ask(socket, target, request)
    const phasesMs = {
      dns: connection.dnsMs,
      tcp: connection.tcpMs,
      tls: asked - secured,
      app: performance.now() - asked,
    }
    return { status, headers, body, address: connection.address, phasesMs }
  } catch (error) {
    throw isLate ? new EgressError('answer-timeout', host, port) : toEgressError(error, host, port)
  } finally {
    clearTimeout(timer)
    connection.socket.destroy()
  }
}

function secure(socket: Socket, { host, port }: HttpTarget, anchors: readonly string[] | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const options = {
      socket,
      servername: /[:]|^[\d.]+$/.test(host) ? '' : host,
      host,
      ...(anchors ? { ca: [...anchors] } : {}),
    }
    const secured = tlsConnect(options, () => resolve(secured))
    const fail = (detail: string) => reject(new EgressError('tls-failed', host, port, detail))
    secured.once('error', (error) => fail((error as NodeJS.ErrnoException).code ?? error.message))
    socket.once('close', () => fail('connection closed'))
  })
}

type Answer = Pick<FetchResponse, 'status' | 'headers' | 'body'>

function ask(socket: Socket, target: HttpTarget, request: FetchRequest): Promise<Answer> {
  const { host, port } = target
  const hostHeader = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    const outgoing: ClientRequest = httpRequest({
      createConnection: () => socket,
      method: request.method ?? 'GET',
      path: target.path,
      headers: {
        ...request.headers,
        ...(request.body ? { 'content-length': request.body.length } : {}),
        host: hostHeader,
        connection: 'close',
      },
    })
    outgoing.once('error', reject)
    outgoing.once('response', (incoming) => {
      collect(incoming, request.maxBytes ?? DEFAULT_MAX_BYTES, target).then(resolve, reject)
    })
    outgoing.end(request.body)
  })
}

async function collect(incoming: IncomingMessage, maxBytes: number, { host, port }: HttpTarget): Promise<Answer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new EgressError('body-too-large', host, port, `${maxBytes} bytes`)
    chunks.push(chunk)
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === 'string') headers[name] = value
  return { status: incoming.statusCode ?? 0, headers, body: new Uint8Array(Buffer.concat(chunks)) }
}
