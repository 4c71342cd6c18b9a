// What kind of key a SubjectPublicKeyInfo holds, in words for people and inventories (RFC 3279 §2.3, RFC 5480 §2, RFC 8410).
// Whether it is good enough is the algorithm policy's question.

import { TAG } from '../asn1/der.ts'
import { onlyTlv, parsing } from '../asn1/fields.ts'
import { shortNameOf } from '../asn1/oids.ts'
import { readOid } from '../asn1/values.ts'
import { type KeyFamily, keyStrength } from './algorithm-policy.ts'
import type { PublicKeyInfo } from './parse.ts'

export interface KeyKind {
  /** `RSA`, `SM2`, `P-256`, `Ed25519`, …; the dotted OID of an algorithm this product does not know. */
  algorithm: string
  /** Of the modulus or the curve; absent when it cannot be told. */
  bits?: number
}

const WORDS: Partial<Record<KeyFamily, string>> = { rsa: 'RSA', sm2: 'SM2', dsa: 'DSA' }

export function keyKindOf(key: PublicKeyInfo): KeyKind {
  const strength = keyStrength(key)
  const { oid, parameters } = key.publicKeyAlgorithm
  const word = (strength && WORDS[strength.family]) ?? shortNameOf(curveOf(parameters) ?? oid)
  return strength ? { algorithm: word, bits: strength.bits } : { algorithm: word }
}

function curveOf(parameters: Uint8Array | undefined): string | undefined {
  if (parameters?.[0] !== TAG.oid) return undefined
  const curve = parsing(() => readOid(onlyTlv(parameters)))
  return curve.ok ? curve.value : undefined
}
