// One raw signature of a seal: the maker's over the seal, or the signer's over TBS_Sign (GM/T 0031-2014 §6.1.2 b, §6.2.3 b).

import { schemeOf } from '../cms/algorithms.ts'
import { fatal, note, unknown } from '../finding.ts'
import { sm2SignatureToDer } from '../gm/sm2.ts'
import type { Primitives } from '../primitives.ts'
import type { Finding } from '../verdict.ts'
import { digestOidOf, type SignatureScheme } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'

export interface RawSignature {
  /** Dotted OID of the signature algorithm. */
  algorithm: string
  signature: Uint8Array
  message: readonly Uint8Array[]
  /** SM2 identifier other than the default. */
  sm2Id?: Uint8Array
}

/** @param code of the finding when the signature does not verify; the broken SM2 worlds have codes of their own */
export async function judgeRawSignature(
  raw: RawSignature,
  certificate: Certificate | undefined,
  finding: { code: string; clause: string },
  primitives: Primitives,
): Promise<Finding[]> {
  const { code, clause } = finding
  const scheme = schemeOfSeal(raw.algorithm)
  if (!scheme) {
    const params = { oid: raw.algorithm }
    return [unknown('cms.algorithm-not-supported', clause, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', params)]
  }
  if (!certificate) return [unknown('seals.certificate-unreadable', clause, 'NO_SIGNING_CERTIFICATE_FOUND')]
  const encoded = scheme.scheme === 'sm2' ? sm2SignatureToDer(raw.signature) : undefined
  const isRawSm2 = encoded?.ok && encoded.value.encoding === 'raw'
  const signature = encoded?.ok ? encoded.value.der : raw.signature
  const check = { ...scheme, publicKey: certificate.publicKeyInfo, message: raw.message, signature }
  if (await primitives.verify({ ...check, ...(raw.sm2Id && { sm2Id: raw.sm2Id }) })) {
    return isRawSm2 ? [note('cms.sm2-raw-signature', clause)] : []
  }
  if (scheme.scheme === 'sm2') {
    if (await primitives.verify({ ...check, sm2Id: new Uint8Array() })) {
      return [fatal('cms.sm2-empty-id', clause, 'SIG_CRYPTO_FAILURE')]
    }
    if (await primitives.verify({ ...check, sm2Id: null }))
      return [fatal('cms.sm2-no-za', clause, 'SIG_CRYPTO_FAILURE')]
  }
  return [fatal(code, clause, 'SIG_CRYPTO_FAILURE')]
}

/** Seals name the signature algorithm only; where that names no digest it is SM3. */
export function schemeOfSeal(algorithm: string): SignatureScheme | undefined {
  return schemeOf({ oid: algorithm }, { oid: digestOidOf('sm3') })
}
