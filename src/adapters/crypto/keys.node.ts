// Public keys for node:crypto, given to it the fast way: RSA as PKCS#1, EC as JWK, both far faster than SPKI; and made a key object
// only when they come again. SM2 keys are rebuilt in their standard form, whatever form the certificate uses.

import { createPublicKey, type JsonWebKeyInput, type KeyObject, type PublicKeyInput } from 'node:crypto'
import { type Der, TAG } from '#core/asn1/der.ts'
import { Fields, malformed, onlyTlv, parsing } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import { readInteger, readOid } from '#core/asn1/values.ts'
import { sm2PointOf, sm2PublicKeyInfo } from '#core/gm/sm2.ts'
import { isOversized } from '#core/x509/key.ts'
import { type PublicKeyInfo, readPublicKeyInfo } from '#core/x509/parse.ts'
import { hasSmallOrder } from '#core/x509/small-order.ts'

const MAX_KEYS = 4096

/** The JWK names and coordinate sizes of the curves OpenSSL reads from JWK. */
const JWK_CURVES: Readonly<Record<string, { crv: string; size: number }>> = {
  [OID.prime256v1]: { crv: 'P-256', size: 32 },
  [OID.secp384r1]: { crv: 'P-384', size: 48 },
  [OID.secp521r1]: { crv: 'P-521', size: 66 },
  [OID.secp256k1]: { crv: 'secp256k1', size: 32 },
}

type KeyInput = PublicKeyInput | JsonWebKeyInput

/** As it came the first time: most keys of strangers are used once, and a key object costs as much as a verification. */
class KeyInUse {
  private readonly input: KeyInput
  private isSeenBefore = false
  private object: KeyObject | undefined

  constructor(input: KeyInput) {
    this.input = input
  }

  use(): KeyObject | KeyInput {
    if (!this.isSeenBefore) {
      this.isSeenBefore = true
      return this.input
    }
    this.object ??= createPublicKey(this.input)
    return this.object
  }
}

/** A key to verify with, and what kind it is: a scheme that does not fit the key verifies nothing. */
export class LoadedKey extends KeyInUse {
  readonly kind: 'rsa' | 'rsa-pss' | 'ec' | 'dsa' | 'ed25519' | 'ed448'

  constructor(kind: LoadedKey['kind'], input: KeyInput) {
    super(input)
    this.kind = kind
  }
}

export class LoadedSm2Key extends KeyInUse {
  /** `04 ‖ X ‖ Y`, on the curve. */
  readonly point: Uint8Array
  /** ZA under the default identifier, the same for every signature of a key. */
  defaultZa: Uint8Array | undefined

  constructor(point: Uint8Array) {
    super(spkiInput(sm2PublicKeyInfo(point)))
    this.point = point.slice()
  }
}

/** The last `MAX_KEYS` values by bytes; the least recently used one leaves first. */
class ByteCache<T> {
  private entries = new Map<string, T>()

  get(bytes: Uint8Array, make: () => T): T {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    const known = this.entries.get(name)
    const value = known ?? make()
    if (known !== undefined) this.entries.delete(name)
    this.entries.set(name, value)
    if (this.entries.size > MAX_KEYS) this.entries.delete(this.entries.keys().next().value as string)
    return value
  }

  clear(): void {
    this.entries = new Map()
  }
}

export function forgetKeys(): void {
  keys.clear()
  sm2Keys.clear()
}

const keys = new ByteCache<LoadedKey | null>()
const sm2Keys = new ByteCache<LoadedSm2Key | null>()

/** `null`: not a key this product verifies with. */
export function loadKey(publicKeyInfo: Uint8Array): LoadedKey | null {
  return keys.get(publicKeyInfo, () => {
    const info = parsing(() => readPublicKeyInfo(onlyTlv(publicKeyInfo)))
    return info.ok && !isOversized(info.value) && !hasSmallOrder(info.value)
      ? quietly(() => importKey(info.value))
      : null
  })
}

export function loadSm2Key(publicKeyInfo: Uint8Array): LoadedSm2Key | null {
  return sm2Keys.get(publicKeyInfo, () => {
    const point = sm2PointOf(publicKeyInfo)
    return point ? new LoadedSm2Key(point) : null
  })
}

function quietly<T>(make: () => T | null): T | null {
  try {
    return make()
  } catch {
    return null
  }
}

function importKey(info: PublicKeyInfo): LoadedKey | null {
  switch (info.publicKeyAlgorithm.oid) {
    case OID.rsaEncryption:
      return new LoadedKey('rsa', rsaInput(info.publicKeyBits))
    case OID.rsaPss:
      return new LoadedKey('rsa-pss', spkiInput(info.publicKeyInfo))
    case OID.ecPublicKey:
      return importEc(info)
    case OID.dsa:
      return new LoadedKey('dsa', spkiInput(info.publicKeyInfo))
    case OID.ed25519:
      return new LoadedKey('ed25519', spkiInput(info.publicKeyInfo))
    case OID.ed448:
      return new LoadedKey('ed448', spkiInput(info.publicKeyInfo))
    default:
      return null
  }
}

/** A copy: it outlives the certificate it came from. */
function spkiInput(publicKeyInfo: Uint8Array): PublicKeyInput {
  return { key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' }
}

/** RSAPublicKey, read strictly first: OpenSSL takes more than DER allows. */
function rsaInput(bits: Uint8Array): PublicKeyInput {
  const fields = new Fields(onlyTlv(bits), TAG.sequence)
  requirePositive(fields.next())
  requirePositive(fields.next())
  fields.end()
  return { key: Buffer.from(bits), format: 'der', type: 'pkcs1' }
}

/** Named curves only: explicit parameters let an attacker choose the base point (CVE-2020-0601). */
function importEc({ publicKeyAlgorithm, publicKeyBits, publicKeyInfo }: PublicKeyInfo): LoadedKey | null {
  const parameters = onlyTlv(publicKeyAlgorithm.parameters ?? new Uint8Array(), TAG.oid)
  const curve = JWK_CURVES[readOid(parameters)]
  if (!curve || publicKeyBits[0] !== 4) return new LoadedKey('ec', spkiInput(publicKeyInfo))
  if (publicKeyBits.length !== 1 + 2 * curve.size) return null
  const x = base64url(publicKeyBits.subarray(1, 1 + curve.size))
  const y = base64url(publicKeyBits.subarray(1 + curve.size))
  return new LoadedKey('ec', { key: { kty: 'EC', crv: curve.crv, x, y }, format: 'jwk' })
}

function requirePositive(der: Der): void {
  if ((readInteger(der)[0] ?? 0) >= 0x80) malformed('rsa.negative', der.start)
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('base64url')
}
