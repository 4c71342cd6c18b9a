// The contents of certificate and CRL extensions, typed (RFC 5280 §4.2 and §5.2, RFC 6960 §4.2.2.2.1).
// Decoded on demand, once per extension; a malformed one is a value, so that every check can report it.

import { bytesOf, contextTag, type Der, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, expectTag, Fields, malformed, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import {
  readBoolean,
  readInteger,
  readNamedBits,
  readNull,
  readOctetString,
  readOid,
  readSmallInteger,
  readText,
} from '../asn1/values.ts'
import { Notes } from '../bytes/notes.ts'
import type { Result } from '../verdict.ts'
import type { Extension, NameAttribute } from './certificate.ts'
import { type GeneralName, readGeneralName, readGeneralNames, readRdn } from './names.ts'

export interface BasicConstraints {
  isCa: boolean
  /** How many intermediate CAs may follow; absent: any number. */
  pathLength?: number
}

export const KEY_USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

export type KeyUsage = (typeof KEY_USAGES)[number]

export interface AuthorityKeyIdentifier {
  keyIdentifier?: Uint8Array
  issuer?: GeneralName[]
  /** Contents octets of the INTEGER. */
  serial?: Uint8Array
}

export interface NameConstraints {
  permitted: GeneralName[]
  excluded: GeneralName[]
}

export interface PolicyQualifier {
  oid: string
  /** The address of the practice statement, where the qualifier is one. */
  cps?: string
  raw: Uint8Array
}

export interface PolicyInformation {
  oid: string
  qualifiers: PolicyQualifier[]
}

export interface PolicyMapping {
  issuerDomain: string
  subjectDomain: string
}

export interface PolicyConstraints {
  requireExplicitPolicy?: number
  inhibitPolicyMapping?: number
}

export interface DistributionPointName {
  fullName?: GeneralName[]
  /** To be appended to the name of the CRL issuer. */
  relativeName?: NameAttribute[]
}

/** Reason flags of RFC 5280 §4.2.1.13 by bit number: 1 keyCompromise … 8 aACompromise. Bit 0 is unused. */
export type ReasonFlags = readonly number[]

export interface DistributionPoint {
  name?: DistributionPointName
  reasons?: ReasonFlags
  crlIssuer?: GeneralName[]
}

export interface IssuingDistributionPoint {
  name?: DistributionPointName
  onlyUserCerts: boolean
  onlyCaCerts: boolean
  onlySomeReasons?: ReasonFlags
  indirectCrl: boolean
  onlyAttributeCerts: boolean
}

export interface AccessDescription {
  method: string
  location: GeneralName
}

/** What each extension decodes to, by its name in the OID table. */
export interface ExtensionTypes {
  basicConstraints: BasicConstraints
  keyUsage: KeyUsage[]
  extKeyUsage: string[]
  subjectAltName: GeneralName[]
  issuerAltName: GeneralName[]
  subjectKeyIdentifier: Uint8Array
  authorityKeyIdentifier: AuthorityKeyIdentifier
  nameConstraints: NameConstraints
  certificatePolicies: PolicyInformation[]
  policyMappings: PolicyMapping[]
  policyConstraints: PolicyConstraints
  inhibitAnyPolicy: number
  crlDistributionPoints: DistributionPoint[]
  freshestCrl: DistributionPoint[]
  authorityInfoAccess: AccessDescription[]
  subjectInfoAccess: AccessDescription[]
  issuingDistributionPoint: IssuingDistributionPoint
  crlNumber: Uint8Array
  deltaCrlIndicator: Uint8Array
  certificateIssuer: GeneralName[]
  ocspNoCheck: true
}

export type ExtensionName = keyof ExtensionTypes

const DECODERS: { readonly [K in ExtensionName]: (der: Der) => ExtensionTypes[K] } = {
  basicConstraints: readBasicConstraints,
  keyUsage: readKeyUsage,
  extKeyUsage: readExtKeyUsage,
  subjectAltName: (der) => readGeneralNames(der),
  issuerAltName: (der) => readGeneralNames(der),
  subjectKeyIdentifier: (der) => readOctetString(der),
  authorityKeyIdentifier: readAuthorityKeyIdentifier,
  nameConstraints: readNameConstraints,
  certificatePolicies: readPolicies,
  policyMappings: readPolicyMappings,
  policyConstraints: readPolicyConstraints,
  inhibitAnyPolicy: (der) => readCount(der),
  crlDistributionPoints: readDistributionPoints,
  freshestCrl: readDistributionPoints,
  authorityInfoAccess: readAccessDescriptions,
  subjectInfoAccess: readAccessDescriptions,
  issuingDistributionPoint: readIssuingDistributionPoint,
  crlNumber: (der) => readInteger(der),
  deltaCrlIndicator: (der) => readInteger(der),
  certificateIssuer: (der) => readGeneralNames(der),
  ocspNoCheck: readNoCheck,
}

const DECODED = new Notes<Extension, Result<unknown, ParseError>>()

/**
 * The first extension of this kind, decoded. `undefined`: there is none. Offsets in errors are relative to the extension value.
 * Says nothing about duplicates.
 */
export function decodeExtension<K extends ExtensionName>(
  holder: { extensions: readonly Extension[] },
  name: K,
): Result<ExtensionTypes[K], ParseError> | undefined {
  const extension = findExtension(holder, OID[name])
  return extension && decodeAs(extension, name)
}

/** The value of an extension, `undefined` when it is absent or malformed. For displays and hints, not for verdicts. */
export function extensionOf<K extends ExtensionName>(
  holder: { extensions: readonly Extension[] },
  name: K,
): ExtensionTypes[K] | undefined {
  const decoded = decodeExtension(holder, name)
  return decoded?.ok ? decoded.value : undefined
}

export function findExtension(holder: { extensions: readonly Extension[] }, oid: string): Extension | undefined {
  return holder.extensions.find((extension) => extension.oid === oid)
}

function decodeAs<K extends ExtensionName>(extension: Extension, name: K): Result<ExtensionTypes[K], ParseError> {
  const known = DECODED.get(extension)
  if (known) return known as Result<ExtensionTypes[K], ParseError>
  const decoded = parsing(() => DECODERS[name](onlyTlv(extension.value)))
  DECODED.set(extension, decoded)
  return decoded
}

const NAME_BY_OID = new Map((Object.keys(DECODERS) as ExtensionName[]).map((name) => [OID[name], name]))

/** The parse error of an extension whose contents this module knows and cannot read. */
export function malformationOf(extension: Extension): ParseError | undefined {
  const name = NAME_BY_OID.get(extension.oid)
  const decoded = name && decodeAs(extension, name)
  return decoded && !decoded.ok ? decoded.error : undefined
}

function readCount(der: Der, tag: number = TAG.integer): number {
  const count = readSmallInteger(der, tag)
  return count >= 0 ? count : malformed('x509.negative-count', der.start)
}

function readBasicConstraints(der: Der): BasicConstraints {
  const fields = new Fields(der, TAG.sequence)
  const flag = fields.optional(TAG.boolean)
  const length = fields.optional(TAG.integer)
  fields.end()
  const isCa = flag ? readBoolean(flag) : false
  return length ? { isCa, pathLength: readCount(length) } : { isCa }
}

function readKeyUsage(der: Der): KeyUsage[] {
  return readNamedBits(der).map((bit) => KEY_USAGES[bit] ?? malformed('x509.key-usage-bit', der.start))
}

function readExtKeyUsage(der: Der): string[] {
  const purposes = elementsOf(expectTag(der, TAG.sequence)).map((purpose) => readOid(purpose))
  return purposes.length > 0 ? purposes : malformed('x509.ext-key-usage-empty', der.start)
}

function readAuthorityKeyIdentifier(der: Der): AuthorityKeyIdentifier {
  const fields = new Fields(der, TAG.sequence)
  const keyIdentifier = fields.optional(contextTag(0, 'primitive'))
  const issuer = fields.optional(contextTag(1))
  const serial = fields.optional(contextTag(2, 'primitive'))
  fields.end()
  return {
    ...(keyIdentifier && { keyIdentifier: readOctetString(keyIdentifier, keyIdentifier.tag) }),
    ...(issuer && { issuer: readGeneralNames(issuer, issuer.tag) }),
    ...(serial && { serial: readInteger(serial, serial.tag) }),
  }
}

function readNameConstraints(der: Der): NameConstraints {
  const fields = new Fields(der, TAG.sequence)
  const permitted = fields.optional(contextTag(0))
  const excluded = fields.optional(contextTag(1))
  fields.end()
  if (!permitted && !excluded) malformed('x509.name-constraints-empty', der.start)
  return {
    permitted: permitted ? elementsOf(permitted, TAG.sequence).map(readSubtree) : [],
    excluded: excluded ? elementsOf(excluded, TAG.sequence).map(readSubtree) : [],
  }
}

/** `minimum` must be 0 and `maximum` absent (RFC 5280 §4.2.1.10). */
function readSubtree(der: Der): GeneralName {
  const fields = new Fields(der)
  const base = readGeneralName(fields.next())
  const minimum = fields.optional(contextTag(0, 'primitive'))
  if (minimum && readCount(minimum, minimum.tag) !== 0) malformed('x509.subtree-minimum', minimum.start)
  fields.end()
  return base
}

function readPolicies(der: Der): PolicyInformation[] {
  const policies = elementsOf(expectTag(der, TAG.sequence)).map(readPolicy)
  const isRepeated = new Set(policies.map(({ oid }) => oid)).size < policies.length
  if (isRepeated) malformed('x509.policy-repeated', der.start)
  return policies.length > 0 ? policies : malformed('x509.policies-empty', der.start)
}

function readPolicy(der: Der): PolicyInformation {
  const fields = new Fields(der, TAG.sequence)
  const oid = readOid(fields.next())
  const qualifiers = fields.optional(TAG.sequence)
  fields.end()
  return { oid, qualifiers: qualifiers ? elementsOf(qualifiers).map(readQualifier) : [] }
}

function readQualifier(der: Der): PolicyQualifier {
  const fields = new Fields(der, TAG.sequence)
  const oid = readOid(fields.next())
  if (fields.done) return { oid, raw: bytesOf(der) }
  const value = fields.next()
  fields.end()
  const cps = oid === OID.cpsQualifier && value.tag === TAG.ia5String ? { cps: readText(value) } : {}
  return { oid, ...cps, raw: bytesOf(value) }
}

function readPolicyMappings(der: Der): PolicyMapping[] {
  const mappings = elementsOf(expectTag(der, TAG.sequence)).map((mapping) => {
    const fields = new Fields(mapping, TAG.sequence)
    const issuerDomain = readOid(fields.next())
    const subjectDomain = readOid(fields.next())
    fields.end()
    return { issuerDomain, subjectDomain }
  })
  return mappings.length > 0 ? mappings : malformed('x509.policy-mappings-empty', der.start)
}

function readPolicyConstraints(der: Der): PolicyConstraints {
  const fields = new Fields(der, TAG.sequence)
  const explicit = fields.optional(contextTag(0, 'primitive'))
  const inhibit = fields.optional(contextTag(1, 'primitive'))
  fields.end()
  return {
    ...(explicit && { requireExplicitPolicy: readCount(explicit, explicit.tag) }),
    ...(inhibit && { inhibitPolicyMapping: readCount(inhibit, inhibit.tag) }),
  }
}

function readDistributionPoints(der: Der): DistributionPoint[] {
  const points = elementsOf(expectTag(der, TAG.sequence)).map(readDistributionPoint)
  return points.length > 0 ? points : malformed('x509.distribution-points-empty', der.start)
}

function readDistributionPoint(der: Der): DistributionPoint {
  const fields = new Fields(der, TAG.sequence)
  const name = fields.optional(contextTag(0))
  const reasons = fields.optional(contextTag(1, 'primitive'))
  const crlIssuer = fields.optional(contextTag(2))
  fields.end()
  return {
    ...(name && { name: readDistributionPointName(name) }),
    ...(reasons && { reasons: readNamedBits(reasons, reasons.tag) }),
    ...(crlIssuer && { crlIssuer: readGeneralNames(crlIssuer, crlIssuer.tag) }),
  }
}

function readDistributionPointName(der: Der): DistributionPointName {
  const choice = unwrap(der)
  if (choice.tag === contextTag(0)) return { fullName: readGeneralNames(choice, choice.tag) }
  return { relativeName: readRdn(expectTag(choice, contextTag(1))) }
}

function readIssuingDistributionPoint(der: Der): IssuingDistributionPoint {
  const fields = new Fields(der, TAG.sequence)
  const name = fields.optional(contextTag(0))
  const onlyUserCerts = readFlag(fields, 1)
  const onlyCaCerts = readFlag(fields, 2)
  const reasons = fields.optional(contextTag(3, 'primitive'))
  const indirectCrl = readFlag(fields, 4)
  const onlyAttributeCerts = readFlag(fields, 5)
  fields.end()
  return {
    ...(name && { name: readDistributionPointName(name) }),
    onlyUserCerts,
    onlyCaCerts,
    ...(reasons && { onlySomeReasons: readNamedBits(reasons, reasons.tag) }),
    indirectCrl,
    onlyAttributeCerts,
  }
}

/** `[number] IMPLICIT BOOLEAN DEFAULT FALSE`. */
function readFlag(fields: Fields, number: number): boolean {
  const flag = fields.optional(contextTag(number, 'primitive'))
  return flag ? readBoolean({ ...flag, tag: TAG.boolean }) : false
}

function readAccessDescriptions(der: Der): AccessDescription[] {
  const descriptions = elementsOf(expectTag(der, TAG.sequence)).map((description) => {
    const fields = new Fields(description, TAG.sequence)
    const method = readOid(fields.next())
    const location = readGeneralName(fields.next())
    fields.end()
    return { method, location }
  })
  return descriptions.length > 0 ? descriptions : malformed('x509.access-descriptions-empty', der.start)
}

function readNoCheck(der: Der): true {
  readNull(der)
  return true
}
