import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { noticeSender } from '#adapters/notices/sender.node.ts'
import type { ChannelSecret, ChannelSettings } from '#core/notices/settings.ts'
import type { Db } from '#db/database.ts'
import { AppError } from '#src/context.ts'

const NOW = 1_700_000_000_000
const SECRET: ChannelSecret = { key: 'kE-y/1', signing: 'SECops-test' }
/** The sender only hands it to whoever opens secrets. */
const NO_DB = {} as Db
const part = { mark: '#R20250303-AM.1', title: '【早班巡检】', text: '【早班巡检】正文\n#R20250303-AM.1', mobiles: [] }

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const sender = (open = async () => SECRET, allow = [{ cidr: '127.0.0.0/8' }]) =>
  noticeSender({ egress: createEgress({ allow }), primitives: nodePrimitives, now: () => NOW, openSecret: open })
const send = (settings: ChannelSettings, secretId: string | null = 'id') =>
  sender().send(NO_DB, { settings, secretId, part })

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.address() as AddressInfo).port
}

interface Heard {
  url: string
  headers: IncomingMessage['headers']
  body: unknown
}

/** A peer that writes down what it is asked. */
async function robot(answer: (response: ServerResponse) => void) {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    heard.push({ url: request.url ?? '', headers: request.headers, body: JSON.parse(await text(request)) as unknown })
    answer(response)
  })
  const url = `http://127.0.0.1:${await listen(server)}/send`
  return { heard, url }
}
const saying = (status: number, body: unknown) => (response: ServerResponse) =>
  void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))

async function wire(behave: (socket: Socket) => void): Promise<number> {
  const open = new Set<Socket>()
  const server = createTcpServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    behave(socket)
  })
  closing.push(async () => {
    for (const socket of open) socket.destroy()
  })
  return listen(server)
}

