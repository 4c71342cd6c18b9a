import { execFileSync, spawn } from 'node:child_process'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { digestObject } from '#adapters/backup/estate/digest.node.ts'
import { readListing, s3Store } from '#adapters/backup/estate/s3-store.ts'
import { openSession, sftpStore, sshArguments, storeOver } from '#adapters/backup/estate/sftp-store.node.ts'
import type { BackupStore } from '#adapters/backup/estate/store.ts'
import { createEgress } from '#adapters/egress/egress.ts'

const folder = mkdtempSync(join(tmpdir(), 'zhengxun-places-'))
const egress = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] })
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

/** Sizes around the pieces that are read: none, one byte, less, exactly and more than one. */
const FILES: Record<string, Buffer> = {
  empty: Buffer.alloc(0),
  'a/one': Buffer.from('x'),
  'a/b/备份 & "1".dump': randomBytes(32_768),
  'a/large': randomBytes(9 * 1024 * 1024 + 17),
}
mkdirSync(join(folder, 'root/a/b'), { recursive: true })
for (const [path, bytes] of Object.entries(FILES)) writeFileSync(join(folder, 'root', path), bytes)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function holds(store: BackupStore) {
  const listed = (await store.list()).map(({ path, size }) => [path, size]).sort()
  expect(listed).toEqual(
    Object.entries(FILES)
      .map(([path, bytes]) => [path, bytes.length])
      .sort(),
  )
  for (const [path, bytes] of Object.entries(FILES))
    expect(await digestObject(store, path)).toEqual({ sha256: sha256(bytes), size: bytes.length })
  await expect(store.open('not there').then((stream) => stream.toArray())).rejects.toThrow()
}

describe('backups in an object store', () => {
  const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
  let server: Server | undefined

  afterEach(() => {
    server?.close()
  })

  /** Signature Version 4 as Amazon's documentation derives it, written down here apart from any library. */
  function isSigned(request: IncomingMessage): boolean {
    const { authorization = '', host = '' } = request.headers
    const [, scope = '', names = '', signature = ''] =
      /^AWS4-HMAC-SHA256 Credential=AKID\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(authorization) ??
      []
    const url = new URL(request.url ?? '', `http://${host}`)
    const query = [...url.searchParams]
      .map(([name, value]) => `${strict(name)}=${strict(value)}`)
      .sort()
      .join('&')
    const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
    const date = String(request.headers['x-amz-date'])
    const payload = String(request.headers['x-amz-content-sha256'])
    const canonical = ['GET', url.pathname, query, headers.join(''), names, payload].join('\n')
    const key = [...scope.split('/')].reduce<Buffer>(
      (one, part) => createHmac('sha256', one).update(part).digest(),
      Buffer.from(`AWS4${SECRET}`),
    )
    const expected = createHmac('sha256', key)
      .update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`)
      .digest('hex')
    return names.includes('host') && expected === signature
  }
  const strict = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;')

  /** Two objects a page, so that a listing has several. */
  async function peer(prefix: string, change?: (at: number) => void) {
    let reads = 0
    server = createServer((request, response) => {
      if (!isSigned(request)) return response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
      const url = new URL(request.url ?? '', 'http://peer')
      const keys = Object.keys(FILES).sort()
      if (url.pathname === '/bucket') {
        const from = Number(url.searchParams.get('continuation-token') ?? 0)
        const page = keys
          .slice(from, from + 2)
          .map(
            (key) =>
              `<Contents><Key>${escaped(prefix + key)}</Key><LastModified>2026-11-20T00:00:00.000Z</LastModified><Size>${FILES[key]?.length}</Size></Contents>`,
          )
        const next =
          from + 2 < keys.length
            ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${from + 2}</NextContinuationToken>`
            : ''
        return response.end(`<ListBucketResult>${page.join('')}${next}</ListBucketResult>`)
      }
      const bytes = FILES[decodeURIComponent(url.pathname).slice(`/bucket/${prefix}`.length)]
      if (!bytes) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
      if (Number(from) >= bytes.length) return response.writeHead(416).end()
      change?.(++reads)
      const part = bytes.subarray(Number(from), Number(to) + 1)
      const headers = {
        etag: `"${reads > 1 && change ? reads : 1}"`,
        'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`,
      }
      return response.writeHead(206, headers).end(part)
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return {
      transport: 's3',
      endpoint,
      region: 'cn-east-1',
      bucket: 'bucket',
      prefix,
      accessKeyId: 'AKID',
      secretAccessKey: Buffer.from(SECRET),
    } as const
  }

  it('are listed page by page and read piece by piece, each request signed', async () => {
    await holds(s3Store(await peer('ra/'), egress))
  })

  it('are not had with another key, and the peer says why', async () => {
    const place = { ...(await peer('')), secretAccessKey: Buffer.from('another') }
    await expect(s3Store(place, egress).list()).rejects.toThrow('SignatureDoesNotMatch')
  })

  it('are not had from an address the egress does not allow', async () => {
    await expect(s3Store(await peer(''), createEgress({ allow: [] })).list()).rejects.toThrow()
  })

  it('that change while they are read are neither the old nor the new', async () => {
    const store = s3Store(await peer('', () => undefined), egress)
    await expect(digestObject(store, 'a/large')).rejects.toThrow('changed while it was read')
  })

  it('have names with the entities of XML, and never one outside the prefix', () => {
    const xml =
      '<Contents><Key>p/a&amp;&#x4E2D;</Key><Size>1</Size></Contents><Contents><Key>q/b</Key><Size>1</Size></Contents>'
    expect(readListing(xml, 'p/').objects.map(({ path }) => path)).toEqual(['a&中'])
  })
})

