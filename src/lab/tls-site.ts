// A TLS site on one node: a page behind a certificate chain, healthy or with one planted fault.

import { createServer as createHttpServer } from 'node:http'
import type { Socket } from 'node:net'
import { createServer, type SecureContextOptions } from 'node:tls'
import { writePem } from '#core/bytes/pem.ts'
import { type FaultId, faultsOf } from './faults.ts'
import type { IsOn } from './switches.ts'

/** What a site proves itself with. */
export interface TlsIdentity {
  /** DER, leaf first, then what is sent behind it. */
  chain: readonly Uint8Array[]
  /** PKCS#8 PEM of the leaf's key. */
  key: string
}

/** The identity for the healthy site (`undefined`) or for one fault. */
export type IdentityFor = (fault: FaultId | undefined) => Promise<TlsIdentity>

const HANDSHAKE_TIMEOUT_MS = 10_000

export interface TlsSite {
  onConnection(socket: Socket): void
  /** Presents what the switched faults ask for, from the next handshake on. The first fault of the table wins. */
  follow(isOn: IsOn): Promise<void>
}

export async function tlsSite(serverName: string, node: string, identityFor: IdentityFor): Promise<TlsSite> {
  const page = createHttpServer({ keepAliveTimeout: 1_000 }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'x-node': node })
    response.end(`${serverName}\n`)
  })
  const options = { handshakeTimeout: HANDSHAKE_TIMEOUT_MS, ...contextOf(await identityFor(undefined), undefined) }
  const server = createServer(options, (socket) => void page.emit('connection', socket))
  server.on('tlsClientError', () => undefined)
  return {
    onConnection: (socket) => void server.emit('connection', socket),
    follow: async (isOn) => {
      const fault = faultsOf('tls-site').find((id) => isOn(id))
      server.setSecureContext(contextOf(await identityFor(fault), fault))
    },
  }
}

function contextOf(identity: TlsIdentity, fault: FaultId | undefined): SecureContextOptions {
  const cert = identity.chain.map((der) => writePem('CERTIFICATE', der)).join('')
  const context = { cert, key: identity.key }
  if (fault === 'tls.protocol-too-old') {
    return { ...context, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }
  }
  const isWeak = fault === 'tls.weak-key' || fault === 'tls.weak-signature'
  return { ...context, minVersion: 'TLSv1.2', ...(isWeak ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}) }
}
