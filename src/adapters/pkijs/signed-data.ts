// SignedData made to order: CMS (RFC 5652) and the Chinese dialects of it (GM/T 0010, RFC 2315 layout; clause unverified).
// Written over asn1js because pkijs can only sign with WebCrypto, which knows no SM2.

import { createHash } from 'node:crypto'
import type * as asn1js from 'asn1js'
import type { Signer } from '#adapters/keys/signer.ts'
import type { DigestAlgorithm } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { digestIdentifier, digestOf, identifier, signatureIdentifier } from './algorithm.ts'
import { referenceTo, timeOf } from './certificate.ts'
import { derOf, inSetOrder, integer, octets, oid, raw, sequence, set, tagged } from './der.ts'

export const CONTENT = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  gmData: '1.2.156.10197.6.1.4.2.1',
  gmSignedData: '1.2.156.10197.6.1.4.2.2',
} as const

const ATTRIBUTE = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const

/** One attribute: its type and the DER of each value. */
export interface AttributeValue {
  oid: string
  values: readonly Uint8Array[]
}

export interface SignerOrder {
  signer: Signer
  /** DER of the signer's certificate. */
  certificate: Uint8Array
  /** Signed attributes: made by `signedAttributes`, or `false` to sign the content itself. Default: content type and digest. */
  attributes?: readonly AttributeValue[] | false
  /** Attributes outside the signature; a function is given the signature value first (a signature timestamp needs it). */
  unsigned?: (signature: Uint8Array) => Promise<readonly AttributeValue[]> | readonly AttributeValue[]
  digest?: DigestAlgorithm
  /** Written as the signature algorithm, e.g. 1.2.156.10197.1.301.1 as the Chinese standard has it. */
  signatureOid?: string
  spoilSignature?: boolean
}

export interface SignedDataOrder {
  content: Uint8Array
  /** Leaves the content out of the message. */
  isDetached?: boolean
  /** Type of the content, default `data`. */
  contentType?: string
  /** Type of the whole message, default `signedData`; `gmSignedData` for the Chinese form. */
  outerType?: string
  version?: number
  signers: readonly SignerOrder[]
  /** Certificates to include, besides nothing: the signer's own is not added by itself. */
  certificates?: readonly Uint8Array[]
  crls?: readonly Uint8Array[]
}

/** DER of a ContentInfo with SignedData. */
export async function makeSignedData(order: SignedDataOrder): Promise<Uint8Array> {
  const contentType = order.contentType ?? CONTENT.data
  const infos = await Promise.all(order.signers.map((one) => signerInfo(one, order.content, contentType)))
  const digests = [...new Set(order.signers.map(digestFor))].map((one) => derOf(digestIdentifier(one).toSchema()))
  const signedData = sequence(
    integer(order.version ?? (contentType === CONTENT.data || contentType === CONTENT.gmData ? 1 : 3)),
    setOf(digests),
    sequence(oid(contentType), ...(order.isDetached ? [] : [tagged(0, octets(order.content))])),
    ...(order.certificates?.length ? [tagged(0, ...inSetOrder([...order.certificates]).map(raw))] : []),
    ...(order.crls?.length ? [tagged(1, ...inSetOrder([...order.crls]).map(raw))] : []),
    setOf(infos),
  )
  return derOf(sequence(oid(order.outerType ?? CONTENT.signedData), tagged(0, signedData)))
}

const setOf = (elements: Uint8Array[]) => set(...inSetOrder(elements).map(raw))
const digestFor = (order: SignerOrder) => order.digest ?? digestOf(order.signer.algorithm)

async function signerInfo(order: SignerOrder, content: Uint8Array, contentType: string): Promise<Uint8Array> {
  const digest = digestFor(order)
  const wanted = order.attributes ?? signedAttributes({ content, contentType, digest })
  const attributes = wanted && inSetOrder(wanted.map(attributeDer))
  // What is signed is the SET OF itself, not its [0] form in the message (RFC 5652 §5.4).
  const signature = await order.signer.sign(attributes ? derOf(set(...attributes.map(raw))) : content)
  if (order.spoilSignature) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
  const { issuer, serial } = referenceTo(order.certificate)
  const unsigned = order.unsigned ? inSetOrder((await order.unsigned(signature)).map(attributeDer)) : []
  return derOf(
    sequence(
      integer(1),
      sequence(raw(issuer), integer(serial)),
      digestIdentifier(digest).toSchema(),
      ...(attributes ? [tagged(0, ...attributes.map(raw))] : []),
      (order.signatureOid ? identifier(order.signatureOid) : signatureIdentifier(order.signer.algorithm)).toSchema(),
      octets(signature),
      ...(unsigned.length ? [tagged(1, ...unsigned.map(raw))] : []),
    ),
  )
}

function attributeDer({ oid: type, values }: AttributeValue): Uint8Array {
  return derOf(sequence(oid(type), set(...values.map(raw))))
}

export interface SignedAttributesOrder {
  content: Uint8Array
  contentType?: string
  digest: DigestAlgorithm
  /** What the signer claims; proves nothing. */
  signingTime?: Instant
  /** Binds the signature to this certificate: ESSCertIDv2 (RFC 5035 §4), or the SHA-1 form with `bindingDigest: 'sha1'`. */
  boundTo?: Uint8Array
  bindingDigest?: DigestAlgorithm
}

/** The usual signed attributes, to be changed or added to by the caller. */
export function signedAttributes(order: SignedAttributesOrder): AttributeValue[] {
  const attribute = (type: string, value: asn1js.BaseBlock): AttributeValue => ({ oid: type, values: [derOf(value)] })
  return [
    attribute(ATTRIBUTE.contentType, oid(order.contentType ?? CONTENT.data)),
    attribute(ATTRIBUTE.messageDigest, octets(hash(order.digest, order.content))),
    ...(order.signingTime !== undefined
      ? [{ oid: ATTRIBUTE.signingTime, values: [derOf(timeOf(order.signingTime).toSchema())] }]
      : []),
    ...(order.boundTo ? [certificateBinding(order.boundTo, order.bindingDigest ?? 'sha256')] : []),
  ]
}

/** signingCertificate (SHA-1) or signingCertificateV2, whose SHA-256 is a DEFAULT and therefore left out in DER. */
export function certificateBinding(certificate: Uint8Array, digest: DigestAlgorithm): AttributeValue {
  const { issuer, serial } = referenceTo(certificate)
  const issuerSerial = sequence(sequence(tagged(4, raw(issuer))), integer(serial))
  const isDefault = digest === 'sha256' || digest === 'sha1'
  const essCertId = sequence(
    ...(isDefault ? [] : [digestIdentifier(digest).toSchema()]),
    octets(hash(digest, certificate)),
    issuerSerial,
  )
  const type = digest === 'sha1' ? ATTRIBUTE.signingCertificate : ATTRIBUTE.signingCertificateV2
  return { oid: type, values: [derOf(sequence(sequence(essCertId)))] }
}

export function hash(algorithm: DigestAlgorithm, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(algorithm).update(bytes).digest())
}
