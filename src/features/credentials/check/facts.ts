// Reads what the answer of the online check rests on out of a certificate and the report about it. Pure.

import { OID } from '#core/asn1/oids.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf, type KeyUsage } from '#core/x509/extensions.ts'
import { identityOf } from '#core/x509/identity.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { attributesOf, nameText, sameName } from '#core/x509/names.ts'
import { AppError } from '#src/context.ts'
import type { CheckedFacts } from './rules.ts'

export interface Judged {
  report: ReportJson
  revocation: CheckedFacts['revocation']
}

export function factsOf(
  certificate: Certificate,
  { report, revocation }: Judged,
  own: CheckedFacts['own'],
): CheckedFacts {
  const { algorithm, bits } = keyKindOf(certificate)
  return {
    holder: holderOf(certificate),
    issuer: nameOf(certificate.issuer),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    algorithm,
    bits,
    isSha1: SHA1.has(certificate.signatureAlgorithm.oid),
    isCa: isCa(certificate),
    use: usageOf(certificate),
    // Octet for octet what an authority of ours handed over.
    trust: own ? 'genuine' : trustOf(report),
    revocation,
    own,
  }
}

function holderOf(certificate: Certificate): CheckedFacts['holder'] {
  const { subject } = certificate
  const person = identityOf(certificate).find(({ value }) => value.includes('*'))
  return {
    name: nameOf(subject),
    organisation: attributesOf(subject, OID.organizationName).join(' '),
    units: attributesOf(subject, OID.organizationalUnitName).join(' '),
    identityMasked: person?.value ?? '',
  }
}

function nameOf(name: Certificate['subject']): string {
  return attributesOf(name, OID.commonName)[0] ?? (nameText(name) || '—')
}

function isCa(certificate: Certificate): boolean {
  return extensionOf(certificate, 'basicConstraints')?.isCa ?? false
}

const SHA1: ReadonlySet<string> = new Set([OID.sha1WithRsa, OID.sha1WithRsaOiw, OID.ecdsaWithSha1])
const ENCRYPTING: ReadonlySet<KeyUsage> = new Set(['keyEncipherment', 'dataEncipherment', 'keyAgreement'])

/** GM/T 0015 (clause unverified): the certificate of a pair that encrypts may not sign, and the other way round. */
function usageOf(certificate: Certificate): CheckedFacts['use'] {
  const usage = extensionOf(certificate, 'keyUsage')
  if (!usage) return 'both'
  const signs = usage.includes('digitalSignature') || usage.includes('contentCommitment')
  const encrypts = usage.some((one) => ENCRYPTING.has(one))
  return signs === encrypts ? 'both' : signs ? 'sign' : 'encryption'
}

/** A finding that denies the signature of a named issuer is a forgery; an issuer that was not found is a stranger. */
function trustOf({ verdict, signers, steps }: ReportJson): CheckedFacts['trust'] {
  if (verdict === 'VALID' || verdict === 'VALID_WITH_DEFECTS') return 'genuine'
  const all = [...steps, ...signers.flatMap((signer) => signer.steps)].flatMap(({ findings }) => findings)
  const codes = new Set(all.filter(({ effect }) => effect === 'fatal' || effect === 'unknown').map(({ code }) => code))
  if (codes.has('path.signature-invalid')) return 'forged'
  if (codes.has('path.anchor-unknown') || codes.has('path.issuer-not-found')) return 'stranger'
  codes.delete('revocation.revoked')
  return codes.size === 0 ? 'genuine' : verdict === 'INVALID' ? 'refused' : 'stranger'
}

/** Those that issued none of the others; of a bundle of CA certificates alone, all that are not issuers of another. */
export function leavesOf(all: readonly Certificate[]): Certificate[] {
  const isIssuer = (one: Certificate) =>
    all.some((other) => other !== one && isCa(one) && sameName(other.issuer, one.subject))
  const leaves = all.filter((one) => !isIssuer(one))
  return leaves.length > 0 ? leaves : [...all]
}

/**
 * The certificate to look at: of a pair the one that signs.
 * @throws AppError `bad-input` for those of several holders
 */
export function mainOf(leaves: readonly Certificate[]): Certificate {
  const people = leaves.filter((one) => !isCa(one))
  const asked = people.length > 0 ? people : leaves
  const holders = asked.filter(
    (one, index) => asked.findIndex((other) => sameName(other.subject, one.subject)) === index,
  )
  if (holders.length > 1) throw new AppError('bad-input', 'credentials.check-several', { count: holders.length })
  const newestFirst = [...asked].sort((a, b) => b.notAfter - a.notAfter)
  const main = newestFirst.find((one) => usageOf(one) !== 'encryption') ?? newestFirst[0]
  if (!main) throw new AppError('bad-input', 'credentials.check-no-certificate')
  return main
}
