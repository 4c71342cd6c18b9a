// Java key stores in the old formats JKS and JCEKS (no standard: as the JDK writes them, measured with keytool 17). Certificates stand
// in the open, keys under a scheme each, and a SHA-1 over password and contents guards the whole.

import { TAG } from '../asn1/der.ts'
import { Fields, onlyTlv } from '../asn1/fields.ts'
import { readOctetString, readSmallInteger, utf8Text } from '../asn1/values.ts'
import { asciiOctets } from '../asn1/write.ts'
import { equalBytes, joinBytes } from '../bytes/bytes.ts'
import type { AlgorithmIdentifier } from '../x509/certificate.ts'
import { LEGACY_COST } from './ciphers.ts'
import { type Opening, spend, unpadded } from './password-encryption.ts'
import type { Bag } from './pkcs12.ts'
import { bmpPassword } from './pkcs12-kdf.ts'
import { encryptedPrivateKey, plainPrivateKey } from './private-key.ts'
import { type RefusalCode, refuse } from './problem.ts'

const MAGIC = { jks: 0xfeedfeed, jceks: 0xcececece } as const
const ENTRY = { key: 1, certificate: 2 } as const
const MAX_ENTRIES = 1000
const MAX_CHAIN = 50
const DIGEST_BYTES = 20

export const JKS_PROTECTOR = '1.3.6.1.4.1.42.2.17.1.1'
const JCEKS_PROTECTOR = '1.3.6.1.4.1.42.2.19.1'
/** What Sun mixed into the checksum. */
const WHITENER = asciiOctets('Mighty Aphrodite')

export interface JavaStore {
  bags: Bag[]
  /** What could not be opened; the certificates are there all the same, they prove themselves. */
  problems: { code: RefusalCode; params: Readonly<Record<string, string | number>> }[]
}

export function isJavaStore(bytes: Uint8Array): boolean {
  if (bytes.length < 12 + DIGEST_BYTES) return false
  const magic = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return magic === MAGIC.jks || magic === MAGIC.jceks
}

/** Big-endian numbers and counted strings of DataOutputStream; running over the end is damage. */
class Stream {
  private readonly view: DataView
  private readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  take(length: number): Uint8Array {
    const from = this.at
    if (length > this.bytes.length - from) refuse('keystore.damaged', { problem: 'jks.truncated', offset: from })
    this.at = from + length
    return this.bytes.subarray(from, this.at)
  }

  u16(): number {
    this.take(2)
    return this.view.getUint16(this.at - 2)
  }

  u32(): number {
    this.take(4)
    return this.view.getUint32(this.at - 4)
  }

  text(): string {
    const octets = this.take(this.u16())
    return utf8Text(octets) ?? refuse('keystore.damaged', { problem: 'jks.text', offset: this.at })
  }

  get isDone(): boolean {
    return this.at === this.bytes.length
  }
}

export function readJavaStore(bytes: Uint8Array, passwords: readonly string[], opening: Opening): JavaStore {
  const body = bytes.subarray(0, bytes.length - DIGEST_BYTES)
  const stream = new Stream(body)
  stream.take(4)
  const version = stream.u32()
  if (version !== 1 && version !== 2) refuse('keystore.damaged', { problem: 'jks.version', offset: 4 })
  const count = stream.u32()
  if (count > MAX_ENTRIES) refuse('keystore.too-many-items', { max: MAX_ENTRIES })
  const store: JavaStore = { bags: [], problems: [] }
  for (let index = 0; index < count; index++) {
    if (!readEntry({ stream, version, passwords, opening }, store)) return store
  }
  if (!stream.isDone) refuse('keystore.damaged', { problem: 'jks.trailing-bytes', offset: stream.at })
  judgeChecksum(bytes, passwords, opening, store)
  return store
}

interface Reading {
  stream: Stream
  version: number
  passwords: readonly string[]
  opening: Opening
}

/** `false`: an entry whose length nobody but Java can tell; what stands behind it is lost. */
function readEntry(reading: Reading, store: JavaStore): boolean {
  const { stream } = reading
  const tag = stream.u32()
  const alias = stream.text()
  stream.take(8)
  if (tag === ENTRY.certificate) {
    store.bags.push({ kind: 'certificate', bytes: readCertificate(reading), alias })
    return true
  }
  if (tag !== ENTRY.key) {
    store.problems.push({ code: 'keystore.algorithm-unsupported', params: { algorithm: `JCEKS ${tag}` } })
    return false
  }
  readKeyEntry(reading, alias, store)
  return true
}

function readKeyEntry(reading: Reading, alias: string, store: JavaStore): void {
  const { stream, passwords } = reading
  const protectedKey = stream.take(stream.u32())
  const length = stream.u32()
  if (length > MAX_CHAIN) refuse('keystore.too-many-items', { max: MAX_CHAIN })
  const key = openKey(protectedKey, reading)
  if (key) store.bags.push({ kind: 'key', bytes: key, alias })
  else {
    const code = passwords.length === 0 ? 'keystore.password-missing' : 'keystore.password-wrong'
    store.problems.push({ code, params: { alias } })
  }
  for (let i = 0; i < length; i++) store.bags.push({ kind: 'certificate', bytes: readCertificate(reading), alias })
}

