// What the laboratory's services ask of a certificate: issued here, still good, and is this signature by its key?

import { toHex } from '#core/bytes/hex.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { FAMILIES, type Family, familyOf } from './family.ts'
import type { Hierarchy } from './hierarchy.ts'
import type { CertificateRegister } from './register.ts'

export type Standing = 'good' | 'revoked' | 'expired' | 'unknown'

export interface CertificateDesk {
  /** Issued by a CA of the laboratory, in its time, not revoked? `expired` is also said of one not valid yet. */
  standingOf(certificate: Uint8Array, at: Instant): Promise<Standing>
  /** Did the certificate's key sign this message? RSA and ECDSA with SHA-256, SM2 with SM3. */
  hasSigned(certificate: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}

/** Checks a signature as the laboratory makes them: PKCS#1 v1.5 and ECDSA with SHA-256, SM2 with SM3. */
export async function isSignedBy(
  primitives: Primitives,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const family = familyOf(publicKey)
  if (!family) return false
  const scheme = ({ rsa: 'rsa-pkcs1', ecdsa: 'ecdsa', sm2: 'sm2' } as const)[family]
  return primitives.verify({
    scheme,
    digest: family === 'sm2' ? 'sm3' : 'sha256',
    publicKey,
    message: [message],
    signature,
  })
}

export function certificateDesk(
  primitives: Primitives,
  hierarchies: Record<Family, Hierarchy>,
  register: CertificateRegister,
): CertificateDesk {
  return {
    async standingOf(der, at) {
      const read = parseCertificate(der)
      if (!read.ok) return 'unknown'
      const { tbs, signature, serial, notBefore, notAfter } = read.value
      for (const family of FAMILIES) {
        if (!(await isSignedBy(primitives, hierarchies[family].issuingSigner.spki, tbs, signature))) continue
        const status = register.statusOf(family, toHex(serial))
        if (status === 'unknown') return 'unknown'
        if (status !== 'good') return 'revoked'
        return at < notBefore || at > notAfter ? 'expired' : 'good'
      }
      return 'unknown'
    },
    async hasSigned(der, message, signature) {
      const read = parseCertificate(der)
      return read.ok && isSignedBy(primitives, read.value.publicKeyInfo, message, signature)
    },
  }
}
