// pebble 2.4.0, the newest Debian 12 has, knows no ARI: this server of ours answers as RFC 9773 describes it.

import { createServer, type IncomingMessage, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openAcme } from '#adapters/issuers/acme/connection.ts'
import { ariCertificateId } from '#core/acme/renewal.ts'
import { readPem } from '#core/bytes/pem.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { heldKey, loopback, requestFor } from '../../support/issuing.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const NOW = Date.UTC(2026, 10, 21)
const workshop = opensslWorkshop()

interface Answer {
  status?: number
  headers?: Record<string, string>
  body?: unknown
}

describe('renewal information (RFC 9773)', () => {
  let server: Server
  let base = ''
  const orders: Record<string, unknown>[] = []
  let window: Answer = {}
  let replaced = false

  const answerTo = (request: IncomingMessage, payload: Record<string, unknown>): Answer => {
    const path = request.url ?? ''
    const urls = Object.fromEntries(
      ['newNonce', 'newAccount', 'newOrder', 'revokeCert', 'keyChange', 'renewalInfo'].map((n) => [n, `${base}/${n}`]),
    )
    if (path === '/directory') return { body: urls }
    if (path === '/newAccount') return { status: 201, headers: { location: `${base}/account/1` }, body: {} }
    if (path.startsWith('/renewalInfo/')) return window
    if (path !== '/newOrder') return { status: 404 }
    orders.push(payload)
    if (payload.replaces && replaced)
      return { status: 409, body: { type: 'urn:ietf:params:acme:error:alreadyReplaced', detail: 'done' } }
    const body = { status: 'pending', authorizations: [], finalize: `${base}/finalize/1` }
    return { status: 201, headers: { location: `${base}/order/1` }, body }
  }

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const jws = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as { payload: string }) : undefined
      const payload = jws?.payload ? JSON.parse(Buffer.from(jws.payload, 'base64url').toString()) : {}
      const { status = 200, headers = {}, body } = answerTo(request, payload)
      response.writeHead(status, { 'replay-nonce': 'n0nce', ...headers }).end(body ? JSON.stringify(body) : '')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const address = server.address()
    base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  })
  afterAll(() => {
    server.close()
    workshop.close()
  })

  const connection = () =>
    openAcme(
      { egress: loopback, primitives: nodePrimitives, now: () => NOW },
      {
        kind: 'acme',
        directoryUrl: `${base}/directory`,
        contacts: [],
        account: heldKey('p256'),
        proofs: { kind: 'dns-01', publish: async () => 'published', withdraw: async () => undefined },
      },
    )
  const suggested = (start: string, end: string) => ({ suggestedWindow: { start, end } })
  const certificate = () => {
    const args = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=old.rsj.test']
    const made = workshop.run('req', '-x509', ...args, '-keyout', '/dev/null', '-days', '90')
    return readPem(made.text)[0]?.bytes ?? new Uint8Array()
  }

  it('asks by key identifier and serial, and waits as long as the server says', async () => {
    window = {
      headers: { 'retry-after': '21600' },
      body: { ...suggested('2026-12-01T00:00:00Z', '2026-12-03T00:00:00Z'), explanationURL: 'https://ca.test/why' },
    }
    expect(await connection().renewalInfo(certificate())).toEqual({
      start: Date.UTC(2026, 11, 1),
      end: Date.UTC(2026, 11, 3),
      explanationUrl: 'https://ca.test/why',
      askAgainAt: NOW + 21_600_000,
    })
  })

  it.each([
    ['0', NOW + 60_000],
    ['999999999', NOW + 86_400_000],
    ['Sat, 21 Nov 2026 01:00:00 GMT', NOW + 3_600_000],
    ['soon', NOW + 21_600_000],
  ])('keeps Retry-After %s within sane limits', async (retryAfter, askAgainAt) => {
    window = {
      headers: { 'retry-after': retryAfter },
      body: suggested('2026-12-01T00:00:00Z', '2026-12-03T00:00:00Z'),
    }
    expect(await connection().renewalInfo(certificate())).toMatchObject({ askAgainAt })
  })

  it.each([
    ['a window that ends before it begins', suggested('2026-12-03T00:00:00Z', '2026-12-01T00:00:00Z')],
    ['a time that is none', suggested('2026-12-03', '2026-12-04T00:00:00Z')],
    ['no window', {}],
  ])('refuses %s', async (_, body) => {
    window = { body }
    await expect(connection().renewalInfo(certificate())).rejects.toMatchObject({
      code: 'issuer.acme-answer-malformed',
    })
  })

  it('names the certificate an order replaces, and orders without that when it is replaced already', async () => {
    const { request } = await requestFor('p256', 'old.rsj.test')
    const old = certificate()
    const parsed = parseCertificate(old)
    const replaces = parsed.ok ? ariCertificateId(parsed.value) : ''
    orders.length = 0
    await connection().advance({ request, replaces: { certificate: old } }, undefined)
    expect(orders.map((order) => order.replaces)).toEqual([replaces])
    replaced = true
    orders.length = 0
    await connection().advance({ request, replaces: { certificate: old } }, undefined)
    expect(orders.map((order) => order.replaces)).toEqual([replaces, undefined])
    replaced = false
  })
})
