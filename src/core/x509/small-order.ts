// Edwards keys that are points of small order: one signature by such a key fits any message (RFC 8032 §7.1 does not exclude them,
// OpenSSL accepts them). Nobody generates one by accident, so they verify nothing here.

import { OID } from '../asn1/oids.ts'
import type { PublicKeyInfo } from './parse.ts'

const P25519 = 2n ** 255n - 19n
const P448 = 2n ** 448n - 2n ** 224n - 1n

/** y of the points of order 8 on Curve25519's Edwards form; those of order 1, 2 and 4 have y = 1, -1 and 0 on both curves. */
const ORDER_8 = [
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
]

/** Whatever the encoding: a y beyond the field is taken modulo it, and the sign of x does not matter. */
export function hasSmallOrder({
  publicKeyAlgorithm: { oid },
  publicKeyBits,
}: Pick<PublicKeyInfo, 'publicKeyAlgorithm' | 'publicKeyBits'>): boolean {
  if (oid !== OID.ed25519 && oid !== OID.ed448) return false
  const p = oid === OID.ed25519 ? P25519 : P448
  const y = withoutSign(publicKeyBits) % p
  return y === 0n || y === 1n || y === p - 1n || (oid === OID.ed25519 && ORDER_8.includes(y))
}

/** Little-endian, its highest bit the sign of x. */
function withoutSign(point: Uint8Array): bigint {
  let value = 0n
  for (let i = point.length - 1; i >= 0; i--) value = value * 256n + BigInt(point[i] as number)
  return point.length === 0 ? 0n : BigInt.asUintN(8 * point.length - 1, value)
}
