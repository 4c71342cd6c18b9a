// Private keys as files have them (RFC 5958, RFC 8017 appendix A.1.2, RFC 5915): every form becomes PKCS#8, none is looked into
// further. Nothing that comes from the inside of a key is ever part of an error.

import { bytesOf, contextTag, TAG } from '../asn1/der.ts'
import { Fields, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOid, readSmallInteger } from '../asn1/values.ts'
import { integer, nullValue, octetString, oid, sequence, utf8Octets } from '../asn1/write.ts'
import { fromBase64 } from '../bytes/base64.ts'
import { fromHex } from '../bytes/hex.ts'
import type { AlgorithmIdentifier } from '../x509/certificate.ts'
import { readAlgorithm } from '../x509/parse.ts'
import type { PemItem } from './armour.ts'
import { type Opening, unpadded } from './password-encryption.ts'
import { refuse } from './problem.ts'

/** PKCS#8 of a key in any of the plain DER forms; `undefined` when the octets are none of them. */
export function plainPrivateKey(bytes: Uint8Array): Uint8Array | undefined {
  const read = parsing(() => {
    const fields = new Fields(onlyTlv(bytes), TAG.sequence)
    const version = readSmallInteger(fields.next())
    if (fields.tag === TAG.sequence) return isPkcs8(fields) ? bytes : undefined
    if (version === 1 && fields.tag === TAG.octetString) return fromSec1(bytes, fields)
    return version === 0 && fields.tag === TAG.integer && holdsIntegers(fields, 8) ? fromPkcs1(bytes) : undefined
  })
  return read.ok ? read.value : undefined
}

function isPkcs8(fields: Fields): boolean {
  readAlgorithm(fields.next())
  return fields.tag === TAG.octetString
}

function holdsIntegers(fields: Fields, count: number): boolean {
  let seen = 0
  while (fields.tag === TAG.integer) {
    fields.next()
    seen++
  }
  return seen === count && fields.done
}

function fromPkcs1(bytes: Uint8Array): Uint8Array {
  return sequence(integer(0), sequence(oid(OID.rsaEncryption), nullValue()), octetString(bytes))
}

/** The curve stands inside the old form, and outside the new one. */
function fromSec1(bytes: Uint8Array, fields: Fields): Uint8Array | undefined {
  fields.next()
  const parameters = fields.optional(contextTag(0))
  if (!parameters) return undefined
  const curve = new Fields(parameters).next()
  return sequence(integer(0), sequence(oid(OID.ecPublicKey), bytesOf(curve)), octetString(bytes))
}

export interface EncryptedKey {
  algorithm: AlgorithmIdentifier
  data: Uint8Array
}

/** EncryptedPrivateKeyInfo (RFC 5958 §3); `undefined` for anything else. */
export function encryptedPrivateKey(bytes: Uint8Array): EncryptedKey | undefined {
  const read = parsing(() => {
    const fields = new Fields(onlyTlv(bytes), TAG.sequence)
    const algorithm = readAlgorithm(fields.next(TAG.sequence))
    const data = fields.next(TAG.octetString)
    fields.end()
    return { algorithm, data: data.source.subarray(data.valueStart, data.end) }
  })
  return read.ok ? read.value : undefined
}

/** OID of the algorithm of a PKCS#8 key, or of its curve where there is one. */
export function privateKeyAlgorithm(pkcs8: Uint8Array): string {
  const read = parsing(() => {
    const fields = new Fields(onlyTlv(pkcs8), TAG.sequence)
    fields.next()
    const { oid: algorithm, parameters } = readAlgorithm(fields.next())
    return parameters?.[0] === TAG.oid ? readOid(onlyTlv(parameters)) : algorithm
  })
  return read.ok ? read.value : ''
}

/** Ciphers of the armour that OpenSSL wrote before PKCS#8 (`DEK-Info`), with their key sizes. */
const DEK: Readonly<Record<string, { cipher: 'aes' | '3des'; keyBytes: number; blockBytes: 8 | 16 }>> = {
  'DES-EDE3-CBC': { cipher: '3des', keyBytes: 24, blockBytes: 8 },
  'AES-128-CBC': { cipher: 'aes', keyBytes: 16, blockBytes: 16 },
  'AES-192-CBC': { cipher: 'aes', keyBytes: 24, blockBytes: 16 },
  'AES-256-CBC': { cipher: 'aes', keyBytes: 32, blockBytes: 16 },
}

/** What lies under `Proc-Type: 4,ENCRYPTED` (RFC 1421 §4.6.1.3; the derivation is OpenSSL's own); `undefined` for a wrong password. */
export function openArmouredKey(item: PemItem, password: string, { ciphers }: Opening): Uint8Array | undefined {
  const [name = '', salt = ''] = (item.headers.get('dek-info') ?? '').split(',').map((part) => part.trim())
  const kind = DEK[name.toUpperCase()] ?? refuse('keystore.algorithm-unsupported', { algorithm: name.slice(0, 40) })
  const vector = fromHex(salt)
  const data = fromBase64(item.body)
  if (!data || vector?.length !== kind.blockBytes || data.length === 0 || data.length % kind.blockBytes !== 0) {
    return refuse('keystore.damaged', { problem: 'pem.dek-info' })
  }
  let key = new Uint8Array()
  let last = new Uint8Array()
  while (key.length < kind.keyBytes) {
    last = Uint8Array.from(
      ciphers.digest('md5', new Uint8Array([...last, ...utf8Octets(password), ...vector.subarray(0, 8)])),
    )
    key = new Uint8Array([...key, ...last])
  }
  return unpadded(ciphers.cbc('decrypt', kind.cipher, key.subarray(0, kind.keyBytes), vector, data), kind.blockBytes)
}