function readCertificate({ stream, version }: Reading): Uint8Array {
  if (version === 2) stream.text()
  return stream.take(stream.u32())
}

/** Store and key may have passwords of their own: each is tried. */
function openKey(protectedKey: Uint8Array, { passwords, opening }: Reading): Uint8Array | undefined {
  const info = encryptedPrivateKey(protectedKey)
  if (!info) return refuse('keystore.damaged', { problem: 'jks.key' })
  const { algorithm, data } = info
  for (const password of passwords) {
    const plain =
      algorithm.oid === JKS_PROTECTOR
        ? unmasked(data, password, opening)
        : algorithm.oid === JCEKS_PROTECTOR
          ? openJceks(algorithm, data, password, opening)
          : refuse('keystore.algorithm-unsupported', { algorithm: algorithm.oid })
    const key = plain && plainPrivateKey(plain)
    if (key) return key
  }
  return undefined
}

/** XOR with a chain of hashes, and a hash of the plain key behind it. */
function unmasked(data: Uint8Array, password: string, { ciphers }: Opening): Uint8Array | undefined {
  if (data.length < 2 * DIGEST_BYTES) return undefined
  const secret = passwordOctets(password)
  const masked = data.subarray(DIGEST_BYTES, -DIGEST_BYTES)
  const plain = new Uint8Array(masked.length)
  let mask = data.subarray(0, DIGEST_BYTES)
  for (let at = 0; at < masked.length; at++) {
    if (at % DIGEST_BYTES === 0) mask = ciphers.digest('sha1', joinBytes([secret, mask]))
    plain[at] = (masked[at] as number) ^ (mask[at % DIGEST_BYTES] as number)
  }
  const check = ciphers.digest('sha1', joinBytes([secret, plain]))
  return equalBytes(check, data.subarray(-DIGEST_BYTES)) ? plain : undefined
}

/** UTF-16 big-endian, without the end mark of PKCS#12. */
function passwordOctets(password: string): Uint8Array {
  return bmpPassword(password).subarray(0, 2 * password.length)
}

/** PBEWithMD5AndTripleDES, Sun's own: each half of the salt is hashed with the password, over and over. */
function openJceks(
  algorithm: AlgorithmIdentifier,
  data: Uint8Array,
  password: string,
  opening: Opening,
): Uint8Array | undefined {
  const fields = new Fields(onlyTlv(algorithm.parameters ?? new Uint8Array()), TAG.sequence)
  const salt = readOctetString(fields.next())
  const iterations = readSmallInteger(fields.next())
  if (salt.length !== 8 || data.length === 0 || data.length % 8 !== 0) return undefined
  spend(opening, iterations, LEGACY_COST * 2)
  const secret = asciiOctets(password)
  const derived = new Uint8Array(32)
  for (const [index, half] of saltHalves(salt).entries()) {
    derived.set(hashedOver(half, secret, iterations, opening), 16 * index)
  }
  const key = derived.subarray(0, 24)
  return unpadded(opening.ciphers.cbc('decrypt', '3des', key, derived.subarray(24), data), 8)
}

function hashedOver(half: Uint8Array, secret: Uint8Array, rounds: number, { ciphers }: Opening): Uint8Array {
  let hashed = ciphers.digest('md5', joinBytes([half, secret]))
  const input = joinBytes([hashed, secret])
  for (let i = 1; i < rounds; i++) {
    input.set(hashed)
    hashed = ciphers.digest('md5', input)
  }
  return hashed
}

/** Equal halves would give equal keys, so the JDK turns the first one round, with a slip (`3 - 1` for `3 - i`) that has to be repeated. */
function saltHalves(salt: Uint8Array): Uint8Array[] {
  const [first, second] = [salt.slice(0, 4), salt.slice(4)]
  if (!equalBytes(first, second)) return [first, second]
  for (let i = 0; i < 2; i++) {
    const kept = first[i] as number
    first[i] = first[3 - i] as number
    first[2] = kept
  }
  return [first, second]
}

function judgeChecksum(bytes: Uint8Array, passwords: readonly string[], { ciphers }: Opening, store: JavaStore): void {
  if (passwords.length === 0) return
  const body = bytes.subarray(0, -DIGEST_BYTES)
  const expected = bytes.subarray(-DIGEST_BYTES)
  const holds = passwords.some((password) => {
    const covered = [passwordOctets(password), WHITENER, body]
    return equalBytes(ciphers.digest('sha1', joinBytes(covered)), expected)
  })
  if (holds) return
  const hasOpenKey = store.bags.some(({ kind }) => kind === 'key')
  const hasShutKey = store.problems.length > 0
  const code: RefusalCode = hasOpenKey
    ? 'keystore.altered'
    : hasShutKey
      ? 'keystore.password-wrong'
      : 'keystore.password-wrong-or-damaged'
  store.problems.push({ code, params: {} })
}
