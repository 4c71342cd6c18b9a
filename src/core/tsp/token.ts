// RFC 3161 structures read strictly: request §2.4.1, response and token §2.4.2. GB/T 20520 has the same syntax (clause unverified).

import { bytesOf, contextTag, type Der, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import {
  readBoolean,
  readInteger,
  readNamedBits,
  readOctetString,
  readOid,
  readSmallInteger,
  readText,
  readTime,
} from '../asn1/values.ts'
import type { Instant, Result } from '../verdict.ts'
import type { AlgorithmIdentifier, Extension } from '../x509/certificate.ts'
import { type GeneralName, readGeneralName } from '../x509/names.ts'
import { readAlgorithm, readExtensions } from '../x509/parse.ts'

export interface MessageImprint {
  algorithm: AlgorithmIdentifier
  hash: Uint8Array
}

export interface TimestampInfo {
  version: number
  /** Dotted OID. */
  policy: string
  imprint: MessageImprint
  /** Octets of the INTEGER. */
  serial: Uint8Array
  genTime: Instant
  /** Digits behind the decimal point of genTime. */
  fraction?: string
  /** How far the clock may be off, in microseconds; absent when the authority does not say. */
  accuracyMicros?: number
  isOrdered: boolean
  nonce?: Uint8Array
  authority?: GeneralName
  extensions: Extension[]
}

export interface TimestampQuery {
  version: number
  imprint: MessageImprint
  policy?: string
  nonce?: Uint8Array
  wantsCertificate: boolean
}

export interface TimestampResponse {
  /** PKIStatus: 0 granted, 1 granted with modifications, 2 rejection, 3 waiting, 4 and 5 revocation. */
  status: number
  texts: string[]
  /** Bit numbers of PKIFailureInfo. */
  failures: number[]
  /** DER of the token; absent when the request was refused. */
  token?: Uint8Array
}

export function readTimestampInfo(bytes: Uint8Array): Result<TimestampInfo, ParseError> {
  return parsing(() => {
    const fields = new Fields(onlyTlv(bytes), TAG.sequence)
    const version = readSmallInteger(fields.next())
    const policy = readOid(fields.next())
    const imprint = readImprint(fields.next())
    const serial = readInteger(fields.next())
    const time = readTime(fields.next(TAG.generalizedTime), true)
    const accuracy = fields.optional(TAG.sequence)
    const ordering = fields.optional(TAG.boolean)
    const nonce = fields.optional(TAG.integer)
    const authority = fields.optional(contextTag(0))
    const extensions = fields.optional(contextTag(1))
    fields.end()
    return {
      version,
      policy,
      imprint,
      serial,
      genTime: time.instant,
      isOrdered: ordering ? readBoolean(ordering) : false,
      extensions: extensions ? readExtensions({ ...extensions, tag: TAG.sequence }) : [],
      ...(time.fraction !== undefined && { fraction: time.fraction }),
      ...(accuracy && { accuracyMicros: readAccuracy(accuracy) }),
      ...(nonce && { nonce: readInteger(nonce) }),
      ...(authority && { authority: readGeneralName(unwrap(authority)) }),
    }
  })
}

function readImprint(der: Der): MessageImprint {
  const fields = new Fields(der, TAG.sequence)
  const algorithm = readAlgorithm(fields.next())
  const hash = readOctetString(fields.next())
  fields.end()
  return { algorithm, hash }
}

/** Accuracy: seconds, then millis and micros of 1 to 999 each. */
function readAccuracy(der: Der): number {
  const fields = new Fields(der)
  const seconds = fields.optional(TAG.integer)
  const part = (number: number) => {
    const field = fields.optional(contextTag(number, 'primitive'))
    const value = field ? readSmallInteger(field, field.tag) : 0
    return value >= 0 && value <= 999 ? value : malformed('tsp.accuracy', der.start)
  }
  const wholeSeconds = seconds ? readSmallInteger(seconds) : 0
  if (wholeSeconds < 0) malformed('tsp.accuracy', der.start)
  const millis = part(0)
  const micros = part(1)
  fields.end()
  return wholeSeconds * 1_000_000 + millis * 1000 + micros
}

export function readTimestampQuery(bytes: Uint8Array): Result<TimestampQuery, ParseError> {
  return parsing(() => {
    const fields = new Fields(onlyTlv(bytes), TAG.sequence)
    const version = readSmallInteger(fields.next())
    const imprint = readImprint(fields.next())
    const policy = fields.optional(TAG.oid)
    const nonce = fields.optional(TAG.integer)
    const certReq = fields.optional(TAG.boolean)
    fields.optional(contextTag(0))
    fields.end()
    return {
      version,
      imprint,
      wantsCertificate: certReq ? readBoolean(certReq) : false,
      ...(policy && { policy: readOid(policy) }),
      ...(nonce && { nonce: readInteger(nonce) }),
    }
  })
}

/** A TimeStampResp. A bare token (ContentInfo) starts with an OID, so the two are never confused. */
export function readTimestampResponse(bytes: Uint8Array): Result<TimestampResponse, ParseError> {
  return parsing(() => {
    const fields = new Fields(onlyTlv(bytes), TAG.sequence)
    const info = new Fields(fields.next(), TAG.sequence)
    const status = readSmallInteger(info.next())
    const texts = info.optional(TAG.sequence)
    const failures = info.optional(TAG.bitString)
    info.end()
    const token = fields.optional(TAG.sequence)
    fields.end()
    return {
      status,
      texts: texts ? elementsOf(texts).map((one) => readText(one)) : [],
      failures: failures ? readNamedBits(failures) : [],
      ...(token && { token: bytesOf(token) }),
    }
  })
}
