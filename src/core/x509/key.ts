// What kind of key a SubjectPublicKeyInfo holds, for people and for inventories (RFC 3279 §2.3, RFC 5480 §2, RFC 8410).
// Whether it is good enough is the algorithm policy's question.

import { TAG } from '../asn1/der.ts'
import { Fields, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID, shortNameOf } from '../asn1/oids.ts'
import { readInteger, readOid } from '../asn1/values.ts'
import { isSm2Point } from '../gm/sm2.ts'
import type { PublicKeyInfo } from './parse.ts'

export interface KeyKind {
  /** `RSA`, `SM2`, `P-256`, `Ed25519`, …; the dotted OID of an algorithm this product does not know. */
  algorithm: string
  /** Of the modulus or the curve; absent when it cannot be told. */
  bits?: number
}

const CURVE_BITS: Readonly<Record<string, number>> = {
  [OID.secp224r1]: 224,
  [OID.prime256v1]: 256,
  [OID.secp256k1]: 256,
  [OID.secp384r1]: 384,
  [OID.secp521r1]: 521,
}

export function keyKindOf(key: Pick<PublicKeyInfo, 'publicKeyAlgorithm' | 'publicKeyBits'>): KeyKind {
  const { oid, parameters } = key.publicKeyAlgorithm
  if (oid === OID.rsaEncryption || oid === OID.rsaPss) return withBits('RSA', modulusBits(key.publicKeyBits))
  if (oid === OID.sm2) return { algorithm: 'SM2', bits: 256 }
  if (oid !== OID.ecPublicKey) return { algorithm: shortNameOf(oid) }
  const curve = curveOf(parameters)
  // Old Chinese certificates spell the curve out; a point on the SM2 curve is an SM2 key all the same.
  if (curve === OID.sm2 || (curve === undefined && isSm2Point(key.publicKeyBits)))
    return { algorithm: 'SM2', bits: 256 }
  return withBits(curve ? shortNameOf(curve) : shortNameOf(oid), curve ? CURVE_BITS[curve] : undefined)
}

function withBits(algorithm: string, bits: number | undefined): KeyKind {
  return bits === undefined ? { algorithm } : { algorithm, bits }
}

function curveOf(parameters: Uint8Array | undefined): string | undefined {
  if (parameters?.[0] !== TAG.oid) return undefined
  const curve = parsing(() => readOid(onlyTlv(parameters)))
  return curve.ok ? curve.value : undefined
}

function modulusBits(publicKey: Uint8Array): number | undefined {
  const read = parsing(() => readInteger(new Fields(onlyTlv(publicKey), TAG.sequence).next()))
  if (!read.ok) return undefined
  const from = read.value.findIndex((octet) => octet !== 0)
  return from < 0 ? 0 : (read.value.length - from) * 8 - (Math.clz32(read.value[from] as number) - 24)
}
