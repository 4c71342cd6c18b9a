// The other side is OpenSSL's CMP server (`openssl cmp -port`), which hands out the one certificate it was given.

import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openCmp } from '#adapters/issuers/cmp/connection.ts'
import { readPem } from '#core/bytes/pem.ts'
import type { CmpSettings } from '#src/issuing-ports.ts'
import { carryOut, heldKey, heldSecret, loopback, requestFor } from '../../support/issuing.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'
import { freePort, type Peer, startPeer } from '../../support/peer.ts'

const deps = { egress: loopback, primitives: nodePrimitives, now: Date.now }
const text = (value: string) => new TextEncoder().encode(value)
const workshop = opensslWorkshop()
const peers: Peer[] = []
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close()
})
afterAll(workshop.close)

const der = (file: string) => readPem(workshop.read(file))[0]?.bytes ?? new Uint8Array()

function run(...args: string[]) {
  const { status, text: said } = workshop.run(...args)
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${said}`)
}

/** A CA, and the certificate its CMP server shows. */
function authority() {
  const [key, certificate] = ['ca.key', 'ca.pem'].map((name) => `${workshop.directory}/${name}`) as [string, string]
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  run('req', '-x509', ...ec, '-keyout', key, '-out', certificate, '-subj', '/CN=CMP test CA', '-days', '30')
  return { key, certificate }
}

const ca = authority()
let made = 0

/** Signs a request with the CA. */
function issue(request: Uint8Array): string {
  const csr = workshop.putPem('CERTIFICATE REQUEST', request)
  const certificate = `${workshop.directory}/issued-${++made}.pem`
  const id = workshop.run('req', '-in', csr, '-noout', '-text').text.includes('SM2') ? ['-vfyopt', SM2_ID] : []
  run('x509', '-req', '-in', csr, ...id, '-CA', ca.certificate, '-CAkey', ca.key, '-days', '5', '-out', certificate)
  return certificate
}

async function server(...args: string[]): Promise<string> {
  const port = await freePort()
  // A connection that is only opened is one message to this server: nobody may knock first.
  peers.push(await startPeer('openssl', ['cmp', '-port', String(port), ...args], { port, cwd: workshop.directory }))
  return `http://127.0.0.1:${port}/`
}

const REFERENCE = ['-srv_ref', 'ref-1', '-srv_secret', 'pass:shared secret']
const SIGNED = ['-srv_cert', ca.certificate, '-srv_key', ca.key]

const settings = (url: string, given: Partial<CmpSettings> = {}): CmpSettings => ({
  kind: 'cmp',
  url,
  protection: {
    kind: 'mac',
    reference: text('ref-1'),
    secret: heldSecret(text('shared secret')),
    method: 'password-based',
  },
  responders: [],
  request: 'ir',
  ...given,
})

