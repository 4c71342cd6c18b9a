// The rules of a finished chain, except signatures, policies, revocation and purpose: dates, names, CA constraints, extensions
// nobody understands, algorithms (RFC 5280 §6.1.3, §6.1.4, §6.1.5). Every rule looks at every certificate and reports all it finds.

import { type AlgorithmPolicy, type AlgorithmProblem, digestProblem, keyProblem } from '../algorithm-policy.ts'
import { TAG } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { sm2PointOf } from '../gm/sm2.ts'
import type { Effect, Finding, Instant, SubIndication } from '../verdict.ts'
import type { AlgorithmIdentifier, Certificate, Extension } from './certificate.ts'
import { decodeExtension, extensionOf, malformationOf } from './extensions.ts'
import { isOversized } from './key.ts'
import {
  comparisonsOf,
  constrainedNames,
  MAX_NAME_COMPARISONS,
  malformedSubtrees,
  violations,
} from './name-constraints.ts'
import { bidiMixedTexts, generalNameText, isEmptyName, nameText, sameName } from './names.ts'
import { hasSmallOrder } from './small-order.ts'
import { needsParameters } from './working-key.ts'

/** Target first, trust anchor last. A chain of one is a target that is itself the anchor. */
export type CertificateChain = readonly Certificate[]

/** Names of hostile certificates run to kilobytes; a finding needs the beginning. */
const MAX_TEXT = 200

export function certificateText(certificate: Certificate): string {
  return shortened(nameText(certificate.subject)) || '(empty)'
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}

export function pathFinding(
  code: string,
  effect: Effect,
  clause: string,
  subIndication: SubIndication | undefined,
  certificate: Certificate,
  params: Finding['params'] = {},
): Finding {
  const sub = subIndication ? { subIndication } : {}
  return { code, effect, clause, ...sub, params: { certificate: certificateText(certificate), ...params } }
}

const CONSTRAINT = 'CHAIN_CONSTRAINTS_FAILURE'

/** §6.1.3 (a)(2). The anchor's own dates are no part of RFC 5280; an expired anchor leaves the matter open. */
export function validityFindings(chain: CertificateChain, at: Instant): Finding[] {
  return chain.flatMap((one, index) => {
    const isAnchor = index === chain.length - 1 && index > 0
    const effect = isAnchor ? 'unknown' : 'fatal'
    const clause = 'RFC 5280 §6.1.3 (a)(2)'
    if (at > one.notAfter) {
      const sub = isAnchor ? 'OUT_OF_BOUNDS_NO_POE' : 'EXPIRED'
      const params = { notAfter: new Date(one.notAfter).toISOString() }
      return [
        pathFinding(isAnchor ? 'path.anchor-expired' : 'path.certificate-expired', effect, clause, sub, one, params),
      ]
    }
    if (at >= one.notBefore) return []
    const sub = isAnchor ? 'OUT_OF_BOUNDS_NO_POE' : 'NOT_YET_VALID'
    const params = { notBefore: new Date(one.notBefore).toISOString() }
    return [pathFinding('path.certificate-not-yet-valid', effect, clause, sub, one, params)]
  })
}

/** §6.1.4 (k) to (n): every certificate above the target is a CA, may sign certificates, and stands high enough. */
export function authorityFindings(chain: CertificateChain, maxDepth: number | undefined): Finding[] {
  const findings = chain.slice(1).flatMap((one, index) => caFindings(one, index + 1 === chain.length - 1))
  let below = 0
  for (const one of chain.slice(1)) {
    const limit = extensionOf(one, 'basicConstraints')?.pathLength
    if (limit !== undefined && below > limit) {
      const params = { allowed: limit, found: below }
      findings.push(pathFinding('path.length-exceeded', 'fatal', 'RFC 5280 §6.1.4 (l)', CONSTRAINT, one, params))
    }
    if (!isSelfIssued(one)) below++
  }
  const depth = chain.slice(1, -1).filter((one) => !isSelfIssued(one)).length
  const target = chain[0]
  if (target && maxDepth !== undefined && depth > maxDepth) {
    const params = { allowed: maxDepth, found: depth }
    findings.push(pathFinding('path.too-deep', 'fatal', 'RFC 5280 §6.1.1', CONSTRAINT, target, params))
  }
  return findings
}

export function isSelfIssued(certificate: Certificate): boolean {
  return sameName(certificate.subject, certificate.issuer)
}

