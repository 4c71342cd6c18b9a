// A TLS ClientHello written by hand and the plaintext answer to it (RFC 5246 §7.4): up to TLS 1.2 the server shows its chain,
// exactly as it sends it, before any key is agreed. No proof of possession: the full handshake beside it gives that.

import { randomFillSync } from 'node:crypto'
import { isIP } from 'node:net'

export type ProtocolVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2'

const VERSIONS: Readonly<Record<ProtocolVersion, number>> = { TLSv1: 0x0301, 'TLSv1.1': 0x0302, 'TLSv1.2': 0x0303 }
const VERSION_NAMES: Readonly<Record<number, string>> = { 768: 'SSLv3', 769: 'TLSv1', 770: 'TLSv1.1', 771: 'TLSv1.2' }

/** What a tolerant client offers: forward-secret suites first, then what only old servers still speak. */
const SUITES = [
  0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca9, 0xcca8, 0xc023, 0xc024, 0xc027, 0xc028, 0xc009, 0xc00a, 0xc013, 0xc014,
  0x009e, 0x009f, 0x0033, 0x0039, 0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a, 0x00ff,
]
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019]
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0807, 0x0708,
]

/** What nobody should agree to: without encryption, without authentication, export, RC4, DES, 3DES. */
export const WEAK_SUITES: Readonly<Record<number, string>> = {
  1: 'NULL-MD5',
  2: 'NULL-SHA',
  59: 'NULL-SHA256',
  49158: 'ECDHE-ECDSA-NULL-SHA',
  49168: 'ECDHE-RSA-NULL-SHA',
  3: 'EXP-RC4-MD5',
  8: 'EXP-DES-CBC-SHA',
  4: 'RC4-MD5',
  5: 'RC4-SHA',
  49159: 'ECDHE-ECDSA-RC4-SHA',
  49169: 'ECDHE-RSA-RC4-SHA',
  9: 'DES-CBC-SHA',
  21: 'DHE-RSA-DES-CBC-SHA',
  10: 'DES-CBC3-SHA',
  22: 'DHE-RSA-DES-CBC3-SHA',
  49160: 'ECDHE-ECDSA-DES-CBC3-SHA',
  49170: 'ECDHE-RSA-DES-CBC3-SHA',
  24: 'ADH-RC4-MD5',
  27: 'ADH-DES-CBC3-SHA',
  52: 'ADH-AES128-SHA',
  58: 'ADH-AES256-SHA',
  108: 'ADH-AES128-SHA256',
  166: 'ADH-AES128-GCM-SHA256',
  49176: 'AECDH-AES128-SHA',
  49177: 'AECDH-AES256-SHA',
}

/** Hellos differ by their random alone: each is laid out once. Names come from people, so there may be many. */
const laidOut = new Map<string, Buffer>()
const MAX_LAID_OUT = 256
/** After the headers of record and handshake and the version. */
const RANDOM_AT = 5 + 4 + 2
const RANDOM_BYTES = 32

/** One TLS record with a ClientHello that offers `version` at most. A name goes into SNI, an address does not. */
export function writeClientHello(
  serverName: string,
  version: ProtocolVersion,
  suites: readonly number[] = SUITES,
): Buffer {
  const key = `${version} ${suites.length} ${suites[0]} ${serverName}`
  let layout = laidOut.get(key)
  if (!layout) {
    if (laidOut.size >= MAX_LAID_OUT) laidOut.clear()
    layout = layOut(serverName, version, suites)
    laidOut.set(key, layout)
  }
  const hello = Buffer.from(layout)
  hello.set(freshRandom(), RANDOM_AT)
  return hello
}

/** Asking for random octets costs the same for one hello and for many. Each part is used once. */
const pool = Buffer.alloc(128 * RANDOM_BYTES)
let used = pool.length

function freshRandom(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += RANDOM_BYTES
  return pool.subarray(used - RANDOM_BYTES, used)
}

