// Encrypted PDF files: what the encryption dictionary asks for, whether a password opens it, and how a string or stream becomes plain
// (ISO 32000-1 §7.6; ISO 32000-2 §7.6). What a signature covers are the octets as they stand: nothing here touches them.

import { malformed } from '../../asn1/fields.ts'
import { concatBytes } from '../../bytes/bytes.ts'
import type { Ciphers } from '../../primitives.ts'
import { fileKeyOf, type StandardHandler } from './passwords.ts'
import { rc4 } from './rc4.ts'
import { asDictionary, asInteger, asName, asString, type PdfDictionary, type PdfValue } from './values.ts'

type Method = 'none' | 'rc4' | 'aes-128' | 'aes-256'

/** Number and generation of the object a string or stream stands in. */
export interface ObjectId {
  number: number
  generation: number
}

export interface DocumentCipher {
  /** For people: `RC4 40`, `AES 256`. */
  readonly name: string
  /** Whether /Perms, where there is one, says the same as the entries anybody can change (ISO 32000-2 §7.6.4.4.10). */
  readonly arePermissionsKept: boolean
  /** @throws Malformed */
  plainString(data: Uint8Array, of: ObjectId): Uint8Array
  /** @param dictionary of the stream: it may name a filter of its own @throws Malformed */
  plainStream(data: Uint8Array, of: ObjectId, dictionary: PdfDictionary): Uint8Array
}

/** Reads an entry of the encryption dictionary, which may be a reference. */
export type Resolve = (value: PdfValue | undefined) => PdfValue

/**
 * @param given what somebody brought; the empty password is always tried
 * @throws Malformed `pdf.password-needed`, `pdf.password-wrong`, `pdf.encryption-public-key`, `pdf.encryption-unsupported`
 */
export function unlocked(
  dictionary: PdfDictionary,
  fileId: Uint8Array,
  resolve: Resolve,
  ciphers: Ciphers,
  given: string | undefined,
): DocumentCipher {
  const entry = (key: string) => resolve(dictionary.entries.get(key))
  const filter = asName(entry('Filter'))
  if (filter !== 'Standard') malformed(PUBLIC_KEY.test(filter ?? '') ? 'pdf.encryption-public-key' : UNSUPPORTED, 0)
  const version = asInteger(entry('V')) ?? 0
  const methods = methodsOf(dictionary, version, resolve)
  const handler = handlerOf(entry, version, fileId)
  const key =
    fileKeyOf(handler, '', ciphers) ??
    (given === undefined || given === '' ? undefined : fileKeyOf(handler, given, ciphers))
  if (!key) malformed(given ? 'pdf.password-wrong' : 'pdf.password-needed', 0)
  return new StandardCipher(methods, key, handler, asString(entry('Perms'))?.bytes, ciphers)
}

const UNSUPPORTED = 'pdf.encryption-unsupported'
const PUBLIC_KEY = /^(Adobe\.PubSec|Adobe\.PPKLite|Entrust\.PPKEF|Adobe\.APS)$/

interface Methods {
  named: ReadonlyMap<string, Method>
  strings: Method
  streams: Method
}

function methodsOf({ entries }: PdfDictionary, version: number, resolve: Resolve): Methods {
  if (version === 1 || version === 2) return { named: new Map(), strings: 'rc4', streams: 'rc4' }
  if (version !== 4 && version !== 5) malformed(UNSUPPORTED, 0)
  const filters = asDictionary(resolve(entries.get('CF')))?.entries ?? new Map<string, PdfValue>()
  const named = new Map<string, Method>([['Identity', 'none']])
  for (const [name, value] of filters) if (name !== 'Identity') named.set(name, methodOf(value, version, resolve))
  const method = (key: string) => {
    const name = asName(resolve(entries.get(key))) ?? 'Identity'
    return named.get(name) ?? malformed(UNSUPPORTED, 0)
  }
  return { named, strings: method('StrF'), streams: method('StmF') }
}

const METHODS: Readonly<Record<string, Method>> = { None: 'none', V2: 'rc4', AESV2: 'aes-128', AESV3: 'aes-256' }

/** Keys of version 5 are for AES-256 alone, and older ones never are (ISO 32000-2 table 25). */
function methodOf(filter: PdfValue, version: number, resolve: Resolve): Method {
  const name = asName(resolve(asDictionary(resolve(filter))?.entries.get('CFM'))) ?? 'None'
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  if (!method || (method !== 'none' && (method === 'aes-256') !== (version === 5))) malformed(UNSUPPORTED, 0)
  return method
}

/** By version; version 2 says it itself. */
const KEY_BITS: Readonly<Record<number, number>> = { 1: 40, 4: 128, 5: 256 }

