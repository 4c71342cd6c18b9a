// The laboratory's certification authorities: for each key family a root and an issuing CA below it, and what they issue.
// Dates hang on the month, serials on labels, so that a laboratory started again is the same laboratory.

import { createHash } from 'node:crypto'
import { type KeyAlgorithm, openSigner, type Signer } from '#adapters/keys/signer.ts'
import { makeCertificate } from '#adapters/pkijs/certificate.ts'
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoints,
  type ExtensionValue,
  extendedKeyUsage,
  type KeyUsage,
  keyUsage,
  ocspNoCheck,
  subjectAltName,
  subjectKeyIdentifier,
} from '#adapters/pkijs/extensions.ts'
import type { DistinguishedName } from '#adapters/pkijs/name.ts'
import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import { type Family, KEY_OF_FAMILY } from './family.ts'
import type { CertificateRegister } from './register.ts'

/** DER PKCS#8 of the key `family/label`: always the same one. */
export type KeySource = (label: string, algorithm: KeyAlgorithm) => Uint8Array

export const DAY_MS = 86_400_000
const ORGANISATION = { C: 'CN', O: '证巡实验室' }

export interface Validity {
  notBefore: Instant
  notAfter: Instant
}

export interface Order {
  label: string
  subject: DistinguishedName
  publicKey: Uint8Array
  validity: Validity
  usages: readonly KeyUsage[]
  /** Names of purposes, or OIDs. */
  purposes?: readonly string[]
  purposesAreCritical?: boolean
  names?: readonly string[]
  isOcspSigner?: boolean
  serial?: Uint8Array
  /** Signs instead of the issuing CA's usual signer, e.g. with SHA-1. */
  signer?: Signer
}

export interface Urls {
  ocsp: string
  crl: string
}

export interface Hierarchy {
  family: Family
  /** DER. */
  root: Uint8Array
  issuing: Uint8Array
  rootName: DistinguishedName
  rootSigner: Signer
  issuingName: DistinguishedName
  issuingSigner: Signer
  issuingKey: Uint8Array
  /** The issuing CA again, same name and key, with another validity. */
  reissued(validity: Validity): Promise<Uint8Array>
  /** A certificate of the issuing CA, entered in the register. */
  issue(order: Order): Promise<Uint8Array>
  /** The same certificate signed by its own key, and nowhere entered. */
  selfSigned(order: Order, signer: Signer): Promise<Uint8Array>
}

/** Serial numbers that stay the same from start to start: 127 bits of a digest, never zero. */
export function serialOf(...label: string[]): Uint8Array {
  const serial = new Uint8Array(createHash('sha256').update(label.join('|')).digest().subarray(0, 16))
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}

/** First instant of the month. */
export function monthOf(now: Instant): Instant {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
}

/** From a month before this one on, long enough that nothing warns. */
export function ordinaryValidity(now: Instant): Validity {
  return { notBefore: monthOf(now) - 30 * DAY_MS, notAfter: monthOf(now) + 365 * DAY_MS }
}

const ROOT_VALIDITY: Validity = { notBefore: Date.UTC(2020, 0, 1), notAfter: Date.UTC(2045, 0, 1) }
const ISSUING_VALIDITY: Validity = { notBefore: Date.UTC(2022, 0, 1), notAfter: Date.UTC(2040, 0, 1) }

export interface HierarchyOptions {
  /** Stands in the CA's names before their role. */
  title?: string
  family: Family
  keys: KeySource
  register: CertificateRegister
  urls: Urls
}

export async function raiseHierarchy({
  family,
  keys,
  register,
  urls,
  title = 'Laboratory',
}: HierarchyOptions): Promise<Hierarchy> {
  const algorithm = KEY_OF_FAMILY[family]
  const rootSigner = openSigner(keys(`${family}/root`, algorithm))
  const issuingKey = keys(`${family}/issuing`, algorithm)
  const issuingSigner = openSigner(issuingKey)
  const rootName = { ...ORGANISATION, CN: `${title} ${family.toUpperCase()} Root` }
  const issuingName = { ...ORGANISATION, CN: `${title} ${family.toUpperCase()} Issuing CA` }
  const authority = (signer: Signer, pathLength?: number) => [
    basicConstraints(true, pathLength),
    keyUsage(['keyCertSign', 'cRLSign']),
    subjectKeyIdentifier(signer.spki),
    authorityKeyIdentifier(rootSigner.spki),
  ]
  const reissued = (validity: Validity) =>
    makeCertificate({
      subject: issuingName,
      issuer: rootName,
      serial: serialOf(family, 'issuing', String(validity.notAfter)),
      ...validity,
      publicKey: issuingSigner.spki,
      extensions: authority(issuingSigner, 0),
      signer: rootSigner,
    })
  const root = await makeRoot(family, rootName, rootSigner, authority(rootSigner))
  const issue = async (order: Order) => {
    const serial = order.serial ?? serialOf(family, order.label, String(order.validity.notAfter))
    register.enter(family, toHex(serial))
    return makeCertificate({
      subject: order.subject,
      issuer: issuingName,
      serial,
      ...order.validity,
      publicKey: order.publicKey,
      extensions: [authorityKeyIdentifier(issuingSigner.spki), ...profile(order, family, urls)],
      signer: order.signer ?? issuingSigner,
    })
  }
  const selfSigned = (order: Order, signer: Signer) =>
    makeCertificate({
      subject: order.subject,
      issuer: order.subject,
      serial: serialOf(order.label),
      ...order.validity,
      publicKey: order.publicKey,
      extensions: profile(order, family, urls),
      signer,
    })
  const issuing = await reissued(ISSUING_VALIDITY)
  return {
    family,
    root,
    rootName,
    rootSigner,
    issuing,
    issuingName,
    issuingSigner,
    issuingKey,
    reissued,
    issue,
    selfSigned,
  }
}

function makeRoot(
  family: Family,
  name: DistinguishedName,
  signer: Signer,
  extensions: readonly ExtensionValue[],
): Promise<Uint8Array> {
  const serial = serialOf(family, 'root')
  return makeCertificate({
    subject: name,
    issuer: name,
    serial,
    ...ROOT_VALIDITY,
    publicKey: signer.spki,
    extensions,
    signer,
  })
}

function profile(order: Order, family: Family, urls: Urls): ExtensionValue[] {
  return [
    basicConstraints(false),
    keyUsage(order.usages),
    ...(order.purposes ? [extendedKeyUsage(order.purposes, order.purposesAreCritical)] : []),
    ...(order.names ? [subjectAltName(order.names)] : []),
    subjectKeyIdentifier(order.publicKey),
    ...(order.isOcspSigner
      ? [ocspNoCheck()]
      : [
          authorityInfoAccess({ ocsp: [urls.ocsp], caIssuers: [`${urls.crl}/${family}.cer`] }),
          crlDistributionPoints([`${urls.crl}/${family}.crl`]),
        ]),
  ]
}

/** A subject below the laboratory's organisation. */
export function labName(commonName: string, unit?: string): DistinguishedName {
  return { ...ORGANISATION, ...(unit ? { OU: unit } : {}), CN: commonName }
}
