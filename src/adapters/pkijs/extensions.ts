// Certificate and CRL extensions as values, each made by one small function (RFC 5280 §4.2, §5.2).
// Nothing is checked here: extensions that contradict each other, or appear twice, are wanted in broken certificates.

import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import {
  AccessDescription,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CRLDistributionPoints,
  DistributionPoint,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  GeneralSubtree,
  InfoAccess,
  IssuingDistributionPoint,
  NameConstraints,
} from 'pkijs'
import { bits, bufferOf, derOf, type Encodable, integer, octets, oid, readBer, sequence, tagged } from './der.ts'

export interface ExtensionValue {
  oid: string
  critical: boolean
  /** DER inside extnValue. */
  value: Uint8Array
}

export function extension(oid: string, value: Uint8Array | Encodable, critical = false): ExtensionValue {
  return { oid, critical, value: value instanceof Uint8Array ? value : derOf(value) }
}

export function toPkijs(one: ExtensionValue): Extension {
  return new Extension({ extnID: one.oid, critical: one.critical, extnValue: bufferOf(one.value) })
}

export function basicConstraints(cA: boolean, pathLength?: number, critical = true): ExtensionValue {
  const value = new BasicConstraints({
    cA,
    ...(pathLength !== undefined && { pathLenConstraint: pathLength }),
  })
  return extension('2.5.29.19', value.toSchema(), critical)
}

/** In the order of their bits (RFC 5280 §4.2.1.3). */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type KeyUsage = (typeof KEY_USAGES)[number]

export function keyUsage(usages: readonly KeyUsage[], critical = true): ExtensionValue {
  const positions = usages.map((usage) => KEY_USAGES.indexOf(usage))
  const highest = Math.max(...positions)
  const octetsUsed = new Uint8Array(Math.floor(highest / 8) + 1)
  for (const position of positions)
    octetsUsed[position >> 3] = (octetsUsed[position >> 3] ?? 0) | (0x80 >> (position & 7))
  return extension('2.5.29.15', bits(octetsUsed, 7 - (highest & 7)), critical)
}

/** Key purposes by name; a dotted OID is taken as it stands. */
export const PURPOSES: Record<string, string> = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
}

export function extendedKeyUsage(purposes: readonly string[], critical = false): ExtensionValue {
  const keyPurposes = purposes.map((purpose) => PURPOSES[purpose] ?? purpose)
  return extension('2.5.29.37', new ExtKeyUsage({ keyPurposes }).toSchema(), critical)
}

export function subjectAltName(names: readonly string[], critical = false): ExtensionValue {
  return extension('2.5.29.17', new GeneralNames({ names: names.map(generalName) }).toSchema(), critical)
}

/** `DNS:`, `IP:`, `URI:`, `email:` prefixed; without a prefix a DNS name, an IPv4 or IPv6 address, or an address with `@`. */
export function generalName(text: string): GeneralName {
  const [, prefix, value = text] = /^(DNS|IP|URI|email):(.*)$/.exec(text) ?? []
  const kind = prefix ?? (text.includes('@') ? 'email' : isAddress(text) ? 'IP' : 'DNS')
  if (kind === 'IP') return new GeneralName({ type: 7, value: octets(addressOctets(value)) })
  return new GeneralName({ type: kind === 'email' ? 1 : kind === 'URI' ? 6 : 2, value })
}

function isAddress(text: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(text) || text.includes(':')
}

function addressOctets(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from(text.split('.'), Number)
  const [head = '', tail] = text.split('::')
  const groups = (part: string) => part.split(':').filter(Boolean)
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail ?? '')]
  return Uint8Array.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]))
}

/** SHA-1 of the key bits (RFC 5280 §4.2.1.2 method 1): a label, not a security mechanism. */
export function keyIdentifierOf(spki: Uint8Array): Uint8Array {
  const key = readBer(spki) as asn1js.Sequence
  const [, publicKey] = key.valueBlock.value as [unknown, asn1js.BitString]
  return new Uint8Array(createHash('sha1').update(publicKey.valueBlock.valueHexView).digest())
}

export function subjectKeyIdentifier(spki: Uint8Array): ExtensionValue {
  return extension('2.5.29.14', octets(keyIdentifierOf(spki)))
}

