// PFX files (PKCS#12, RFC 7292 §4): the checksum tells a wrong password from a damaged file, the bags hold keys and certificates.
// Also RFC 9579 (PBMAC1). Untrusted: every count is bounded, every iteration is paid for before it runs.

import { derFromBer } from '../asn1/ber.ts'
import { contentsOf, contextTag, type Der, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, must, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOctetString, readOid, readSmallInteger, readText } from '../asn1/values.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import type { AlgorithmIdentifier } from '../x509/certificate.ts'
import { readAlgorithm } from '../x509/parse.ts'
import { type KeystoreDigest, LEGACY_COST } from './ciphers.ts'
import {
  decryptWithPassword,
  hmacDigestOf,
  legacyPasswords,
  type Opening,
  pbkdf2Key,
  spend,
} from './password-encryption.ts'
import { KDF_PURPOSE, pkcs12Key } from './pkcs12-kdf.ts'
import { plainPrivateKey } from './private-key.ts'
import { refuse } from './problem.ts'

/** One certificate or key, in the order of the file. */
export interface Bag {
  kind: 'certificate' | 'key'
  /** DER of the certificate, or of PKCS#8. */
  bytes: Uint8Array
  /** friendlyName. */
  alias?: string
}

interface Pfx {
  /** Octets of authSafe: what the checksum covers. */
  contents: Uint8Array
  mac?: Der | undefined
}

const MAX_BAGS = 1000
const MAX_DEPTH = 4

const BAGS = '1.2.840.113549.1.12.10.1.'
const BAG = {
  key: `${BAGS}1`,
  shroudedKey: `${BAGS}2`,
  certificate: `${BAGS}3`,
  contents: `${BAGS}6`,
} as const
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'
const FRIENDLY_NAME = '1.2.840.113549.1.9.20'
const PBMAC1 = '1.2.840.113549.1.5.14'

/** Looks like a PFX: a SEQUENCE of version 3 and a ContentInfo, in DER or BER. */
export function isPfx(bytes: Uint8Array): boolean {
  return parsing(() => pfxOf(bytes)).ok
}

function pfxOf(bytes: Uint8Array): Pfx {
  const { der } = must(derFromBer(bytes))
  const fields = new Fields(onlyTlv(der), TAG.sequence)
  if (readSmallInteger(fields.next()) !== 3) malformed('pkcs12.version', 0)
  const safe = new Fields(fields.next(TAG.sequence))
  const type = readOid(safe.next())
  if (type !== OID.data) refuse('keystore.algorithm-unsupported', { algorithm: type })
  const contents = readOctetString(unwrap(safe.next(contextTag(0))))
  return { contents, mac: fields.optional(TAG.sequence) }
}

/**
 * The bags of a PFX. Aborts with `keystore.password-missing`, `keystore.password-wrong`, `keystore.altered` and their kin, or with
 * the codes of the DER reader.
 */
export function readPfx(bytes: Uint8Array, passwords: readonly string[], opening: Opening): Bag[] {
  const pfx = pfxOf(bytes)
  const tried = passwords.length > 0 ? passwords : ['']
  if (!pfx.mac) return openUnchecked(pfx, tried, passwords.length > 0, opening)
  for (const password of tried) {
    // Under a checksum that holds, nothing but a second password or a broken writer keeps the contents shut.
    if (macHolds(pfx, password, opening))
      return attempt(() => bagsOf(pfx, password, opening)) ?? refuse('keystore.damaged', { problem: 'pkcs12.contents' })
  }
  if (passwords.length === 0) return refuse('keystore.password-missing')
  // The checksum fails for all of them. Where one opens the contents all the same, it is the file that was changed.
  const states = passwords.map((password) => stateUnder(pfx, password, opening))
  if (states.includes('opens')) return refuse('keystore.altered')
  return refuse(states.includes('nothing-shut') ? 'keystore.password-wrong-or-damaged' : 'keystore.password-wrong')
}

