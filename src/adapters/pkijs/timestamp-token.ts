// Time-stamp tokens and responses made to order, and the requests they answer (RFC 3161 §2.4; GB/T 20520 has the same shapes).

import * as asn1js from 'asn1js'
import { TimeStampReq } from 'pkijs'
import type { Signer } from '#adapters/keys/signer.ts'
import type { DigestAlgorithm } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { digestIdentifier, digestOf, identifier } from './algorithm.ts'
import { bufferOf, derOf, integer, octets, oid, raw, sequence, tagged } from './der.ts'
import { type ExtensionValue, toPkijs } from './extensions.ts'
import { type AttributeValue, CONTENT, makeSignedData, signedAttributes } from './signed-data.ts'

export interface TimestampOrder {
  /** Digest of the stamped bytes and its algorithm (by name, or a dotted OID for odd ones). */
  imprint: { digest: DigestAlgorithm | { oid: string }; hashed: Uint8Array }
  genTime: Instant
  /** Digits of a second in genTime, 0 to 3; trailing zeros are dropped, as DER wants. */
  fractionDigits?: 0 | 1 | 2 | 3
  serial: number | bigint | Uint8Array
  policy: string
  signer: Signer
  /** DER of the TSA certificate: referred to always, included when `certificates` has it. */
  certificate: Uint8Array
  certificates?: readonly Uint8Array[]
  /** Contents octets of the nonce INTEGER as it stood in the request. */
  nonce?: Uint8Array
  accuracy?: { seconds?: number; millis?: number; micros?: number }
  ordering?: boolean
  extensions?: readonly ExtensionValue[]
  /** Adds the TSA's name, as a directory name in DER. */
  tsaName?: Uint8Array
  /** Binding of the TSA certificate: SHA-256 (ESSCertIDv2) by default; another certificate here makes a broken token. */
  boundTo?: Uint8Array
  /** Leaves the binding out: a broken token. */
  isUnbound?: boolean
  bindingDigest?: DigestAlgorithm
  /** Replaces the signed attributes. */
  attributes?: readonly AttributeValue[]
  /** Type of the whole message: `gmSignedData` for the Chinese form. */
  outerType?: string
  signatureOid?: string
  spoilSignature?: boolean
}

/** DER of a TimeStampToken. */
export async function makeTimestampToken(order: TimestampOrder): Promise<Uint8Array> {
  const content = tstInfo(order)
  const attributes = signedAttributes({
    content,
    contentType: CONTENT.tstInfo,
    digest: digestOf(order.signer.algorithm),
    ...(order.isUnbound ? {} : { boundTo: order.boundTo ?? order.certificate }),
    ...(order.bindingDigest && { bindingDigest: order.bindingDigest }),
  })
  const signer = {
    signer: order.signer,
    certificate: order.certificate,
    attributes: order.attributes ?? attributes,
    ...(order.signatureOid && { signatureOid: order.signatureOid }),
    ...(order.spoilSignature && { spoilSignature: true }),
  }
  return makeSignedData({
    content,
    contentType: CONTENT.tstInfo,
    version: 3,
    signers: [signer],
    certificates: order.certificates ?? [],
    ...(order.outerType && { outerType: order.outerType }),
  })
}

function tstInfo(order: TimestampOrder): Uint8Array {
  const { digest, hashed } = order.imprint
  const algorithm = typeof digest === 'string' ? digestIdentifier(digest) : identifier(digest.oid)
  return derOf(
    sequence(
      integer(1),
      oid(order.policy),
      sequence(algorithm.toSchema(), octets(hashed)),
      integer(order.serial),
      new asn1js.GeneralizedTime({ valueHex: bufferOf(genTime(order.genTime, order.fractionDigits ?? 0)) }),
      ...(order.accuracy ? [accuracy(order.accuracy)] : []),
      ...(order.ordering ? [new asn1js.Boolean({ value: true })] : []),
      ...(order.nonce ? [integer(order.nonce)] : []),
      ...(order.tsaName ? [tagged(0, tagged(4, raw(order.tsaName)))] : []),
      ...(order.extensions?.length ? [tagged(1, ...order.extensions.map((one) => toPkijs(one).toSchema()))] : []),
    ),
  )
}

function genTime(at: Instant, digits: number): Uint8Array {
  const [date = '', fraction = ''] = new Date(at)
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .split('.')
  const kept = fraction.slice(0, digits).replace(/0+$/, '')
  return new TextEncoder().encode(`${date}${kept && `.${kept}`}Z`)
}

function accuracy({ seconds, millis, micros }: NonNullable<TimestampOrder['accuracy']>): asn1js.Sequence {
  const part = (number: number, value: number | undefined) =>
    value === undefined
      ? []
      : [
          new asn1js.Primitive({
            idBlock: { tagClass: 3, tagNumber: number },
            valueHex: integer(value).valueBlock.valueHexView,
          }),
        ]
  return sequence(...(seconds === undefined ? [] : [integer(seconds)]), ...part(0, millis), ...part(1, micros))
}

/** DER of a TimeStampResp that grants a token. */
export async function makeTimestampResponse(order: TimestampOrder): Promise<Uint8Array> {
  return derOf(sequence(sequence(integer(0)), raw(await makeTimestampToken(order))))
}

/** PKIFailureInfo bits (RFC 3161 §2.4.2). */
export const TIMESTAMP_FAILURES = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const

/** DER of a TimeStampResp that refuses, with a reason and a text. */
export function makeTimestampRefusal(failure: keyof typeof TIMESTAMP_FAILURES, text?: string): Uint8Array {
  const position = TIMESTAMP_FAILURES[failure]
  const flags = new Uint8Array((position >> 3) + 1)
  flags[position >> 3] = 0x80 >> (position & 7)
  const failInfo = new asn1js.BitString({ valueHex: bufferOf(flags), unusedBits: 7 - (position & 7) })
  const freeText = text ? [sequence(new asn1js.Utf8String({ value: text }))] : []
  return derOf(sequence(sequence(integer(2), ...freeText, failInfo)))
}

export interface TimestampQuestion {
  version: number
  /** OID of the imprint's hash and the digest. */
  hashOid: string
  hashed: Uint8Array
  policy?: string
  /** Contents octets. */
  nonce?: Uint8Array
  /** Whether the TSA is to include its certificate. */
  certReq: boolean
}

/** Reads a request for a server that answers it. @throws on bytes that are not a TimeStampReq. */
export function readTimestampRequest(der: Uint8Array): TimestampQuestion {
  const request = TimeStampReq.fromBER(bufferOf(der))
  return {
    version: request.version,
    hashOid: request.messageImprint.hashAlgorithm.algorithmId,
    hashed: new Uint8Array(request.messageImprint.hashedMessage.valueBlock.valueHexView),
    ...(request.reqPolicy && { policy: request.reqPolicy }),
    ...(request.nonce && { nonce: new Uint8Array(request.nonce.valueBlock.valueHexView) }),
    certReq: request.certReq ?? false,
  }
}
