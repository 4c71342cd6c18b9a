// The extensions our own authorities put into certificates and CRLs, as DER (RFC 5280 §4.2, §5.2, §5.3; RFC 6960 §4.2.2.2.1; the identity
// number after GM/T 0015, clause unverified). Nothing is checked: what is ordered is what is written.

import { OID } from '../asn1/oids.ts'
import {
  asciiOctets,
  boolean,
  explicit,
  implicit,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  printable,
  sequence,
  tlv,
  utf8,
} from '../asn1/write.ts'
import { KEY_USAGES, type KeyUsage } from '../x509/extensions.ts'

/** DER of an Extension. @param value DER inside extnValue */
export function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value))
}

export function basicConstraints(isCa: boolean, pathLength?: number): Uint8Array {
  const fields = isCa ? [boolean(true), ...(pathLength === undefined ? [] : [integer(pathLength)])] : []
  return extension(OID.basicConstraints, sequence(...fields), true)
}

export function keyUsage(usages: readonly KeyUsage[]): Uint8Array {
  return extension(OID.keyUsage, namedBits(...usages.map((usage) => KEY_USAGES.indexOf(usage))), true)
}

export function extendedKeyUsage(purposes: readonly string[]): Uint8Array {
  return extension(OID.extKeyUsage, sequence(...purposes.map(oid)))
}

export function subjectKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return extension(OID.subjectKeyIdentifier, octetString(identifier))
}

export function authorityKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return extension(OID.authorityKeyIdentifier, sequence(implicit(0, octetString(identifier))))
}

const uri = (address: string) => tlv(0x86, asciiOctets(address))

function pointsAt(id: string, address: string): Uint8Array {
  // distributionPoint [0] of fullName [0]: both constructed.
  return extension(id, sequence(sequence(tlv(0xa0, tlv(0xa0, uri(address))))))
}

export const crlDistributionPoint = (address: string): Uint8Array => pointsAt(OID.crlDistributionPoints, address)

/** Where the delta CRL is found (RFC 5280 §4.2.1.15). */
export const freshestCrl = (address: string): Uint8Array => pointsAt(OID.freshestCrl, address)

export function authorityInfoAccess(places: { ocsp: string; issuer: string }): Uint8Array {
  const access = (method: string, address: string) => sequence(oid(method), uri(address))
  return extension(
    OID.authorityInfoAccess,
    sequence(access(OID.ocsp, places.ocsp), access(OID.caIssuers, places.issuer)),
  )
}

/** Nobody need ask about this responder's own certificate. */
export const ocspNoCheck = (): Uint8Array => extension(OID.ocspNoCheck, nullValue())

export interface PersonNumber {
  kind: 'resident' | 'passport' | 'officer'
  number: string
}

/** `CHOICE { residenterCardNumber [0], militaryOfficerCardNumber [1], passportNumber [2] }`; the tags EXPLICIT, as most issuers write them. */
export function identifyCode({ kind, number }: PersonNumber): Uint8Array {
  const choices = { resident: [0, printable], officer: [1, utf8], passport: [2, printable] } as const
  const [tag, write] = choices[kind]
  return extension(OID.identifyCode, explicit(tag, write(number)))
}

export const crlNumber = (number: number): Uint8Array => extension(OID.crlNumber, integer(number))

/** A delta to the complete CRL of that number (RFC 5280 §5.2.4). */
export const deltaCrlIndicator = (base: number): Uint8Array => extension(OID.deltaCrlIndicator, integer(base), true)

/** The nonce as it was asked with. @param value DER inside extnValue, an OCTET STRING (RFC 8954 §2.1) */
export const ocspNonce = (value: Uint8Array): Uint8Array => extension(OID.ocspNonce, value)
