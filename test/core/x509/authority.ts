// A small certification authority for tests: keys by node:crypto, structures by our own DER writer, any field can be made wrong.

import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { sm2PointOf, sm2Za } from '#core/gm/sm2.ts'
import { SM2_DEFAULT_ID } from '#core/primitives.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'

export const NOW = Date.UTC(2026, 10, 21)
export const YEAR_MS = 365 * 86_400_000

export interface Key {
  kind: 'p256' | 'rsa' | 'rsa1024' | 'sm2' | 'dsa'
  privateKey: KeyObject
  /** DER SubjectPublicKeyInfo. */
  publicKeyInfo: Uint8Array
}

export function makeKey(kind: Key['kind'] = 'p256'): Key {
  const pair =
    kind === 'rsa' || kind === 'rsa1024'
      ? generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 })
      : generateKeyPairSync('ec', { namedCurve: kind === 'sm2' ? 'SM2' : 'P-256' })
  const publicKeyInfo = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }))
  // A generated SM2 key would sign ECDSA; the same key read back signs SM2.
  const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' })
  return { kind, privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }), publicKeyInfo }
}

export type Algorithm = 'dsa-sha256' | 'ecdsa-sha256' | 'ecdsa-sha1' | 'rsa-sha256' | 'sm2' | 'sm2-empty-id'

const ALGORITHMS: Record<Algorithm, Uint8Array> = {
  'dsa-sha256': write.sequence(write.oid(OID.sha256WithDsa)),
  'ecdsa-sha256': write.sequence(write.oid(OID.ecdsaWithSha256)),
  'ecdsa-sha1': write.sequence(write.oid(OID.ecdsaWithSha1)),
  'rsa-sha256': write.sequence(write.oid(OID.sha256WithRsa), write.nullValue()),
  sm2: write.sequence(write.oid(OID.sm2WithSm3)),
  'sm2-empty-id': write.sequence(write.oid(OID.sm2WithSm3)),
}

export function algorithmFor(key: Key): Algorithm {
  const algorithms = {
    sm2: 'sm2',
    p256: 'ecdsa-sha256',
    dsa: 'dsa-sha256',
    rsa: 'rsa-sha256',
    rsa1024: 'rsa-sha256',
  } as const
  return algorithms[key.kind]
}

export async function signBytes(key: Key, algorithm: Algorithm, message: Uint8Array): Promise<Uint8Array> {
  if (algorithm !== 'sm2' && algorithm !== 'sm2-empty-id') {
    return new Uint8Array(sign(algorithm === 'ecdsa-sha1' ? 'sha1' : 'sha256', message, key.privateKey))
  }
  const id = algorithm === 'sm2' ? SM2_DEFAULT_ID : new Uint8Array()
  const za = await sm2Za(nodePrimitives, id, sm2PointOf(key.publicKeyInfo) as Uint8Array)
  return new Uint8Array(createSign('sm3').update(za).update(message).sign(key.privateKey))
}

/** `SEQUENCE { tbs, algorithm, signature }` over `tbs`, which is built with the same algorithm inside. */
export async function signed(
  key: Key,
  algorithm: Algorithm,
  tbs: (algorithm: Uint8Array) => Uint8Array,
  outer: Algorithm = algorithm,
): Promise<Uint8Array> {
  const body = tbs(ALGORITHMS[algorithm])
  return write.sequence(body, ALGORITHMS[outer], write.bitString(await signBytes(key, outer, body)))
}

export function nameOf(text: string): Uint8Array {
  const attributes = text === '' ? [] : text.split(',')
  return write.sequence(
    ...attributes.map((attribute) => {
      const [type, value = ''] = attribute.split('=')
      const oid = type === 'C' ? OID.countryName : type === 'O' ? OID.organizationName : OID.commonName
      return write.set(write.sequence(write.oid(oid), write.utf8(value)))
    }),
  )
}

export function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  return write.sequence(write.oid(oid), ...(critical ? [write.boolean(true)] : []), write.octetString(value))
}

/** Key identifiers in these tests are just bytes that must match. */
export function keyIdOf(key: Key): Uint8Array {
  return key.publicKeyInfo.slice(-20)
}

