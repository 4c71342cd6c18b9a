// A certification authority made for one test file, and TLS servers that show what it issues: sound ones, and ones with one planted fault.

import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, type KeyAlgorithm, openSigner, type Signer } from '#adapters/keys/signer.ts'
import { type CertificateOrder, makeCertificate } from '#adapters/pkijs/certificate.ts'
import { makeCrl } from '#adapters/pkijs/crl.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  type ExtensionValue,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from '#adapters/pkijs/extensions.ts'
import type { DistinguishedName } from '#adapters/pkijs/name.ts'
import { makeOcspResponse, readOcspRequest } from '#adapters/pkijs/ocsp-response.ts'
import { writePem } from '#core/bytes/pem.ts'
import { writeOcspRequest } from '#core/revocation/ocsp.ts'
import { parseCertificate } from '#core/x509/parse.ts'

export const DAY = 86_400_000
let serial = 1_000

export interface Ca {
  name: DistinguishedName
  signer: Signer
  /** DER. */
  pkcs8: Uint8Array
  der: Uint8Array
}

export interface Made {
  der: Uint8Array
  /** PKCS#8 PEM. */
  key: string
  serial: number
}

type Changes = Partial<Pick<CertificateOrder, 'notBefore' | 'notAfter' | 'extensions' | 'spoilSignature' | 'signer'>>

export async function makeCa(
  commonName: string,
  issuer?: Ca,
  change: Changes & { key?: KeyAlgorithm } = {},
): Promise<Ca> {
  const { key = 'p256', ...order } = change
  const pkcs8 = generateKey(key)
  const signer = openSigner(pkcs8)
  const name = { O: 'Test', CN: commonName }
  const der = await makeCertificate({
    subject: name,
    issuer: issuer?.name ?? name,
    serial: serial++,
    notBefore: Date.now() - 400 * DAY,
    notAfter: Date.now() + 3_000 * DAY,
    publicKey: signer.spki,
    extensions: [
      basicConstraints(true),
      keyUsage(['keyCertSign', 'cRLSign']),
      subjectKeyIdentifier(signer.spki),
      authorityKeyIdentifier((issuer?.signer ?? signer).spki),
    ],
    signer: issuer?.signer ?? signer,
    ...order,
  })
  return { name, signer, pkcs8, der }
}

export interface LeafOrder extends Changes {
  key?: KeyAlgorithm
  /** DER PKCS#8, in place of a fresh key. */
  keyOf?: Uint8Array
  names?: readonly string[]
  subject?: string
  /** Beside the usual ones. */
  more?: readonly ExtensionValue[]
  /** In place of `digitalSignature`, `serverAuth` and no CA. */
  profile?: readonly ExtensionValue[]
}

export async function makeLeaf(issuer: Ca, order: LeafOrder = {}): Promise<Made> {
  const { key = 'p256', names = ['site.example'], subject = 'site.example', more = [], profile, keyOf, ...rest } = order
  const pkcs8 = keyOf ?? generateKey(key)
  const signer = openSigner(pkcs8)
  const number = serial++
  const der = await makeCertificate({
    subject: { CN: subject },
    issuer: issuer.name,
    serial: number,
    notBefore: Date.now() - 10 * DAY,
    notAfter: Date.now() + 180 * DAY,
    publicKey: signer.spki,
    extensions: [
      ...(profile ?? [basicConstraints(false), keyUsage(['digitalSignature']), extendedKeyUsage(['serverAuth'])]),
      ...(names.length > 0 ? [subjectAltName(names)] : []),
      authorityKeyIdentifier(issuer.signer.spki),
      ...more,
    ],
    signer: issuer.signer,
    ...rest,
  })
  return { der, key: writePem('PRIVATE KEY', pkcs8), serial: number }
}

export const pem = (...ders: readonly Uint8Array[]) => ders.map((der) => writePem('CERTIFICATE', der)).join('')

/** Everything a test file opened; `close` ends it. */
export class Servers {
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()

  /** `host:port` of a server that speaks for itself. */
  async plain(onConnection: (socket: Socket) => void, host = '127.0.0.1', port = 0): Promise<string> {
    const server = createTcpServer((socket) => {
      this.#watch(socket)
      onConnection(socket)
    })
    return this.#listen(server, host, port)
  }

  /** `host:port` of a TLS server with this chain, in this order. `staple` is sent whenever it is asked for. */
  async site(
    leaf: Made,
    behind: readonly Uint8Array[],
    options: TlsOptions & { staple?: Uint8Array; host?: string; port?: number } = {},
  ): Promise<string> {
    const { staple, host = '127.0.0.1', port = 0, ...rest } = options
    const server = createTlsServer({ cert: pem(leaf.der, ...behind), key: leaf.key, ...rest }, (socket) => socket.end())
    server.on('tlsClientError', () => undefined)
    server.on('connection', (socket: Socket) => this.#watch(socket))
    if (staple)
      server.on('OCSPRequest', (_c, _i, done: (e: null, r: Buffer) => void) => done(null, Buffer.from(staple)))
    return this.#listen(server, host, port)
  }

  /** An HTTP server that answers everything with these bytes. */
  async http(answer: (body: Uint8Array) => Promise<Uint8Array> | Uint8Array): Promise<string> {
    const server = createHttpServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', async () => response.end(Buffer.from(await answer(Buffer.concat(parts)))))
    })
    return this.#listen(server as unknown as Server, '127.0.0.1', 0)
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    for (const server of this.#servers) server.close()
  }

  #watch(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  async #listen(server: Server, host: string, port: number): Promise<string> {
    this.#servers.push(server)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
    return `${host}:${(server.address() as AddressInfo).port}`
  }
}

/** An answer of the CA itself about this certificate. */
export async function ocspAnswer(
  ca: Ca,
  leaf: Uint8Array,
  status: 'good' | 'revoked',
  change: { age?: number; spoilSignature?: boolean } = {},
): Promise<Uint8Array> {
  const read = parseCertificate(leaf)
  const issuer = parseCertificate(ca.der)
  if (!read.ok || !issuer.ok) throw new Error('unreadable')
  const question = { issuer: issuer.value, serial: read.value.serial, hash: 'sha1' } as const
  return answerTo(ca, await writeOcspRequest(question, nodePrimitives), status, change)
}

export async function answerTo(
  ca: Ca,
  request: Uint8Array,
  status: 'good' | 'revoked',
  { age = 0, spoilSignature = false } = {},
): Promise<Uint8Array> {
  const thisUpdate = Date.now() - age - 3_600_000
  const responses = readOcspRequest(request).certIds.map(({ der }) => ({
    certId: der,
    status,
    thisUpdate,
    nextUpdate: thisUpdate + DAY,
  }))
  return makeOcspResponse({ responses, producedAt: thisUpdate, signer: ca.signer, spoilSignature })
}

export function crlOf(ca: Ca, revoked: readonly number[]): Promise<Uint8Array> {
  const thisUpdate = Date.now() - 3_600_000
  const entries = revoked.map((one) => ({ serial: one, revokedAt: thisUpdate }))
  return makeCrl({ issuer: ca.name, signer: ca.signer, thisUpdate, nextUpdate: thisUpdate + DAY, number: 7, entries })
}
