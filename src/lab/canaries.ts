// What probes need to ask questions whose right answers are known: certificates good, revoked and expired, and the keys behind them.

import { openSigner, type Signer } from '#adapters/keys/signer.ts'
import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import { KEY_OF_FAMILY } from './family.ts'
import { DAY_MS, type Hierarchy, type KeySource, labName, monthOf, ordinaryValidity, serialOf } from './hierarchy.ts'
import type { CertificateRegister } from './register.ts'

export interface UserCanary {
  /** Serial numbers in lower-case hex. `alsoRevoked` is revoked and no canary; `neverIssued` belongs to no certificate. */
  serials: Record<'good' | 'revoked' | 'expired' | 'alsoRevoked' | 'neverIssued', string>
  /** DER. All three are of one key. */
  certificates: { good: Uint8Array; revoked: Uint8Array; expired: Uint8Array }
  /** DER PKCS#8 of that key: a key for the laboratory only. */
  key: Uint8Array
  signer: Signer
  revokedAt: Instant
}

export async function makeCanary(
  hierarchy: Hierarchy,
  keys: KeySource,
  register: CertificateRegister,
  now: Instant,
): Promise<UserCanary> {
  const { family } = hierarchy
  const key = keys(`${family}/canary`, KEY_OF_FAMILY[family])
  const signer = openSigner(key)
  const serialFor = (standing: string) => serialOf(family, 'canary', standing)
  const issue = (standing: string, validity = ordinaryValidity(now)) =>
    hierarchy.issue({
      label: `canary ${standing}`,
      subject: labName(`CANARY-${standing}`, 'CANARY'),
      publicKey: signer.spki,
      validity,
      usages: ['digitalSignature', 'nonRepudiation'],
      purposes: ['clientAuth'],
      serial: serialFor(standing),
    })
  const hex = (standing: string) => toHex(serialFor(standing))
  const expired = { notBefore: monthOf(now) - 400 * DAY_MS, notAfter: monthOf(now) - 35 * DAY_MS }
  const certificates = {
    good: await issue('good'),
    revoked: await issue('revoked'),
    expired: await issue('expired', expired),
  }
  const revokedAt = monthOf(now) - 10 * DAY_MS
  register.revoke(family, hex('revoked'), { revokedAt, reason: 'keyCompromise' })
  register.enter(family, hex('also-revoked'))
  register.revoke(family, hex('also-revoked'), { revokedAt, reason: 'superseded' })
  return {
    serials: {
      good: hex('good'),
      revoked: hex('revoked'),
      expired: hex('expired'),
      alsoRevoked: hex('also-revoked'),
      neverIssued: hex('never-issued'),
    },
    certificates,
    key,
    signer,
    revokedAt,
  }
}