function handlerOf(entry: (key: string) => PdfValue, version: number, fileId: Uint8Array): StandardHandler {
  const revision = asInteger(entry('R')) ?? 0
  const isModern = version === 5
  const isKnown = isModern ? revision === 5 || revision === 6 : revision >= 2 && revision <= 4
  if (!isKnown) malformed(UNSUPPORTED, 0)
  const octets = (key: string, bytes: number) => {
    const value = asString(entry(key))?.bytes ?? new Uint8Array()
    return value.length >= bytes ? value : malformed('pdf.encryption-entry', 0)
  }
  const bits = KEY_BITS[version] ?? asInteger(entry('Length')) ?? 40
  if (bits < 40 || bits > (isModern ? 256 : 128) || bits % 8 !== 0) malformed('pdf.encryption-entry', 0)
  return {
    revision,
    keyBytes: bits / 8,
    owner: octets('O', isModern ? 48 : 32),
    user: octets('U', isModern ? 48 : 32),
    ownerKey: isModern ? octets('OE', 32).subarray(0, 32) : new Uint8Array(),
    userKey: isModern ? octets('UE', 32).subarray(0, 32) : new Uint8Array(),
    permissions: (asInteger(entry('P')) ?? malformed('pdf.encryption-entry', 0)) | 0,
    encryptsMetadata: entry('EncryptMetadata') !== false,
    fileId,
  }
}

class StandardCipher implements DocumentCipher {
  readonly name: string
  readonly arePermissionsKept: boolean
  private readonly methods: Methods
  private readonly key: Uint8Array
  private readonly encryptsMetadata: boolean
  private readonly ciphers: Ciphers

  constructor(
    methods: Methods,
    key: Uint8Array,
    handler: StandardHandler,
    perms: Uint8Array | undefined,
    ciphers: Ciphers,
  ) {
    this.methods = methods
    this.key = key
    this.ciphers = ciphers
    this.encryptsMetadata = handler.encryptsMetadata
    this.name = nameOf(methods.streams === 'none' ? methods.strings : methods.streams, key)
    this.arePermissionsKept = handler.revision < 5 || keepsPermissions(perms, key, handler, ciphers)
  }

  plainString(data: Uint8Array, of: ObjectId): Uint8Array {
    return this.plain(this.methods.strings, data, of)
  }

  plainStream(data: Uint8Array, of: ObjectId, { entries }: PdfDictionary): Uint8Array {
    const type = asName(entries.get('Type'))
    if (type === 'XRef' || (type === 'Metadata' && !this.encryptsMetadata)) return data
    return this.plain(this.methodOfStream(entries), data, of)
  }

  /** A /Crypt filter, which stands first, names another method; without a name it is none (ISO 32000-1 §7.4.10). */
  private methodOfStream(entries: ReadonlyMap<string, PdfValue>): Method {
    const first = firstOf(entries.get('Filter'))
    if (asName(first) !== 'Crypt') return this.methods.streams
    const parameters = asDictionary(firstOf(entries.get('DecodeParms')))
    const name = asName(parameters?.entries.get('Name')) ?? 'Identity'
    return name === 'Identity' ? 'none' : (this.methods.named.get(name) ?? malformed('pdf.encryption-filter', 0))
  }

  private plain(method: Method, data: Uint8Array, { number, generation }: ObjectId): Uint8Array {
    if (method === 'none' || data.length === 0) return data
    if (method === 'aes-256') return this.unchained(this.key, data)
    const salt = method === 'aes-128' ? SALT : []
    const id = [number, number >> 8, number >> 16, generation, generation >> 8]
    const digest = this.ciphers.digest('md5', concatBytes(this.key, Uint8Array.of(...id, ...salt)))
    const key = digest.subarray(0, Math.min(this.key.length + 5, 16))
    return method === 'rc4' ? rc4(key, data) : this.unchained(key, data)
  }

  /** The first block is the initialisation vector, the last octet tells how many fill the last block. */
  private unchained(key: Uint8Array, data: Uint8Array): Uint8Array {
    if (data.length < 32 || data.length % 16 !== 0) malformed('pdf.encrypted-data', 0)
    const blocks = this.ciphers.aesCbc('decrypt', key, data.subarray(0, 16), data.subarray(16))
    const fill = blocks[blocks.length - 1] as number
    if (fill < 1 || fill > 16) malformed('pdf.encrypted-data', 0)
    return blocks.subarray(0, blocks.length - fill)
  }
}

/** `sAlT` (ISO 32000-1 §7.6.2, algorithm 1). */
const SALT = [0x73, 0x41, 0x6c, 0x54]

function firstOf(value: PdfValue | undefined): PdfValue | undefined {
  return typeof value === 'object' && value?.type === 'array' ? value.items[0] : value
}

function nameOf(method: Method, key: Uint8Array): string {
  const names: Record<Method, string> = {
    none: 'Identity',
    rc4: `RC4 ${key.length * 8}`,
    'aes-128': 'AES 128',
    'aes-256': 'AES 256',
  }
  return names[method]
}

/** Algorithm 13: permissions and the switch for metadata, once more, under the file key. */
function keepsPermissions(
  perms: Uint8Array | undefined,
  key: Uint8Array,
  { permissions, encryptsMetadata }: StandardHandler,
  ciphers: Ciphers,
): boolean {
  if (perms?.length !== 16) return false
  const plain = ciphers.aesCbc('decrypt', key, new Uint8Array(16), perms)
  const mark = String.fromCharCode(...plain.subarray(8, 12))
  const flags = new DataView(plain.buffer, plain.byteOffset).getInt32(0, true)
  return mark === `${encryptsMetadata ? 'T' : 'F'}adb` && flags === permissions
}
