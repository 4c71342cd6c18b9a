// Whether the signer's certificate is the one the signed properties name: SigningCertificate and SigningCertificateV2, and a KeyInfo
// that is signed itself (EN 319 132-1 §5.2.2; TS 101 903 §7.2.2). Any of the references may be the signer's; the others are its path.

import { TAG } from '../../../asn1/der.ts'
import { Fields, onlyTlv, parsing } from '../../../asn1/fields.ts'
import { readInteger } from '../../../asn1/values.ts'
import { equalBytes } from '../../../bytes/bytes.ts'
import { toHex } from '../../../bytes/hex.ts'
import { comparedDigests } from '../../../cms/evidence.ts'
import { defect, fatal, note, unknown } from '../../../finding.ts'
import type { DigestAlgorithm, Primitives } from '../../../primitives.ts'
import { type Step, step } from '../../../verdict.ts'
import type { Certificate } from '../../../x509/certificate.ts'
import { certificateDigest } from '../../../x509/fingerprint.ts'
import { readGeneralNames, sameName } from '../../../x509/names.ts'
import { methodDigest } from '../algorithms.ts'
import { base64Of, decimalOf, unsigned } from '../key-info.ts'
import { DS, xadesChild, xadesChildren } from '../names.ts'
import { childOf, type XmlElement } from '../tree.ts'
import type { XadesProperties } from './properties.ts'

const CLAUSE = 'EN 319 132-1 §5.2.2'

export interface CertificateReference {
  digest: DigestAlgorithm | undefined
  hash: Uint8Array | undefined
  serial?: bigint
  /** Of IssuerSerialV2. */
  issuers?: ReturnType<typeof readGeneralNames>
  isMalformed: boolean
}

/** The references to certificates in the signed properties, both versions together. */
export function certificateReferences(properties: XadesProperties | undefined): CertificateReference[] {
  const signed = properties?.signedSignature
  const holders = ['SigningCertificateV2', 'SigningCertificate'].flatMap((local) => xadesChildren(signed, local))
  return holders.flatMap((one) => xadesChildren(one, 'Cert')).map(readCertificateReference)
}

/** A Cert of SigningCertificate, or of CompleteCertificateRefs, which has the same shape. */
export function readCertificateReference(cert: XmlElement): CertificateReference {
  const digestElement = xadesChild(cert, 'CertDigest')
  const hash = base64Of(childOf(digestElement, DS, 'DigestValue') ?? xadesChild(digestElement, 'DigestValue'))
  const digest = digestElement && methodDigest(digestElement)
  const serial = decimalOf(childOf(xadesChild(cert, 'IssuerSerial'), DS, 'X509SerialNumber'))
  const second = xadesChild(cert, 'IssuerSerialV2')
  const read = second && parsing(() => readIssuerSerial(base64Of(second) ?? new Uint8Array()))
  return {
    digest,
    hash,
    ...(serial !== undefined && { serial }),
    ...(read?.ok && read.value),
    isMalformed: !hash || read?.ok === false,
  }
}

/** IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber, … } (RFC 5035 §5.4.1). */
function readIssuerSerial(der: Uint8Array) {
  const fields = new Fields(onlyTlv(der), TAG.sequence)
  return { issuers: readGeneralNames(fields.next()), serial: unsigned(readInteger(fields.next())) }
}

/** The first candidate that one of the references hashes. */
export async function certificateNamed(
  references: readonly CertificateReference[],
  candidates: readonly Certificate[],
  primitives: Primitives,
): Promise<Certificate | undefined> {
  for (const reference of references)
    for (const one of candidates) if (await isHashed(reference, one, primitives)) return one
  return undefined
}

async function isHashed({ digest, hash }: CertificateReference, certificate: Certificate, primitives: Primitives) {
  return (
    digest !== undefined &&
    hash !== undefined &&
    equalBytes(await certificateDigest(digest, certificate, primitives), hash)
  )
}

/** @param isKeyInfoSigned a signed KeyInfo binds the certificate too */
export async function judgeSigningCertificate(
  references: readonly CertificateReference[],
  certificate: Certificate,
  isKeyInfoSigned: boolean,
  primitives: Primitives,
): Promise<Step> {
  const make = (findings: Parameters<typeof step>[2], evidence?: Parameters<typeof step>[3]) =>
    step('xades.signing-certificate', CLAUSE, findings, evidence)
  if (references.length === 0) {
    return make([note(isKeyInfoSigned ? 'xades.key-info-signed' : 'xades.signing-certificate-absent', CLAUSE)])
  }
  for (const one of references)
    if (await isHashed(one, certificate, primitives)) return make(judgeNamed(one, certificate))
  const [first] = references
  if (first?.isMalformed) return make([fatal('xades.signing-certificate-malformed', CLAUSE, 'FORMAT_FAILURE')])
  if (!first?.digest)
    return make([unknown('xades.signing-certificate-digest', CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')])
  const computed = await certificateDigest(first.digest, certificate, primitives)
  return make(
    [fatal('xades.signing-certificate-mismatch', CLAUSE, 'SIG_CONSTRAINTS_FAILURE')],
    comparedDigests(first.digest, first.hash, computed),
  )
}

/** The hash binds; where serial number or issuer say otherwise, which certificate the signer meant is open. */
function judgeNamed({ serial, issuers, isMalformed }: CertificateReference, certificate: Certificate) {
  const own = unsigned(certificate.serial)
  const names = issuers?.flatMap((one) => (one.kind === 'directory' ? [one.name] : [])) ?? []
  const isOtherIssuer = names.length > 0 && !names.some((name) => sameName(name, certificate.issuer))
  if ((serial !== undefined && serial !== own) || isOtherIssuer) {
    const params = { serial: toHex(certificate.serial) }
    return [unknown('xades.signing-certificate-issuer', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  }
  return isMalformed ? [defect('xades.signing-certificate-issuer-malformed', CLAUSE)] : []
}
