// STARTTLS of every kind, spoken with servers that answer as the RFCs write it; each twin refuses, or is no such server at all.

import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { runProbe } from '#adapters/probes/run.ts'
import type { StartTlsKind } from '#core/checks/start-tls.ts'
import { type Ca, type Made, makeCa, makeLeaf, pem, Servers } from '../../support/tls-authority.ts'

const servers = new Servers()
afterAll(() => servers.close())
let root: Ca
let issuing: Ca
let leaf: Made
beforeAll(async () => {
  root = await makeCa('Root')
  issuing = await makeCa('Issuing', root)
  leaf = await makeLeaf(issuing)
})

const deps = {
  egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
  primitives: nodePrimitives,
  now: Date.now,
  monotonicMs: () => performance.now(),
  pause: async () => undefined,
}

interface Server {
  greeting?: string | Buffer
  /** What is said to each message; the last of a list begins TLS. */
  answers: readonly { to: RegExp | Buffer; say: string | Buffer; takes?: number }[]
}

const MYSQL_GREETING = (flags: number) => {
  const body = Buffer.concat([
    Buffer.of(10),
    Buffer.from('8.0.36\0', 'latin1'),
    Buffer.alloc(4),
    Buffer.alloc(8, 0x41),
    Buffer.of(0),
    Buffer.of(flags & 255, flags >> 8),
    Buffer.from([33, 2, 0, 0xff, 0xc1, 21]),
    Buffer.alloc(10),
    Buffer.alloc(13, 0x42),
  ])
  return Buffer.concat([Buffer.of(body.length & 255, body.length >> 8, 0, 0), body])
}
/** ExtendedResponse with this result code, the names empty. */
const ldapResponse = (code: number) =>
  Buffer.from(`300c02010178070a01${code.toString(16).padStart(2, '0')}04000400`, 'hex')

const KINDS: Record<Exclude<StartTlsKind, 'none'>, { sound: Server; refusing: Server }> = {
  smtp: {
    sound: {
      greeting: '220-mail.example\r\n220 ESMTP\r\n',
      answers: [
        { to: /^EHLO /, say: '250-mail.example\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 8BITMIME\r\n' },
        { to: /^STARTTLS\r\n$/, say: '220 go ahead\r\n' },
      ],
    },
    refusing: { greeting: '220 x\r\n', answers: [{ to: /^EHLO /, say: '250 x\r\n' }] },
  },
  imap: {
    sound: { greeting: '* OK ready\r\n', answers: [{ to: /^a STARTTLS\r\n$/, say: 'a OK begin\r\n' }] },
    refusing: { greeting: '* OK ready\r\n', answers: [{ to: /^a /, say: 'a BAD unknown\r\n' }] },
  },
  pop3: {
    sound: { greeting: '+OK ready\r\n', answers: [{ to: /^STLS\r\n$/, say: '+OK begin\r\n' }] },
    refusing: { greeting: '+OK ready\r\n', answers: [{ to: /^STLS/, say: '-ERR no\r\n' }] },
  },
  ftp: {
    sound: { greeting: '220 ready\r\n', answers: [{ to: /^AUTH TLS\r\n$/, say: '234 begin\r\n' }] },
    refusing: { greeting: '220 ready\r\n', answers: [{ to: /^AUTH/, say: '530 no\r\n' }] },
  },
  ldap: {
    sound: { answers: [{ to: Buffer.from('1.3.6.1.4.1.1466.20037'), say: ldapResponse(0) }] },
    refusing: { answers: [{ to: Buffer.from('1466.20037'), say: ldapResponse(2) }] },
  },
  postgres: {
    sound: { answers: [{ to: Buffer.from('0000000804d2162f', 'hex'), say: 'S' }] },
    refusing: { answers: [{ to: Buffer.from('04d2162f', 'hex'), say: 'N' }] },
  },
  mysql: {
    sound: { greeting: MYSQL_GREETING(0xffff), answers: [{ to: Buffer.from([32, 0, 0, 1]), say: '', takes: 36 }] },
    refusing: { greeting: MYSQL_GREETING(0xffff & ~0x0800), answers: [] },
  },
}

/** Speaks its part, then TLS. @param smuggled bytes sent together with the last plain answer */
function serve({ greeting, answers }: Server, smuggled = ''): Promise<string> {
  return servers.plain((socket: Socket) => {
    if (greeting) socket.write(greeting)
    let step = 0
    const onData = (message: Buffer) => {
      const expected = answers[step]
      const isExpected =
        expected &&
        (expected.to instanceof RegExp ? expected.to.test(message.toString('latin1')) : message.includes(expected.to))
      if (!expected || !isExpected) return void socket.destroy()
      step++
      const isLast = step === answers.length
      if (isLast) socket.off('data', onData)
      // A client of MySQL does not wait for an answer: its TLS begins in the same breath.
      if (expected.takes !== undefined && message.length > expected.takes) {
        socket.pause()
        socket.unshift(message.subarray(expected.takes))
      }
      if (expected.say.length > 0)
        socket.write(Buffer.concat([Buffer.from(expected.say as string), Buffer.from(isLast ? smuggled : '')]))
      if (isLast)
        new TLSSocket(socket, { isServer: true, cert: pem(leaf.der, issuing.der), key: leaf.key }).on('error', () =>
          socket.destroy(),
        )
    }
    socket.on('data', onData)
  })
}

const ask = (target: string, startTls: StartTlsKind) => {
  const settings = { serverName: 'site.example', anchors: [pem(root.der)], startTls }
  return runProbe({ kind: 'tls', target, settings, timeoutMs: 3_000 }, deps)
}

describe('STARTTLS', () => {
  it.each(Object.entries(KINDS))('%s is asked, and its certificate judged', async (kind, { sound }) => {
    const result = await ask(await serve(sound), kind as StartTlsKind)
    expect(result.reasons).toEqual([])
    expect(result.measured).toMatchObject({ nodesAsked: 1, protocol: 'TLSv1.3' })
  })

  it.each(Object.entries(KINDS))('%s that refuses is reported as that', async (kind, { refusing }) => {
    const { reasons } = await ask(await serve(refusing), kind as StartTlsKind)
    expect(reasons.map(({ code, params }) => [code, params?.kind])).toEqual([['tls.start-tls-refused', kind]])
  })

  it('does not go on with a server that sends more before its TLS begins (CVE-2011-0411)', async () => {
    const { reasons } = await ask(await serve(KINDS.imap.sound, '* injected\r\n'), 'imap')
    expect(reasons.map(({ code }) => code)).toEqual(['tls.response-malformed'])
  })

  it.each<[string, string, string]>([
    ['a greeting without end', 'x'.repeat(20_000), 'tls.response-malformed'],
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'tls.start-tls-refused'],
  ])('ends with %s', async (_, greeting, code) => {
    const target = await servers.plain((socket) => void socket.write(greeting))
    expect((await ask(target, 'pop3')).reasons.map((reason) => reason.code)).toEqual([code])
  })
})
