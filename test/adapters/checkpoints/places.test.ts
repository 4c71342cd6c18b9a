import { createSocket } from 'node:dgram'
import { appendFileSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { checkpointDatabase } from '#adapters/checkpoints/database.node.ts'
import { checkpointFile } from '#adapters/checkpoints/file.node.ts'
import { checkpointSyslog } from '#adapters/checkpoints/syslog.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import type { CheckpointCopy } from '#src/ports.ts'
import { withDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const folder = passableFolder('checkpoints')
const workshop = opensslWorkshop()
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  workshop.close()
})

const AT = Date.UTC(2026, 10, 21)
const copy = (seq: number, hash = 'aa'): CheckpointCopy => ({
  seq,
  at: AT + seq,
  line: `{"format":"zhengxun-audit-checkpoint","hash":"${hash}","seq":${seq}}`,
})

describe('a file of checkpoints', () => {
  const lines = (path: string) => readFileSync(path, 'utf8').split('\n').filter(Boolean)

  it('grows by each checkpoint once, readable by its owner alone', async () => {
    const path = join(folder, 'grows.jsonl')
    const place = checkpointFile(path)
    await place.put([copy(1), copy(2)])
    await place.put([copy(2), copy(3)])
    expect(lines(path)).toEqual([copy(1), copy(2), copy(3)].map(({ line }) => line))
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('goes on behind a line that a power failure cut off', async () => {
    const path = join(folder, 'cut.jsonl')
    await checkpointFile(path).put([copy(1), copy(2)])
    truncateSync(path, statSync(path).size - 5)
    await checkpointFile(path).put([copy(3)])
    expect(lines(path)).toEqual([copy(1).line, copy(2).line.slice(0, -4), copy(3).line])
  })

  it('says so when the trail has forked from what it holds', async () => {
    const path = join(folder, 'forked.jsonl')
    await checkpointFile(path).put([copy(1), copy(5)])
    await expect(checkpointFile(path).put([copy(3), copy(6)])).rejects.toThrow(/不属于同一条记录链/)
    await expect(checkpointFile(path).put([copy(5, 'bb')])).rejects.toThrow(/不属于同一条记录链/)
    expect(lines(path)).toHaveLength(2)
  })

  it('says so when it cannot be written', async () => {
    await expect(checkpointFile(join(folder, 'none/there.jsonl')).put([copy(1)])).rejects.toThrow(/ENOENT/)
    appendFileSync(join(folder, 'plain'), '')
    await expect(checkpointFile(join(folder, 'plain/x')).put([copy(1)])).rejects.toThrow(/ENOTDIR/)
  })
})

describe('a second database', () => {
  it('takes each checkpoint once, and another one for its row never', async () => {
    const { db, url } = await withDatabase()
    const place = checkpointDatabase(url)
    await place.put([copy(1), copy(2)])
    await place.put([copy(2), copy(3)])
    const held = await db.execute(sql`select seq::int, line from zhengxun_audit_checkpoints order by seq`)
    expect(held.rows).toEqual([1, 2, 3].map((seq) => ({ seq, line: copy(seq).line })))
    for (const forked of [[copy(3, 'bb')], [copy(2, 'bb'), copy(4)]])
      await expect(place.put(forked)).rejects.toThrow(/不属于同一条记录链/)
    expect((await db.execute(sql`select 1 from zhengxun_audit_checkpoints`)).rows).toHaveLength(3)
    expect(place.name).not.toContain('@')
  })

  it('that is away is an error, soon', async () => {
    await expect(checkpointDatabase('postgres://nobody:secret@127.0.0.1:1/none').put([copy(1)])).rejects.toThrow(
      /ECONNREFUSED/,
    )
  })
})

describe('a log server', () => {
  const egress = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] })
  const MESSAGE =
    /^<109>1 2026-11-21T00:00:00\.001Z \S+ zhengxun \d+ audit-checkpoint \[seq@32473 no="1"\] \{"format":.*"seq":1\}$/

  /** What one connection says until it ends. */
  async function listening(server: Server, where: { port: number; host: string } | { path: string }) {
    const said = new Promise<string>((resolve) => {
      const take = (socket: Socket) => {
        const parts: Buffer[] = []
        socket.on('data', (part: Buffer) => parts.push(part))
        socket.on('end', () => resolve(Buffer.concat(parts).toString()))
      }
      server.on(server.listenerCount('secureConnection') > 0 ? 'secureConnection' : 'connection', take)
    })
    await new Promise<void>((resolve) => server.listen(where, resolve))
    return { said, port: (server.address() as AddressInfo).port, close: () => server.close() }
  }

  const frames = (text: string) => {
    const [, length = '', rest = ''] = /^(\d+) (.*)$/s.exec(text) ?? []
    return [
      Buffer.from(rest).subarray(0, Number(length)).toString(),
      Buffer.from(rest).subarray(Number(length)).toString(),
    ]
  }

  it('takes them over TCP, each with its length in front', async () => {
    const { said, port, close } = await listening(createServer(), { port: 0, host: '127.0.0.1' })
    await checkpointSyslog(new URL(`tcp://127.0.0.1:${port}`), { egress }).put([copy(1), copy(2)])
    const [first = '', rest = ''] = frames(await said)
    close()
    expect(first).toMatch(MESSAGE)
    expect(frames(rest)[0]).toContain('"seq":2')
  })

  it('takes them over a local stream socket', async () => {
    const path = join(folder, 'log.sock')
    const { said, close } = await listening(createServer(), { path })
    await checkpointSyslog(new URL(`unix://${path}`), { egress }).put([copy(1)])
    expect(frames(await said)[0]).toMatch(MESSAGE)
    close()
  })

  it('takes them over UDP, a datagram each', async () => {
    const socket = createSocket('udp4')
    const said = new Promise<string>((resolve) => socket.once('message', (message) => resolve(message.toString())))
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    await checkpointSyslog(new URL(`udp://127.0.0.1:${socket.address().port}`), { egress }).put([copy(1)])
    expect(await said).toMatch(MESSAGE)
    socket.close()
  })

  it('takes them over TLS from one it trusts, and is told nothing by one it does not', async () => {
    const [key, certificate] = [workshop.put('', 'key.pem'), workshop.put('', 'cert.pem')]
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    workshop.run(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      '-days',
      '3',
      ...name,
    )
    const pem = { key: readFileSync(key), cert: readFileSync(certificate) }
    const said: string[] = []
    const server = createTlsServer(pem, (socket) => {
      socket.on('data', (part: Buffer) => said.push(part.toString()))
      socket.on('error', () => undefined)
    })
    server.on('tlsClientError', () => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = new URL(`tls://localhost:${(server.address() as AddressInfo).port}`)
    const loopback = createEgress({ allow: [{ cidr: '127.0.0.0/8' }, { cidr: '::1' }] }, async () => ['127.0.0.1'])
    await expect(checkpointSyslog(address, { egress: loopback }).put([copy(1)])).rejects.toThrow(/self.signed/)
    expect(said).toEqual([])
    await checkpointSyslog(address, { egress: loopback, anchors: pem.cert.toString() }).put([copy(1)])
    await expect.poll(() => frames(said.join(''))[0]).toMatch(MESSAGE)
    server.close()
  })

  it('is asked only where the policy lets us', async () => {
    const nowhere = createEgress({ allow: [] })
    for (const address of ['tcp://127.0.0.1:9', 'udp://127.0.0.1:9', 'tls://127.0.0.1:9'])
      await expect(checkpointSyslog(new URL(address), { egress: nowhere }).put([copy(1)])).rejects.toMatchObject({
        problem: 'policy-refused',
      })
  })
})
