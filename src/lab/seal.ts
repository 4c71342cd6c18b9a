// Electronic seals and seal signatures made to order (GB/T 38540-2020 as implemented by ofdrw and ofdpdfsigner; clause unverified):
// the maker signs DER(SES_SealInfo), the sealer signs DER(TBS_Sign), the timestamp covers the signature value.

import type { Signer } from '#adapters/keys/signer.ts'
import {
  bitString,
  explicit,
  generalizedTime,
  ia5,
  integer,
  octetString,
  oid,
  sequence,
  utf8,
} from '#core/asn1/write.ts'
import type { Instant } from '#core/verdict.ts'

const SM2_WITH_SM3 = '1.2.156.10197.1.501'
const VERSION = 4
/** A picture a reader can open without risk: one transparent pixel. */
const PICTURE = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const ORGANISATION_SEAL = 1
const LISTS_CERTIFICATES = 1
const SIZE_MM = 40

export interface SealOrder {
  id: string
  name: string
  /** DER of the certificates that may seal with it. */
  sealers: readonly Uint8Array[]
  validStart: Instant
  validEnd: Instant
  maker: Signer
  makerCertificate: Uint8Array
}

/** DER of an SESeal, version 4. */
export async function makeSeal(order: SealOrder): Promise<Uint8Array> {
  const info = sequence(
    sequence(ia5('ES'), integer(VERSION), ia5('ZHENGXUN-LAB')),
    ia5(order.id),
    sequence(
      integer(ORGANISATION_SEAL),
      utf8(order.name),
      integer(LISTS_CERTIFICATES),
      sequence(...order.sealers.map((one) => octetString(one))),
      generalizedTime(order.validStart),
      generalizedTime(order.validStart),
      generalizedTime(order.validEnd),
    ),
    sequence(ia5('GIF'), octetString(PICTURE), integer(SIZE_MM), integer(SIZE_MM)),
  )
  const signature = await order.maker.sign(info)
  return sequence(info, octetString(order.makerCertificate), oid(SM2_WITH_SM3), bitString(signature))
}

export interface SealSignatureOrder {
  /** DER of the SESeal. */
  seal: Uint8Array
  at: Instant
  /** SM3 of the protected bytes. */
  dataHash: Uint8Array
  /** Says which bytes are protected. */
  propertyInfo: string
  sealer: Signer
  sealerCertificate: Uint8Array
  /** Gives the DER timestamp token over the signature value; absent: no timestamp. */
  timestamp?: (signatureValue: Uint8Array) => Promise<Uint8Array>
  spoilSignature?: boolean
}

/** DER of an SES_Signature, version 4. */
export async function makeSealSignature(order: SealSignatureOrder): Promise<Uint8Array> {
  const toSign = sequence(
    integer(VERSION),
    order.seal,
    generalizedTime(order.at),
    bitString(order.dataHash),
    ia5(order.propertyInfo),
  )
  const signature = await order.sealer.sign(toSign)
  if (order.spoilSignature) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
  const token = await order.timestamp?.(signature)
  return sequence(
    toSign,
    octetString(order.sealerCertificate),
    oid(SM2_WITH_SM3),
    bitString(signature),
    ...(token ? [explicit(0, bitString(token))] : []),
  )
}
