// RSASSA-PSS by node:crypto, which has no option for the hash of MGF1: a key imported with RSASSA-PSS-params in its SPKI
// (RFC 4055 §3.1) makes OpenSSL use them.

import { onlyTlv, parsing } from '#core/asn1/fields.ts'
import { OID } from '#core/asn1/oids.ts'
import { bitString, explicit, integer, nullValue, oid, sequence } from '#core/asn1/write.ts'
import type { DigestAlgorithm, SignatureCheck } from '#core/primitives.ts'
import { digestOidOf } from '#core/x509/algorithms.ts'
import { readPublicKeyInfo } from '#core/x509/parse.ts'
import { type LoadedKey, loadKey } from './keys.node.ts'
import { isPlainMask, keyAllowsPss } from './pss.ts'

/** The same modulus with the parameters of this signature, or nothing when the key forbids them. */
export function pssKeyFor(check: SignatureCheck, loaded: LoadedKey): LoadedKey | null {
  const isPlain = isPlainMask(check)
  if (isPlain && loaded.kind === 'rsa') return loaded
  const info = parsing(() => readPublicKeyInfo(onlyTlv(check.publicKey)))
  if (!info.ok || !keyAllowsPss(info.value, check)) return null
  const algorithm = isPlain ? sequence(oid(OID.rsaEncryption), nullValue()) : pssAlgorithm(check)
  return loadKey(sequence(algorithm, bitString(info.value.publicKeyBits)))
}

/** OpenSSL 3.0 knows SHA-1 and SHA-2 in these parameters; a key with any other does not load, and verifies nothing. */
function pssAlgorithm({ digest, mgfDigest = digest, saltLength }: SignatureCheck): Uint8Array {
  const hash = (name: DigestAlgorithm) => sequence(oid(digestOidOf(name)), nullValue())
  const salt = saltLength === undefined ? [] : [explicit(2, integer(saltLength))]
  const mask = sequence(oid(OID.mgf1), hash(mgfDigest))
  return sequence(oid(OID.rsaPss), sequence(explicit(0, hash(digest)), explicit(1, mask), ...salt))
}
