// Reads what a CA or an operator hands over, in any order and container (RFC 7468, 5652, 7292; JKS and ZIP by practice): one broken
// item refuses itself and not its neighbours. Passwords are tried, never guessed.

import { bytesOf, readTlv, TAG } from '../asn1/der.ts'
import { Malformed } from '../asn1/fields.ts'
import { fromBase64 } from '../bytes/base64.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { readSignedData } from '../cms/signed-data.ts'
import { openArchive } from '../documents/archive.ts'
import type { ZipLimits } from '../documents/zip.ts'
import type { Inflate } from '../primitives.ts'
import { parseCertificate } from '../x509/parse.ts'
import { parseRequest } from '../x509/request.ts'
import { armouredItems, type PemItem, textOfFile } from './armour.ts'
import { type KeystoreCiphers, WorkBudget } from './ciphers.ts'
import type { Contents, GivenFile } from './contents.ts'
import { readCsrResponse } from './csr-response.ts'
import { isJavaStore, readJavaStore } from './jks.ts'
import { decryptWithPassword, type Opening } from './password-encryption.ts'
import { type Bag, isPfx, readPfx } from './pkcs12.ts'
import { type EncryptedKey, encryptedPrivateKey, openArmouredKey, plainPrivateKey } from './private-key.ts'
import { type RefusalCode, Refused } from './problem.ts'
import { SecretKey } from './secret.ts'
import { cfcaKeyOctets, readSm2Envelope } from './sm2-envelope.ts'

/** Far above any delivery of a CA; stops a file of gigabytes from being read. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024
const MAX_ITEMS = 500
const ZIP_LIMITS: ZipLimits = { maxEntries: 200, maxEntryBytes: MAX_FILE_BYTES, maxTotalBytes: 4 * MAX_FILE_BYTES }

export interface Readers {
  ciphers: KeystoreCiphers
  inflate: Inflate
}

/**
 * Everything in these files. Certificates are read, not judged: no signature, no date.
 * @param passwords tried in order wherever something is encrypted
 */
export function readContents(files: readonly GivenFile[], passwords: readonly string[], readers: Readers): Contents {
  const reading = new Reading([...new Set(passwords.flatMap((one) => [one, one.normalize('NFC')]))], readers)
  for (const file of files) reading.readFile(file.name, file.bytes)
  return reading.contents
}

class Reading {
  readonly contents: Contents = { certificates: [], keys: [], requests: [], envelopes: [], refused: [] }
  private readonly passwords: readonly string[]
  private readonly opening: Opening
  private readonly inflate: Inflate
  private items = 0

  constructor(passwords: readonly string[], { ciphers, inflate }: Readers) {
    this.passwords = passwords
    this.opening = { ciphers, work: new WorkBudget() }
    this.inflate = inflate
  }

  readFile(where: string, bytes: Uint8Array, isPacked = false) {
    if (bytes.length === 0) return this.refuse(where, 'keystore.empty')
    if (bytes.length > MAX_FILE_BYTES) return this.refuse(where, 'keystore.too-large', { maxBytes: MAX_FILE_BYTES })
    const before = this.count()
    this.guarded(where, () => this.readForm(where, bytes, isPacked))
    if (this.count() === before) this.refuse(where, 'keystore.nothing-found')
  }

  private count(): number {
    const { certificates, keys, requests, envelopes, refused } = this.contents
    return this.items + certificates.length + keys.length + requests.length + envelopes.length + refused.length
  }

  private readForm(where: string, bytes: Uint8Array, isPacked: boolean) {
    if (isZip(bytes)) return isPacked ? this.refuse(where, 'keystore.nested') : this.readZip(where, bytes)
    if (isJavaStore(bytes)) return this.readJava(where, bytes)
    if (bytes[0] === TAG.sequence && this.readDer(where, bytes)) return
    const text = textOfFile(bytes)
    const blocks = armouredItems(text, MAX_ITEMS)
    if (blocks.length > 0) return this.readArmoured(where, blocks)
    const octets = cfcaKeyOctets(text) ?? fromBase64(text)
    if (octets && octets.length > 0 && this.readDer(where, octets)) return
    if (bytes[0] === TAG.sequence) this.refuseDer(where, bytes)
  }

