// Is a certificate meant for what it is used for: extended key usage and key usage of the leaf, and extended key usage of the
// CAs above it taken as a limit, as the Web PKI does (RFC 5280 §4.2.1.3, §4.2.1.12; RFC 3161 §2.3; RFC 6960 §4.2.2.2;
// for code signing the CA/B Forum's code signing requirements, clause unverified).

import { OID } from '../asn1/oids.ts'
import type { Certificate } from './certificate.ts'
import { decodeExtension, extensionOf, findExtension, type KeyUsage } from './extensions.ts'

export type Purpose =
  | 'serverAuth'
  | 'clientAuth'
  | 'codeSigning'
  | 'emailProtection'
  | 'timeStamping'
  | 'ocspSigning'
  | 'documentSigning'

interface PurposeRule {
  /** The purpose itself and older names for it. */
  accepted: readonly string[]
  /** At least one of these where the certificate has a key usage at all. */
  anyKeyUsage: readonly KeyUsage[]
  forbiddenKeyUsage?: readonly KeyUsage[]
  /** The key usage must be there and critical. */
  needsCriticalKeyUsage?: boolean
  /** The extension must be there, critical or not, with the purpose in it. */
  mustBeStated?: boolean
  /** RFC 3161 §2.3: critical, and nothing else beside it. */
  mustBeOnlyAndCritical?: boolean
  /** `anyExtendedKeyUsage` is no substitute. */
  refusesAny?: boolean
  /** Purposes that must not stand beside it. */
  forbiddenBeside?: readonly string[]
}

const SIGNING: readonly KeyUsage[] = ['digitalSignature', 'contentCommitment']

const RULES: Readonly<Record<Purpose, PurposeRule>> = {
  serverAuth: {
    accepted: [OID.serverAuth, OID.microsoftSgc, OID.netscapeSgc],
    anyKeyUsage: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  },
  clientAuth: { accepted: [OID.clientAuth], anyKeyUsage: ['digitalSignature', 'keyAgreement'] },
  codeSigning: {
    accepted: [OID.codeSigning],
    anyKeyUsage: ['digitalSignature'],
    forbiddenKeyUsage: ['keyCertSign', 'cRLSign'],
    needsCriticalKeyUsage: true,
    mustBeStated: true,
    refusesAny: true,
    forbiddenBeside: [OID.anyExtendedKeyUsage, OID.serverAuth],
  },
  emailProtection: {
    accepted: [OID.emailProtection],
    anyKeyUsage: ['digitalSignature', 'contentCommitment', 'keyEncipherment', 'keyAgreement'],
  },
  timeStamping: {
    accepted: [OID.timeStamping],
    anyKeyUsage: SIGNING,
    forbiddenKeyUsage: ['keyCertSign', 'cRLSign'],
    mustBeStated: true,
    mustBeOnlyAndCritical: true,
    refusesAny: true,
  },
  ocspSigning: { accepted: [OID.ocspSigning], anyKeyUsage: SIGNING, mustBeStated: true, refusesAny: true },
  documentSigning: {
    accepted: [OID.documentSigning, OID.microsoftDocumentSigning, OID.adobePdfSigning, OID.emailProtection],
    anyKeyUsage: SIGNING,
  },
}

export type PurposeProblem =
  | 'path.purpose-not-allowed'
  | 'path.purpose-not-stated'
  | 'path.purpose-not-alone'
  | 'path.purpose-not-critical'
  | 'path.key-usage-not-allowed'

/** What keeps a leaf from serving `purpose`. An unreadable extension is reported elsewhere and allows nothing here. */
export function purposeProblems(certificate: Certificate, purpose: Purpose): PurposeProblem[] {
  const rule = RULES[purpose]
  return [...extendedProblems(certificate, rule), ...keyUsageProblems(certificate, rule)]
}

function extendedProblems(certificate: Certificate, rule: PurposeRule): PurposeProblem[] {
  const decoded = decodeExtension(certificate, 'extKeyUsage')
  if (!decoded) return rule.mustBeStated ? ['path.purpose-not-stated'] : []
  const stated = decoded.ok ? decoded.value : []
  const isAllowed = stated.some((oid) => rule.accepted.includes(oid))
  const isAny = !rule.refusesAny && stated.includes(OID.anyExtendedKeyUsage)
  const problems: PurposeProblem[] = isAllowed || isAny ? [] : ['path.purpose-not-allowed']
  if (stated.some((oid) => rule.forbiddenBeside?.includes(oid))) problems.push('path.purpose-not-alone')
  if (!rule.mustBeOnlyAndCritical) return problems
  if (stated.length !== 1) problems.push('path.purpose-not-alone')
  if (!findExtension(certificate, OID.extKeyUsage)?.critical) problems.push('path.purpose-not-critical')
  return problems
}

function keyUsageProblems(certificate: Certificate, rule: PurposeRule): PurposeProblem[] {
  const decoded = decodeExtension(certificate, 'keyUsage')
  const isCritical = findExtension(certificate, OID.keyUsage)?.critical === true
  if (rule.needsCriticalKeyUsage && !isCritical) return ['path.key-usage-not-allowed']
  if (!decoded) return []
  const usages = decoded.ok ? decoded.value : []
  const isMissing = !usages.some((usage) => rule.anyKeyUsage.includes(usage))
  const isForbidden = usages.some((usage) => rule.forbiddenKeyUsage?.includes(usage))
  return isMissing || isForbidden ? ['path.key-usage-not-allowed'] : []
}

/** A CA with an extended key usage may only stand above leaves of those purposes. */
export function mayIssueFor(ca: Certificate, purpose: Purpose): boolean {
  const stated = extensionOf(ca, 'extKeyUsage')
  if (!stated) return !findExtension(ca, OID.extKeyUsage)
  return stated.includes(OID.anyExtendedKeyUsage) || stated.some((oid) => RULES[purpose].accepted.includes(oid))
}

/** Object identifiers that stand for a purpose in trust settings. */
export function purposeOids(purpose: Purpose): readonly string[] {
  return [...RULES[purpose].accepted, OID.anyExtendedKeyUsage]
}
