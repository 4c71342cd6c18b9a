// Backups on another host, read by SFTP version 3 (draft-ietf-secsh-filexfer-02) through the system's own ssh: its cryptography,
// and a host key that was registered or no connection.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import type { Egress } from '#adapters/egress/egress.ts'
import type { BackupPlace } from '#src/backup-ports.ts'
import { type BackupStore, MAX_OBJECTS, type StoredObject } from './store.ts'

type SftpPlace = Extract<BackupPlace, { transport: 'sftp' }>
type Pipe = ChildProcessByStdio<Writable, Readable, Readable>

const CONNECT_SECONDS = 20
const ANSWER_TIMEOUT_MS = 60_000
const READ_BYTES = 32_768
/** Read ahead, so that the distance costs once and not for every piece. */
const AHEAD = 16
const MAX_PACKET = 1024 * 1024

const TYPE = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  openFolder: 11,
  readFolder: 12,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
} as const
const END_OF_FILE = 1

export async function sftpStore(place: SftpPlace, egress: Egress): Promise<BackupStore> {
  const [address] = await egress.addresses({ host: place.host, port: place.port, timeoutMs: CONNECT_SECONDS * 1000 })
  if (address === undefined) throw new Error(`no address of ${place.host} may be dialled`)
  const folder = await mkdtemp(join(tmpdir(), 'zhengxun-ssh-'))
  try {
    await writeFile(join(folder, 'key'), ensureNewline(place.privateKey), { mode: 0o600 })
    await writeFile(join(folder, 'hosts'), `${HOST_ALIAS} ${place.hostKey}\n`, { mode: 0o600 })
    const pipe = spawn('ssh', sshArguments(place, address, folder), { stdio: ['pipe', 'pipe', 'pipe'] })
    const session = await openSession(pipe)
    return storeOver(session, place.path.replace(/\/$/, ''), async () => {
      pipe.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

const HOST_ALIAS = 'backup-host'

function ensureNewline(key: Uint8Array): Uint8Array {
  return key.at(-1) === 10 ? key : Buffer.concat([key, Buffer.from('\n')])
}

/** Nothing of the machine's own configuration counts: no agent, no other key, no forwarding, no password, no unknown host. */
export function sshArguments(
  { port, user }: Pick<SftpPlace, 'port' | 'user'>,
  address: string,
  folder: string,
): string[] {
  if (isIP(address) === 0) throw new Error('not an address')
  const options = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: join(folder, 'hosts'),
    GlobalKnownHostsFile: '/dev/null',
    HostKeyAlias: HOST_ALIAS,
    CheckHostIP: 'no',
    UpdateHostKeys: 'no',
    IdentityFile: join(folder, 'key'),
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    PreferredAuthentications: 'publickey',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    PermitLocalCommand: 'no',
    ConnectTimeout: String(CONNECT_SECONDS),
    ServerAliveInterval: '15',
    LogLevel: 'ERROR',
  }
  const list = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return ['-F', 'none', '-T', ...list, '-p', String(port), '-l', user, '-s', '--', address, 'sftp']
}

interface Packet {
  type: number
  body: Buffer
}

export interface SftpSession {
  ask(type: number, ...parts: Buffer[]): Promise<Packet>
}

/** Over anything that speaks SFTP on its standard input and output. @throws Error with its last words */
export async function openSession(pipe: Pipe): Promise<SftpSession> {
  const waiting = new Map<number, { resolve: (packet: Packet) => void; reject: (error: Error) => void }>()
  let said = ''
  let buffer = Buffer.alloc(0)
  let nextId = 1
  let ended: Error | undefined
  const fail = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
    pipe.kill('SIGKILL')
  }
  pipe.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-500)
  })
  pipe.on('error', fail)
  pipe.stdin.on('error', fail)
  pipe.on('close', () => fail(new Error(said.trim() || 'the connection ended')))
  pipe.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    while (buffer.length >= 4) {
      const length = buffer.readUInt32BE(0)
      if (length < 5 || length > MAX_PACKET) return fail(new Error('not an SFTP answer'))
      if (buffer.length < 4 + length) return
      const packet = buffer.subarray(4, 4 + length)
      buffer = buffer.subarray(4 + length)
      const id = packet[0] === TYPE.version ? 0 : packet.readUInt32BE(1)
      waiting.get(id)?.resolve({ type: packet[0] ?? 0, body: packet.subarray(5) })
      waiting.delete(id)
    }
  })
  const send = (id: number, packet: Buffer) =>
    new Promise<Packet>((resolve, reject) => {
      if (ended) return reject(ended)
      const timer = setTimeout(() => fail(new Error('no answer')), ANSWER_TIMEOUT_MS)
      const settle =
        <T>(done: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer)
          done(value)
        }
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
      pipe.stdin.write(Buffer.concat([uint32(packet.length), packet]))
    })
  const { type } = await send(0, Buffer.concat([Buffer.from([TYPE.init]), uint32(3)]))
  if (type !== TYPE.version) throw new Error('not an SFTP server')
  return {
    ask: (kind, ...parts) => {
      const id = nextId++
      return send(id, Buffer.concat([Buffer.from([kind]), uint32(id), ...parts]))
    },
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uint32(bytes.length), bytes])
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

