import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEgress, type Egress } from '#adapters/egress/egress.ts'
import { EgressError } from '#adapters/egress/error.ts'

const VECTORS_PATH = 'shared/corpora/vectors/ssrf/ssrf-vectors.json'
const VECTORS = [`../${VECTORS_PATH}`, `../../${VECTORS_PATH}`].find((path) => existsSync(path)) ?? `../${VECTORS_PATH}`

interface Vector {
  input: string
  why: string
}

/** Names as a hostile resolver answers them; `good.example` is the one allowed, on the one allowed port. */
const NAMES: Record<string, readonly string[]> = {
  'good.example': ['127.0.0.1'],
  'localtest.me': ['127.0.0.1'],
  '127.0.0.1.nip.io': ['127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'foo.localhost': ['127.0.0.1'],
}

async function problemOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
    return 'answered'
  } catch (error) {
    return error instanceof EgressError ? error.problem : `untyped ${String(error)}`
  }
}

describe('egress', () => {
  const seen: string[] = []
  /** Every address this process tried to reach, as its sockets tell it. */
  const dialled: string[] = []
  const watch = (message: unknown) =>
    (message as { socket: Socket }).socket.on('connectionAttempt', (ip, to) => dialled.push(`${ip}:${to}`))
  let rebinds = 0
  let port = 0
  let egress: Egress
  const server = createServer(answer)

  function answer(request: IncomingMessage, response: ServerResponse): void {
    seen.push(request.url ?? '')
    if (request.url === '/to-loopback') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    else if (request.url === '/redir-to-file') response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    else if (request.url === '/again') response.writeHead(302, { location: '/again' }).end()
    else if (request.url === '/once') response.writeHead(302, { location: '/ok' }).end()
    else if (request.url === '/slow') setInterval(() => response.write('x'), 100).unref()
    else if (request.url === '/10GB') endless(response)
    else if (request.url === '/gzip-bomb')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.alloc(1000, 31))
    else response.end('ok')
  }

  function endless(response: ServerResponse): void {
    const chunk = Buffer.alloc(65_536)
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', more)
    more()
  }

  beforeAll(async () => {
    subscribe('net.client.socket', watch)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    const allow = [{ host: 'good.example', cidr: '127.0.0.0/8', ports: [port] }]
    egress = createEgress({ allow }, async (host) => {
      if (host === 'rebind.test') return rebinds++ === 0 ? ['93.184.216.34'] : ['127.0.0.1']
      return NAMES[host] ?? []
    })
  })

  afterAll(() => {
    unsubscribe('net.client.socket', watch)
    server.closeAllConnections()
    server.close()
  })

  const url = (path: string) => `http://good.example:${port}${path}`

  it('fetches what the allow-list names', async () => {
    const { status, body } = await egress.fetch({ url: url('/') })
    expect([status, new TextDecoder().decode(body)]).toEqual([200, 'ok'])
  })

  it('follows a redirect only when asked, and judges its target again', async () => {
    expect((await egress.fetch({ url: url('/once') })).status).toBe(302)
    expect((await egress.fetch({ url: url('/once'), maxRedirects: 3 })).status).toBe(200)
    expect(await problemOf(egress.fetch({ url: url('/again'), maxRedirects: 3 }))).toBe('too-many-redirects')
    expect(await problemOf(egress.fetch({ url: url('/to-loopback'), maxRedirects: 3 }))).toBe('policy-refused')
  })

  it('stops a peer that drips, one that never ends, and hands a compressed body on as it is', async () => {
    expect(await problemOf(egress.fetch({ url: url('/slow'), timeoutMs: 300 }))).toBe('answer-timeout')
    expect(await problemOf(egress.fetch({ url: url('/10GB'), maxBytes: 1_000_000 }))).toBe('body-too-large')
    expect((await egress.fetch({ url: url('/gzip-bomb') })).body.length).toBe(1000)
  })

  it('refuses a name when one of its addresses is a metadata service', async () => {
    const mixed = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }, async () => ['127.0.0.1', '169.254.169.254'])
    expect(await problemOf(mixed.connect({ host: 'mixed.example', port, timeoutMs: 1000 }))).toBe('policy-refused')
  })

  it('refuses our own database inside an allowed network, and a name that points into a private one', async () => {
    const own = createEgress({ allow: [{ cidr: '127.0.0.0/8' }], refuse: [{ address: '127.0.0.1', port }] })
    expect(await problemOf(own.connect({ host: '127.0.0.1', port, timeoutMs: 1000 }))).toBe('policy-refused')
    expect(await problemOf(own.connect({ host: '::ffff:127.0.0.1', port, timeoutMs: 1000 }))).toBe('policy-refused')
    const named = createEgress({ allow: [{ host: 'good.example' }] }, async () => ['10.1.2.3'])
    expect(await problemOf(named.connect({ host: 'good.example', port: 80, timeoutMs: 1000 }))).toBe('policy-refused')
  })

  it('tells a closed port from a name nobody knows', async () => {
    const open = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }, async () => [])
    expect(await problemOf(open.connect({ host: '127.0.0.1', port: 1, timeoutMs: 1000 }))).toBe('connection-refused')
    expect(await problemOf(open.connect({ host: 'nobody.example', port: 1, timeoutMs: 1000 }))).toBe('name-unknown')
  })

  it('dials the address it judged, although the name points elsewhere a moment later', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254'], ['169.254.169.254']]
    let asked = 0
    const allow = [{ host: 'turning.test', cidr: '127.0.0.0/8', ports: [port] }]
    const turning = createEgress({ allow }, async () => answers[asked++] ?? [])
    dialled.length = 0
    expect((await turning.fetch({ url: `http://turning.test:${port}/` })).status).toBe(200)
    expect([asked, dialled]).toEqual([1, [`127.0.0.1:${port}`]])
    // A redirect is a new question: now the name is a metadata service, and no packet leaves.
    asked = 0
    const problem = await problemOf(turning.fetch({ url: `http://turning.test:${port}/once`, maxRedirects: 3 }))
    expect([problem, asked]).toEqual(['policy-refused', 2])
    expect(dialled).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port}`])
  })

  describe.skipIf(!existsSync(VECTORS))(`request forgery vectors (${VECTORS})`, () => {
    const vectors: Vector[] = existsSync(VECTORS) ? JSON.parse(readFileSync(VECTORS, 'utf8')) : []
    /** These reach the allowed server by design; what they then try must fail or stay harmless. */
    const REACHES = new Map([
      ['http://good.example/slow', 'answer-timeout'],
      ['http://good.example/10GB', 'body-too-large'],
      ['http://good.example/gzip-bomb', 'answered'],
      ['http://good.example/redir-to-file', 'scheme-refused'],
      ['https://good.example/ -> cert for other name', 'url-malformed'],
    ])

    it('are all sixty-four here', () => expect(vectors).toHaveLength(64))

    let held = 0
    it.each(vectors)('$input ($why) reaches nothing it should not', async ({ input, why }) => {
      const before = seen.length
      dialled.length = 0
      const aimed = input.replace('http://good.example/', `http://good.example:${port}/`)
      const options = { timeoutMs: 500, maxBytes: 1_000_000, maxRedirects: 3 }
      const problem = await problemOf(egress.fetch({ url: aimed, ...options }))
      const expected = REACHES.get(input)
      if (expected) expect(problem).toBe(expected)
      else {
        expect(['policy-refused', 'url-malformed', 'scheme-refused', 'name-unknown'], why).toContain(problem)
        expect(seen.length).toBe(before)
      }
      expect(dialled.filter((target) => target !== `127.0.0.1:${port}`)).toEqual([])
      held += 1
    })

    it('all of them were tried, and watched at the socket', () => {
      console.log(`A10: ${held} of ${vectors.length} vectors reach nothing they should not, 0 connections elsewhere`)
      expect(held).toBe(vectors.length)
    })

    it('a second look-up never happens, so a rebinding name gains nothing', async () => {
      rebinds = 0
      const problem = await problemOf(egress.fetch({ url: 'http://rebind.test/', timeoutMs: 500 }))
      expect([problem, rebinds]).toEqual(['policy-refused', 1])
    })
  })
})
