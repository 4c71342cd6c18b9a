// The three serialisations of a JWS read into one shape (RFC 7515 §3.1, §7.1, §7.2), strictly: JSON without duplicate names,
// base64url without padding. Reading decides nothing; what is wrong with one signature does not hide the others.

import type { ParseError } from '../../asn1/der.ts'
import { malformed, must, parsing } from '../../asn1/fields.ts'
import { latin1 } from '../../asn1/values.ts'
import { asciiOctets, utf8Octets } from '../../asn1/write.ts'
import { fromBase64Url } from '../../bytes/base64.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject, readJson } from '../../bytes/strict-json.ts'
import { err, type Result } from '../../verdict.ts'

export type Serialization = 'compact' | 'flattened' | 'general'

export interface Jws {
  serialization: Serialization
  /** As it stands there: base64url, or the payload itself where `b64` is false. Absent: detached. */
  payload?: string
  signatures: JwsSignature[]
  /** Members that belong to no serialisation. */
  strangers: string[]
}

export interface JwsSignature {
  /** As signed, character by character. */
  protectedText: string
  /** Absent where it cannot be read. */
  protectedHeader?: JsonObject
  /** Unprotected: anybody may have written it. */
  header?: JsonObject
  signatureText: string
  signature?: Uint8Array
  problems: ParseError[]
}

/** The members of the two JSON serialisations (RFC 7515 §7.2.1, §7.2.2). */
const SIGNATURE_MEMBERS = ['protected', 'header', 'signature']
/** A header is read whole before anything of it is known; real ones are chains of a few kilobytes. */
const MAX_HEADER_CHARACTERS = 2 * 1024 * 1024

/** Errors: those of the JSON reader, `jws.shape` where the JSON is no JWS, `jws.member` for a member of another type. */
export function readJws(bytes: Uint8Array): Result<Jws, ParseError> {
  const text = trimmed(bytes)
  return text[0] === 0x7b ? readJsonSerialization(text) : readCompact(text)
}

/** A line end behind the last character is what editors add, and part of neither serialisation. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let start = 0
  let end = bytes.length
  const isSpace = (octet: number | undefined) => octet === 0x20 || octet === 0x0a || octet === 0x0d || octet === 0x09
  while (start < end && isSpace(bytes[start])) start++
  while (end > start && isSpace(bytes[end - 1])) end--
  return bytes.subarray(start, end)
}

const DOT = 0x2e

function readCompact(bytes: Uint8Array): Result<Jws, ParseError> {
  return parsing(() => {
    const first = bytes.indexOf(DOT)
    const second = bytes.indexOf(DOT, first + 1)
    if (first < 0 || second < 0 || bytes.indexOf(DOT, second + 1) >= 0) malformed('jws.shape', 0)
    const payload = textOf(bytes.subarray(first + 1, second), first + 1)
    const signature = readSignature({
      protectedText: textOf(bytes.subarray(0, first), 0),
      signatureText: textOf(bytes.subarray(second + 1), second + 1),
    })
    // RFC 7515 appendix F: an empty part in the middle is detached content.
    return { serialization: 'compact', ...(payload && { payload }), signatures: [signature], strangers: [] }
  })
}

/** Only characters that are one octet each: base64url, or an unencoded payload of the ASCII range (RFC 7797 §5.2). */
function textOf(octets: Uint8Array, offset: number): string {
  const bad = octets.findIndex((octet) => octet < 0x20 || octet > 0x7e)
  if (bad >= 0) malformed('jws.character', offset + bad)
  return latin1(octets)
}

function readJsonSerialization(bytes: Uint8Array): Result<Jws, ParseError> {
  const json = readJson(bytes)
  if (!json.ok) return json
  const { value } = json
  if (!isJsonObject(value)) return err({ code: 'jws.shape', offset: 0 })
  return parsing(() => {
    const payload = textIn(value, 'payload')
    const signatures = value.members.get('signatures')
    const isGeneral = signatures !== undefined
    // RFC 7515 §7.2.2: with "signatures" it is not flattened; both at once let two readers see two signers.
    if (isGeneral && SIGNATURE_MEMBERS.some((name) => value.members.has(name))) malformed('jws.shape', 0)
    if (isGeneral && !isJsonArray(signatures)) malformed('jws.member', 0)
    const objects = isGeneral && isJsonArray(signatures) ? signatures : value.members.has('signature') ? [value] : []
    const known = isGeneral ? ['payload', 'signatures'] : ['payload', ...SIGNATURE_MEMBERS]
    return {
      serialization: isGeneral ? 'general' : 'flattened',
      ...(payload !== undefined && { payload }),
      signatures: objects.map(readSignatureObject),
      strangers: [
        ...strangersIn(value, known),
        ...(isGeneral ? objects.flatMap((one) => strangersIn(one, SIGNATURE_MEMBERS)) : []),
      ],
    }
  })
}

function strangersIn(value: Json, known: readonly string[]): string[] {
  return isJsonObject(value) ? [...value.members.keys()].filter((name) => !known.includes(name)) : []
}

/** @throws Malformed for a member that is no text */
function textIn(value: JsonObject, name: string): string | undefined {
  const member = value.members.get(name)
  return member === undefined || typeof member === 'string' ? member : malformed('jws.member', 0)
}

function readSignatureObject(value: Json): JwsSignature {
  if (!isJsonObject(value)) return malformed('jws.member', 0)
  const header = value.members.get('header')
  if (header !== undefined && !isJsonObject(header)) return malformed('jws.member', 0)
  const protectedText = textIn(value, 'protected') ?? ''
  const signatureText = textIn(value, 'signature') ?? malformed('jws.member', 0)
  return { ...readSignature({ protectedText, signatureText }), ...(header && { header }) }
}

/** A JWS inside another, as a countersignature is: a compact text or the object of the flattened serialisation. */
export function readInnerJws(value: Json): Result<Jws, ParseError> {
  if (typeof value === 'string') return readCompact(utf8Octets(value))
  return isJsonObject(value) ? readJsonSerialization(value.raw) : err({ code: 'jws.shape', offset: 0 })
}

function readSignature(texts: Pick<JwsSignature, 'protectedText' | 'signatureText'>): JwsSignature {
  const problems: ParseError[] = []
  const header = readProtected(texts.protectedText)
  if (!header.ok) problems.push(header.error)
  const signature = fromBase64Url(texts.signatureText)
  if (!signature) problems.push({ code: 'jws.signature-base64url', offset: 0 })
  return { ...texts, ...(header.ok && { protectedHeader: header.value }), ...(signature && { signature }), problems }
}

function readProtected(text: string): Result<JsonObject, ParseError> {
  if (text.length > MAX_HEADER_CHARACTERS) return err({ code: 'json.too-large', offset: 0 })
  return parsing(() => {
    const octets = fromBase64Url(text) ?? malformed('jws.header-base64url', 0)
    const value = must(readJson(octets))
    return isJsonObject(value) ? value : malformed('jws.shape', 0)
  })
}

/** What is signed in front of the payload. */
export function signedPrefix({ protectedText }: JwsSignature): Uint8Array {
  return asciiOctets(`${protectedText}.`)
}
