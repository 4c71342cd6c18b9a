// Certificates and requests for the lints, every part of which can be made wrong. Nothing is signed: lints do not look at signatures.

import { generateKeyPairSync } from 'node:crypto'
import { OID, type OidName } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'

export const NOW = Date.UTC(2026, 10, 21)
const DAY_MS = 86_400_000

export interface Parts {
  version?: number
  /** The whole INTEGER. */
  serial?: Uint8Array
  /** AlgorithmIdentifier, inside and outside. */
  algorithm?: Uint8Array
  issuer?: Uint8Array
  subject?: Uint8Array
  notBefore?: Uint8Array
  notAfter?: Uint8Array
  key?: Uint8Array
  extensions?: Uint8Array[]
}

const spki = (type: 'rsa' | 'P-256' | 'P-384' | 'SM2' | 'secp256k1' | 'ed25519') => {
  const { publicKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : type === 'ed25519'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('ec', { namedCurve: type })
  return new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
}

export const keys = {
  rsa: spki('rsa'),
  p256: spki('P-256'),
  p384: spki('P-384'),
  sm2: spki('SM2'),
  k256: spki('secp256k1'),
  ed25519: spki('ed25519'),
}

export function rsaKey(modulus: bigint | Uint8Array, exponent: bigint = 65_537n): Uint8Array {
  return keyInfo(
    write.sequence(write.oid(OID.rsaEncryption), write.nullValue()),
    write.sequence(write.integer(modulus), write.integer(exponent)),
  )
}

export function keyInfo(algorithm: Uint8Array, bits: Uint8Array): Uint8Array {
  return write.sequence(algorithm, write.bitString(bits))
}

export const algorithms = {
  sha256WithRsa: write.sequence(write.oid(OID.sha256WithRsa), write.nullValue()),
  sha1WithRsa: write.sequence(write.oid(OID.sha1WithRsa), write.nullValue()),
  ecdsa: write.sequence(write.oid(OID.ecdsaWithSha256)),
  ecdsaWithNull: write.sequence(write.oid(OID.ecdsaWithSha256), write.nullValue()),
  sm2: write.sequence(write.oid(OID.sm2WithSm3)),
  sm2WithNull: write.sequence(write.oid(OID.sm2WithSm3), write.nullValue()),
  ed25519: write.sequence(write.oid(OID.ed25519)),
}

/** `['commonName', 'www']` is one relative name; a value that is no text is the TLV itself. */
export function name(...attributes: [OidName, string | Uint8Array][]): Uint8Array {
  return write.sequence(
    ...attributes.map(([attribute, value]) => {
      const text = attribute === 'countryName' || attribute === 'serialNumber' ? write.printable : write.utf8
      const tlv = typeof value === 'string' ? text(value) : value
      return write.set(write.sequence(write.oid(OID[attribute]), tlv))
    }),
  )
}

export function ext(extension: OidName, value: Uint8Array, isCritical = false): Uint8Array {
  const critical = isCritical ? [write.boolean(true)] : []
  return write.sequence(write.oid(OID[extension]), ...critical, write.octetString(value))
}

export const has = {
  names: (...names: Uint8Array[]) => ext('subjectAltName', write.sequence(...names)),
  hosts: (...hosts: string[]) => ext('subjectAltName', write.sequence(...hosts.map(host))),
  issuerNames: (...names: Uint8Array[]) => ext('issuerAltName', write.sequence(...names)),
  usage: (...bits: number[]) => ext('keyUsage', write.namedBits(...bits), true),
  purposes: (...purposes: OidName[]) =>
    ext('extKeyUsage', write.sequence(...purposes.map((one) => write.oid(OID[one])))),
  ca: () => ext('basicConstraints', write.sequence(write.boolean(true)), true),
  notCa: () => ext('basicConstraints', write.sequence(), true),
  subjectKey: (...octets: number[]) => ext('subjectKeyIdentifier', write.octetString(Uint8Array.from(octets))),
  authorityKey: (...octets: number[]) =>
    ext('authorityKeyIdentifier', write.sequence(write.implicit(0, write.octetString(Uint8Array.from(octets))))),
  policies: (...oids: string[]) =>
    ext('certificatePolicies', write.sequence(...oids.map((oid) => write.sequence(write.oid(oid))))),
  access: (...rows: [OidName, string][]) =>
    ext(
      'authorityInfoAccess',
      write.sequence(...rows.map(([method, url]) => write.sequence(write.oid(OID[method]), uri(url)))),
    ),
  crl: (url: string) =>
    ext(
      'crlDistributionPoints',
      write.sequence(write.sequence(write.explicit(0, write.implicit(0, write.sequence(uri(url)))))),
    ),
  constraints: (...permitted: Uint8Array[]) =>
    ext(
      'nameConstraints',
      write.sequence(write.implicit(0, write.sequence(...permitted.map((one) => write.sequence(one))))),
      true,
    ),
}

export const host = (text: string) => write.implicit(2, write.ia5(text))
export const uri = (text: string) => write.implicit(6, write.ia5(text))
export const ip = (...octets: number[]) => write.implicit(7, write.octetString(Uint8Array.from(octets)))

export const ISSUER = name(['countryName', 'CN'], ['organizationName', 'CA'], ['commonName', 'CA 1'])
export const SUBJECT = name(['commonName', 'www.example.cn'])

/** A site certificate nothing is wrong with: domain-validated, 90 days, issued in November 2026. */
export function certificate(parts: Parts = {}): Uint8Array {
  const {
    version = 3,
    serial = write.integer(0x7a11_2233_4455_6677_8899n),
    algorithm = algorithms.sha256WithRsa,
  } = parts
  const { issuer = ISSUER, subject = SUBJECT, key = keys.rsa, extensions = siteExtensions() } = parts
  const { notBefore = write.time(NOW - DAY_MS), notAfter = write.time(NOW + 89 * DAY_MS - 1000) } = parts
  const tbs = write.sequence(
    ...(version === 1 ? [] : [write.explicit(0, write.integer(version - 1))]),
    serial,
    algorithm,
    issuer,
    write.sequence(notBefore, notAfter),
    subject,
    key,
    ...(extensions.length === 0 ? [] : [write.explicit(3, write.sequence(...extensions))]),
  )
  return write.sequence(tbs, algorithm, write.bitString(new Uint8Array(256).fill(7)))
}

export function siteExtensions(...others: Uint8Array[]): Uint8Array[] {
  const standard = [
    has.hosts('www.example.cn'),
    has.usage(0, 2),
    has.purposes('serverAuth'),
    has.notCa(),
    has.authorityKey(1, 2, 3),
    has.policies('2.23.140.1.2.1'),
    has.access(['ocsp', 'http://ocsp.example.cn/'], ['caIssuers', 'http://ca.example.cn/ca.cer']),
    has.crl('http://crl.example.cn/1.crl'),
    ext('signedCertificateTimestamps', write.octetString(Uint8Array.of(0, 0))),
  ]
  // What is given replaces the standard one of the same kind.
  const kinds = new Set(others.map(kindOf))
  return [...standard.filter((one) => !kinds.has(kindOf(one))), ...others]
}

export function site(...others: Uint8Array[]): Parts {
  return { extensions: siteExtensions(...others) }
}

/** The standard extensions without some. */
export function siteWithout(...kinds: OidName[]): Parts {
  const left = new Set(kinds.map((kind) => Buffer.from(write.oid(OID[kind])).toString('hex')))
  return { extensions: siteExtensions().filter((one) => !left.has(kindOf(one))) }
}

function kindOf(extension: Uint8Array): string {
  return Buffer.from(extension.subarray(2, 4 + (extension[3] ?? 0))).toString('hex')
}

/** An intermediate nothing is wrong with. */
export function caParts(...others: Uint8Array[]): Parts {
  const standard = [
    has.ca(),
    has.usage(5, 6),
    has.purposes('serverAuth'),
    has.subjectKey(1, 2, 3),
    has.authorityKey(9, 9, 9),
    has.policies('2.5.29.32.0'),
    has.access(['caIssuers', 'http://ca.example.cn/root.cer']),
    has.crl('http://crl.example.cn/root.crl'),
  ]
  const kinds = new Set(others.map(kindOf))
  return {
    subject: ISSUER,
    issuer: name(['countryName', 'CN'], ['organizationName', 'CA'], ['commonName', 'Root']),
    extensions: [...standard.filter((one) => !kinds.has(kindOf(one))), ...others],
  }
}

export interface RequestParts {
  subject?: Uint8Array
  key?: Uint8Array
  /** Whole attributes; default asks for one host. */
  attributes?: Uint8Array[]
}

export function request({
  subject = SUBJECT,
  key = keys.rsa,
  attributes = [asking(has.hosts('www.example.cn'))],
}: RequestParts = {}) {
  const info = write.sequence(write.integer(0), subject, key, write.implicit(0, write.set(...attributes)))
  return write.sequence(info, algorithms.sha256WithRsa, write.bitString(new Uint8Array(256).fill(7)))
}

export function asking(...extensions: Uint8Array[]): Uint8Array {
  return attribute(OID.extensionRequest, write.set(write.sequence(...extensions)))
}

export function attribute(oid: string, values: Uint8Array): Uint8Array {
  return write.sequence(write.oid(oid), values)
}
