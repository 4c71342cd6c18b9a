// Electronic seals and seal signatures made to order (GB/T 38540-2020 as implemented by ofdrw and ofdpdfsigner; clause unverified):
// the maker signs DER(SES_SealInfo), the sealer signs DER(TBS_Sign), the timestamp covers the signature value.

import type { Signer } from '#adapters/keys/signer.ts'
import { bitString, explicit, generalizedTime, ia5, integer, octetString, oid, sequence } from '#core/asn1/write.ts'
import { makerMessage, SEAL_TYPES, SM2_WITH_SM3, writeSeal, writeSealInfo } from '#core/seals/write.ts'
import type { Instant } from '#core/verdict.ts'
import type { Stamp } from './stamp.ts'

const VERSION = 4

export interface SealOrder {
  id: string
  name: string
  vendor: string
  picture: { type: 'PNG' | 'JPG'; data: Uint8Array; widthMm: number; heightMm: number }
  /** DER of the certificates that may seal with it. */
  sealers: readonly Uint8Array[]
  validStart: Instant
  validEnd: Instant
  maker: Signer
  makerCertificate: Uint8Array
}

/** DER of an SESeal, version 4, that lists whole certificates. */
export async function makeSeal(order: SealOrder): Promise<Uint8Array> {
  const { id, name, vendor, picture, sealers, validStart, validEnd, maker, makerCertificate } = order
  const info = writeSealInfo({
    version: VERSION,
    id,
    name,
    vendor,
    type: SEAL_TYPES.organisation,
    signers: { kind: 'certificates', certificates: [...sealers] },
    created: validStart,
    validFrom: validStart,
    validUntil: validEnd,
    picture,
  })
  return writeSeal(VERSION, info, makerCertificate, await maker.sign(makerMessage(VERSION, info, makerCertificate)))
}

/** A seal in the hand of somebody who may use it. */
export interface SealUse {
  /** DER of the SESeal. */
  seal: Uint8Array
  /** An SM2 key. */
  sealer: Signer
  /** DER of the sealer's certificate, which the seal lists. */
  certificate: Uint8Array
}

export interface SealSignatureOrder extends SealUse {
  at: Instant
  /** SM3 of the protected bytes. */
  dataHash: Uint8Array
  /** Says which bytes are protected. */
  propertyInfo: string
  /** Gives the timestamp over the signature value; absent: no timestamp. */
  stamp?: Stamp
  spoilSignature?: boolean
}

/** DER of an SES_Signature, version 4. NOT checked: whether the seal lists the certificate, or is in force. */
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
  const token = await order.stamp?.(signature, 'sm3')
  return sequence(
    toSign,
    octetString(order.certificate),
    oid(SM2_WITH_SM3),
    bitString(signature),
    ...(token ? [explicit(0, bitString(token))] : []),
  )
}