/** Also for a session that is not ssh's. */
export function storeOver(session: SftpSession, root: string, close: () => Promise<void>): BackupStore {
  return {
    list: async () => {
      const found: StoredObject[] = []
      const folders = ['']
      for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
        for (const entry of await readFolder(session, folder === '' ? root : `${root}/${folder}`)) {
          if (entry.name === '.' || entry.name === '..' || entry.name.includes('/')) continue
          const path = folder === '' ? entry.name : `${folder}/${entry.name}`
          if (entry.isFolder) folders.push(path)
          else if (entry.isFile) found.push({ path, size: entry.size, modifiedAt: entry.modifiedAt })
          if (found.length + folders.length > MAX_OBJECTS) throw new Error(`more than ${MAX_OBJECTS} files`)
        }
      }
      return found
    },
    open: async (path) => {
      const handle = await open(session, TYPE.open, text(`${root}/${path}`), uint32(1), uint32(0))
      return Readable.from(readAll(session, handle), { objectMode: false })
    },
    close,
  }
}

async function open(session: SftpSession, kind: number, ...parts: Buffer[]): Promise<Buffer> {
  const { type, body } = await session.ask(kind, ...parts)
  if (type !== TYPE.handle) throw new Error(statusOf(type, body).message)
  return body.subarray(4, 4 + body.readUInt32BE(0))
}

function statusOf(type: number, body: Buffer): { code: number; message: string } {
  if (type !== TYPE.status) return { code: -1, message: 'an SFTP answer nobody asked for' }
  const length = body.length >= 8 ? body.readUInt32BE(4) : 0
  return {
    code: body.readUInt32BE(0),
    message: body
      .subarray(8, 8 + length)
      .toString('utf8')
      .slice(0, 200),
  }
}

async function* readAll(session: SftpSession, handle: Buffer): AsyncGenerator<Buffer> {
  const ask = (at: number) => session.ask(TYPE.read, text(handle), uint64(at), uint32(READ_BYTES))
  try {
    const ahead: { at: number; answer: Promise<Packet> }[] = []
    let next = 0
    const more = () => {
      const answer = ask(next)
      answer.catch(() => undefined)
      ahead.push({ at: next, answer })
      next += READ_BYTES
    }
    for (let count = 0; count < AHEAD; count++) more()
    for (let piece = ahead.shift(); piece; piece = ahead.shift()) {
      const { type, body } = await piece.answer
      if (type !== TYPE.data) {
        const { code, message } = statusOf(type, body)
        if (code === END_OF_FILE) return
        throw new Error(message)
      }
      const data = body.subarray(4, 4 + body.readUInt32BE(0))
      yield data
      // A server may give less than was asked for: then what was asked for ahead lies elsewhere.
      if (data.length < READ_BYTES) {
        next = piece.at + data.length
        ahead.length = 0
      }
      while (ahead.length < AHEAD) more()
    }
  } finally {
    await session.ask(TYPE.close, text(handle)).catch(() => undefined)
  }
}

interface Entry {
  name: string
  size: number
  modifiedAt: number
  isFile: boolean
  isFolder: boolean
}

async function readFolder(session: SftpSession, path: string): Promise<Entry[]> {
  const handle = await open(session, TYPE.openFolder, text(path))
  const entries: Entry[] = []
  try {
    for (;;) {
      const { type, body } = await session.ask(TYPE.readFolder, text(handle))
      if (type === TYPE.name) entries.push(...readNames(body))
      else if (statusOf(type, body).code === END_OF_FILE) return entries
      else throw new Error(statusOf(type, body).message)
      if (entries.length > MAX_OBJECTS) throw new Error(`more than ${MAX_OBJECTS} files`)
    }
  } finally {
    await session.ask(TYPE.close, text(handle)).catch(() => undefined)
  }
}

function readNames(body: Buffer): Entry[] {
  const entries: Entry[] = []
  let at = 4
  const number = () => {
    at += 4
    return body.readUInt32BE(at - 4)
  }
  const string = () => {
    const length = number()
    at += length
    return body.subarray(at - length, at)
  }
  for (let count = body.readUInt32BE(0); count > 0; count--) {
    const name = string().toString('utf8')
    string()
    const flags = number()
    let size = 0
    if (flags & 1) {
      size = Number(body.readBigUInt64BE(at))
      at += 8
    }
    if (flags & 2) at += 8
    const mode = flags & 4 ? number() : 0
    let modifiedAt = 0
    if (flags & 8) {
      number()
      modifiedAt = number() * 1000
    }
    if (flags & 0x8000_0000)
      for (let more = number(); more > 0; more--) {
        string()
        string()
      }
    const kind = mode & 0o170000
    entries.push({ name, size, modifiedAt, isFile: kind === 0o100000, isFolder: kind === 0o040000 })
  }
  return entries
}
