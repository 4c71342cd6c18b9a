// Whether the SignatureValue is a signature by a key over the canonical SignedInfo (XMLDSig 1.1 §3.2.2, §6.4; RFC 9231 §2.3).
// ECDSA, DSA and SM2 values travel as r‖s; some software writes DER, which verifies and is remarked.

import { onlyTlv, parsing } from '../../asn1/fields.ts'
import { integer, sequence } from '../../asn1/write.ts'
import { sm2SignatureToDer } from '../../gm/sm2.ts'
import type { Primitives } from '../../primitives.ts'
import type { SignatureScheme } from '../../x509/algorithms.ts'
import { keyStrength } from '../../x509/key.ts'
import { readPublicKeyInfo } from '../../x509/parse.ts'

export interface ValueQuestion {
  scheme: SignatureScheme
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  signedInfo: Uint8Array
  value: Uint8Array
  sm2Id?: Uint8Array
}

export interface ValueAnswer {
  isGood: boolean
  /** As DER where r‖s is the rule. */
  isForeignEncoding: boolean
  /** SM2 forms no standard allows, by which the value would be good. */
  deviation?: 'empty-id' | 'no-za'
}

export async function checkValue(question: ValueQuestion, primitives: Primitives): Promise<ValueAnswer> {
  const { scheme, publicKey, signedInfo, sm2Id } = question
  const { signature, isForeignEncoding } = encodingOf(question)
  if (!signature) return { isGood: false, isForeignEncoding: false }
  const base = { ...scheme, publicKey, message: [signedInfo], signature }
  const verifies = (id?: Uint8Array | null) => primitives.verify({ ...base, ...(id !== undefined && { sm2Id: id }) })
  if (await verifies(sm2Id)) return { isGood: true, isForeignEncoding }
  if (scheme.scheme !== 'sm2') return { isGood: false, isForeignEncoding }
  if (await verifies(new Uint8Array())) return { isGood: false, isForeignEncoding, deviation: 'empty-id' }
  if (await verifies(null)) return { isGood: false, isForeignEncoding, deviation: 'no-za' }
  return { isGood: false, isForeignEncoding }
}

function encodingOf({ scheme, publicKey, value }: ValueQuestion) {
  if (scheme.scheme === 'sm2') {
    const read = sm2SignatureToDer(value)
    return {
      signature: read.ok ? read.value.der : undefined,
      isForeignEncoding: read.ok && read.value.encoding !== 'raw',
    }
  }
  if (scheme.scheme !== 'ecdsa' && scheme.scheme !== 'dsa') return { signature: value, isForeignEncoding: false }
  const half = halfLength(scheme, publicKey)
  if (value.length === 2 * half) return { signature: derOf(value, half), isForeignEncoding: false }
  const isDer = parsing(() => onlyTlv(value, 0x30)).ok
  return { signature: isDer ? value : undefined, isForeignEncoding: isDer }
}

/** Octets of r and of s: as many as the order of the curve; DSA with SHA-1 has 20, with SHA-256 32 (RFC 6931 §2.3.1). */
function halfLength({ scheme, digest }: SignatureScheme, publicKey: Uint8Array): number {
  if (scheme === 'dsa') return digest === 'sha1' ? 20 : 32
  const info = parsing(() => readPublicKeyInfo(onlyTlv(publicKey)))
  const strength = info.ok ? keyStrength(info.value) : undefined
  return Math.ceil((strength?.bits ?? 0) / 8)
}

function derOf(raw: Uint8Array, half: number): Uint8Array {
  return sequence(integer(unsigned(raw.subarray(0, half))), integer(unsigned(raw.subarray(half))))
}

function unsigned(octets: Uint8Array): bigint {
  let value = 0n
  for (const octet of octets) value = (value << 8n) | BigInt(octet)
  return value
}
