import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificate } from '#adapters/pkijs/certificate.ts'
import { subjectAltName } from '#adapters/pkijs/extensions.ts'
import type { ProbeDeps } from '#adapters/probes/probe.ts'
import { runProbe } from '#adapters/probes/run.ts'
import { readHelloAnswer, writeClientHello } from '#adapters/probes/tls/hello.ts'
import { writePem } from '#core/bytes/pem.ts'
import { withLaboratory } from '../../lab/laboratory.ts'
import { openssl } from '../../lab/openssl.ts'

const DAY = 86_400_000
const world = withLaboratory()

const deps: ProbeDeps = {
  egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
  primitives: nodePrimitives,
  now: Date.now,
  monotonicMs: () => performance.now(),
  pause: async () => undefined,
}

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function listening(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function selfSigned() {
  const pkcs8 = generateKey('p256')
  const signer = openSigner(pkcs8)
  const name = { CN: 'site.example' }
  const certificate = await makeCertificate({
    subject: name,
    issuer: name,
    serial: 7,
    notBefore: Date.now() - DAY,
    notAfter: Date.now() + 100 * DAY,
    publicKey: signer.spki,
    extensions: [subjectAltName(['site.example'])],
    signer,
  })
  return { cert: writePem('CERTIFICATE', certificate), key: writePem('PRIVATE KEY', pkcs8) }
}

async function siteWith(options: TlsOptions) {
  const identity = await selfSigned()
  const server = createTlsServer({ ...identity, ...options }, (socket) => socket.on('error', () => undefined).end())
  server.on('tlsClientError', () => undefined)
  return { target: await listening(server), settings: { serverName: 'site.example', anchors: [identity.cert] } }
}

describe('the TLS probe', () => {
  it.each<[string, TlsOptions, string]>([
    ['TLS 1.3 only, which hides its chain from a plaintext hello', { minVersion: 'TLSv1.3' }, 'TLSv1.3'],
    ['TLS 1.2 only', { maxVersion: 'TLSv1.2' }, 'TLSv1.2'],
  ])('judges a server of %s', async (_title, options, protocol) => {
    const { target, settings } = await siteWith(options)
    const result = await runProbe({ kind: 'tls', target, settings }, deps)
    expect(result.reasons).toEqual([])
    expect(result.measured).toMatchObject({ protocol, leafDaysLeft: 99, nodesAsked: 1 })
  })

  it('reports that a server still accepts TLS 1.1', async () => {
    const { target, settings } = await siteWith({ minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
    const { reasons } = await runProbe({ kind: 'tls', target, settings }, deps)
    expect(reasons).toMatchObject([{ code: 'tls.protocol-too-old', verdict: 'warn', params: { protocols: 'TLSv1.1' } }])
  })

  it('accepts a fingerprint with colons and refuses one digit more or less', async () => {
    const { target, settings } = await siteWith({})
    const { measured } = await runProbe({ kind: 'tls', target, settings }, deps)
    const fingerprint = String(measured.fingerprint)
    const ask = (expectedFingerprint: string) =>
      runProbe({ kind: 'tls', target, settings: { ...settings, expectedFingerprint } }, deps)
    expect((await ask(fingerprint.toUpperCase().replace(/..\B/g, '$&:'))).verdict).toBe('pass')
    expect((await ask(fingerprint.slice(1))).reasons[0]?.code).toBe('tls.fingerprint-unexpected')
  })

  it.each<[string, (socket: Socket) => void, string]>([
    ['speaks another protocol', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'tls.response-malformed'],
    ['answers with an alert', (socket) => socket.end(Buffer.from('15030300020228', 'hex')), 'tls.handshake-failed'],
    ['closes at once', (socket) => socket.destroy(), 'tls.handshake-failed'],
    ['never ends its answer', (socket) => flood(socket), 'tls.response-malformed'],
    ['says nothing', () => undefined, 'tls.timeout'],
  ])('ends in time and says what is wrong with a server that %s', async (_title, behave, code) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.resume()
      behave(socket)
    })
    const target = await listening(server)
    const { anchors } = (await siteWith({})).settings
    const result = await runProbe({ kind: 'tls', target, settings: { anchors }, timeoutMs: 500 }, deps)
    expect(result.reasons.map((reason) => reason.code)).toEqual([code])
    expect(result.durationMs).toBeLessThan(4_000)
  })

  it('sees the chain that OpenSSL sees', async () => {
    const site = world.lab.service('site-gov-a')
    const target = `${site.host}:${site.port}`
    const { text } = await openssl(['s_client', '-connect', target, '-servername', site.serverName ?? '', '-showcerts'])
    const anchors = [writePem('CERTIFICATE', world.lab.authorities.rsa.root)]
    const settings = { serverName: site.serverName, anchors }
    const { evidence } = await runProbe({ kind: 'tls', target, settings }, deps)
    const sent = evidence.filter(({ mediaType }) => mediaType === 'application/pkix-cert')
    expect(sent).toHaveLength(2)
    for (const { base64 } of sent) expect(text.replace(/\n/g, '')).toContain(base64)
  })

  it('finds that the site certificate was revoked by asking the responder it names', async () => {
    const site = world.lab.service('site-cegn-a')
    const target = `${site.host}:${site.port}`
    const anchors = [writePem('CERTIFICATE', world.lab.authorities.ecdsa.root)]
    const request = { kind: 'tls', target, settings: { serverName: site.serverName, anchors } } as const
    const before = await runProbe(request, deps)
    expect([before.verdict, before.measured.revocation, before.measured.revocationSource]).toEqual([
      'pass',
      'good',
      'responder',
    ])
    const leaf = before.evidence.find(({ mediaType }) => mediaType === 'application/pkix-cert')
    const { text } = await openssl(
      ['x509', '-inform', 'DER', '-noout', '-serial'],
      Buffer.from(leaf?.base64 ?? '', 'base64'),
    )
    const serial = /serial=([0-9A-F]+)/.exec(text)?.[1]?.toLowerCase()
    const body = JSON.stringify({ serial })
    const revoked = await fetch(`${world.lab.service('ra').url}/revocations`, { method: 'POST', body })
    expect(revoked.status).toBe(200)
    const after = await runProbe(request, deps)
    expect(after.reasons.map(({ code, verdict }) => `${verdict} ${code}`)).toEqual(['fail tls.revoked'])
  })
})