  private readZip(where: string, bytes: Uint8Array) {
    const archive = openArchive(bytes, this.inflate, ZIP_LIMITS)
    if (!archive.ok) return this.refuse(where, 'keystore.archive', { problem: archive.error.code })
    const { entries, refused, read } = archive.value
    for (const { name, code } of refused) this.refuse(`${where} › ${name}`, 'keystore.archive', { problem: code })
    for (const entry of entries) {
      const inside = `${where} › ${entry.name}`
      const content = read(entry)
      if (content.ok) this.readFile(inside, content.value, true)
      else this.refuse(inside, 'keystore.archive', { problem: content.error.code })
    }
  }

  private readJava(where: string, bytes: Uint8Array) {
    const { bags, problems } = readJavaStore(bytes, this.passwords, this.opening)
    for (const { code, params } of problems) this.refuse(where, code, params)
    this.keepBags(where, bags)
  }

  private keepBags(where: string, bags: readonly Bag[]) {
    for (const { kind, bytes, alias } of bags) {
      if (kind === 'certificate') this.keepCertificate(where, bytes, alias)
      else this.keepKey(where, bytes, alias)
    }
    if (bags.length === 0) this.refuse(where, 'keystore.nothing-found')
  }

  private readArmoured(where: string, blocks: readonly PemItem[]) {
    blocks.forEach((block, index) => {
      const place = blocks.length === 1 ? where : `${where} › ${index + 1}`
      this.guarded(place, () => this.readBlock(place, block))
    })
  }

  private readBlock(where: string, block: PemItem) {
    const { label, start, isCutOff, headers, body } = block
    if (isCutOff) return this.refuse(where, 'keystore.armour-cut-off', { label: label.slice(0, 40), offset: start })
    if (headers.has('dek-info')) {
      const open = (password: string) => openArmouredKey(block, password, this.opening)
      return this.keepOpened(where, open, (plain) => this.readDer(where, plain))
    }
    const bytes = fromBase64(body)
    if (!bytes || bytes.length === 0) return this.refuse(where, 'keystore.not-base64', { label, offset: start })
    // OpenSSL's trusted certificates carry its own settings behind the certificate.
    const own = label === 'TRUSTED CERTIFICATE' ? firstTlv(bytes) : bytes
    if (!this.readDer(where, own)) this.refuseOther(where, label, own)
  }

  private refuseOther(where: string, label: string, bytes: Uint8Array) {
    const isForeign = !/CERTIFICATE|PKCS7|CMS|PKCS12|KEY$/.test(label)
    if (isForeign) this.refuse(where, 'keystore.other', { label: label.slice(0, 40) })
    else this.refuseDer(where, bytes)
  }

  private refuseDer(where: string, bytes: Uint8Array) {
    const read = parseCertificate(bytes)
    const { code, offset } = read.ok ? { code: 'der', offset: 0 } : read.error
    this.refuse(where, 'keystore.damaged', { problem: code, offset })
  }

  /** Every structure that DER may hold, the likeliest first. `false`: none of them. */
  private readDer(where: string, bytes: Uint8Array): boolean {
    if (parseCertificate(bytes).ok) return this.keepCertificate(where, bytes)
    if (this.readBundle(where, bytes)) return true
    if (isPfx(bytes)) {
      this.keepBags(where, readPfx(bytes, this.passwords, this.opening))
      return true
    }
    const key = plainPrivateKey(bytes)
    if (key) return this.keepKey(where, key)
    const request = parseRequest(bytes)
    if (request.ok) return this.keep(this.contents.requests, { where, request: request.value })
    const envelope = readSm2Envelope(bytes)
    if (envelope) return this.keep(this.contents.envelopes, { where, envelope })
    if (this.readResponse(where, bytes)) return true
    const encrypted = encryptedPrivateKey(bytes)
    if (encrypted) this.readEncryptedKey(where, encrypted)
    return encrypted !== undefined
  }

