// Builds the declared PKI for one instant. Given the same keys and instant, everything that is signed comes out the same byte for byte;
// ECDSA and SM2 signatures over it differ from run to run.

import { createHash } from 'node:crypto'
import { type KeyAlgorithm, openSigner, type Signer, type SignerOptions } from '#adapters/keys/signer.ts'
import { fromHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import { digestOf, identifier } from '../algorithm.ts'
import { makeCertificate, referenceTo } from '../certificate.ts'
import { makeCrl } from '../crl.ts'
import { derOf, integer, octets, sequence } from '../der.ts'
import * as ext from '../extensions.ts'
import type { DistinguishedName } from '../name.ts'
import { makeOcspResponse } from '../ocsp-response.ts'
import { hash } from '../signed-data.ts'
import { makeTimestampToken } from '../timestamp-token.ts'
import { type CertificateEntry, type Declaration, FAMILIES, type Family } from './declaration.ts'

export interface BuiltCertificate {
  entry: CertificateEntry
  der: Uint8Array
  /** Labels from the issuer up to and including the root. */
  issuers: string[]
}

/** One family of the declared PKI; everything by label. */
export interface BuiltFamily {
  family: Family
  at: Instant
  certificates: ReadonlyMap<string, BuiltCertificate>
  crls: ReadonlyMap<string, Uint8Array>
  ocsp: ReadonlyMap<string, Uint8Array>
  timestamps: ReadonlyMap<string, Uint8Array>
}

/** DER PKCS#8 of the key `family/label`; asked again, the same key. */
export type KeySource = (name: string, algorithm: KeyAlgorithm) => Uint8Array

export interface BuildOptions {
  declaration: Declaration
  keys: KeySource
  /** Replaces the declared reference instant, e.g. by today for a laboratory. */
  at?: Instant
  /**
   * Sees every object as it is made, by path, and says what stands for it: fixtures answer with the file of an earlier run
   * when the same thing is signed in it, so that a rebuild changes nothing that need not change.
   */
  settle?: (path: string, made: Uint8Array) => Uint8Array
  /** Replaces the declared address of CRLs and OCSP, e.g. by a loopback one. */
  services?: string
}

/** The text the sample timestamps are over. */
export const STAMPED = new TextEncoder().encode('zhengxun')

export async function buildPki(options: BuildOptions): Promise<BuiltFamily[]> {
  return Promise.all(FAMILIES.map((family) => buildFamily(family, options)))
}

async function buildFamily(family: Family, options: BuildOptions): Promise<BuiltFamily> {
  const { declaration } = options
  const bench: Bench = {
    family,
    declaration,
    at: options.at ?? declaration.reference,
    services: options.services ?? declaration.services,
    signer: (key, signerOptions) =>
      openSigner(options.keys(`${family}/${key}`, keyAlgorithm(declaration, family, key)), signerOptions),
    settle: (path, made) => options.settle?.(`${family}/${path}`, made) ?? made,
    made: new Map(),
  }
  for (const [label, entry] of declaration.certificates) {
    if (entry.families && !entry.families.includes(family)) continue
    bench.made.set(label, await certificate(bench, label, entry))
  }
  return {
    family,
    at: bench.at,
    certificates: bench.made,
    crls: await eachOf(bench, 'crls', declaration.crls, (crl) => revocationList(bench, crl)),
    ocsp: await eachOf(bench, 'ocsp', declaration.ocsp, (answer) => ocspAnswer(bench, answer)),
    timestamps: await eachOf(bench, 'timestamps', declaration.timestamps, (stamp) => timestamp(bench, stamp)),
  }
}

interface Bench {
  family: Family
  declaration: Declaration
  at: Instant
  services: string
  signer(key: string, options?: SignerOptions): Signer
  settle(path: string, made: Uint8Array): Uint8Array
  made: Map<string, BuiltCertificate>
}

function keyAlgorithm(declaration: Declaration, family: Family, key: string): KeyAlgorithm {
  return declaration.keys[key]?.[family] ?? declaration.families[family]
}

async function eachOf<T>(
  bench: Bench,
  kind: string,
  entries: Record<string, T>,
  make: (entry: T) => Promise<Uint8Array>,
) {
  const made = new Map<string, Uint8Array>()
  for (const [label, entry] of Object.entries(entries))
    made.set(label, bench.settle(`${kind}/${label}`, await make(entry)))
  return made
}

function built(bench: Bench, label: string): BuiltCertificate {
  const found = bench.made.get(label)
  if (!found) throw new Error(`${bench.family}: no certificate ${label}`)
  return found
}

async function certificate(bench: Bench, label: string, entry: CertificateEntry): Promise<BuiltCertificate> {
  const isRoot = entry.issuer === label
  const issuer = isRoot ? undefined : built(bench, entry.issuer)
  const issuerKey = issuer?.entry.key ?? entry.key
  const publicKey = bench.signer(entry.key).spki
  const der = await makeCertificate({
    subject: nameFor(bench, entry.subject),
    issuer: issuer ? referenceTo(issuer.der).subject : nameFor(bench, entry.subject),
    serial: serialOf(label),
    notBefore: bench.at + entry.valid[0],
    notAfter: bench.at + entry.valid[1],
    publicKey,
    extensions: extensionsOf(bench, entry, publicKey, bench.signer(issuerKey).spki),
    signer: bench.signer(entry.signedBy ?? issuerKey, signerOptions(entry)),
    ...(entry.innerAlgorithm && { innerAlgorithm: entry.innerAlgorithm }),
    ...(entry.spoilSignature && { spoilSignature: true }),
  })
  return {
    entry,
    der: bench.settle(`certificates/${label}`, der),
    issuers: issuer ? [entry.issuer, ...issuer.issuers] : [],
  }
}

function signerOptions(entry: CertificateEntry): SignerOptions {
  if (entry.sm2Id) return { sm2Id: entry.sm2Id === 'empty' ? new Uint8Array() : null }
  return entry.algorithm ? { algorithm: entry.algorithm } : {}
}

function nameFor(bench: Bench, label: string): DistinguishedName {
  const name = bench.declaration.names[label] ?? {}
  const filled = Object.entries(name).map(([type, text]) => [
    type,
    text.replace('{family}', bench.family.toUpperCase()),
  ])
  return Object.fromEntries(filled)
}

/** A positive serial of 120 bits that hangs on the label alone. */
function serialOf(label: string): Uint8Array {
  const digest = createHash('sha256').update(label).digest().subarray(0, 15)
  return Uint8Array.of(0x01, ...digest)
}

function extensionsOf(
  bench: Bench,
  entry: CertificateEntry,
  key: Uint8Array,
  issuerKey: Uint8Array,
): ext.ExtensionValue[] {
  const url = (kind: string) => [`${bench.services}/${bench.family}/${entry.issuer}${kind}`]
  const made = [
    ext.subjectKeyIdentifier(key),
    ext.authorityKeyIdentifier(issuerKey),
    ...(entry.ca && entry.ca !== 'none' ? [ext.basicConstraints(true, entry.ca.pathLength)] : []),
    ...(entry.keyUsage ? [ext.keyUsage(entry.keyUsage)] : []),
    ...(entry.purposes ? [ext.extendedKeyUsage(entry.purposes, entry.purposesCritical)] : []),
    ...(entry.sans ? [ext.subjectAltName(entry.sans)] : []),
    ...(entry.permitted ? [ext.nameConstraints({ permitted: entry.permitted })] : []),
    ...(entry.crl ? [ext.crlDistributionPoints(url('.crl'))] : []),
    ...(entry.ocsp ? [ext.authorityInfoAccess({ ocsp: url('/ocsp'), caIssuers: url('.cer') })] : []),
    ...(entry.noCheck ? [ext.ocspNoCheck()] : []),
    ...identities(entry),
    ...(entry.extra ?? []).map(({ oid, critical, hex }) =>
      ext.extension(oid, fromHex(hex) ?? new Uint8Array(), critical),
    ),
  ]
  return [...made, ...made.filter(({ oid }) => entry.repeat?.includes(oid))]
}

function identities(entry: CertificateEntry): ext.ExtensionValue[] {
  const kinds = Object.keys(ext.IDENTITY) as (keyof typeof ext.IDENTITY)[]
  return kinds.flatMap((kind) => {
    const number = entry.identity?.[kind]
    return number ? [ext.identity(kind, number)] : []
  })
}

async function revocationList(bench: Bench, crl: Declaration['crls'][string]): Promise<Uint8Array> {
  const issuer = built(bench, crl.issuer)
  const entries = bench.declaration.revocations
    .filter(({ certificate: label }) => bench.made.get(label)?.entry.issuer === crl.issuer)
    .map(({ certificate: label, at, reason }) => ({ serial: serialOf(label), revokedAt: bench.at + at, reason }))
  return makeCrl({
    issuer: referenceTo(issuer.der).subject,
    signer: bench.signer(crl.signedBy ?? issuer.entry.key),
    thisUpdate: bench.at + crl.updated,
    nextUpdate: bench.at + crl.next,
    number: crl.number,
    // A delta holds only what changed since its base: nothing, in the declared world.
    entries: crl.deltaTo === undefined ? entries : [],
    ...(crl.deltaTo !== undefined && { deltaTo: crl.deltaTo }),
    ...(crl.spoilSignature && { spoilSignature: true }),
  })
}

async function ocspAnswer(bench: Bench, answer: Declaration['ocsp'][string]): Promise<Uint8Array> {
  const about = built(bench, answer.about)
  const responder = built(bench, answer.by)
  const revocation = bench.declaration.revocations.find(({ certificate: label }) => label === answer.about)
  return makeOcspResponse({
    producedAt: bench.at + answer.updated,
    signer: bench.signer(responder.entry.key),
    certificates: [responder.der],
    responses: [
      {
        certId: certIdOf(about, built(bench, about.entry.issuer)),
        status: answer.status,
        thisUpdate: bench.at + answer.updated,
        nextUpdate: bench.at + answer.next,
        ...(answer.status === 'revoked' &&
          revocation && { revokedAt: bench.at + revocation.at, reason: revocation.reason }),
      },
    ],
    ...(answer.spoilSignature && { spoilSignature: true }),
  })
}

/** CertID with SHA-1, the form every responder knows (RFC 6960 §4.3). */
function certIdOf(about: BuiltCertificate, issuer: BuiltCertificate): Uint8Array {
  const { issuer: name, serial } = referenceTo(about.der)
  const key = ext.keyIdentifierOf(referenceTo(issuer.der).spki)
  const sha1 = identifier('1.3.14.3.2.26')
  return derOf(sequence(sha1.toSchema(), octets(hash('sha1', name)), octets(key), integer(serial)))
}

async function timestamp(bench: Bench, stamp: Declaration['timestamps'][string]): Promise<Uint8Array> {
  const tsa = built(bench, stamp.by)
  const signer = bench.signer(tsa.entry.key)
  const digest = digestOf(signer.algorithm)
  return makeTimestampToken({
    imprint: { digest, hashed: hash(digest, STAMPED) },
    genTime: bench.at,
    serial: 4711,
    policy: '1.3.6.1.4.1.99999.2.1',
    accuracy: { seconds: 1 },
    signer,
    certificate: tsa.der,
    certificates: [tsa.der, built(bench, tsa.entry.issuer).der],
    ...(stamp.boundTo && { boundTo: built(bench, stamp.boundTo).der }),
    ...(stamp.spoilSignature && { spoilSignature: true }),
  })
}
