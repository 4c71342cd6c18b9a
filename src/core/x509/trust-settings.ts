// Trust settings that travel with a certificate: OpenSSL's TRUSTED CERTIFICATE form, a certificate followed by what it is
// trusted for and what it is mistrusted for (OpenSSL's X509_CERT_AUX; no standard).

import { contextTag, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, onlyTlv, parsing, tlvAt } from '../asn1/fields.ts'
import { readOid } from '../asn1/values.ts'
import type { Result } from '../verdict.ts'
import type { Certificate } from './certificate.ts'
import { readCertificate } from './parse.ts'
import { type Purpose, purposeOids } from './purposes.ts'

/** Lists of extended key usages. */
export interface TrustSettings {
  /** Trusted for these and nothing else; empty: for everything. */
  trusted: readonly string[]
  /** Never trusted for these. */
  rejected: readonly string[]
}

/** A plain certificate reads as one without settings. */
export function parseTrustedCertificate(
  bytes: Uint8Array,
): Result<{ certificate: Certificate; settings?: TrustSettings }, ParseError> {
  return parsing(() => {
    const der = tlvAt(bytes, 0, bytes.length)
    const raw = bytes.subarray(0, der.end)
    const certificate = readCertificate(onlyTlv(raw))
    return der.end === bytes.length ? { certificate } : { certificate, settings: readSettings(bytes.subarray(der.end)) }
  })
}

function readSettings(bytes: Uint8Array): TrustSettings {
  const fields = new Fields(onlyTlv(bytes), TAG.sequence)
  const trusted = fields.optional(TAG.sequence)
  const rejected = fields.optional(contextTag(0))
  return {
    trusted: trusted ? elementsOf(trusted).map((oid) => readOid(oid)) : [],
    rejected: rejected ? elementsOf(rejected).map((oid) => readOid(oid)) : [],
  }
}

export type Trust = 'explicit' | 'neutral' | 'refused'

/** What settings say about a purpose. Without a purpose only a refusal of every purpose counts. */
export function trustFor(settings: TrustSettings | undefined, purpose: Purpose | undefined): Trust {
  if (!settings) return 'neutral'
  const wanted = purpose ? purposeOids(purpose) : purposeOids('serverAuth').slice(-1)
  if (settings.rejected.some((oid) => wanted.includes(oid))) return 'refused'
  if (settings.trusted.some((oid) => wanted.includes(oid))) return 'explicit'
  return purpose && settings.trusted.length > 0 ? 'refused' : 'neutral'
}
