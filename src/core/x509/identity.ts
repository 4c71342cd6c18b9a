// The Chinese identity extensions (GM/T 0015; clause unverified) decoded from the forms met in the field, with numbers of
// persons masked before they leave this module (personal information protection law: show no more than is needed).

import { type Der, TAG } from '../asn1/der.ts'
import { onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { labelOf, OID } from '../asn1/oids.ts'
import { isText, latin1, readText, utf8Text } from '../asn1/values.ts'
import type { Certificate } from './certificate.ts'

export interface IdentityField {
  oid: string
  zh: string
  en: string
  /** Masked when it is a number of a person. */
  value: string
}

const OF_PERSONS: ReadonlySet<string> = new Set([
  OID.identifyCode,
  OID.residentCardNumber,
  OID.passportNumber,
  OID.insuranceNumber,
  OID.legacyIdentifyCode,
  OID.legacyInsuranceNumber,
  OID.shecaUniqueId,
])

const OF_ORGANIZATIONS: ReadonlySet<string> = new Set([
  OID.icRegistrationNumber,
  OID.organizationCode,
  OID.organizationCodeAlias,
  OID.taxationNumber,
  OID.legacyIcRegistrationNumber,
  OID.legacyOrganizationCode,
  OID.legacyTaxationNumber,
  OID.shecaOrganizationCode,
  OID.shecaEnterpriseCode,
])

/** The identity numbers of a certificate in the order of its extensions. An undecodable one is shown as `?`. */
export function identityOf(certificate: Certificate): IdentityField[] {
  return certificate.extensions.flatMap(({ oid, value }) => {
    const isPerson = OF_PERSONS.has(oid)
    if (!isPerson && !OF_ORGANIZATIONS.has(oid)) return []
    const text = identityText(value) ?? '?'
    const label = labelOf(oid)
    return [{ oid, zh: label?.zh ?? oid, en: label?.en ?? oid, value: isPerson ? maskNumber(text) : text }]
  })
}

/**
 * Both name the same person by IdentifyCode, whatever their names say. Without the extension in either nobody can say: no.
 * The numbers do not leave this module.
 */
export function isSamePerson(a: Certificate, b: Certificate): boolean {
  const [one, other] = [a, b].map(identityCodeOf)
  return one !== undefined && one === other
}

function identityCodeOf({ extensions }: Certificate): string | undefined {
  const codes = extensions.filter(({ oid }) => oid === OID.identifyCode || oid === OID.legacyIdentifyCode)
  const [code, ...more] = codes.map(({ value }) => identityText(value))
  return more.length === 0 ? code : undefined
}

/** The first three and the last two characters; short numbers are masked whole. */
export function maskNumber(number: string): string {
  if (number.length < 8) return '*'.repeat(number.length)
  return number.slice(0, 3) + '*'.repeat(number.length - 5) + number.slice(-2)
}

/** A string type, a context tag around one or in place of one, or – met in real certificates – the bare characters. */
function identityText(value: Uint8Array): string | undefined {
  const decoded = parsing(() => textInside(onlyTlv(value)))
  if (decoded.ok && decoded.value !== undefined) return decoded.value
  const bare = utf8Text(value)
  return bare && /^[\p{L}\p{N}@ .\-_]+$/u.test(bare) ? bare : undefined
}

function textInside(der: Der): string | undefined {
  if (isText(der.tag)) return readText(der)
  const isContext = (der.tag & 0xc0) === 0x80
  if (isContext && (der.tag & 0x20) !== 0) return textInside(unwrap(der))
  const octets = der.source.subarray(der.valueStart, der.end)
  return isContext || der.tag === TAG.octetString ? (utf8Text(octets) ?? latin1(octets)) : undefined
}