function layOut(serverName: string, version: ProtocolVersion, suites: readonly number[]): Buffer {
  const extensions = Buffer.concat([
    ...(isIP(serverName) || serverName === ''
      ? []
      : [extension(0, vector(2, Buffer.concat([Buffer.of(0), vector(2, Buffer.from(serverName, 'ascii'))])))]),
    extension(10, vector(2, words(GROUPS))),
    extension(11, vector(1, Buffer.of(0))),
    ...(version === 'TLSv1.2' ? [extension(13, vector(2, words(SIGNATURES)))] : []),
    extension(0xff01, vector(1, Buffer.alloc(0))),
  ])
  const body = Buffer.concat([
    words([VERSIONS[version]]),
    Buffer.alloc(RANDOM_BYTES),
    vector(1, Buffer.alloc(0)),
    vector(2, words(suites)),
    vector(1, Buffer.of(0)),
    vector(2, extensions),
  ])
  const handshake = Buffer.concat([Buffer.of(1), vector(3, body)])
  return Buffer.concat([Buffer.of(22), words([0x0301]), vector(2, handshake)])
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2)
  return bytes
}

function vector(lengthBytes: number, contents: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes)
  length.writeUIntBE(contents.length, 0, lengthBytes)
  return Buffer.concat([length, contents])
}

function extension(type: number, contents: Buffer): Buffer {
  return Buffer.concat([words([type]), vector(2, contents)])
}

export type HelloAnswer =
  | { outcome: 'chain'; version: string; suite: number; chain: Uint8Array[] }
  /** The server refuses what was offered; `alert` is the TLS alert number. */
  | { outcome: 'alert'; alert: number }
  | { outcome: 'not-tls' }
  /** More bytes are needed. */
  | { outcome: 'incomplete' }

const HANDSHAKE = 22
const ALERT = 21
const SERVER_HELLO = 2
const CERTIFICATE = 11

/** Reads what has arrived so far. A chain above 64 kB or malformed lengths are `not-tls`. */
export function readHelloAnswer(bytes: Buffer): HelloAnswer {
  const handshake: Buffer[] = []
  for (let at = 0; at + 5 <= bytes.length; ) {
    const [type, major] = [bytes[at], bytes[at + 1]]
    if ((type !== HANDSHAKE && type !== ALERT) || major !== 3) return { outcome: 'not-tls' }
    const end = at + 5 + bytes.readUInt16BE(at + 3)
    if (end > bytes.length) break
    const body = bytes.subarray(at + 5, end)
    if (type === ALERT) return body.length === 2 ? { outcome: 'alert', alert: body[1] ?? 0 } : { outcome: 'not-tls' }
    handshake.push(body)
    at = end
  }
  return readHandshake(Buffer.concat(handshake))
}

/** The suite of a ServerHello, `refused` for any other whole answer, `undefined` while more is to come. */
export function readAgreedSuite(bytes: Buffer): number | 'refused' | undefined {
  if (bytes.length < 6) return undefined
  if (bytes[0] !== HANDSHAKE || bytes[5] !== SERVER_HELLO) return 'refused'
  // Record header, handshake header, version, random, session id, suite.
  const suiteAt = 5 + 4 + 35 + (bytes[43] ?? 0)
  return bytes.length >= suiteAt + 2 ? bytes.readUInt16BE(suiteAt) : undefined
}

function readHandshake(bytes: Buffer): HelloAnswer {
  let version = ''
  let suite = 0
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUIntBE(at + 1, 3)
    if (end > bytes.length) return { outcome: 'incomplete' }
    const body = bytes.subarray(at + 4, end)
    if (bytes[at] === SERVER_HELLO) {
      if (body.length < 38) return { outcome: 'not-tls' }
      version = VERSION_NAMES[body.readUInt16BE(0)] ?? 'unknown'
      const suiteAt = 35 + (body[34] ?? 0)
      suite = suiteAt + 2 <= body.length ? body.readUInt16BE(suiteAt) : 0
    } else if (bytes[at] === CERTIFICATE) {
      const chain = readChain(body)
      return chain ? { outcome: 'chain', version, suite, chain } : { outcome: 'not-tls' }
    }
    at = end
  }
  return { outcome: 'incomplete' }
}

function readChain(body: Buffer): Uint8Array[] | undefined {
  if (body.length < 3 || body.readUIntBE(0, 3) !== body.length - 3) return undefined
  const chain: Uint8Array[] = []
  for (let at = 3; at < body.length; ) {
    if (at + 3 > body.length) return undefined
    const end = at + 3 + body.readUIntBE(at, 3)
    if (end > body.length) return undefined
    chain.push(new Uint8Array(body.subarray(at + 3, end)))
    at = end
  }
  return chain
}
