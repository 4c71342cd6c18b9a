// Do two SubjectPublicKeyInfo hold one key (RFC 3279 §2.3, RFC 5480 §2.1)? Replies belong to requests by this alone, never by name.

import { onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { isSm2Point } from '../gm/sm2.ts'
import { keyStrength } from '../x509/key.ts'
import { type PublicKeyInfo, readPublicKeyInfo } from '../x509/parse.ts'

/** @param a, b DER SubjectPublicKeyInfo; encodings that differ only in the parameters of RSA or in how the SM2 curve is written are one key */
export function isSameKey(a: Uint8Array, b: Uint8Array): boolean {
  if (equalBytes(a, b)) return true
  const [first, second] = [a, b].map((info) => parsing(() => readPublicKeyInfo(onlyTlv(info))))
  return first?.ok === true && second?.ok === true && isSameInside(first.value, second.value)
}

function isSameInside(a: PublicKeyInfo, b: PublicKeyInfo): boolean {
  if (!equalBytes(a.publicKeyBits, b.publicKeyBits)) return false
  const isRsa = (key: PublicKeyInfo) => key.publicKeyAlgorithm.oid === OID.rsaEncryption
  const isSm2 = (key: PublicKeyInfo) => keyStrength(key)?.family === 'sm2' && isSm2Point(key.publicKeyBits)
  return (isRsa(a) && isRsa(b)) || (isSm2(a) && isSm2(b))
}
