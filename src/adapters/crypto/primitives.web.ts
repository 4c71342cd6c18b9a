// Digests and raw signatures where there is no OpenSSL: WebCrypto for RSA, ECDSA, Ed25519 and SHA, a JavaScript library for the SM2
// point arithmetic and SM3. Everything around the arithmetic (DER, ranges, curve check, ZA) is ours: the library accepts sloppy DER.
// Not available here: XML, DSA, Ed448, brainpool, PSS with two hashes, MD5, SHA-224, SHA-512/t, SHA-3 and SHAKE. Such a signature
// verifies nothing, such a digest is refused.

import { sm2, sm3 } from 'sm-crypto-v2'
import { absentXmlReader } from '#adapters/xml/absent.ts'
import { TAG } from '#core/asn1/der.ts'
import { Fields, onlyTlv, parsing } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import { bigIntegerOf, readInteger, readOid } from '#core/asn1/values.ts'
import { bitString, nullValue, oid, sequence } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import { heldOctets } from '#core/bytes/octets.ts'
import { readSm2Signature, sm2PointOf, sm2ZaInput, writeRawSm2Signature } from '#core/gm/sm2.ts'
import { type DigestAlgorithm, type Primitives, type SignatureCheck, SM2_DEFAULT_ID } from '#core/primitives.ts'
import { isOversized } from '#core/x509/key.ts'
import { type PublicKeyInfo, readPublicKeyInfo } from '#core/x509/parse.ts'
import { hasSmallOrder } from '#core/x509/small-order.ts'
import { webCiphers } from './ciphers.web.ts'
import { webInflate } from './inflate.web.ts'
import { isPlainMask, keyAllowsPss } from './pss.ts'
import { sm2KnownAnswersHold } from './self-test.ts'

const HASHES: Partial<Readonly<Record<DigestAlgorithm, string>>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
}

export const webPrimitives: Primitives = {
  inflate: webInflate,
  ciphers: webCiphers,
  xml: absentXmlReader,
  async digest(algorithm, ...parts) {
    const message = concatBytes(...parts.map(heldOctets))
    if (algorithm === 'sm3') return sm3Octets(message)
    const name = HASHES[algorithm]
    if (!name) throw new Error(`${algorithm} is not available on this runtime`)
    return new Uint8Array(await crypto.subtle.digest(name, buffer(message)))
  },
  async verify(check) {
    try {
      return check.scheme === 'sm2' ? verifySm2(check) : await verifyCommon(check)
    } catch {
      // A key or signature WebCrypto cannot make sense of verifies nothing.
      return false
    }
  },
}

/** As for Node: run once at start-up. */
export function selfTestSm2(): Promise<boolean> {
  return sm2KnownAnswersHold(webPrimitives)
}

function sm3Octets(message: Uint8Array): Uint8Array {
  return fromHex(sm3(message)) ?? new Uint8Array()
}

function buffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}

function verifySm2(check: SignatureCheck): boolean {
  const point = sm2PointOf(check.publicKey)
  const signature = readSm2Signature(check.signature)
  if (!point || !signature.ok) return false
  const id = check.sm2Id === undefined ? SM2_DEFAULT_ID : check.sm2Id
  const za = id === null ? new Uint8Array() : sm3Octets(concatBytes(...sm2ZaInput(id, point)))
  const e = sm3Octets(concatBytes(za, ...check.message.map(heldOctets)))
  return sm2.doVerifySignature(e, toHex(writeRawSm2Signature(signature.value)), toHex(point), { hash: false })
}