function openUnchecked(pfx: Pfx, tried: readonly string[], isGiven: boolean, opening: Opening): Bag[] {
  for (const password of tried) {
    const read = parsing(() => attempt(() => bagsOf(pfx, password, opening)))
    if (read.ok && read.value) return read.value
  }
  return refuse(isGiven ? 'keystore.password-wrong-or-damaged' : 'keystore.password-missing')
}

class WrongKey extends Error {}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof WrongKey) return undefined
    throw thrown
  }
}

function stateUnder(pfx: Pfx, password: string, opening: Opening): 'opens' | 'shut' | 'nothing-shut' {
  const reader = new BagReader(password, opening, true)
  const read = parsing(() => reader.readAll(pfx))
  if (read.ok && reader.opened === 0 && reader.shut === 0) return 'nothing-shut'
  return read.ok && reader.opened > 0 ? 'opens' : 'shut'
}

function macHolds({ contents, mac }: Pfx, password: string, opening: Opening): boolean {
  if (!mac) return false
  const fields = new Fields(mac)
  const info = new Fields(fields.next(TAG.sequence))
  const algorithm = readAlgorithm(info.next())
  const expected = readOctetString(info.next())
  const salt = readOctetString(fields.next())
  const iterations = fields.done ? 1 : readSmallInteger(fields.next())
  if (algorithm.oid === PBMAC1) return equalBytes(pbmac1(algorithm, password, contents, opening), expected)
  const digest = macDigestOf(algorithm)
  return legacyPasswords(password).some((octets) => {
    spend(opening, iterations, LEGACY_COST)
    const bytes = expected.length
    const key = pkcs12Key(opening.ciphers, {
      digest,
      purpose: KDF_PURPOSE.mac,
      password: octets,
      salt,
      iterations,
      bytes: opening.ciphers.digest(digest, salt).length,
    })
    const made = opening.ciphers.hmac(digest, key, contents)
    return bytes === made.length && equalBytes(made, expected)
  })
}

const MAC_DIGESTS: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sm3'])

function macDigestOf({ oid }: AlgorithmIdentifier): KeystoreDigest {
  const digest = digestAlgorithmOf(oid)
  return digest && MAC_DIGESTS.has(digest)
    ? (digest as KeystoreDigest)
    : refuse('keystore.algorithm-unsupported', { algorithm: oid })
}

/** RFC 9579 §4: the key length is named, and the salt and count stand inside. */
function pbmac1(algorithm: AlgorithmIdentifier, password: string, contents: Uint8Array, opening: Opening): Uint8Array {
  const fields = new Fields(onlyTlv(algorithm.parameters ?? new Uint8Array()), TAG.sequence)
  const derivation = readAlgorithm(fields.next())
  const digest = hmacDigestOf(readAlgorithm(fields.next()).oid)
  fields.end()
  const bytes = opening.ciphers.digest(digest, new Uint8Array()).length
  return opening.ciphers.hmac(digest, pbkdf2Key(derivation, password, bytes, opening), contents)
}

function bagsOf(pfx: Pfx, password: string, opening: Opening): Bag[] {
  const reader = new BagReader(password, opening, false)
  reader.readAll(pfx)
  return reader.bags
}

class BagReader {
  readonly bags: Bag[] = []
  private readonly password: string
  private readonly opening: Opening
  /** Passes over what does not open. */
  private readonly isTolerant: boolean
  private seen = 0
  opened = 0
  shut = 0

  constructor(password: string, opening: Opening, isTolerant: boolean) {
    this.password = password
    this.opening = opening
    this.isTolerant = isTolerant
  }

  readAll({ contents }: Pfx) {
    for (const info of elementsOf(onlyTlv(contents), TAG.sequence)) this.readSafe(info)
  }

