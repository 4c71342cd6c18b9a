// What stands inside the extensions and names of something linted, read leniently: what cannot be read is left out, and a rule of its
// own says that it cannot be read (RFC 5280 §4.2).

import { contentsOf, contextTag, type Der, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID, type OidName } from '../asn1/oids.ts'
import { bigIntegerOf, latin1, readOid } from '../asn1/values.ts'
import type { Extension, Name } from '../x509/certificate.ts'
import { ipText } from '../x509/names.ts'
import type { Linted, LintedCertificate } from './subject.ts'

export function extension(one: Linted, name: OidName): Extension | undefined {
  const oid = OID[name]
  return one.extensions.find((candidate) => candidate.oid === oid)
}

export function has(one: Linted, name: OidName): boolean {
  return extension(one, name) !== undefined
}

export function isCritical(one: Linted, name: OidName): boolean {
  return extension(one, name)?.critical === true
}

/** The TLV inside an extension; `undefined` when it is absent or no DER. */
export function tlvIn(one: Linted, name: OidName): Der | undefined {
  const found = extension(one, name)
  const read = found && parsing(() => onlyTlv(found.value))
  return read?.ok ? read.value : undefined
}

/** The parts of a constructed value; none when it is not constructed or not DER. */
export function partsOf(der: Der | undefined): Der[] {
  const read = der && parsing(() => elementsOf(der))
  return read?.ok ? read.value : []
}

function oidOf(der: Der | undefined): string {
  const read = der && parsing(() => readOid(der))
  return read?.ok ? read.value : ''
}

const NAME_KINDS = ['other', 'email', 'dns', 'x400', 'directory', 'ediParty', 'uri', 'ip', 'registeredId'] as const

export interface LooseName {
  kind: (typeof NAME_KINDS)[number] | 'unknown'
  bytes: Uint8Array
  /** Octets as Latin-1; an address for `ip`; empty for structured names. */
  text: string
  der: Der
}

export function looseName(der: Der): LooseName {
  const kind = (der.tag & 0xc0) === 0x80 ? (NAME_KINDS[der.tag & 0x1f] ?? 'unknown') : 'unknown'
  const bytes = contentsOf(der)
  const isText = kind === 'email' || kind === 'dns' || kind === 'uri'
  return { kind, bytes, text: kind === 'ip' ? ipText(bytes) : isText ? latin1(bytes) : '', der }
}

export function namesIn(one: Linted, name: 'subjectAltName' | 'issuerAltName'): LooseName[] {
  return partsOf(tlvIn(one, name)).map(looseName)
}

/** Texts of the alternative names of one kind. */
export function alternativeNames(one: Linted, kind: LooseName['kind']): string[] {
  return namesIn(one, 'subjectAltName')
    .filter((name) => name.kind === kind)
    .map(({ text }) => text)
}

/** Texts of one attribute of a name, in the order of the encoding. */
export function texts(name: Name, attribute: OidName): string[] {
  const oid = OID[attribute]
  return name.rdns.flat().flatMap((found) => (found.oid === oid ? [found.text] : []))
}

/** Hosts by alternative and by common name, wildcards as they stand. A common name without a dot, or with a space or `@`, is no host. */
export function hostsOf(one: Linted): string[] {
  const common = texts(one.subject, 'commonName').slice(-1)
  return [
    ...common.filter((text) => /^[^\s@]*\.[^\s@]*$/.test(text) && !isIpText(text)),
    ...alternativeNames(one, 'dns'),
  ]
}

export function isIpText(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || (text.includes(':') && /^[0-9a-f:.]+$/i.test(text))
}

/** Numbers of the key usage bits that are set; `undefined` when there is no key usage. */
export function usageBits(one: Linted): number[] | undefined {
  if (!has(one, 'keyUsage')) return undefined
  const value = tlvIn(one, 'keyUsage')
  const bytes = value ? contentsOf(value).subarray(1) : new Uint8Array()
  return [...bytes].flatMap((octet, at) => [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => bitAt(octet, bit, at)))
}