async function verifyCommon(check: SignatureCheck): Promise<boolean> {
  const info = parsing(() => readPublicKeyInfo(onlyTlv(check.publicKey)))
  const hash = HASHES[check.digest]
  if (!info.ok || !hash || isOversized(info.value)) return false
  const message = concatBytes(...check.message.map(heldOctets))
  switch (check.scheme) {
    case 'rsa-pkcs1':
      return verifyRsa(info.value, { name: 'RSASSA-PKCS1-v1_5', hash }, check, message)
    case 'rsa-pss':
      if (!isPlainMask(check) || !keyAllowsPss(info.value, check)) return false
      return verifyRsa(info.value, { name: 'RSA-PSS', hash }, check, message)
    case 'ecdsa':
      return verifyEcdsa(info.value, hash, check, message)
    case 'ed25519':
      return verifyEd25519(info.value, check, message)
    default:
      return false
  }
}

async function verifyRsa(
  info: PublicKeyInfo,
  algorithm: { name: string; hash: string },
  check: SignatureCheck,
  message: Uint8Array,
): Promise<boolean> {
  const { oid: family } = info.publicKeyAlgorithm
  if (family !== OID.rsaEncryption && !(family === OID.rsaPss && algorithm.name === 'RSA-PSS')) return false
  // WebCrypto reads plain RSA keys only; the key bits of an RSA-PSS key are the same.
  const spki = sequence(sequence(oid(OID.rsaEncryption), nullValue()), bitString(info.publicKeyBits))
  const key = await crypto.subtle.importKey('spki', buffer(spki), algorithm, false, ['verify'])
  const saltLength = check.saltLength ?? Number(algorithm.hash.slice(4)) / 8
  return crypto.subtle.verify({ name: algorithm.name, saltLength }, key, buffer(check.signature), buffer(message))
}

const CURVES: Readonly<Record<string, { name: string; size: number }>> = {
  [OID.prime256v1]: { name: 'P-256', size: 32 },
  [OID.secp384r1]: { name: 'P-384', size: 48 },
  [OID.secp521r1]: { name: 'P-521', size: 66 },
}

async function verifyEcdsa(
  info: PublicKeyInfo,
  hash: string,
  check: SignatureCheck,
  message: Uint8Array,
): Promise<boolean> {
  const { oid: family, parameters } = info.publicKeyAlgorithm
  const named = parsing(() => readOid(onlyTlv(parameters ?? new Uint8Array())))
  const curve = named.ok ? CURVES[named.value] : undefined
  const raw = curve && rawEcdsaSignature(check.signature, curve.size)
  if (family !== OID.ecPublicKey || !curve || !raw) return false
  const algorithm = { name: 'ECDSA', namedCurve: curve.name }
  const key = await crypto.subtle.importKey('raw', buffer(info.publicKeyBits), algorithm, false, ['verify'])
  return crypto.subtle.verify({ name: 'ECDSA', hash }, key, buffer(raw), buffer(message))
}

/** WebCrypto wants `r ‖ s`; the DER before it is read as strictly as OpenSSL does. */
function rawEcdsaSignature(signature: Uint8Array, size: number): Uint8Array | undefined {
  const read = parsing(() => {
    const fields = new Fields(onlyTlv(signature), TAG.sequence)
    const r = bigIntegerOf(readInteger(fields.next()))
    const s = bigIntegerOf(readInteger(fields.next()))
    fields.end()
    return { r, s }
  })
  if (!read.ok) return undefined
  const { r, s } = read.value
  const limit = 1n << BigInt(8 * size)
  if (r <= 0n || s <= 0n || r >= limit || s >= limit) return undefined
  const text = [r, s].map((value) => value.toString(16).padStart(2 * size, '0')).join('')
  return fromHex(text)
}

async function verifyEd25519(info: PublicKeyInfo, check: SignatureCheck, message: Uint8Array): Promise<boolean> {
  if (info.publicKeyAlgorithm.oid !== OID.ed25519 || hasSmallOrder(info)) return false
  const key = await crypto.subtle.importKey('raw', buffer(info.publicKeyBits), { name: 'Ed25519' }, false, ['verify'])
  return crypto.subtle.verify({ name: 'Ed25519' }, key, buffer(check.signature), buffer(message))
}
