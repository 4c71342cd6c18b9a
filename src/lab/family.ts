// The three key families of the laboratory: every authority, canary and service key belongs to one.

import type { KeyAlgorithm } from '#adapters/keys/signer.ts'
import { toHex } from '#core/bytes/hex.ts'

export const FAMILIES = ['rsa', 'ecdsa', 'sm2'] as const
export type Family = (typeof FAMILIES)[number]

export const KEY_OF_FAMILY: Record<Family, KeyAlgorithm> = { rsa: 'rsa2048', ecdsa: 'p256', sm2: 'sm2' }

/** Contents octets of the OID that tells the family: rsaEncryption, P-256, the SM2 curve. */
const MARKS: Record<Family, string> = {
  rsa: '2a864886f70d010101',
  ecdsa: '2a8648ce3d030107',
  sm2: '2a811ccf5501822d',
}

/** Family of a DER SubjectPublicKeyInfo; other curves than P-256 and SM2 belong to none. */
export function familyOf(spki: Uint8Array): Family | undefined {
  const head = toHex(spki.subarray(0, 32))
  return FAMILIES.find((family) => head.includes(MARKS[family]))
}