  private readBundle(where: string, bytes: Uint8Array): boolean {
    const bundle = readSignedData(bytes)
    if (!bundle.ok || bundle.value.trailingBytes > 0) return false
    for (const der of bundle.value.certificates) this.keepCertificate(where, der)
    if (bundle.value.certificates.length === 0) this.refuse(where, 'keystore.nothing-found')
    return true
  }

  private readResponse(where: string, bytes: Uint8Array): boolean {
    const response = readCsrResponse(bytes)
    for (const der of response?.certificates ?? []) this.keepCertificate(where, der)
    if (response?.envelope) this.keep(this.contents.envelopes, { where, envelope: response.envelope })
    return response !== undefined
  }

  private readEncryptedKey(where: string, { algorithm, data }: EncryptedKey) {
    const open = (password: string) => {
      const plain = decryptWithPassword(algorithm, data, password, this.opening)
      return plain && plainPrivateKey(plain)
    }
    this.keepOpened(where, open, (plain) => this.keepKey(where, plain))
  }

  private keepOpened(
    where: string,
    open: (password: string) => Uint8Array | undefined,
    keep: (plain: Uint8Array) => boolean,
  ) {
    if (this.passwords.length === 0) return this.refuse(where, 'keystore.password-missing')
    for (const password of this.passwords) {
      const plain = open(password)
      if (plain && keep(plain)) return
    }
    this.refuse(where, 'keystore.password-wrong')
  }

  private keepCertificate(where: string, bytes: Uint8Array, alias?: string): boolean {
    const read = parseCertificate(bytes)
    if (!read.ok) {
      this.refuse(where, 'keystore.damaged', { problem: read.error.code, offset: read.error.offset })
      return true
    }
    const isKnown = this.contents.certificates.some(({ certificate }) => equalBytes(certificate.raw, bytes))
    if (isKnown) this.items++
    return isKnown || this.keep(this.contents.certificates, { where, certificate: read.value, ...named(alias) })
  }

  private keepKey(where: string, pkcs8: Uint8Array, alias?: string): boolean {
    const key = new SecretKey(pkcs8.slice())
    const publicKey = this.opening.ciphers.publicKeyOf(key)
    if (!publicKey) {
      this.refuse(where, 'keystore.damaged', { problem: 'private-key', offset: 0 })
      return true
    }
    const isKnown = this.contents.keys.some((one) => equalBytes(one.publicKey, publicKey))
    if (isKnown) this.items++
    return isKnown || this.keep(this.contents.keys, { where, key, publicKey, ...named(alias) })
  }

  private keep<T>(list: T[], item: T): boolean {
    if (++this.items > MAX_ITEMS) throw new Refused('keystore.too-many-items', { max: MAX_ITEMS })
    list.push(item)
    return true
  }

  /** What a container aborts with is a refusal at its place. */
  private guarded(where: string, work: () => void) {
    try {
      work()
    } catch (thrown) {
      if (thrown instanceof Refused) this.refuse(where, thrown.refusal.code, thrown.refusal.params)
      else if (thrown instanceof Malformed) {
        const { code, offset } = thrown.parseError
        this.refuse(where, 'keystore.damaged', { problem: code, offset })
      } else throw thrown
    }
  }

  private refuse(where: string, code: RefusalCode, params: Readonly<Record<string, string | number>> = {}) {
    if (this.contents.refused.length < MAX_ITEMS) this.contents.refused.push({ where, code, params })
  }
}

const named = (alias: string | undefined) => (alias === undefined ? {} : { alias })

/** Something with entries of its own, that takes a reader of its own and perhaps a password: ZIP, Java key store, PFX. */
export function isContainer(bytes: Uint8Array): boolean {
  return isZip(bytes) || isJavaStore(bytes) || (bytes[0] === TAG.sequence && isPfx(bytes))
}

function isZip(bytes: Uint8Array): boolean {
  const [a, b, c] = bytes
  return a === 0x50 && b === 0x4b && (c === 3 || c === 5)
}

function firstTlv(bytes: Uint8Array): Uint8Array {
  const read = readTlv(bytes)
  return read.ok ? bytesOf(read.value) : bytes
}
