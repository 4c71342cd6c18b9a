// Which certificate a SignerInfo means, whether its signed reference binds that certificate (RFC 5652 §5.3; RFC 5035 §5.4),
// and whether the certificate may sign at all (RFC 5280 §4.2.1.3; the dual-certificate rule of GM/T 0015, clause unverified).

import { OID } from '../asn1/oids.ts'
import { oid } from '../asn1/write.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { defect, fatal, note, unknown } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import type { Finding } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { certificateDigest } from '../x509/fingerprint.ts'
import { sameName } from '../x509/names.ts'
import { attributesOf, type CertificateReference, readSigningCertificate } from './attributes.ts'
import type { Attribute, SignerInfo } from './signed-data.ts'

const ESS_CLAUSE = 'RFC 5035 §5.4'

/**
 * The certificates that fit the identifier of a SignerInfo. More than one is possible: a forger can copy issuer and serial.
 * A key identifier is looked up in the extension, and where that is absent as SHA-1 of the key bits (RFC 5280 §4.2.1.2).
 */
export async function certificatesFor(
  signer: SignerInfo,
  candidates: readonly Certificate[],
  primitives: Primitives,
): Promise<Certificate[]> {
  const { identifier } = signer
  if (identifier.kind === 'issuer-serial') {
    return candidates.filter(
      (one) => equalBytes(one.serial, identifier.serial) && sameName(one.issuer, identifier.issuer),
    )
  }
  const fits = await Promise.all(
    candidates.map(async (one) => {
      const own = extensionOf(one, 'subjectKeyIdentifier') ?? (await primitives.digest('sha1', one.publicKeyBits))
      return equalBytes(own, identifier.keyIdentifier)
    }),
  )
  return candidates.filter((_, index) => fits[index])
}

/** Of several fitting certificates the one the signed reference binds, else the first. */
export async function chooseCertificate(
  signer: SignerInfo,
  fitting: readonly Certificate[],
  primitives: Primitives,
): Promise<Certificate | undefined> {
  if (fitting.length < 2) return fitting[0]
  for (const certificate of fitting) {
    const findings = await judgeReferences(signer, certificate, { isMandatory: true }, primitives)
    if (findings.every((finding) => finding.effect === 'note')) return certificate
  }
  return fitting[0]
}

/** The signing-certificate attributes, v1 and v2: each that is present must name the signer's certificate first. */
export async function judgeReferences(
  signer: SignerInfo,
  certificate: Certificate,
  rule: { isMandatory: boolean; candidates?: readonly Certificate[] },
  primitives: Primitives,
): Promise<Finding[]> {
  const attributes = [OID.signingCertificateV2, OID.signingCertificate].flatMap((oid) =>
    attributesOf(signer.signedAttributes, oid),
  )
  if (attributes.length === 0) {
    return rule.isMandatory
      ? [fatal('cms.signing-certificate-missing', ESS_CLAUSE, 'SIG_CONSTRAINTS_FAILURE')]
      : [note('cms.signing-certificate-absent', ESS_CLAUSE)]
  }
  const findings: Finding[] = []
  for (const one of attributes) {
    findings.push(...(await judgeReference(one, certificate, rule.candidates ?? [], primitives)))
  }
  return findings
}

async function judgeReference(
  attribute: Attribute,
  certificate: Certificate,
  candidates: readonly Certificate[],
  primitives: Primitives,
): Promise<Finding[]> {
  const read = readSigningCertificate(attribute)
  if (!read.ok) return [fatal('cms.signing-certificate-malformed', ESS_CLAUSE, 'FORMAT_FAILURE')]
  const [first, ...others] = read.value.references
  const findings = first ? await judgeFirst(first, certificate, primitives) : []
  for (const one of others) findings.push(...(await judgeOther(one, candidates, primitives)))
  return [...findings, ...judgePolicies(read.value.policies, certificate)]
}

async function judgeFirst(
  first: CertificateReference,
  certificate: Certificate,
  primitives: Primitives,
): Promise<Finding[]> {
  if (!first.digest) {
    return [unknown('cms.signing-certificate-digest', ESS_CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')]
  }
  const hash = await certificateDigest(first.digest, certificate, primitives)
  if (!equalBytes(hash, first.hash)) {
    return [fatal('cms.signing-certificate-mismatch', ESS_CLAUSE, 'SIG_CONSTRAINTS_FAILURE')]
  }
  return namesCertificate(first, certificate)
    ? []
    : [fatal('cms.signing-certificate-issuer', ESS_CLAUSE, 'SIG_CONSTRAINTS_FAILURE')]
}

/** A further reference names a certificate of the path; where one of that name is at hand, one of them must be the one hashed. */
async function judgeOther(
  reference: CertificateReference,
  candidates: readonly Certificate[],
  primitives: Primitives,
): Promise<Finding[]> {
  const { digest, serial } = reference
  if (!digest || !serial) return []
  const named = candidates.filter((one) => namesCertificate(reference, one))
  const hashes = await Promise.all(named.map((one) => certificateDigest(digest, one, primitives)))
  const isFound = named.length === 0 || hashes.some((hash) => equalBytes(hash, reference.hash))
  return isFound ? [] : [defect('cms.signing-certificate-other', ESS_CLAUSE, { serial: toHex(serial) })]
}

/** The policies part limits the signature to certificates issued under one of them. */
function judgePolicies(policies: readonly string[], certificate: Certificate): Finding[] {
  if (policies.length === 0) return []
  const own = extensionOf(certificate, 'certificatePolicies') ?? []
  const isMet = own.some(({ oid: policy }) => policy === OID.anyPolicy || policies.includes(policy))
  const params = { policies: policies.join(', ') }
  return isMet ? [] : [unknown('cms.signing-certificate-policy', ESS_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
}

function namesCertificate(reference: CertificateReference, certificate: Certificate): boolean {
  if (reference.serial && !equalBytes(reference.serial, certificate.serial)) return false
  const names = reference.issuer?.flatMap((one) => (one.kind === 'directory' ? [one.name] : [])) ?? []
  return names.length === 0 || names.some((name) => sameName(name, certificate.issuer))
}

const SIGNING_USES: readonly string[] = ['digitalSignature', 'contentCommitment']

/** The key usage allows signing documents. A certificate without the extension is not restricted. */
export function judgeKeyUsage(certificate: Certificate): Finding[] {
  const usage = extensionOf(certificate, 'keyUsage')
  if (!usage || usage.some((one) => SIGNING_USES.includes(one))) return []
  const isEncryption = usage.some((one) => one.endsWith('Encipherment') || one === 'keyAgreement')
  const code = isEncryption && isSm2Key(certificate) ? 'cms.sm2-encryption-certificate' : 'cms.key-usage'
  return [fatal(code, 'RFC 5280 §4.2.1.3', 'CHAIN_CONSTRAINTS_FAILURE', { usage: usage.join(', ') })]
}

const SM2_CURVE = oid(OID.sm2)

/** SM2 by its own algorithm identifier, or an elliptic-curve key on the SM2 curve. */
export function isSm2Key(certificate: Certificate): boolean {
  const { oid: algorithm, parameters } = certificate.publicKeyAlgorithm
  return algorithm === OID.sm2 || (parameters !== undefined && equalBytes(parameters, SM2_CURVE))
}
