// Revocation lists of our own authorities, complete and delta (RFC 5280 §5.1–5.3). Which certificates a list names is decided here too:
// what is revoked or suspended now, less what ended before the list that was the first to name it after its end.

import { OID } from '../asn1/oids.ts'
import { asciiOctets, enumerated, explicit, integer, sequence, time, tlv } from '../asn1/write.ts'
import { fromHex } from '../bytes/hex.ts'
import type { Instant } from '../verdict.ts'
import { authorityKeyIdentifier, crlNumber, deltaCrlIndicator, extension } from './extensions.ts'
import { type SigningKey, signatureIdentifier } from './make-certificate.ts'

/** CRLReason (RFC 5280 §5.3.1) as far as our authorities give it. */
export const CRL_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
} as const
export type CrlReason = keyof typeof CRL_REASONS

export interface ListedCertificate {
  /** Lower-case hex. */
  serial: string
  at: Instant
  reason: CrlReason
}

export interface CrlPlan {
  signedWith: SigningKey
  /** DER of a Name. */
  issuer: Uint8Array
  issuerKeyIdentifier: Uint8Array
  thisUpdate: Instant
  nextUpdate: Instant
  number: number
  /** Number of the complete list this is a delta to. */
  base?: number
  entries: readonly ListedCertificate[]
  /** Of a complete list: where its deltas are. */
  deltaAddress?: string
}

/** DER of the tbsCertList. */
export function crlToBeSigned(plan: CrlPlan): Uint8Array {
  const extensions = [
    authorityKeyIdentifier(plan.issuerKeyIdentifier),
    crlNumber(plan.number),
    ...(plan.base === undefined ? [] : [deltaCrlIndicator(plan.base)]),
    ...(plan.deltaAddress === undefined ? [] : [freshestOnList(plan.deltaAddress)]),
  ]
  return sequence(
    integer(1),
    signatureIdentifier(plan.signedWith),
    plan.issuer,
    time(plan.thisUpdate),
    time(plan.nextUpdate),
    ...(plan.entries.length === 0 ? [] : [sequence(...plan.entries.map(entry))]),
    explicit(0, sequence(...extensions)),
  )
}

function freshestOnList(address: string): Uint8Array {
  const point = sequence(tlv(0xa0, tlv(0xa0, tlv(0x86, asciiOctets(address)))))
  return extension(OID.freshestCrl, sequence(point))
}

function entry({ serial, at, reason }: ListedCertificate): Uint8Array {
  const number = integer(fromHex(serial) ?? new Uint8Array())
  // "Unspecified" is said by saying nothing (RFC 5280 §5.3.1).
  const extensions =
    reason === 'unspecified' ? [] : [sequence(extension(OID.reasonCode, enumerated(CRL_REASONS[reason])))]
  return sequence(number, time(at), ...extensions)
}

/** How a certificate stands, and how it stood when the base of a delta was made. */
export interface Standing {
  serial: string
  notAfter: Instant
  now: { at: Instant; reason: CrlReason } | undefined
  /** Whether the base names it. */
  isOnBase: boolean
  /** Changed since the base was made. */
  isChanged: boolean
}

/** An ended certificate stays until one list after its end has named it (RFC 5280 §3.3). @param lastFull when that list was made */
export function entriesOfFull(all: readonly Standing[], lastFull: Instant | undefined): ListedCertificate[] {
  return all.flatMap(({ serial, notAfter, now }) =>
    now && (lastFull === undefined || notAfter >= lastFull) ? [{ serial, ...now }] : [],
  )
}

/** What changed since the base; what was taken back is named once more, as removed (RFC 5280 §5.2.4). */
export function entriesOfDelta(all: readonly Standing[], at: Instant): ListedCertificate[] {
  return all.flatMap(({ serial, now, isOnBase, isChanged }): ListedCertificate[] => {
    if (!isChanged) return []
    if (now) return [{ serial, ...now }]
    return isOnBase ? [{ serial, at, reason: 'removeFromCRL' }] : []
  })
}