function caFindings(certificate: Certificate, isAnchor: boolean): Finding[] {
  const findings: Finding[] = []
  const constraints = extensionOf(certificate, 'basicConstraints')
  const usage = extensionOf(certificate, 'keyUsage')
  // A trust anchor is trusted as a CA by being one, unless it says that it is none.
  if (constraints ? !constraints.isCa : !isAnchor) {
    findings.push(pathFinding('path.issuer-is-not-ca', 'fatal', 'RFC 5280 §6.1.4 (k)', CONSTRAINT, certificate))
  }
  if (usage && !usage.includes('keyCertSign')) {
    findings.push(pathFinding('path.issuer-may-not-sign', 'fatal', 'RFC 5280 §6.1.4 (n)', CONSTRAINT, certificate))
  }
  return findings
}

/** §6.1.3 (b), (c): the names of every certificate against the constraints of every certificate above it, the anchor's too. */
export function nameConstraintFindings(chain: CertificateChain): Finding[] {
  const findings: Finding[] = []
  let comparisons = 0
  for (const [index, authority] of chain.entries()) {
    const constraints = index > 0 ? extensionOf(authority, 'nameConstraints') : undefined
    if (!constraints) continue
    for (const subtree of malformedSubtrees(constraints)) {
      findings.push(constraintFinding('path.name-constraint-malformed', authority, generalNameText(subtree)))
    }
    for (const [below, one] of chain.slice(0, index).entries()) {
      // Self-issued CA certificates carry the name of the authority they belong to, whatever it is.
      if (below > 0 && isSelfIssued(one)) continue
      const names = constrainedNames(one, below === 0)
      comparisons += comparisonsOf(names, constraints)
      if (comparisons > MAX_NAME_COMPARISONS) {
        return [...findings, constraintFinding('path.name-constraints-too-many', one, String(comparisons))]
      }
      findings.push(...violations(names, constraints).map(({ code, name }) => constraintFinding(code, one, name)))
    }
  }
  return findings
}

function constraintFinding(code: string, certificate: Certificate, name: string): Finding {
  const params = { name: shortened(name) }
  return pathFinding(code, 'fatal', 'RFC 5280 §4.2.1.10', CONSTRAINT, certificate, params)
}

/** Extensions this code acts on, or whose meaning cannot make a signature less trustworthy. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.nameConstraints,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.policyConstraints,
  OID.inhibitAnyPolicy,
  OID.crlDistributionPoints,
  OID.freshestCrl,
  OID.authorityInfoAccess,
  OID.subjectInfoAccess,
  OID.ocspNoCheck,
  OID.tlsFeature,
  OID.identifyCode,
  OID.insuranceNumber,
  OID.icRegistrationNumber,
  OID.organizationCode,
  OID.taxationNumber,
])

/** §6.1.3, §6.1.4 (o), §6.1.5 (f): critical extensions are understood, none stands twice, all can be read. The anchor's too. */
export function extensionFindings(chain: CertificateChain): Finding[] {
  const findings: Finding[] = []
  for (const certificate of chain) {
    const seen = new Set<string>()
    for (const extension of certificate.extensions) {
      for (const problem of extensionProblems(extension, seen)) {
        const sub = 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
        findings.push(pathFinding(problem, 'fatal', 'RFC 5280 §4.2', sub, certificate, { oid: extension.oid }))
      }
      seen.add(extension.oid)
    }
  }
  return findings
}

const NO_PROBLEM: readonly string[] = []

function extensionProblems(extension: Extension, seen: ReadonlySet<string>): readonly string[] {
  const { oid, critical } = extension
  const isProxy = oid === OID.proxyCertInfo
  const isUnknown = critical && !isProxy && !UNDERSTOOD.has(oid)
  const isDuplicate = seen.has(oid)
  const isMalformed = malformationOf(extension) !== undefined
  if (!isProxy && !isUnknown && !isDuplicate && !isMalformed) return NO_PROBLEM
  return [
    // RFC 3820: whoever holds such a certificate acts in the name of another. Nobody here asked for that.
    ...(isProxy ? ['path.proxy-certificate'] : []),
    ...(isUnknown ? ['path.unknown-critical-extension'] : []),
    ...(isDuplicate ? ['path.duplicate-extension'] : []),
    ...(isMalformed ? ['path.malformed-extension'] : []),
  ]
}