  /** One ContentInfo of the AuthenticatedSafe (RFC 7292 §4.1). */
  private readSafe(info: Der) {
    const fields = new Fields(info)
    const type = readOid(fields.next())
    const content = unwrap(fields.next(contextTag(0)))
    if (type === OID.data) return this.readBags(readOctetString(content), 0)
    if (type !== OID.encryptedData) return refuse('keystore.algorithm-unsupported', { algorithm: type })
    const plain = this.decryptedContent(content)
    if (plain) this.readBags(plain, 0)
  }

  /** EncryptedData (RFC 5652 §8). */
  private decryptedContent(content: Der): Uint8Array | undefined {
    const fields = new Fields(content, TAG.sequence)
    fields.next()
    const inner = new Fields(fields.next(TAG.sequence))
    inner.next()
    const algorithm = readAlgorithm(inner.next())
    const data = inner.next()
    return this.decrypted(algorithm, octetsUnder(data))
  }

  private decrypted(algorithm: AlgorithmIdentifier, data: Uint8Array): Uint8Array | undefined {
    const plain = decryptWithPassword(algorithm, data, this.password, this.opening)
    return this.counted(plain)
  }

  private counted(plain: Uint8Array | undefined): Uint8Array | undefined {
    if (plain) this.opened++
    else this.shut++
    if (!plain && !this.isTolerant) throw new WrongKey()
    return plain
  }

  private readBags(contents: Uint8Array, depth: number) {
    if (depth > MAX_DEPTH) refuse('keystore.nested')
    for (const bag of elementsOf(onlyTlv(contents), TAG.sequence)) {
      if (++this.seen > MAX_BAGS) refuse('keystore.too-many-items', { max: MAX_BAGS })
      this.readBag(bag, depth)
    }
  }

  private readBag(der: Der, depth: number) {
    const fields = new Fields(der)
    const type = readOid(fields.next())
    const value = unwrap(fields.next(contextTag(0)))
    const name = aliasOf(fields.optional(TAG.set))
    const alias = name === undefined ? {} : { alias: name }
    const raw = value.source.subarray(value.start, value.end)
    if (type === BAG.contents) return this.readBags(raw, depth + 1)
    if (type === BAG.certificate) {
      const certificate = certificateIn(value)
      if (certificate) this.bags.push({ kind: 'certificate', bytes: certificate, ...alias })
      return
    }
    const key = type === BAG.key ? raw : type === BAG.shroudedKey ? this.shroudedKey(value) : undefined
    if (key) this.bags.push({ kind: 'key', bytes: key, ...alias })
  }

  private shroudedKey(value: Der): Uint8Array | undefined {
    const fields = new Fields(value, TAG.sequence)
    const algorithm = readAlgorithm(fields.next())
    const plain = decryptWithPassword(algorithm, readOctetString(fields.next()), this.password, this.opening)
    // One wrong password in some two hundred leaves a plausible padding behind.
    return this.counted(plain && plainPrivateKey(plain))
  }
}

/** `[0] IMPLICIT OCTET STRING`, in one piece or, from BER writers, in several. */
function octetsUnder(data: Der): Uint8Array {
  if (data.tag === contextTag(0, 'primitive')) return contentsOf(data)
  const pieces = elementsOf(data, TAG.octetString).map(contentsOf)
  return new Uint8Array(pieces.flatMap((piece) => [...piece]))
}

function certificateIn(value: Der): Uint8Array | undefined {
  const fields = new Fields(value, TAG.sequence)
  if (readOid(fields.next()) !== X509_CERTIFICATE) return undefined
  return readOctetString(unwrap(fields.next(contextTag(0))))
}

function aliasOf(attributes: Der | undefined): string | undefined {
  if (!attributes) return undefined
  for (const attribute of elementsOf(attributes, TAG.sequence)) {
    const fields = new Fields(attribute)
    if (readOid(fields.next()) !== FRIENDLY_NAME) continue
    const [text] = elementsOf(fields.next(TAG.set))
    return text && readText(text)
  }
  return undefined
}