const SFTP_SERVER = '/usr/lib/openssh/sftp-server'

describe.skipIf(!existsSync(SFTP_SERVER))(
  'backups on another host, by SFTP (needs openssh-sftp-server of Debian)',
  () => {
    const open = () => openSession(spawn(SFTP_SERVER, ['-e', '-R'], { stdio: ['pipe', 'pipe', 'pipe'] }))

    it('are listed through all folders and read to their last octet', async () => {
      await holds(storeOver(await open(), join(folder, 'root'), async () => undefined))
    })

    it('end with an error, not with fewer octets, when the connection ends', async () => {
      const pipe = spawn(SFTP_SERVER, ['-e', '-R'], { stdio: ['pipe', 'pipe', 'pipe'] })
      const store = storeOver(await openSession(pipe), join(folder, 'root'), async () => undefined)
      const stream = await store.open('a/large')
      stream.once('data', () => pipe.kill('SIGKILL'))
      await expect(stream.toArray()).rejects.toThrow()
    })

    it('are asked for by an ssh that takes no host key, no key and no setting but those registered', () => {
      const args = sshArguments({ port: 22, user: 'u' }, '192.0.2.1', '/x')
      for (const wanted of [
        'StrictHostKeyChecking=yes',
        'BatchMode=yes',
        'IdentitiesOnly=yes',
        'PermitLocalCommand=no',
      ])
        expect(args).toContain(wanted)
      expect(args.slice(0, 2)).toEqual(['-F', 'none'])
      expect(args.slice(-4)).toEqual(['-s', '--', '192.0.2.1', 'sftp'])
      expect(() => sshArguments({ port: 22, user: 'u' }, '-oProxyCommand=x', '/x')).toThrow()
    })
  },
)

/** Only where it is asked for: Debian's package would start a server of its own, so this wants one that was unpacked. */
const SSHD = process.env.ZHENGXUN_TEST_SSHD

if (SSHD !== undefined) describe('an ssh server', readOverSsh(SSHD))

function readOverSsh(sshd: string): () => void {
  return () => {
    it('is read with its registered host key, and refused with another', async () => {
      const keys = join(folder, 'keys')
      mkdirSync(keys, { mode: 0o700 })
      for (const name of ['host', 'user', 'other'])
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, name)])
      const port = await freePort()
      writeFileSync(join(keys, 'authorized'), readFileSync(join(keys, 'user.pub')))
      chmodSync(folder, 0o755)
      const settings = [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${join(keys, 'host')}`,
        `AuthorizedKeysFile ${join(keys, 'authorized')}`,
        'StrictModes no',
        'UsePAM no',
        `PidFile none`,
        `Subsystem sftp ${SFTP_SERVER}`,
      ]
      writeFileSync(join(keys, 'config'), settings.join('\n'))
      mkdirSync('/run/sshd', { recursive: true })
      const server = spawn(sshd, ['-D', '-e', '-f', join(keys, 'config')], { stdio: ['ignore', 'ignore', 'pipe'] })
      await new Promise<void>((resolve, reject) => {
        server.stderr.on('data', (text) => String(text).includes('listening') && resolve())
        server.once('exit', () => reject(new Error('sshd did not start')))
      })
      const hostKey = (name: string) =>
        readFileSync(join(keys, `${name}.pub`), 'utf8')
          .split(' ')
          .slice(0, 2)
          .join(' ')
      const place = {
        transport: 'sftp',
        host: '127.0.0.1',
        port,
        user: 'root',
        path: join(folder, 'root'),
        hostKey: hostKey('host'),
        privateKey: readFileSync(join(keys, 'user')),
      } as const
      try {
        const store = await sftpStore(place, egress)
        await holds(store)
        await store.close()
        await expect(sftpStore({ ...place, hostKey: hostKey('other') }, egress)).rejects.toThrow(/[Hh]ost key/)
        await expect(sftpStore({ ...place, privateKey: readFileSync(join(keys, 'other')) }, egress)).rejects.toThrow(
          /denied/,
        )
        await expect(sftpStore(place, createEgress({ allow: [] }))).rejects.toThrow()
      } finally {
        server.kill('SIGKILL')
      }
    }, 60_000)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createTcpServer()
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo
      listener.close(() => resolve(port))
    })
  })
}
