// OCSP answers made to order (RFC 6960 §4.2), and the questions they answer.

import * as asn1js from 'asn1js'
import { CertID, OCSPRequest, OCSPResponse, ResponseBytes, ResponseData, SingleResponse } from 'pkijs'
import type { Signer } from '#adapters/keys/signer.ts'
import type { Instant } from '#core/verdict.ts'
import { signatureIdentifier } from './algorithm.ts'
import { REASONS, type RevocationReason } from './crl.ts'
import {
  bits,
  bufferOf,
  derOf,
  generalizedTime,
  octets,
  raw,
  sequence,
  tagged,
  taggedPrimitive,
  wholeSeconds,
} from './der.ts'
import { type ExtensionValue, extension, keyIdentifierOf, toPkijs } from './extensions.ts'
import { nameOf } from './name.ts'

export const OCSP_STATUS = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const

export interface SingleStatus {
  /** DER CertID, as it stood in the request. */
  certId: Uint8Array
  status: 'good' | 'revoked' | 'unknown'
  revokedAt?: Instant
  reason?: RevocationReason
  thisUpdate: Instant
  /** Absent: newer information is always available (RFC 6960 §4.2.2.1). */
  nextUpdate?: Instant
}

export interface OcspOrder {
  responses: readonly SingleStatus[]
  producedAt: Instant
  signer: Signer
  /** Certificates to include: the delegated signer's, normally. */
  certificates?: readonly Uint8Array[]
  /** By key hash (default) or by the DER name given. */
  responderName?: Uint8Array
  /** DER of the nonce extension's value, as it stood in the request. */
  nonce?: Uint8Array
  extensions?: readonly ExtensionValue[]
  spoilSignature?: boolean
}

const NONCE = '1.3.6.1.5.5.7.48.1.2'

/** DER of an OCSPResponse with status `successful`. */
export async function makeOcspResponse(order: OcspOrder): Promise<Uint8Array> {
  const extensions = [...(order.nonce ? [extension(NONCE, order.nonce)] : []), ...(order.extensions ?? [])]
  const data = new ResponseData({
    // pkijs adds the tag of the choice: [1] to a name, [2] to octets.
    responderID: order.responderName ? nameOf(order.responderName) : octets(keyIdentifierOf(order.signer.spki)),
    producedAt: wholeSeconds(order.producedAt),
    responses: order.responses.map(single),
    ...(extensions.length && { responseExtensions: extensions.map(toPkijs) }),
  })
  const tbs = derOf(data.toSchema(true))
  const signature = await order.signer.sign(tbs)
  if (order.spoilSignature) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
  const basic = sequence(
    raw(tbs),
    signatureIdentifier(order.signer.algorithm).toSchema(),
    bits(signature),
    ...(order.certificates?.length ? [tagged(0, sequence(...order.certificates.map(raw)))] : []),
  )
  const responseBytes = new ResponseBytes({
    responseType: '1.3.6.1.5.5.7.48.1.1',
    response: octets(derOf(basic)),
  })
  return derOf(new OCSPResponse({ responseStatus: new asn1js.Enumerated({ value: 0 }), responseBytes }).toSchema())
}

/** An answer that is only an error, unsigned (RFC 6960 §4.2.1). */
export function makeOcspError(status: Exclude<keyof typeof OCSP_STATUS, 'successful'>): Uint8Array {
  return derOf(sequence(new asn1js.Enumerated({ value: OCSP_STATUS[status] })))
}

function single(answer: SingleStatus): SingleResponse {
  return new SingleResponse({
    certID: CertID.fromBER(bufferOf(answer.certId)),
    certStatus: certStatus(answer),
    thisUpdate: wholeSeconds(answer.thisUpdate),
    ...(answer.nextUpdate !== undefined && { nextUpdate: wholeSeconds(answer.nextUpdate) }),
  })
}

function certStatus(answer: SingleStatus): asn1js.BaseBlock {
  if (answer.status === 'good') return taggedPrimitive(0, new Uint8Array())
  if (answer.status === 'unknown') return taggedPrimitive(2, new Uint8Array())
  const reason = answer.reason && tagged(0, new asn1js.Enumerated({ value: REASONS[answer.reason] }))
  return tagged(1, generalizedTime(answer.revokedAt ?? answer.thisUpdate), ...(reason ? [reason] : []))
}

export interface OcspQuestion {
  /** One DER CertID for each certificate asked about. */
  certIds: { der: Uint8Array; hashOid: string; nameHash: Uint8Array; keyHash: Uint8Array; serial: Uint8Array }[]
  /** DER value of the nonce extension, if there is one. */
  nonce?: Uint8Array
}

/** Reads a request for a server that answers it. @throws on bytes that are not an OCSP request. */
export function readOcspRequest(der: Uint8Array): OcspQuestion {
  const { tbsRequest } = OCSPRequest.fromBER(bufferOf(der))
  const nonce = tbsRequest.requestExtensions?.find((one) => one.extnID === NONCE)
  return {
    certIds: tbsRequest.requestList.map(({ reqCert }) => ({
      der: derOf(reqCert.toSchema()),
      hashOid: reqCert.hashAlgorithm.algorithmId,
      nameHash: new Uint8Array(reqCert.issuerNameHash.valueBlock.valueHexView),
      keyHash: new Uint8Array(reqCert.issuerKeyHash.valueBlock.valueHexView),
      serial: new Uint8Array(reqCert.serialNumber.valueBlock.valueHexView),
    })),
    ...(nonce && { nonce: new Uint8Array(nonce.extnValue.valueBlock.valueHexView) }),
  }
}
