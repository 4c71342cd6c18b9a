// What kind of key a SubjectPublicKeyInfo holds and how large it is (RFC 3279 §2.3, RFC 5480 §2, RFC 8410).
// Whether it is good enough is the algorithm policy's question.

import { TAG } from '../asn1/der.ts'
import { Fields, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID, shortNameOf } from '../asn1/oids.ts'
import { readInteger, readOid } from '../asn1/values.ts'
import { Notes } from '../bytes/notes.ts'
import { isSm2Point } from '../gm/sm2.ts'
import type { PublicKeyInfo } from './parse.ts'

type Key = Pick<PublicKeyInfo, 'publicKeyAlgorithm' | 'publicKeyBits'>

/** `edwards` covers Ed25519 and Ed448. */
export type KeyFamily = 'rsa' | 'dsa' | 'ec' | 'sm2' | 'edwards'

export interface KeyStrength {
  family: KeyFamily
  /** Of the modulus or the field. */
  bits: number
}

const CURVE_BITS: Readonly<Record<string, number>> = {
  '1.2.840.10045.3.1.1': 192,
  [OID.secp224r1]: 224,
  [OID.prime256v1]: 256,
  [OID.secp256k1]: 256,
  [OID.secp384r1]: 384,
  [OID.secp521r1]: 521,
  [OID.brainpoolP256r1]: 256,
  [OID.brainpoolP384r1]: 384,
  [OID.brainpoolP512r1]: 512,
}

interface Measured {
  strength: KeyStrength | undefined
  isOversized: boolean
}

/** By the very object, most often a certificate, which nobody may change. */
const MEASURED = new Notes<Key, Measured>()

function measured(key: Key): Measured {
  const known = MEASURED.get(key)
  if (known) return known
  const made = measureAnew(key)
  MEASURED.set(key, made)
  return made
}

function measureAnew(key: Key): Measured {
  const read = parsing(() => measure(key))
  const strength = read.ok ? read.value : undefined
  return { strength, isOversized: exceedsLimits(key, strength) }
}

/** `undefined` for a key this product cannot measure. */
export function keyStrength(key: Key): KeyStrength | undefined {
  return measured(key).strength
}

/** Moduli and primes above these cost more than a judgement may; OpenSSL refuses RSA above the same size. */
const MAX_RSA_BITS = 16_384
const MAX_DSA_BITS = 4096
/** OpenSSL's own limit for exponents of large moduli: one as long as the modulus makes each check two hundred times dearer. */
const MAX_RSA_EXPONENT_BYTES = 8

const SIZED: ReadonlySet<string> = new Set([OID.rsaEncryption, OID.rsaPss, OID.dsa])
/** An RSA modulus of the largest size, its exponent and the ASN.1 around them. */
const MAX_KEY_BYTES = MAX_RSA_BITS / 8 + 64

/** A key so large that checking one signature with it is an attack: it verifies nothing here. */
export function isOversized(key: Key): boolean {
  return measured(key).isOversized
}

function exceedsLimits(key: Key, strength: KeyStrength | undefined): boolean {
  if (!SIZED.has(key.publicKeyAlgorithm.oid)) return false
  if (key.publicKeyBits.length > MAX_KEY_BYTES) return true
  if (strength?.family === 'dsa') return strength.bits > MAX_DSA_BITS
  return strength?.family === 'rsa' && (strength.bits > MAX_RSA_BITS || hasLongExponent(key))
}

function hasLongExponent({ publicKeyBits }: Key): boolean {
  const exponent = parsing(() => {
    const fields = new Fields(onlyTlv(publicKeyBits), TAG.sequence)
    fields.next()
    return readInteger(fields.next())
  })
  return !exponent.ok || exponent.value.length > MAX_RSA_EXPONENT_BYTES + (exponent.value[0] === 0 ? 1 : 0)
}

function measure({ publicKeyAlgorithm: { oid, parameters }, publicKeyBits }: Key): KeyStrength | undefined {
  switch (oid) {
    case OID.rsaEncryption:
    case OID.rsaPss:
      return { family: 'rsa', bits: firstIntegerBits(publicKeyBits) }
    case OID.dsa:
      return parameters?.[0] === TAG.sequence ? { family: 'dsa', bits: firstIntegerBits(parameters) } : undefined
    case OID.sm2:
      return { family: 'sm2', bits: 256 }
    case OID.ed25519:
      return { family: 'edwards', bits: 256 }
    case OID.ed448:
      return { family: 'edwards', bits: 448 }
    case OID.ecPublicKey:
      return measureCurve(parameters, publicKeyBits)
    default:
      return undefined
  }
}

function measureCurve(parameters: Uint8Array | undefined, point: Uint8Array): KeyStrength | undefined {
  const curve = curveOf(parameters)
  // Old Chinese certificates spell the curve out; a point on the SM2 curve is an SM2 key all the same.
  if (curve === OID.sm2 || (curve === undefined && isSm2Point(point))) return { family: 'sm2', bits: 256 }
  const bits = curve === undefined ? undefined : CURVE_BITS[curve]
  return bits === undefined ? undefined : { family: 'ec', bits }
}

function curveOf(parameters: Uint8Array | undefined): string | undefined {
  return parameters?.[0] === TAG.oid ? readOid(onlyTlv(parameters)) : undefined
}

/** Size of the first INTEGER of a SEQUENCE: the modulus of an RSA key, the prime of DSA parameters. */
function firstIntegerBits(sequence: Uint8Array): number {
  const octets = readInteger(new Fields(onlyTlv(sequence), TAG.sequence).next())
  const first = octets.findIndex((octet) => octet !== 0)
  return first < 0 ? 0 : (octets.length - first) * 8 - Math.clz32(octets[first] as number) + 24
}

export interface KeyKind {
  /** `RSA`, `SM2`, `P-256`, `Ed25519`, …; the dotted OID of an algorithm this product does not know. */
  algorithm: string
  /** Of the modulus or the curve; absent when it cannot be told. */
  bits?: number
}

/** The key for people and for inventories. */
export function keyKindOf(key: Key): KeyKind {
  const strength = keyStrength(key)
  const algorithm = algorithmName(key, strength?.family)
  const hasSize = strength && strength.family !== 'edwards'
  return hasSize ? { algorithm, bits: strength.bits } : { algorithm }
}

function algorithmName({ publicKeyAlgorithm: { oid, parameters } }: Key, family: KeyFamily | undefined): string {
  if (oid === OID.rsaEncryption || oid === OID.rsaPss) return 'RSA'
  if (family === 'sm2') return 'SM2'
  const curve = parsing(() => curveOf(parameters))
  return shortNameOf(oid === OID.ecPublicKey && curve.ok && curve.value ? curve.value : oid)
}