describe('against the CMP server of OpenSSL', () => {
  it.each(['rsa2048', 'p256', 'p384'] as const)(
    'ir: a certificate for a %s key under a shared secret',
    async (algorithm) => {
      const { key, request } = await requestFor(algorithm, 'one.rsj.test')
      const file = issue(request)
      const url = await server(...REFERENCE, '-rsp_cert', file, '-rsp_capubs', ca.certificate)
      const progress = await carryOut(openCmp(deps, settings(url)), { request, key })
      expect(progress).toMatchObject({ state: 'issued', memory: { kind: 'ir' } })
      expect(progress.state === 'issued' && progress.chains).toEqual([[der(file), der(ca.certificate)]])
    },
  )

  it('ir: OpenSSL 3.0 verifies SM2 under an empty identifier only, and its refusal is shown as it is', async () => {
    const { key, request } = await requestFor('sm2', 'one.rsj.test')
    const url = await server(...REFERENCE, '-rsp_cert', issue(request))
    expect(await carryOut(openCmp(deps, settings(url)), { request, key })).toMatchObject({
      state: 'failed',
      code: 'issuer.cmp-refused',
      params: { failures: 'badPOP' },
    })
  })

  it.each(['cr', 'p10cr'] as const)('%s: the same by another request', async (kind) => {
    const { key, request } = await requestFor('p256', 'one.rsj.test')
    const file = issue(request)
    const url = await server(...REFERENCE, '-rsp_cert', file)
    const order = kind === 'p10cr' ? { request } : { request, key }
    const progress = await carryOut(openCmp(deps, settings(url, { request: 'cr' })), order)
    expect(progress).toMatchObject({ state: 'issued', memory: { kind } })
  })

  it('polls as long and as often as it is told', async () => {
    const { key, request } = await requestFor('p256', 'one.rsj.test')
    const url = await server(...REFERENCE, '-rsp_cert', issue(request), '-poll_count', '2', '-check_after', '7')
    const connection = openCmp(deps, settings(url))
    const first = await connection.advance({ request, key }, undefined)
    const second = await connection.advance({ request, key }, first.memory)
    expect(second).toMatchObject({ state: 'working', code: 'issuer.cmp-waiting' })
    const third = await connection.advance({ request, key }, second.memory)
    expect(third).toMatchObject({ state: 'working', params: { seconds: 7 } })
    let last = third
    for (let i = 0; i < 5 && last.state === 'working'; i++)
      last = await connection.advance({ request, key }, last.memory)
    expect(last.state).toBe('issued')
  })

  it.each(['p256', 'rsa2048'] as const)(
    'kur: signed with the %s key of the certificate that is replaced',
    async (algorithm) => {
      // This server replaces its one certificate by itself: the new request is for the same key.
      const { key, request } = await requestFor(algorithm, 'one.rsj.test')
      const file = issue(request)
      const url = await server(...SIGNED, '-rsp_cert', file, '-srv_trusted', ca.certificate)
      const connection = openCmp(deps, settings(url, { responders: [der(ca.certificate)] }))
      const order = { request, key, replaces: { certificate: der(file), key } }
      expect(await carryOut(connection, order)).toMatchObject({ state: 'issued', memory: { kind: 'kur' } })
      const other = der(issue(request))
      expect(await carryOut(connection, { ...order, replaces: { certificate: other, key } })).toMatchObject({
        state: 'failed',
        code: 'issuer.cmp-refused',
        params: { detail: expect.stringContaining('wrong certid') },
      })
      const stranger = { certificate: der(file), key: heldKey(algorithm) }
      const outcome = await carryOut(connection, { ...order, replaces: stranger }).catch(
        (error: { code: string }) => error,
      )
      expect(outcome).toMatchObject({ code: expect.stringMatching(/^issuer\.cmp-(refused|error-unprotected)$/) })
    },
  )

  it('rr: revokes the certificate the server knows, and hears that it knows no other', async () => {
    const { request } = await requestFor('p256', 'one.rsj.test')
    const file = issue(request)
    const url = await server(...REFERENCE, '-rsp_cert', file)
    const connection = openCmp(deps, settings(url))
    await connection.revoke({ certificate: der(file), reason: 'keyCompromise' })
    const other = der(issue((await requestFor('p256', 'two.rsj.test')).request))
    await expect(connection.revoke({ certificate: other, reason: 'superseded' })).rejects.toMatchObject({
      kind: 'precondition',
      code: 'issuer.cmp-refused',
    })
  })

  it('genm: is there, under the shared secret and under no other', async () => {
    const { request } = await requestFor('p256', 'one.rsj.test')
    const url = await server(...REFERENCE, '-rsp_cert', issue(request))
    await expect(openCmp(deps, settings(url)).test()).resolves.toHaveProperty('offers')
    const wrong = settings(url, {
      protection: {
        kind: 'mac',
        reference: text('ref-1'),
        secret: heldSecret(text('another')),
        method: 'password-based',
      },
    })
    await expect(openCmp(deps, wrong).test()).rejects.toMatchObject({ code: expect.stringMatching(/^issuer\.cmp-/) })
  })

  it('refuses a certificate for another key, and says so to the server', async () => {
    const { key, request } = await requestFor('p256', 'one.rsj.test')
    const other = await requestFor('p256', 'one.rsj.test')
    const url = await server(...REFERENCE, '-rsp_cert', issue(other.request))
    const progress = await carryOut(openCmp(deps, settings(url)), { request, key })
    expect(progress).toMatchObject({ state: 'failed', code: 'issuer.cmp-other-key' })
  })

  it('believes no answer of a responder it was not told of', async () => {
    const { key, request } = await requestFor('p256', 'one.rsj.test')
    const file = issue(request)
    const url = await server(...SIGNED, '-rsp_cert', file, '-accept_unprotected')
    await expect(carryOut(openCmp(deps, settings(url)), { request, key })).rejects.toMatchObject({
      code: 'issuer.cmp-answer-doubtful',
    })
  })

  it('says what the server refuses', async () => {
    const { key, request } = await requestFor('p256', 'one.rsj.test')
    const url = await server(
      ...REFERENCE,
      '-rsp_cert',
      issue(request),
      '-failurebits',
      '256',
      '-pkistatus',
      '2',
      '-statusstring',
      'not today',
    )
    expect(await carryOut(openCmp(deps, settings(url)), { request, key })).toMatchObject({
      state: 'failed',
      code: 'issuer.cmp-refused',
      params: { detail: expect.stringContaining('not today') },
    })
  })

  it('names what is no CMP, and a port where nobody is', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`
    await expect(openCmp(deps, settings(url)).test()).rejects.toMatchObject({ code: 'issuer.unreachable' })
  })
})
