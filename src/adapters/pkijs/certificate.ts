// Certificates made to order (RFC 5280 §4.1), good ones and deliberately broken ones alike.

import type * as asn1js from 'asn1js'
import { AlgorithmIdentifier, Certificate, PublicKeyInfo, Time } from 'pkijs'
import type { SignatureAlgorithm, Signer } from '#adapters/keys/signer.ts'
import type { Instant } from '#core/verdict.ts'
import { signatureIdentifier } from './algorithm.ts'
import { bits, derOf, type Encodable, integer, raw, readBer, sequence, wholeSeconds } from './der.ts'
import { type ExtensionValue, toPkijs } from './extensions.ts'
import { type DistinguishedName, nameOf } from './name.ts'

export interface CertificateOrder {
  subject: DistinguishedName | Uint8Array
  issuer: DistinguishedName | Uint8Array
  /** A number, or the contents octets of the INTEGER exactly as they are to stand. */
  serial: number | bigint | Uint8Array
  notBefore: Instant
  notAfter: Instant
  /** DER SubjectPublicKeyInfo of the subject. */
  publicKey: Uint8Array
  /** In order; duplicates are kept. */
  extensions?: readonly ExtensionValue[]
  signer: Signer
  /** 3 unless a broken certificate is wanted. */
  version?: 1 | 2 | 3
  /** Names another algorithm inside the signed part than the one used: the two fields then disagree. */
  innerAlgorithm?: SignatureAlgorithm
  /** Flips one bit of the signature. */
  spoilSignature?: boolean
}

/** DER of a certificate. Nothing is validated: what is ordered is what is made. */
export async function makeCertificate(order: CertificateOrder): Promise<Uint8Array> {
  const certificate = new Certificate({
    version: (order.version ?? 3) - 1,
    serialNumber: integer(order.serial),
    signature: signatureIdentifier(order.innerAlgorithm ?? order.signer.algorithm),
    issuer: nameOf(order.issuer),
    subject: nameOf(order.subject),
    notBefore: timeOf(order.notBefore),
    notAfter: timeOf(order.notAfter),
    subjectPublicKeyInfo: publicKeyInfo(order.publicKey),
    ...(order.extensions?.length && { extensions: order.extensions.map(toPkijs) }),
  })
  return signed(certificate.encodeTBS(), order.signer, order.spoilSignature)
}

/** UTCTime through 2049, GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5). */
export function timeOf(at: Instant): Time {
  const value = wholeSeconds(at)
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value })
}

/** Built from its two parts, because pkijs refuses to read a key on a curve it does not know (SM2). */
export function publicKeyInfo(spki: Uint8Array): PublicKeyInfo {
  const [algorithm, key] = (readBer(spki) as asn1js.Sequence).valueBlock.value as [asn1js.Sequence, asn1js.BitString]
  return new PublicKeyInfo({
    algorithm: new AlgorithmIdentifier({ schema: algorithm }),
    subjectPublicKey: bits(key.valueBlock.valueHexView),
  })
}

/** The common frame of certificates, CRLs and requests: what is signed, the algorithm, the signature. */
export async function signed(toBeSigned: Encodable, signer: Signer, spoilSignature = false): Promise<Uint8Array> {
  const tbs = derOf(toBeSigned)
  const signature = await signer.sign(tbs)
  if (spoilSignature) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
  return derOf(sequence(raw(tbs), signatureIdentifier(signer.algorithm).toSchema(), bits(signature)))
}

/** The parts of an existing certificate that others refer to it by. */
export interface CertificateReference {
  /** DER Names. */
  issuer: Uint8Array
  subject: Uint8Array
  /** Contents octets of the serial number. */
  serial: Uint8Array
  spki: Uint8Array
}

/** @throws when the bytes are not a certificate. */
export function referenceTo(der: Uint8Array): CertificateReference {
  const [tbs] = (readBer(der) as asn1js.Sequence).valueBlock.value as [asn1js.Sequence]
  const fields = tbs.valueBlock.value
  const first = fields[0]?.idBlock.tagClass === 3 ? 1 : 0
  const part = (index: number) => new Uint8Array((fields[first + index] as asn1js.BaseBlock).valueBeforeDecodeView)
  return {
    serial: new Uint8Array((fields[first] as asn1js.Integer).valueBlock.valueHexView),
    issuer: part(2),
    subject: part(4),
    spki: part(5),
  }
}