export const ext = {
  ca: (pathLength?: number) =>
    extension(
      OID.basicConstraints,
      true,
      write.sequence(write.boolean(true), ...(pathLength === undefined ? [] : [write.integer(pathLength)])),
    ),
  notCa: () => extension(OID.basicConstraints, true, write.sequence()),
  keyUsage: (...bits: number[]) => extension(OID.keyUsage, true, write.namedBits(...bits)),
  purposes: (critical: boolean, ...oids: string[]) =>
    extension(OID.extKeyUsage, critical, write.sequence(...oids.map(write.oid))),
  names: (...names: Uint8Array[]) => extension(OID.subjectAltName, false, write.sequence(...names)),
  ski: (key: Key) => extension(OID.subjectKeyIdentifier, false, write.octetString(keyIdOf(key))),
  aki: (key: Key) =>
    extension(OID.authorityKeyIdentifier, false, write.sequence(write.implicit(0, write.octetString(keyIdOf(key))))),
  constraints: (permitted: Uint8Array[], excluded: Uint8Array[] = []) => {
    const trees = (number: number, names: Uint8Array[]) =>
      names.length === 0 ? [] : [write.implicit(number, write.sequence(...names.map((name) => write.sequence(name))))]
    return extension(OID.nameConstraints, true, write.sequence(...trees(0, permitted), ...trees(1, excluded)))
  },
  policies: (...oids: string[]) =>
    extension(OID.certificatePolicies, false, write.sequence(...oids.map((oid) => write.sequence(write.oid(oid))))),
  mapping: (from: string, to: string) =>
    extension(OID.policyMappings, true, write.sequence(write.sequence(write.oid(from), write.oid(to)))),
  explicitPolicy: (skip: number) =>
    extension(OID.policyConstraints, true, write.sequence(write.implicit(0, write.integer(skip)))),
}

export const general = {
  dns: (text: string) => write.implicit(2, write.ia5(text)),
  email: (text: string) => write.implicit(1, write.ia5(text)),
  uri: (text: string) => write.implicit(6, write.ia5(text)),
  ip: (...octets: number[]) => write.implicit(7, write.octetString(Uint8Array.from(octets))),
  directory: (text: string) => write.explicit(4, nameOf(text)),
}

export interface Template {
  subject: string
  issuer?: string
  serial?: number
  notBefore?: number
  notAfter?: number
  extensions?: Uint8Array[]
  algorithm?: Algorithm
  /** What is announced outside, when it is to differ. */
  outerAlgorithm?: Algorithm
}

export async function issue(template: Template, key: Key, issuerKey: Key = key): Promise<Certificate> {
  const { subject, issuer = subject, serial = 1, extensions = [] } = template
  const { notBefore = NOW - YEAR_MS, notAfter = NOW + YEAR_MS } = template
  const algorithm = template.algorithm ?? algorithmFor(issuerKey)
  const tbs = (inner: Uint8Array) =>
    write.sequence(
      write.explicit(0, write.integer(2)),
      write.integer(serial),
      inner,
      nameOf(issuer),
      write.sequence(write.time(notBefore), write.time(notAfter)),
      nameOf(subject),
      key.publicKeyInfo,
      ...(extensions.length === 0 ? [] : [write.explicit(3, write.sequence(...extensions))]),
    )
  return read(await signed(issuerKey, algorithm, tbs, template.outerAlgorithm))
}

export function read(der: Uint8Array): Certificate {
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new Error(`${parsed.error.code} at ${parsed.error.offset}`)
  return parsed.value
}

/** The same certificate with one bit of its signature changed. */
export function withBrokenSignature(certificate: Certificate): Certificate {
  const der = certificate.raw.slice()
  der[der.length - 3] = (der[der.length - 3] ?? 0) ^ 1
  return read(der)
}

export interface RevokedEntry {
  serial: number
  revokedAt?: number
  reason?: number
  invalidSince?: number
}

export interface CrlTemplate {
  issuer: string
  number?: number
  deltaBase?: number
  thisUpdate?: number
  nextUpdate?: number
  revoked?: RevokedEntry[]
  extensions?: Uint8Array[]
}

export function writeCrl(template: CrlTemplate, key: Key): Promise<Uint8Array> {
  const { issuer, number = 7, thisUpdate = NOW - 3_600_000, nextUpdate = NOW + 86_400_000, revoked = [] } = template
  const delta = template.deltaBase
  const extensions = [
    extension(OID.crlNumber, false, write.integer(number)),
    ...(delta === undefined ? [] : [extension(OID.deltaCrlIndicator, true, write.integer(delta))]),
    ...(template.extensions ?? []),
  ]
  return signed(key, algorithmFor(key), (algorithm) =>
    write.sequence(
      write.integer(1),
      algorithm,
      nameOf(issuer),
      write.time(thisUpdate),
      write.time(nextUpdate),
      ...(revoked.length === 0 ? [] : [write.sequence(...revoked.map(writeEntry))]),
      write.explicit(0, write.sequence(...extensions)),
    ),
  )
}

export function writeEntry({ serial, revokedAt = NOW - 7_200_000, reason, invalidSince }: RevokedEntry): Uint8Array {
  const reasons = reason === undefined ? [] : [extension(OID.reasonCode, false, write.enumerated(reason))]
  if (invalidSince !== undefined) {
    reasons.push(extension(OID.invalidityDate, false, write.generalizedTime(invalidSince)))
  }
  const extensions = reasons.length === 0 ? [] : [write.sequence(...reasons)]
  return write.sequence(write.integer(serial), write.time(revokedAt), ...extensions)
}
