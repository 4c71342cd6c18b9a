// Encrypted PDF files written by hand, with nothing of the engine's own: revisions 2 to 6 of the standard security handler as
// ISO 32000-2 §7.6 tells a writer. `pdfsig` and `pdftotext` read what comes out.

import { createCipheriv, createHash } from 'node:crypto'
import { DOCUMENT, pdfOf } from './pdf.ts'

export interface Encryption {
  revision: 2 | 3 | 4 | 5 | 6
  user: string
  owner: string
  encryptsMetadata?: boolean
}

export interface Encryptor {
  /** The encryption dictionary. */
  dictionary: string
  /** Trailer entry. */
  id: string
  encrypt(number: number, data: Buffer): Buffer
}

const FILE_ID = Buffer.from('0123456789abcdef0123456789abcdef', 'hex')
const PERMISSIONS = -44
const PAD = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')
const ID = `/ID [<${FILE_ID.toString('hex')}> <${FILE_ID.toString('hex')}>]`

export const encryptor = (order: Encryption): Encryptor => (order.revision >= 5 ? modern(order) : old(order))

const digest = (algorithm: string, ...parts: Buffer[]) => createHash(algorithm).update(Buffer.concat(parts)).digest()
const md5 = (...parts: Buffer[]) => digest('md5', ...parts)
const little = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64LE(BigInt(value))
  return buffer.subarray(0, bytes)
}

/** A table of keystream swaps, as the cipher was first published. */
function arcfour(key: Buffer, data: Buffer): Buffer {
  const s = [...Array(256).keys()]
  let j = 0
  const swap = (a: number, b: number) => {
    const kept = s[a] as number
    s[a] = s[b] as number
    s[b] = kept
  }
  for (let i = 0; i < 256; i++) {
    j = (j + (s[i] as number) + key.readUInt8(i % key.length)) % 256
    swap(i, j)
  }
  let i = 0
  j = 0
  return Buffer.from(
    [...data].map((octet) => {
      i = (i + 1) % 256
      j = (j + (s[i] as number)) % 256
      swap(i, j)
      return octet ^ (s[((s[i] as number) + (s[j] as number)) % 256] as number)
    }),
  )
}

const nineteenMore = (key: Buffer, data: Buffer) => {
  let out = data
  for (let turn = 1; turn <= 19; turn++) out = arcfour(Buffer.from(key.map((octet) => octet ^ turn)), out)
  return out
}

function old({ revision, user, owner, encryptsMetadata = true }: Encryption): Encryptor {
  const bytes = revision === 2 ? 5 : 16
  const pad = (text: string) => Buffer.concat([Buffer.from(text, 'latin1'), PAD]).subarray(0, 32)
  const fifty = (first: Buffer) => {
    let out = first
    if (revision >= 3) for (let turn = 0; turn < 50; turn++) out = md5(out.subarray(0, bytes))
    return out.subarray(0, bytes)
  }
  const ownerKey = fifty(md5(pad(owner)))
  const o = revision === 2 ? arcfour(ownerKey, pad(user)) : nineteenMore(ownerKey, arcfour(ownerKey, pad(user)))
  const open = revision === 4 && !encryptsMetadata ? Buffer.from('ffffffff', 'hex') : Buffer.alloc(0)
  const key = fifty(md5(pad(user), o, little(PERMISSIONS, 4), FILE_ID, open))
  const check = nineteenMore(key, arcfour(key, md5(PAD, FILE_ID)))
  const u = revision === 2 ? arcfour(key, PAD) : Buffer.concat([check, Buffer.alloc(16)])
  const version = revision === 4 ? 4 : revision - 1
  const filters = revision === 4 ? `/StmF /StdCF /StrF /StdCF /CF << /StdCF << /CFM /AESV2 /Length 16 >> >>` : ''
  const metadata = encryptsMetadata ? '' : '/EncryptMetadata false'
  return {
    id: ID,
    dictionary: `<< /Filter /Standard /V ${version} /R ${revision} /Length ${bytes * 8} /P ${PERMISSIONS} /O <${o.toString('hex')}> /U <${u.toString('hex')}> ${filters} ${metadata} >>`,
    encrypt(number, data) {
      const salt = revision === 4 ? Buffer.from('sAlT') : Buffer.alloc(0)
      const own = md5(key, little(number, 3), little(0, 2), salt).subarray(0, Math.min(16, bytes + 5))
      return revision === 4 ? chained('aes-128-cbc', own, data) : arcfour(own, data)
    },
  }
}