/** RFC 5280 §4.1.1.2: the algorithm that was signed is the one that is announced. The anchor's signature is not relied on. */
export function algorithmAgreementFindings(chain: CertificateChain): Finding[] {
  return chain.slice(0, Math.max(1, chain.length - 1)).flatMap((one) => {
    if (isSameAlgorithm(one.innerSignature, one.signatureAlgorithm)) return []
    return [pathFinding('path.algorithms-differ', 'fatal', 'RFC 5280 §4.1.1.2', 'FORMAT_FAILURE', one)]
  })
}

export function isSameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  return a.oid === b.oid && equalBytes(a.parameters ?? new Uint8Array(), b.parameters ?? new Uint8Array())
}

/** The dated policy on every signature that is relied on, and on every key. */
export function algorithmFindings(chain: CertificateChain, policy: AlgorithmPolicy, at: Instant): Finding[] {
  return chain.flatMap((one, index) => {
    const isAnchor = index === chain.length - 1
    const digest = isAnchor ? undefined : digestProblem(one.signatureAlgorithm, policy, at)
    const key = needsParameters(one) ? undefined : keyProblem(one, policy, at)
    const weak = [digest, key].flatMap((problem) => (problem ? [algorithmFinding(problem, one)] : []))
    return [...weak, ...curveFindings(one), ...sizeFindings(one)]
  })
}

function sizeFindings(certificate: Certificate): Finding[] {
  const clause = 'RFC 8032 §5.1.7'
  const sub = 'CRYPTO_CONSTRAINTS_FAILURE'
  const small = hasSmallOrder(certificate)
    ? [pathFinding('path.key-small-order', 'fatal', clause, sub, certificate)]
    : []
  return isOversized(certificate) ? [oversizedFinding(certificate)] : small
}

export function oversizedFinding(certificate: Certificate): Finding {
  const clause = 'NIST SP 800-131A (clause unverified)'
  return pathFinding('path.key-oversized', 'fatal', clause, 'CRYPTO_CONSTRAINTS_FAILURE', certificate)
}

/** A curve that is spelled out may have a base point of the attacker's choosing (CVE-2020-0601). SM2 always uses the standard one. */
function curveFindings(certificate: Certificate): Finding[] {
  const { oid, parameters } = certificate.publicKeyAlgorithm
  if (oid !== OID.ecPublicKey || parameters?.[0] === TAG.oid) return []
  const isSm2 = sm2PointOf(certificate.publicKeyInfo) !== undefined
  const [effect, sub] = isSm2 ? (['defect', undefined] as const) : (['fatal', 'CRYPTO_CONSTRAINTS_FAILURE'] as const)
  return [pathFinding('path.curve-not-named', effect, 'RFC 5480 §2.1.1', sub, certificate)]
}

function algorithmFinding({ code, effect, algorithm }: AlgorithmProblem, certificate: Certificate): Finding {
  const params = { algorithm }
  return pathFinding(
    code,
    effect,
    'NIST SP 800-131A (clause unverified)',
    'CRYPTO_CONSTRAINTS_FAILURE',
    certificate,
    params,
  )
}

/**
 * §6.1.3 (a)(4) is met by construction; an empty issuer name can chain to nothing (RFC 5280 §4.1.2.4). Names that mix writing
 * directions are forbidden by the stringprep that RFC 4518 compares them with, so equal says nothing about what was shown.
 */
export function nameFindings(chain: CertificateChain): Finding[] {
  return chain.flatMap((one, index) => {
    const findings: Finding[] = []
    if (isEmptyName(one.issuer)) {
      findings.push(pathFinding('path.issuer-empty', 'fatal', 'RFC 5280 §4.1.2.4', 'FORMAT_FAILURE', one))
    }
    if (isEmptyName(one.subject) && (index > 0 || !decodeExtension(one, 'subjectAltName'))) {
      findings.push(pathFinding('path.subject-empty', 'fatal', 'RFC 5280 §4.1.2.6', 'FORMAT_FAILURE', one))
    }
    findings.push(...bidiFindings(one))
    return findings
  })
}

function bidiFindings(certificate: Certificate): Finding[] {
  const [own, above] = [bidiMixedTexts(certificate.subject), bidiMixedTexts(certificate.issuer)]
  if (own.length + above.length === 0) return []
  const texts = new Set([...own, ...above])
  const sub = 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  return [...texts].map((text) =>
    pathFinding('path.name-bidi-mixed', 'unknown', 'RFC 3454 §6', sub, certificate, { name: shortened(text) }),
  )
}