function bitAt(octet: number, bit: number, at: number): number[] {
  return (octet >> (7 - bit)) & 1 ? [8 * at + bit] : []
}

/** Bits of keyUsage by number (RFC 5280 §4.2.1.3). */
export const BIT = {
  digitalSignature: 0,
  contentCommitment: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
} as const

export function hasUsage(one: Linted, usage: keyof typeof BIT): boolean {
  return usageBits(one)?.includes(BIT[usage]) ?? false
}

const USAGE_NAMES = Object.keys(BIT)

export function usageNames(bits: readonly number[]): string[] {
  return bits.map((bit) => USAGE_NAMES[bit] ?? `bit ${bit}`)
}

/** Dotted OIDs of the extended key usage. */
export function purposes(one: Linted): string[] {
  return partsOf(tlvIn(one, 'extKeyUsage')).map(oidOf)
}

export function hasPurpose(one: Linted, name: OidName): boolean {
  return purposes(one).includes(OID[name])
}

export interface LoosePolicy {
  oid: string
  qualifiers: { oid: string; value?: Der }[]
}

export function policies(one: Linted): LoosePolicy[] {
  return partsOf(tlvIn(one, 'certificatePolicies')).map((der) => {
    const [id, qualifiers] = partsOf(der)
    return {
      oid: oidOf(id),
      qualifiers: partsOf(qualifiers).map((qualifier) => {
        const [oid, value] = partsOf(qualifier)
        return { oid: oidOf(oid), ...(value && { value }) }
      }),
    }
  })
}

export function hasPolicy(one: Linted, ...oids: string[]): boolean {
  return policies(one).some(({ oid }) => oids.includes(oid))
}

/** The policies the Baseline Requirements reserve (BR §7.1.6.1). */
export const RESERVED_POLICY = { ev: '2.23.140.1.1', dv: '2.23.140.1.2.1', ov: '2.23.140.1.2.2', iv: '2.23.140.1.2.3' }

/** Within the scope of the Baseline Requirements: may authenticate a server, or says so by its policy. */
export function isServerCertificate(one: Linted): boolean {
  const found = purposes(one)
  if (found.length === 0 || found.includes(OID.serverAuth) || found.includes(OID.anyExtendedKeyUsage)) return true
  return hasPolicy(one, ...Object.values(RESERVED_POLICY))
}

export interface LooseConstraints {
  isCa: boolean
  pathLength?: bigint
}

export function basicConstraints(one: Linted): LooseConstraints | undefined {
  if (!has(one, 'basicConstraints')) return undefined
  const parts = partsOf(tlvIn(one, 'basicConstraints'))
  const flag = parts.find(({ tag }) => tag === TAG.boolean)
  const length = parts.find(({ tag }) => tag === TAG.integer)
  const isCa = flag !== undefined && contentsOf(flag)[0] !== 0
  return { isCa, ...(length && { pathLength: bigIntegerOf(contentsOf(length)) }) }
}

export function isAuthority(one: LintedCertificate): boolean {
  return basicConstraints(one)?.isCa === true
}

export interface LooseAccess {
  method: string
  location: LooseName
}

export function accesses(
  one: Linted,
  name: 'authorityInfoAccess' | 'subjectInfoAccess' = 'authorityInfoAccess',
): LooseAccess[] {
  return partsOf(tlvIn(one, name)).flatMap((der): LooseAccess[] => {
    const [method, location] = partsOf(der)
    return location ? [{ method: oidOf(method), location: looseName(location) }] : []
  })
}

/** Addresses of one access method. */
export function accessUrls(one: Linted, method: 'ocsp' | 'caIssuers'): string[] {
  return accesses(one).flatMap(({ method: oid, location }) => (oid === OID[method] ? [location.text] : []))
}

export interface LoosePoint {
  /** Names of a fullName. */
  names: LooseName[]
  hasName: boolean
  hasReasons: boolean
  hasIssuer: boolean
}