const VECTOR = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

function chained(algorithm: string, key: Buffer, data: Buffer): Buffer {
  const cipher = createCipheriv(algorithm, key, VECTOR)
  return Buffer.concat([VECTOR, cipher.update(data), cipher.final()])
}

const bare = (algorithm: string, key: Buffer, vector: Buffer | null, data: Buffer) => {
  const cipher = createCipheriv(algorithm, key, vector).setAutoPadding(false)
  return Buffer.concat([cipher.update(data), cipher.final()])
}

function hash2b(password: Buffer, salt: Buffer, more: Buffer): Buffer {
  let k = digest('sha256', password, salt, more)
  for (let round = 0; ; round++) {
    const k1 = Buffer.concat(Array(64).fill(Buffer.concat([password, k, more])))
    const e = bare('aes-128-cbc', k.subarray(0, 16), k.subarray(16, 32), k1)
    const remainder = Number(BigInt(`0x${e.subarray(0, 16).toString('hex')}`) % 3n)
    k = digest(['sha256', 'sha384', 'sha512'][remainder] as string, e)
    if (round >= 63 && (e.at(-1) as number) <= round + 1 - 32) return k.subarray(0, 32)
  }
}

function modern({ revision, user, owner, encryptsMetadata = true }: Encryption): Encryptor {
  const key = Buffer.from('c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00', 'hex')
  const salts = (['11', '22', '33', '44'] as const).map((two) => Buffer.from(two.repeat(8), 'hex')) as Buffer[]
  const hashed = (password: string, salt: Buffer, more: Buffer) => {
    const octets = Buffer.from(password, 'utf8')
    return revision === 5 ? digest('sha256', octets, salt, more) : hash2b(octets, salt, more)
  }
  const entry = (password: string, [check, wrap]: Buffer[], more: Buffer) => ({
    value: Buffer.concat([hashed(password, check as Buffer, more), check as Buffer, wrap as Buffer]),
    wrapped: bare('aes-256-cbc', hashed(password, wrap as Buffer, more), Buffer.alloc(16), key),
  })
  const u = entry(user, salts.slice(0, 2), Buffer.alloc(0))
  const o = entry(owner, salts.slice(2), u.value)
  const perms = Buffer.concat([little(PERMISSIONS, 8), Buffer.from(`${encryptsMetadata ? 'T' : 'F'}adbabcd`)])
  const sealed = bare('aes-256-ecb', key, null, perms.subarray(0, 16))
  const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`
  return {
    id: ID,
    dictionary: `<< /Filter /Standard /V 5 /R ${revision} /Length 256 /P ${PERMISSIONS} /O ${hex(o.value)} /U ${hex(u.value)} /OE ${hex(o.wrapped)} /UE ${hex(u.wrapped)} /Perms ${hex(sealed)} /StmF /StdCF /StrF /StdCF /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> ${encryptsMetadata ? '' : '/EncryptMetadata false'} >>`,
    encrypt: (_, data) => chained('aes-256-cbc', key, data),
  }
}

/** Strings in parentheses and streams of an object, encrypted as its number asks. Hexadecimal strings stay as they are. */
export function encryptedObject(number: number, body: string, { encrypt }: Encryptor): string {
  const strings = (text: string) =>
    text.replace(/\(([^()]*)\)/g, (_, plain) => `<${encrypt(number, Buffer.from(plain, 'latin1')).toString('hex')}>`)
  const stream = /^(<<.*?)\/Length \d+(.*?>>)\nstream\n([\s\S]*)\nendstream$/.exec(body)
  if (!stream) return strings(body)
  const [, before = '', behind = '', data = ''] = stream
  const hidden = encrypt(number, Buffer.from(data, 'latin1'))
  return `${strings(before)}/Length ${hidden.length}${strings(behind)}\nstream\n${hidden.toString('latin1')}\nendstream`
}

/** The usual document with its signature still to be made, closed by a password (revision 6). */
export function closedDocument(user: string): Uint8Array {
  const by = encryptor({ revision: 6, user, owner: 'boss' })
  const objects = Object.entries(DOCUMENT).map(([number, body]) => [number, encryptedObject(Number(number), body, by)])
  return pdfOf({ ...Object.fromEntries(objects), 20: by.dictionary }, `/Encrypt 20 0 R ${by.id}`)
}