export function authorityKeyIdentifier(issuerSpki: Uint8Array): ExtensionValue {
  const keyIdentifier = octets(keyIdentifierOf(issuerSpki))
  return extension('2.5.29.35', new AuthorityKeyIdentifier({ keyIdentifier }).toSchema())
}

const uri = (value: string) => new GeneralName({ type: 6, value })

export function crlDistributionPoints(urls: readonly string[], oidOfExtension = '2.5.29.31'): ExtensionValue {
  const distributionPoints = urls.map((url) => new DistributionPoint({ distributionPoint: [uri(url)] }))
  return extension(oidOfExtension, new CRLDistributionPoints({ distributionPoints }).toSchema())
}

/** Where a delta CRL is found: the freshestCRL extension (RFC 5280 §4.2.1.15). */
export function freshestCrl(urls: readonly string[]): ExtensionValue {
  return crlDistributionPoints(urls, '2.5.29.46')
}

export function authorityInfoAccess(urls: { ocsp?: readonly string[]; caIssuers?: readonly string[] }): ExtensionValue {
  const point = (accessMethod: string) => (url: string) =>
    new AccessDescription({ accessMethod, accessLocation: uri(url) })
  const accessDescriptions = [
    ...(urls.ocsp ?? []).map(point('1.3.6.1.5.5.7.48.1')),
    ...(urls.caIssuers ?? []).map(point('1.3.6.1.5.5.7.48.2')),
  ]
  return extension('1.3.6.1.5.5.7.1.1', new InfoAccess({ accessDescriptions }).toSchema())
}

export function certificatePolicies(policies: readonly string[], critical = false): ExtensionValue {
  return extension('2.5.29.32', sequence(...policies.map((policy) => sequence(oid(policy)))), critical)
}

export function nameConstraints(trees: {
  permitted?: readonly string[]
  excluded?: readonly string[]
}): ExtensionValue {
  const subtree = (name: string) => new GeneralSubtree({ base: generalName(name) })
  const value = new NameConstraints({
    ...(trees.permitted && { permittedSubtrees: trees.permitted.map(subtree) }),
    ...(trees.excluded && { excludedSubtrees: trees.excluded.map(subtree) }),
  })
  return extension('2.5.29.30', value.toSchema(), true)
}

/** "Do not ask about my own revocation": the mark of a delegated OCSP signer (RFC 6960 §4.2.2.2.1). */
export function ocspNoCheck(): ExtensionValue {
  return extension('1.3.6.1.5.5.7.48.1.5', new asn1js.Null())
}

/** Identity extensions of Chinese certificates, arc 1.2.156.10260.4.1 (GM/T 0015; clause unverified). */
export const IDENTITY = {
  personalId: '1.2.156.10260.4.1.1',
  socialInsurance: '1.2.156.10260.4.1.2',
  businessRegistration: '1.2.156.10260.4.1.3',
  organizationCode: '1.2.156.10260.4.1.4',
  taxNumber: '1.2.156.10260.4.1.5',
} as const

/** An identity number; a personal one stands in the CHOICE `residenterCardNumber [0]`, the others are bare PrintableStrings. */
export function identity(kind: keyof typeof IDENTITY, number: string): ExtensionValue {
  const text = new asn1js.PrintableString({ value: number })
  return extension(IDENTITY[kind], kind === 'personalId' ? tagged(0, text) : text)
}

export function crlNumber(number: number | bigint): ExtensionValue {
  return extension('2.5.29.20', integer(number))
}

/** Makes a CRL a delta to the complete CRL of that number (RFC 5280 §5.2.4). */
export function deltaCrlIndicator(baseNumber: number | bigint): ExtensionValue {
  return extension('2.5.29.27', integer(baseNumber), true)
}

export interface CrlScope {
  urls?: readonly string[]
  onlyUserCerts?: boolean
  onlyCaCerts?: boolean
  indirect?: boolean
}

export function issuingDistributionPoint(scope: CrlScope): ExtensionValue {
  const value = new IssuingDistributionPoint({
    ...(scope.urls && { distributionPoint: scope.urls.map(uri) }),
    ...(scope.onlyUserCerts && { onlyContainsUserCerts: true }),
    ...(scope.onlyCaCerts && { onlyContainsCACerts: true }),
    ...(scope.indirect && { indirectCRL: true }),
  })
  return extension('2.5.29.28', value.toSchema(), true)
}
