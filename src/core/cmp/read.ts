// CMP answers read strictly (RFC 4210 §5.1–§5.3, RFC 9480): one message that fills the bytes, every field typed, nothing left over.
// Form only: protection, nonces and transaction are judged in judge.ts.

import { bytesOf, contextTag, type Der, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import {
  readBigInteger,
  readBitOctets,
  readNamedBits,
  readNull,
  readOctetString,
  readOid,
  readSmallInteger,
  readText,
  readTime,
} from '../asn1/values.ts'
import { sequence } from '../asn1/write.ts'
import type { Result } from '../verdict.ts'
import type { AlgorithmIdentifier } from '../x509/certificate.ts'
import { type GeneralName, readGeneralName } from '../x509/names.ts'
import { readAlgorithm, readCertificate } from '../x509/parse.ts'
import { CMP_BODY } from './write.ts'

/** Answers above this are refused: a certificate with its chain is a few kB. */
export const MAX_CMP_BYTES = 1 << 20
const MAX_CERTIFICATES = 50

/** Names of the bits of PKIFailureInfo (RFC 4210 §5.2.3, RFC 9480). */
export const FAILURES = [
  'badAlg',
  'badMessageCheck',
  'badRequest',
  'badTime',
  'badCertId',
  'badDataFormat',
  'wrongAuthority',
  'incorrectData',
  'missingTimeStamp',
  'badPOP',
  'certRevoked',
  'certConfirmed',
  'wrongIntegrity',
  'badRecipientNonce',
  'timeNotAvailable',
  'unacceptedPolicy',
  'unacceptedExtension',
  'addInfoNotAvailable',
  'badSenderNonce',
  'badCertTemplate',
  'signerNotTrusted',
  'transactionIdInUse',
  'unsupportedVersion',
  'notAuthorized',
  'systemUnavail',
  'systemFailure',
  'duplicateCertReq',
] as const

export interface CmpStatus {
  /** 0 accepted, 1 granted with changes, 2 rejection, 3 waiting, 4 to 6 warnings and notices (RFC 4210 §5.2.3). */
  status: number
  /** What the CA says, for people; without line breaks. */
  text: string
  failures: string[]
}

export interface CertificateResponse {
  requestId: number
  status: CmpStatus
  /** DER; absent where none was issued. */
  certificate?: Uint8Array
}

export type CmpAnswerBody =
  | { kind: 'certificates'; caCertificates: Uint8Array[]; responses: CertificateResponse[] }
  | { kind: 'revocations'; statuses: CmpStatus[] }
  | { kind: 'confirmed' }
  | { kind: 'general'; infoTypes: string[] }
  | { kind: 'poll'; responses: { requestId: number; afterSeconds: number }[] }
  | { kind: 'error'; status: CmpStatus; details: string }

export interface CmpAnswer {
  version: number
  sender: GeneralName
  protectionAlgorithm?: AlgorithmIdentifier
  senderKid?: Uint8Array
  transactionId?: Uint8Array
  senderNonce?: Uint8Array
  recipientNonce?: Uint8Array
  body: CmpAnswerBody
  /** What the protection is over: header and body as they arrived. */
  protectedPart: Uint8Array
  protection?: Uint8Array
  extraCertificates: Uint8Array[]
}

/** Errors: `cmp.…` naming the field, or those of the DER and certificate readers. */
export function readCmpAnswer(bytes: Uint8Array): Result<CmpAnswer, ParseError> {
  return parsing(() => {
    if (bytes.length > MAX_CMP_BYTES) malformed('cmp.too-large', 0)
    const fields = new Fields(onlyTlv(bytes), TAG.sequence)
    const header = fields.next(TAG.sequence)
    const body = fields.next()
    const protection = fields.optional(contextTag(0))
    const extra = fields.optional(contextTag(1))
    fields.end()
    return {
      ...readHeader(header),
      body: readBody(body),
      protectedPart: sequence(bytesOf(header), bytesOf(body)),
      ...(protection && { protection: readBitOctets(unwrap(protection)) }),
      extraCertificates: extra ? readCertificates(unwrap(extra, TAG.sequence)) : [],
    }
  })
}

function readHeader(der: Der) {
  const fields = new Fields(der)
  const versionField = fields.next()
  const version = readSmallInteger(versionField)
  if (version !== 2 && version !== 3) malformed('cmp.version', versionField.start)
  const sender = readGeneralName(fields.next())
  readGeneralName(fields.next())
  const optional = (number: number) => fields.optional(contextTag(number))
  const time = optional(0)
  if (time) readTime(unwrap(time, TAG.generalizedTime), true)
  const algorithm = optional(1)
  const octets = (number: number, name: string) => namedOctets(optional(number), name)
  const senderKid = octets(2, 'senderKid')
  octets(3, 'recipientKid')
  const transactionId = octets(4, 'transactionId')
  const senderNonce = octets(5, 'senderNonce')
  const recipientNonce = octets(6, 'recipientNonce')
  const freeText = optional(7)
  if (freeText) readFreeText(unwrap(freeText))
  const general = optional(8)
  if (general) readInfoTypes(unwrap(general))
  fields.end()
  return {
    version,
    sender,
    ...(algorithm && { protectionAlgorithm: readAlgorithm(unwrap(algorithm)) }),
    ...senderKid,
    ...transactionId,
    ...senderNonce,
    ...recipientNonce,
  }
}

function namedOctets<N extends string>(field: Der | undefined, name: N): Partial<Record<N, Uint8Array>> {
  return field ? ({ [name]: readOctetString(unwrap(field)) } as Record<N, Uint8Array>) : {}
}

function readBody(der: Der): CmpAnswerBody {
  const number = der.tag - contextTag(0)
  const content = unwrap(der)
  switch (number) {
    case CMP_BODY.ip:
    case CMP_BODY.cp:
    case CMP_BODY.kup:
      return readCertificateReply(content)
    case CMP_BODY.rp:
      return readRevocationReply(content)
    case CMP_BODY.pkiconf:
      readNull(content)
      return { kind: 'confirmed' }
    case CMP_BODY.genp:
      return { kind: 'general', infoTypes: readInfoTypes(content) }
    case CMP_BODY.pollRep:
      return { kind: 'poll', responses: elementsOf(content, TAG.sequence).map(readPollResponse) }
    case CMP_BODY.error:
      return readError(content)
    default:
      return malformed('cmp.body', der.start)
  }
}

function readCertificateReply(der: Der): CmpAnswerBody {
  const fields = new Fields(der, TAG.sequence)
  const published = fields.optional(contextTag(1))
  const responses = elementsOf(fields.next(TAG.sequence), TAG.sequence).map(readCertificateResponse)
  fields.end()
  const caCertificates = published ? readCertificates(unwrap(published, TAG.sequence)) : []
  return { kind: 'certificates', caCertificates, responses }
}

function readCertificates(der: Der): Uint8Array[] {
  const certificates = elementsOf(der, TAG.sequence)
  if (certificates.length > MAX_CERTIFICATES) malformed('cmp.too-many-certificates', der.start)
  return certificates.map((one) => readCertificate(one).raw)
}

function readCertificateResponse(der: Der): CertificateResponse {
  const fields = new Fields(der)
  const requestId = readSmallInteger(fields.next())
  const status = readStatus(fields.next(TAG.sequence))
  const pair = fields.optional(TAG.sequence)
  fields.optional(TAG.octetString)
  fields.end()
  return { requestId, status, ...(pair && { certificate: readKeyPair(pair) }) }
}

/** A certificate in the clear. Keys made by the CA are not asked for, and refused. */
function readKeyPair(der: Der): Uint8Array {
  const fields = new Fields(der)
  const certificate = fields.next()
  if (certificate.tag !== contextTag(0)) malformed('cmp.certificate-encrypted', certificate.start)
  const privateKey = fields.optional(contextTag(0))
  if (privateKey) malformed('cmp.private-key', privateKey.start)
  fields.optional(contextTag(1))
  fields.end()
  return readCertificate(unwrap(certificate, TAG.sequence)).raw
}

function readStatus(der: Der): CmpStatus {
  const fields = new Fields(der)
  const statusField = fields.next()
  const status = readSmallInteger(statusField)
  if (status < 0 || status > 6) malformed('cmp.status', statusField.start)
  const text = fields.optional(TAG.sequence)
  const failInfo = fields.optional(TAG.bitString)
  fields.end()
  const bits = failInfo ? readNamedBits(failInfo) : []
  return { status, text: text ? readFreeText(text) : '', failures: bits.map((bit) => FAILURES[bit] ?? String(bit)) }
}

/** Of a text that is shown to people. */
const MAX_TEXT = 500

function readFreeText(der: Der): string {
  const texts = elementsOf(der, TAG.utf8String).map(readText)
  return texts.join(' · ').replace(/\s+/g, ' ').slice(0, MAX_TEXT)
}

function readRevocationReply(der: Der): CmpAnswerBody {
  const fields = new Fields(der, TAG.sequence)
  const statuses = elementsOf(fields.next(TAG.sequence), TAG.sequence).map(readStatus)
  fields.optional(contextTag(0))
  fields.optional(contextTag(1))
  fields.end()
  return { kind: 'revocations', statuses }
}

function readInfoTypes(der: Der): string[] {
  return elementsOf(der, TAG.sequence).map((element) => {
    const fields = new Fields(element)
    const type = readOid(fields.next())
    if (!fields.done) fields.next()
    fields.end()
    return type
  })
}

function readPollResponse(der: Der) {
  const fields = new Fields(der)
  const requestId = readSmallInteger(fields.next())
  const afterField = fields.next(TAG.integer)
  const after = readBigInteger(afterField)
  if (after < 0n || after > 0xffff_ffffn) malformed('cmp.check-after', afterField.start)
  const reason = fields.optional(TAG.sequence)
  if (reason) readFreeText(reason)
  fields.end()
  return { requestId, afterSeconds: Number(after) }
}

function readError(der: Der): CmpAnswerBody {
  const fields = new Fields(der, TAG.sequence)
  const status = readStatus(fields.next(TAG.sequence))
  const code = fields.optional(TAG.integer)
  const details = fields.optional(TAG.sequence)
  fields.end()
  const parts = [...(code ? [String(readBigInteger(code))] : []), ...(details ? [readFreeText(details)] : [])]
  return { kind: 'error', status, details: parts.join(' ').slice(0, MAX_TEXT) }
}
