// The real peers of issuing: Debian's pebble (ACME), BIND (RFC 2136), and keys and secrets in hand without a vault.

import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEgress } from '#adapters/egress/egress.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import type {
  HeldKey,
  HeldSecret,
  IssuerConnection,
  IssuerOrder,
  MacMethod,
  OrderProgress,
} from '#src/issuing-ports.ts'
import type { ServiceKey } from '#src/ports.ts'
import type { opensslWorkshop } from './openssl.ts'
import { freePort, type Peer, startPeer } from './peer.ts'

export const loopback = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] })

export function heldKey(algorithm: ServiceKey): HeldKey {
  const signer = openSigner(generateKey(algorithm))
  return { algorithm, publicKey: signer.spki, sign: (message) => signer.sign(message) }
}

export function heldSecret(secret: Uint8Array): HeldSecret {
  // Ten thousand answers under one salt need not cost ten thousand derivations.
  const derived = new Map<string, Uint8Array>()
  const keyOf = (method: Exclude<MacMethod, { kind: 'hmac' }>) => {
    const name = JSON.stringify({ ...method, salt: [...method.salt] })
    const key = derived.get(name) ?? derive(secret, method)
    derived.set(name, key)
    return key
  }
  return {
    mac: async (method, message) => {
      const key = method.kind === 'hmac' ? secret : keyOf(method)
      return new Uint8Array(createHmac(method.digest, key).update(message).digest())
    },
  }
}

function derive(secret: Uint8Array, method: Exclude<MacMethod, { kind: 'hmac' }>): Uint8Array {
  if (method.kind === 'pbmac1') return pbkdf2Sync(secret, method.salt, method.iterations, method.keyBytes, method.prf)
  let key: Uint8Array = createHash(method.ownWay).update(secret).update(method.salt).digest()
  for (let i = 1; i < method.iterations; i++) key = createHash(method.ownWay).update(key).digest()
  return key
}

/** A request for these names under a fresh key. */
export async function requestFor(algorithm: ServiceKey, ...sans: string[]) {
  const key = heldKey(algorithm)
  const subject = { C: 'CN', O: '上海市人力资源和社会保障局', CN: sans[0] ?? '' }
  const made = { id: '', algorithm, publicKey: key.publicKey }
  return { key, request: await requestMaker.make({ subject, sans }, made, key.sign) }
}

/** Steps of an order until it ends or `maxSteps`; `pause` is told how long the server wants us to wait. */
export async function carryOut(
  connection: IssuerConnection,
  order: IssuerOrder,
  maxSteps = 100,
): Promise<OrderProgress> {
  let progress = await connection.advance(order, undefined)
  for (let steps = 0; progress.state === 'working' && steps < maxSteps; steps++) {
    // Through JSON, as the database keeps it.
    progress = await connection.advance(order, JSON.parse(JSON.stringify(progress.memory)))
  }
  return progress
}

export const hasPebble = existsSync('/usr/bin/pebble')
export const hasNamed = existsSync('/usr/sbin/named')

export interface Pebble extends Peer {
  directoryUrl: string
  managementUrl: string
  /** PEM of the certificate its own https shows. */
  anchor: string
  httpPort: number
}

/** @param dnsPort of the server it asks for TXT and A records */
export async function startPebble(
  workshop: ReturnType<typeof opensslWorkshop>,
  dnsPort: number,
  options: { externalAccounts?: Record<string, Uint8Array>; env?: Record<string, string> } = {},
): Promise<Pebble> {
  const [port, management, httpPort, tlsPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const [certificate, privateKey] = ['tls.pem', 'tls.key'].map((name) => join(workshop.directory, name)) as [
    string,
    string,
  ]
  const subject = ['-subj', '/CN=pebble', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '30']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', privateKey]
  workshop.run('req', '-x509', ...key, '-out', certificate, ...subject)
  const { externalAccounts } = options
  const config = {
    pebble: {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${management}`,
      certificate,
      privateKey,
      httpPort,
      tlsPort,
      ocspResponderURL: '',
      externalAccountBindingRequired: externalAccounts !== undefined,
      ...(externalAccounts && {
        externalAccountMACKeys: Object.fromEntries(
          Object.entries(externalAccounts).map(([id, secret]) => [id, Buffer.from(secret).toString('base64url')]),
        ),
      }),
    },
  }
  const file = workshop.put(JSON.stringify(config), `pebble-${port}.json`)
  const peer = await startPeer('pebble', ['-config', file, '-dnsserver', `127.0.0.1:${dnsPort}`], {
    port,
    cwd: workshop.directory,
    env: { PEBBLE_VA_NOSLEEP: '1', ...options.env },
  })
  const anchor = workshop.read(certificate)
  return {
    ...peer,
    directoryUrl: `https://127.0.0.1:${port}/dir`,
    managementUrl: `https://127.0.0.1:${management}`,
    anchor,
    httpPort,
  }
}

export interface NameServer extends Peer {
  port: number
  zone: string
  tsigName: string
  tsigSecret: Uint8Array
}

/** BIND with one zone that takes updates under one TSIG key. Hosts of the zone are 127.0.0.1. */
export async function startNamed(workshop: ReturnType<typeof opensslWorkshop>, zone: string): Promise<NameServer> {
  const port = await freePort()
  const tsigSecret = new Uint8Array(createHash('sha256').update('tsig of the test').digest())
  const directory = workshop.directory
  const origin = `$TTL 1\n@ SOA ns.${zone}. admin.${zone}. 1 60 60 60 1\n@ NS ns.${zone}.\n@ A 127.0.0.1\n* A 127.0.0.1\n`
  writeFileSync(join(directory, 'zone.db'), origin)
  const config = `
    key "update-key" { algorithm hmac-sha256; secret "${toBase64(tsigSecret)}"; };
    options { directory "${directory}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no;
      pid-file none; session-keyfile none; notify no; dnssec-validation no; };
    controls { };
    zone "${zone}" { type master; file "${join(directory, 'zone.db')}"; allow-update { key "update-key"; }; };`
  const file = workshop.put(config, 'named.conf')
  const peer = await startPeer('/usr/sbin/named', ['-g', '-c', file, '-n', '1'], { port, cwd: directory })
  return { ...peer, port, zone, tsigName: 'update-key', tsigSecret }
}
