// Which certificates and which reasons a revocation list speaks for (RFC 5280 §5.2.5, §6.3.3 (b) to (e)), and which delta
// belongs to which complete list (§5.2.4, §6.3.3 (c)).

import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Certificate, Name, NameAttribute } from '../x509/certificate.ts'
import {
  type DistributionPoint,
  type DistributionPointName,
  extensionOf,
  findExtension,
  type IssuingDistributionPoint,
  type ReasonFlags,
} from '../x509/extensions.ts'
import { type GeneralName, generalNameKey, nameKey, sameName } from '../x509/names.ts'
import { type Crl, compareCrlNumbers, crlNumberOf, deltaBaseOf } from './crl.ts'

/** One bit for each of the reasons 1 to 8 a list may be limited to. */
export const ALL_REASONS = 0b1_1111_1110

function reasonMask(reasons: ReasonFlags | undefined): number {
  return reasons ? reasons.reduce((mask, bit) => mask | (1 << bit), 0) & ALL_REASONS : ALL_REASONS
}

export interface Subject {
  certificate: Certificate
  isCa: boolean
}

/** Real certificates name a handful of points; thousands are an attack on the search. */
const MAX_POINTS = 64

/** The points a certificate names, and last the one every certificate has: its issuer, for all reasons. */
export function distributionPointsOf({ certificate }: Subject): DistributionPoint[] {
  const stated = (extensionOf(certificate, 'crlDistributionPoints') ?? []).slice(0, MAX_POINTS)
  return [...stated, { name: { fullName: [{ kind: 'directory', name: certificate.issuer }] } }]
}

/** The reasons for which `crl` speaks about the certificate through `point`; 0: it does not speak about it at all. */
export function reasonsCovered(crl: Crl, point: DistributionPoint, subject: Subject): number {
  const scope = extensionOf(crl, 'issuingDistributionPoint')
  if (!isIssuedFor(crl, point, scope, subject.certificate)) return 0
  if (scope && !isWithinScope(crl, scope, point, subject)) return 0
  return reasonMask(point.reasons) & reasonMask(scope?.onlySomeReasons)
}

function isIssuedFor(
  crl: Crl,
  point: DistributionPoint,
  scope: IssuingDistributionPoint | undefined,
  certificate: Certificate,
): boolean {
  if (!point.crlIssuer) return sameName(crl.issuer, certificate.issuer)
  return scope?.indirectCrl === true && namesIssuer(point.crlIssuer, crl.issuer)
}

export function namesIssuer(names: readonly GeneralName[], issuer: Name): boolean {
  return names.some((name) => name.kind === 'directory' && sameName(name.name, issuer))
}

function isWithinScope(
  crl: Crl,
  scope: IssuingDistributionPoint,
  point: DistributionPoint,
  { certificate, isCa }: Subject,
): boolean {
  if (scope.onlyAttributeCerts) return false
  if (scope.onlyUserCerts && isCa) return false
  if (scope.onlyCaCerts && !isCa) return false
  if (!scope.name) return true
  const ofList = new Set(keysOf(scope.name, crl.issuer))
  const ofPoint = point.name
    ? keysOf(point.name, directoryOf(point.crlIssuer) ?? certificate.issuer)
    : (point.crlIssuer ?? []).map(generalNameKey)
  return ofPoint.some((key) => ofList.has(key))
}

function directoryOf(names: readonly GeneralName[] | undefined): Name | undefined {
  const found = names?.find((name) => name.kind === 'directory')
  return found?.kind === 'directory' ? found.name : undefined
}

/** A relative name stands below the name of the CRL issuer (RFC 5280 §4.2.1.13). */
function keysOf(name: DistributionPointName, base: Name): string[] {
  if (name.fullName) return name.fullName.map(generalNameKey)
  return name.relativeName ? [`directory:${nameKey(below(base, name.relativeName))}`] : []
}

function below(base: Name, rdn: NameAttribute[]): Name {
  return { rdns: [...base.rdns, rdn], raw: new Uint8Array() }
}

/** The deltas that bring `base` up to date: same issuer, scope and key, built on a list no newer than it, and newer themselves. */
export function deltasFor(base: Crl, crls: readonly Crl[]): Crl[] {
  const number = crlNumberOf(base)
  return number ? crls.filter((delta) => isDeltaFor(delta, base, number)) : []
}

function isDeltaFor(delta: Crl, base: Crl, number: Uint8Array): boolean {
  const builtOn = deltaBaseOf(delta)
  const own = crlNumberOf(delta)
  if (!builtOn || !own || !sameName(delta.issuer, base.issuer)) return false
  const isSameScope = sameExtension(delta, base, OID.issuingDistributionPoint)
  const isSameKey = sameExtension(delta, base, OID.authorityKeyIdentifier)
  return isSameScope && isSameKey && compareCrlNumbers(number, builtOn) >= 0 && compareCrlNumbers(number, own) < 0
}

function sameExtension(a: Crl, b: Crl, oid: string): boolean {
  const [one, other] = [findExtension(a, oid)?.value, findExtension(b, oid)?.value]
  return one && other ? equalBytes(one, other) : one === other
}
