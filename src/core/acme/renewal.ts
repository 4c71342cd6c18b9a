// When to ask again and when to renew: Retry-After (RFC 9110 §10.2.3), the name of a certificate in ARI (RFC 9773 §4.1), and one moment
// in the window the CA suggests (§4.2), chosen by a number the caller draws so that a fleet does not renew at once.

import { toBase64Url } from '../bytes/base64.ts'
import type { Instant } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import type { RenewalWindow } from './objects.ts'

/** `base64url(AKI keyIdentifier).base64url(serial)`; `undefined` for a certificate without a key identifier of its issuer. */
export function ariCertificateId(certificate: Certificate): string | undefined {
  const keyIdentifier = extensionOf(certificate, 'authorityKeyIdentifier')?.keyIdentifier
  return keyIdentifier && `${toBase64Url(keyIdentifier)}.${toBase64Url(certificate.serial)}`
}

/** @param share drawn once for the certificate, 0 to below 1. A moment that has passed means: now. */
export function renewalMoment({ start, end }: RenewalWindow, share: number, now: Instant): Instant {
  return Math.max(now, Math.floor(start + (end - start) * share))
}

export interface WaitLimits {
  /** Where the server says nothing. */
  defaultMs: number
  minMs: number
  maxMs: number
}

/** How long a server wants us to wait: seconds or a date; never outside the limits, whatever it says. */
export function waitMs(retryAfter: string | undefined, now: Instant, { defaultMs, minMs, maxMs }: WaitLimits): number {
  const asked = retryAfter === undefined ? defaultMs : askedMs(retryAfter.trim(), now)
  return Math.min(maxMs, Math.max(minMs, asked ?? defaultMs))
}

/** IMF-fixdate (RFC 9110 §5.6.7): the one form still written. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

function askedMs(text: string, now: Instant): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  // Date.parse finds a year in anything, also in `-5`.
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at - now
}