describe('a robot that takes the message', () => {
  it('at WeCom is asked with the key in the URL', async () => {
    const { heard, url } = await robot(saying(200, { errcode: 0, errmsg: 'ok' }))
    expect(await send({ kind: 'wecom', url })).toMatchObject({ outcome: 'sent' })
    expect(heard[0]?.url).toBe('/send?key=kE-y%2F1')
    expect(heard[0]?.body).toEqual({ msgtype: 'text', text: { content: part.text } })
    expect(heard[0]?.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('at DingTalk is asked with a signature', async () => {
    const { heard, url } = await robot(saying(200, { errcode: 0 }))
    expect(await send({ kind: 'dingtalk', url })).toMatchObject({ outcome: 'sent' })
    expect(heard[0]?.url).toBe(
      '/send?access_token=kE-y%2F1&timestamp=1700000000000&sign=mY0SwTuHsZDxmhBtmIWR8LFHcCiFUnxDTXBzA4kgktY%3D',
    )
  })

  it('at Feishu is asked with a signature in the body', async () => {
    const { heard, url } = await robot(saying(200, { code: 0 }))
    expect(await send({ kind: 'feishu', url })).toMatchObject({ outcome: 'sent' })
    expect(heard[0]).toMatchObject({
      url: '/send/kE-y%2F1',
      body: { timestamp: '1700000000', sign: '+WqlmH2xP4SHx5LS4qnlQWvw582qWzc1g/BEv9nMrWw=', msg_type: 'text' },
    })
  })

  it('a gateway and a webhook are asked with a bearer token', async () => {
    const { heard, url } = await robot(saying(200, { code: '0' }))
    const sms: ChannelSettings = {
      kind: 'sms',
      url,
      signature: '证巡',
      templateId: 'T',
      mobile: '13800000000',
      success: '0',
    }
    expect(await send(sms)).toMatchObject({ outcome: 'sent' })
    expect(await send({ kind: 'webhook', url })).toMatchObject({ outcome: 'sent' })
    expect(await send({ kind: 'webhook', url }, null)).toMatchObject({ outcome: 'sent' })
    expect(heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer kE-y/1', 'Bearer kE-y/1', undefined])
  })
})

describe('a message that is not taken is never sent (F8)', () => {
  it.each<['wecom' | 'dingtalk' | 'feishu', number, unknown, string]>([
    ['wecom', 200, { errcode: 93000, errmsg: 'invalid webhook url' }, 'refused'],
    ['wecom', 200, { errcode: 45009, errmsg: 'api freq out of limit' }, 'later'],
    ['wecom', 200, { errcode: 40058, errmsg: 'text exceed max length 2048' }, 'refused'],
    ['dingtalk', 200, { errcode: 130101, errmsg: 'send too fast' }, 'later'],
    ['dingtalk', 200, { errcode: 310000, errmsg: 'sign not match' }, 'refused'],
    ['feishu', 200, { code: 11232, msg: 'frequency limited' }, 'later'],
    ['feishu', 200, { code: 19021, msg: 'sign match fail' }, 'refused'],
    ['feishu', 400, { code: 9499, msg: 'too many request' }, 'later'],
    ['wecom', 429, '', 'later'],
    ['feishu', 500, { code: 0 }, 'later'],
    ['wecom', 200, '{"errcode":0', 'later'],
  ])('%s %i %j', async (kind, status, body, outcome) => {
    const { url, heard } = await robot(saying(status, body))
    const judged = await send({ kind, url })
    expect(judged.outcome).toBe(outcome)
    expect(heard).toHaveLength(1)
    expect(judged.words).toContain(typeof body === 'string' ? body : JSON.stringify(body))
  })

  it('when the answer is cut off in its middle', async () => {
    const port = await wire((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"errcode":0')
        setImmediate(() => socket.resetAndDestroy())
      }),
    )
    expect(await send({ kind: 'wecom', url: `http://127.0.0.1:${port}/` })).toMatchObject({
      outcome: 'later',
      code: 'notice.no-answer',
    })
  })

  it('when nobody listens or the name is unknown: it cannot have arrived', async () => {
    const dead = await listen(createTcpServer())
    await closing.pop()?.()
    for (const url of [`http://127.0.0.1:${dead}/`, 'http://robot.invalid/'])
      expect(await send({ kind: 'wecom', url })).toMatchObject({ outcome: 'later', code: 'notice.not-reached' })
  })

  it('when TLS fails', async () => {
    const port = await wire((socket) => void socket.once('data', () => socket.end('no TLS here')))
    expect(await send({ kind: 'wecom', url: `https://127.0.0.1:${port}/` })).toMatchObject({ outcome: 'later' })
  })

  it('when the peer is silent: the attempt ends by itself', async () => {
    const port = await wire(() => undefined)
    const judged = await send({ kind: 'wecom', url: `http://127.0.0.1:${port}/` })
    expect(judged).toMatchObject({ outcome: 'later', code: 'notice.no-answer' })
    expect(judged.words).toContain('answer-timeout')
  }, 20_000)

  it('when the address is not allowed: nothing leaves the house', async () => {
    const { url, heard } = await robot(saying(200, { errcode: 0 }))
    const order = { settings: { kind: 'wecom', url } as const, secretId: 'id', part }
    const judged = await sender(async () => SECRET, [{ cidr: '10.0.0.0/8' }]).send(NO_DB, order)
    expect(judged).toMatchObject({ outcome: 'refused', code: 'notice.not-allowed' })
    expect(heard).toEqual([])
  })

  it('when the secret cannot be unsealed', async () => {
    const { url, heard } = await robot(saying(200, { errcode: 0 }))
    const open = () => Promise.reject(new AppError('unavailable', 'key.seal-broken'))
    const judged = await sender(open).send(NO_DB, { settings: { kind: 'wecom', url }, secretId: 'id', part })
    expect(judged).toMatchObject({ outcome: 'refused', code: 'notice.key-unavailable' })
    expect(heard).toEqual([])
  })
})

describe('the secret of a channel', () => {
  it('is not in what is kept of an answer, even when the peer quotes it', async () => {
    const { url } = await robot(saying(200, { errcode: 93000, errmsg: `bad key ${SECRET.key} or ${SECRET.signing}` }))
    const judged = await send({ kind: 'wecom', url })
    expect(JSON.stringify(judged)).not.toMatch(/kE-y\/1|SECops-test/)
    expect(judged.words).toContain('bad key ••• or •••')
  })
})

describe('mail', () => {
  async function mailServer(options: SMTPServerOptions) {
    const letters: string[] = []
    const server = new SMTPServer({
      logger: false,
      authOptional: true,
      onData: (stream, _session, done) => {
        buffer(stream).then((bytes) => {
          letters.push(bytes.toString())
          done()
        }, done)
      },
      ...options,
    })
    server.on('error', () => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
    const { port } = server.server.address() as AddressInfo
    return { letters, port }
  }
  const settings = (port: number, change: Partial<Extract<ChannelSettings, { kind: 'smtp' }>> = {}) =>
    ({
      kind: 'smtp',
      host: '127.0.0.1',
      port,
      security: 'none',
      from: 'zx@example.cn',
      to: ['a@example.cn'],
      ...change,
    }) as const
  const refusal = (responseCode: number) => Object.assign(new Error('no'), { responseCode })
  const plain: SMTPServerOptions = { disabledCommands: ['STARTTLS', 'AUTH'] }

  it('is sent when the server takes it after DATA, with the mark as its Message-ID', async () => {
    const { letters, port } = await mailServer(plain)
    expect(await send(settings(port), null)).toMatchObject({ outcome: 'sent' })
    expect(letters).toHaveLength(1)
    expect(letters[0]).toContain('Message-ID: <R20250303-AM.1@zhengxun>')
    expect(letters[0]).toContain('charset=utf-8')
  })

  it.each([
    [452, 'later'],
    [552, 'refused'],
  ])('is not sent when the server answers %i to DATA', async (code, outcome) => {
    const { port } = await mailServer({
      ...plain,
      onData: (stream, _session, done) => {
        stream.resume()
        stream.on('end', () => done(refusal(code)))
      },
    })
    expect(await send(settings(port), null)).toMatchObject({ outcome })
  })

  it('is not sent when one of two recipients is refused', async () => {
    const { port } = await mailServer({
      ...plain,
      onRcptTo: ({ address }, _session, done) => done(address.startsWith('b') ? refusal(550) : null),
    })
    const judged = await send(settings(port, { to: ['a@example.cn', 'b@example.cn'] }), null)
    expect(judged).toMatchObject({ outcome: 'refused' })
    expect(judged.words).toContain('b@example.cn')
  })

  it('is not sent in the clear where TLS was asked for', async () => {
    const { letters, port } = await mailServer(plain)
    expect((await send(settings(port, { security: 'starttls' }), null)).outcome).not.toBe('sent')
    expect(letters).toEqual([])
  })

  it('is refused for good with a wrong password', async () => {
    const { port, letters } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ password }, _session, done) =>
        password === SECRET.key ? done(null, { user: 'zx' }) : done(new Error('bad password')),
    })
    expect(await send(settings(port, { user: 'zx' }))).toMatchObject({ outcome: 'sent' })
    const wrong = await sender(async () => ({ key: 'other' })).send(NO_DB, {
      settings: settings(port, { user: 'zx' }),
      secretId: 'id',
      part,
    })
    expect(wrong).toMatchObject({ outcome: 'refused', code: 'notice.wrong-key' })
    expect(letters).toHaveLength(1)
  })

  it('is not sent by a server that says nothing, or hangs up', async () => {
    for (const behave of [() => undefined, (socket: Socket) => void socket.end()])
      expect(await send(settings(await wire(behave)), null)).toMatchObject({ outcome: 'later' })
  }, 20_000)
})
