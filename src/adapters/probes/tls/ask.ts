// Two ways of asking a TLS server over a judged connection: the plaintext hello, and a full handshake.

import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  type DetailedPeerCertificate,
  type TLSSocket,
} from 'node:tls'
import { childrenOf, contentsOf, contextTag, readDer } from '#core/asn1/der.ts'
import type { Connection } from '../../egress/connection.ts'
import { EgressError, toEgressError } from '../../egress/error.ts'
import {
  type HelloAnswer,
  type ProtocolVersion,
  readAgreedSuite,
  readHelloAnswer,
  WEAK_SUITES,
  writeClientHello,
} from './hello.ts'

/** Stops a server that sends a chain without end. */
const MAX_ANSWER_BYTES = 128 * 1024
const MAX_CHAIN = 16

export interface Endpoint {
  host: string
  port: number
  serverName: string
  timeoutMs: number
}

export interface HelloExchange {
  sent: Uint8Array
  received: Uint8Array
  answer: HelloAnswer
}

/** Rejects with `EgressError`: timeout, reset, or a close before the chain. The socket is destroyed either way. */
export async function sayHello(
  connection: Connection,
  endpoint: Endpoint,
  version: ProtocolVersion,
): Promise<HelloExchange> {
  const sent = writeClientHello(endpoint.serverName, version)
  const { received, answer } = await exchangeHello(connection, endpoint, sent, (bytes) => {
    const read = readHelloAnswer(bytes)
    return read.outcome === 'incomplete' ? undefined : read
  })
  return { sent, received, answer }
}

/** Offers nothing but broken suites: the one the server agrees to, by name. Rejects as `sayHello`. */
export async function offerWeakSuites(connection: Connection, endpoint: Endpoint): Promise<string | undefined> {
  const sent = writeClientHello(endpoint.serverName, 'TLSv1.2', Object.keys(WEAK_SUITES).map(Number))
  const { answer } = await exchangeHello(connection, endpoint, sent, readAgreedSuite)
  return answer === 'refused' ? undefined : WEAK_SUITES[answer]
}

function exchangeHello<A>(
  { socket }: Connection,
  { host, port, timeoutMs }: Endpoint,
  hello: Buffer,
  read: (received: Buffer) => A | undefined,
): Promise<{ received: Uint8Array; answer: A }> {
  return new Promise<{ received: Uint8Array; answer: A }>((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0)
    const fail = (problem: 'answer-timeout' | 'connection-reset' | 'body-too-large') =>
      reject(new EgressError(problem, host, port))
    const timer = setTimeout(() => fail('answer-timeout'), timeoutMs)
    const onClose = () => {
      clearTimeout(timer)
      fail('connection-reset')
    }
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const answer = read(received)
      if (answer !== undefined) {
        // The close that follows is ours: an error made for it would cost as much as the probe.
        clearTimeout(timer)
        socket.off('close', onClose)
        resolve({ received, answer })
      }
      if (answer === undefined && received.length > MAX_ANSWER_BYTES) fail('body-too-large')
    })
    socket.once('error', (error) => reject(toEgressError(error, host, port)))
    socket.once('close', onClose)
    socket.write(hello)
  }).finally(() => socket.destroy())
}

export interface Handshake {
  protocol: string
  suite: string
  /** Name or size of the ephemeral key; empty when the suite has none. */
  group: string
  /** Of a finite-field ephemeral key. */
  dhBits?: number
  alpn: string
  /** DER of the stapled OCSP response. */
  staple?: Uint8Array
  /** As the library gives it: leaf first, ordered by issuer; the leaf alone where no more was wanted. */
  chain: Uint8Array[]
}

/** Everything a server may still speak: the floor is judged from what it chooses, not hidden by refusing to talk. */
const CONTEXT = createSecureContext({ ca: [], minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' })

export type HandshakeOutcome = { ok: true; handshake: Handshake } | { ok: false; problem: string }

/**
 * A handshake the server refuses is an outcome; only silence and a lost connection reject, with `EgressError`.
 * @param wanted `leaf` where the chain is known already: having the library write it out costs as much as the handshake
 */
export function shakeHands(
  { socket }: Connection,
  endpoint: Endpoint,
  wanted: 'leaf' | 'chain',
): Promise<HandshakeOutcome> {
  const { host, port, serverName, timeoutMs } = endpoint
  return new Promise<HandshakeOutcome>((resolve, reject) => {
    const timer = setTimeout(() => reject(new EgressError('answer-timeout', host, port)), timeoutMs)
    const options: ConnectionOptions & { requestOCSP: boolean } = {
      socket,
      host,
      servername: isIP(serverName) ? '' : serverName,
      secureContext: CONTEXT,
      rejectUnauthorized: false,
      requestOCSP: true,
      ALPNProtocols: ['http/1.1'],
      checkServerIdentity: () => undefined,
    }
    const secured = connect(options)
    let staple: Uint8Array | undefined
    secured.once('OCSPResponse', (response: Buffer | null) => {
      if (response && response.length > 0) staple = new Uint8Array(response)
    })
    secured.once('secureConnect', () =>
      resolve({ ok: true, handshake: { ...seenIn(secured, wanted), ...(staple ? { staple } : {}) } }),
    )
    secured.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ ok: false, problem: error.code ?? error.message }),
    )
    watchClose(socket, timer, () => resolve({ ok: false, problem: 'connection closed' }))
  }).finally(() => socket.destroy())
}

function watchClose(socket: Socket, timer: NodeJS.Timeout, closed: () => void): void {
  socket.once('close', () => {
    clearTimeout(timer)
    closed()
  })
}

function seenIn(secured: TLSSocket, wanted: 'leaf' | 'chain'): Omit<Handshake, 'staple'> {
  const key = secured.getEphemeralKeyInfo() as { type?: string; name?: string; size?: number } | null
  return {
    protocol: secured.getProtocol() ?? 'unknown',
    suite: secured.getCipher().standardName,
    group: key?.name ?? (key?.size ? String(key.size) : ''),
    ...(key?.type === 'DH' && key.size ? { dhBits: key.size } : {}),
    alpn: secured.alpnProtocol || '',
    chain: wanted === 'leaf' ? leafOf(secured) : chainOf(secured.getPeerCertificate(true)),
  }
}

/** The place of the peer's certificate in OpenSSL's SSL_SESSION. */
const PEER = contextTag(3)

/**
 * Out of the session, where it stands as it came. `getPeerX509Certificate` would be as fast, but Node 20 never frees the issuers it
 * takes out of the connection for it.
 */
function leafOf(secured: TLSSocket): Uint8Array[] {
  const session = readDer(secured.getSession() ?? new Uint8Array())
  const fields = session.ok ? childrenOf(session.value) : session
  const peer = fields.ok ? fields.value.find(({ tag }) => tag === PEER) : undefined
  return peer ? [contentsOf(peer).slice()] : chainOf(secured.getPeerCertificate(true)).slice(0, 1)
}

function chainOf(leaf: DetailedPeerCertificate): Uint8Array[] {
  const chain: Uint8Array[] = []
  let one: DetailedPeerCertificate | undefined = leaf
  while (one?.raw && chain.length < MAX_CHAIN) {
    chain.push(new Uint8Array(one.raw))
    if (one.issuerCertificate === one) break
    one = one.issuerCertificate
  }
  return chain
}