export function distributionPoints(
  one: Linted,
  name: 'crlDistributionPoints' | 'freshestCrl' = 'crlDistributionPoints',
) {
  return partsOf(tlvIn(one, name)).map((der): LoosePoint => {
    const parts = partsOf(der)
    const point = parts.find(({ tag }) => tag === contextTag(0))
    const [full] = partsOf(point).filter(({ tag }) => tag === contextTag(0))
    return {
      names: partsOf(full).map(looseName),
      hasName: point !== undefined,
      hasReasons: parts.some(({ tag }) => (tag & 0x1f) === 1),
      hasIssuer: parts.some(({ tag }) => (tag & 0x1f) === 2),
    }
  })
}

export function crlUrls(one: Linted): string[] {
  return distributionPoints(one).flatMap(({ names }) =>
    names.flatMap(({ kind, text }) => (kind === 'uri' ? [text] : [])),
  )
}

export interface Subtree {
  isExcluded: boolean
  base: LooseName
  minimum?: bigint
  hasMaximum: boolean
}

export function subtrees(one: Linted): Subtree[] {
  return partsOf(tlvIn(one, 'nameConstraints')).flatMap((list) =>
    partsOf(list).flatMap((der): Subtree[] => {
      const [base, ...bounds] = partsOf(der)
      const minimum = bounds.find(({ tag }) => (tag & 0x1f) === 0)
      if (!base) return []
      return [
        {
          isExcluded: (list.tag & 0x1f) === 1,
          base: looseName(base),
          ...(minimum && { minimum: bigIntegerOf(contentsOf(minimum)) }),
          hasMaximum: bounds.some(({ tag }) => (tag & 0x1f) === 1),
        },
      ]
    }),
  )
}

export function keyIdentifiers(one: Linted) {
  const parts = partsOf(tlvIn(one, 'authorityKeyIdentifier'))
  const field = (number: number) => parts.find(({ tag }) => (tag & 0x1f) === number)
  return { keyId: field(0), issuer: field(1), serial: field(2) }
}

/** Numbers of an RSA key as they are encoded; `undefined` for other keys and what cannot be read. */
export function rsaNumbers(one: Pick<Linted, 'publicKeyAlgorithm' | 'publicKeyBits'>) {
  const { oid } = one.publicKeyAlgorithm
  if (oid !== OID.rsaEncryption && oid !== OID.rsaPss) return undefined
  const read = parsing(() => {
    const fields = new Fields(onlyTlv(one.publicKeyBits))
    return { modulus: contentsOf(fields.next(TAG.integer)), exponent: contentsOf(fields.next(TAG.integer)) }
  })
  return read.ok ? read.value : undefined
}

/** The named curve of an EC key; `undefined` for other keys and spelled-out curves. */
export function namedCurve(one: Linted): string | undefined {
  const { oid, parameters } = one.publicKeyAlgorithm
  if (oid !== OID.ecPublicKey || parameters?.[0] !== TAG.oid) return undefined
  const read = parsing(() => readOid(onlyTlv(parameters)))
  return read.ok ? read.value : undefined
}

export function isSm2Key(one: Linted): boolean {
  return namedCurve(one) === OID.sm2 || one.publicKeyAlgorithm.oid === OID.sm2
}

/** Pairs of policies: of the issuer, of the subject. */
export function policyMappings(one: Linted): string[][] {
  return partsOf(tlvIn(one, 'policyMappings')).map((pair) => partsOf(pair).map(oidOf))
}

/** Whether a subject says who holds the certificate: an organization or a person. */
export function namesHolder(subject: Name): boolean {
  const attributes = ['organizationName', 'givenName', 'surname'] as const
  return attributes.some((attribute) => texts(subject, attribute).length > 0)
}

/** Same form and same text, whatever the case of an address: schemes and hosts do not tell it apart. */
export function sameLocation(a: LooseName, b: LooseName): boolean {
  return a.kind === b.kind && latin1(a.bytes).toLowerCase() === latin1(b.bytes).toLowerCase()
}
