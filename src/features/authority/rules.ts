// Pure rules of the authorities: how a key signs, where the world finds things, who may be who, how long a step may take.

import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { SigningKey } from '#core/issuance/make-certificate.ts'
import type { Instant } from '#core/verdict.ts'
import type { authorities, authorityIssuances } from '#db/schema/authority.ts'
import { AppError } from '#src/context.ts'
import type { ServiceKey } from '#src/service-keys.ts'
import type { CredentialOrder } from './shapes.ts'

export type AuthorityRow = typeof authorities.$inferSelect
export type IssuanceRow = typeof authorityIssuances.$inferSelect

export function signingKeyOf(algorithm: ServiceKey): SigningKey {
  return algorithm === 'rsa2048' || algorithm === 'rsa3072' || algorithm === 'rsa4096' ? 'rsa' : algorithm
}

/** Longer than any signature takes, on a token too; after it the signature counts as lost. */
export const SIGNING_LEASE_MS = 60_000

/** Longer than a step of CMP: every request in it has its own limit. */
export const OUTSIDE_LEASE_MS = 10 * 60_000

const FIRST_RETRY_MS = 60_000
const LAST_RETRY_MS = 3_600_000

/** Doubling: every try with a device that fails burns serial numbers. @param takes so far */
export function retryAfterMs(takes: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(20, Math.max(0, takes - 1)))
}

export interface Addresses {
  ocsp: string
  certificate: string
  crl: string
  delta: string
}

/** What stands in certificates: plain http, nobody can check TLS with what TLS is checked with (RFC 5280 §4.2.1.13). */
export function addressesOf({ publicUrl, label }: Pick<AuthorityRow, 'publicUrl' | 'label'>): Addresses {
  const base = `${publicUrl ?? ''}/pki`
  return {
    ocsp: `${base}/ocsp`,
    certificate: `${base}/${label}.cer`,
    crl: `${base}/${label}.crl`,
    delta: `${base}/${label}-delta.crl`,
  }
}

/** A credential takes three persons. @throws AppError `forbidden` */
export function requireThreePersons({ requester, reviewer, approver }: CredentialOrder['persons']): void {
  if (new Set([requester, reviewer, approver]).size !== 3) throw new AppError('forbidden', 'authority.three-persons')
}

/** What makes two orders the same, but for the number of the person: that one is sealed. */
export function orderText(order: CredentialOrder, requestSha256: string): string {
  const { authorityId, profileId, districtId, subject, identity, carrierSerial, persons, replaces } = order
  return canonicalJson({
    ...{ authorityId, profileId, districtId, carrierSerial, persons, requestSha256 },
    ...(replaces !== undefined && { replaces }),
    subject: { ...subject, units: [...subject.units] },
    identity: identity.kind,
  })
}

interface CrlClock {
  now: Instant
  full: { thisUpdate: Instant } | undefined
  delta: object | undefined
  /** Something was revoked, suspended or resumed since the last list of either kind. */
  hasChanged: boolean
  isForced: boolean
}

const MINUTE_MS = 60_000

/** Which list is due: a complete one by its interval, a delta as soon as something changed, and one to begin with: certificates name it. */
export function crlDue(
  { crlEveryMinutes }: Pick<AuthorityRow, 'crlEveryMinutes'>,
  { now, full, delta, hasChanged, isForced }: CrlClock,
): 'full' | 'delta' | undefined {
  if (isForced || !full || full.thisUpdate + crlEveryMinutes * MINUTE_MS <= now) return 'full'
  return hasChanged || !delta ? 'delta' : undefined
}