/** Handshake records that never complete a message. */
function flood(socket: Socket): void {
  const record = Buffer.concat([Buffer.from('1603034000', 'hex'), Buffer.alloc(0x4000, 0xff)])
  const more = () => {
    while (!socket.destroyed && socket.write(record));
  }
  socket.on('drain', more)
  more()
}

describe('reading the answer to a hello', () => {
  it('never throws, whatever arrives, and never takes a cut answer for a whole one', async () => {
    const site = world.lab.service('site-gov-a')
    const settings = { anchors: [writePem('CERTIFICATE', world.lab.authorities.rsa.root)], serverName: site.serverName }
    const { evidence } = await runProbe({ kind: 'tls', target: `${site.host}:${site.port}`, settings }, deps)
    const hello = evidence.find(({ name }) => name.endsWith('hello'))
    const answer = Buffer.from(hello?.base64 ?? '', 'base64')
    expect(readHelloAnswer(answer).outcome).toBe('chain')
    for (let length = 0; length < answer.length; length += 7) {
      const { outcome } = readHelloAnswer(answer.subarray(0, length))
      expect(['incomplete', 'chain']).toContain(outcome)
    }
    for (let at = 0; at < Math.min(200, answer.length); at++) {
      const changed = Buffer.from(answer)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      expect(() => readHelloAnswer(changed)).not.toThrow()
    }
  })

  it('offers the name to ask for, unless it is an address', () => {
    expect(writeClientHello('site.example', 'TLSv1.2').includes('site.example')).toBe(true)
    expect(writeClientHello('127.0.0.1', 'TLSv1.2').includes('127.0.0.1')).toBe(false)
  })
})
