// What the lints look at: certificates and requests read far more tolerantly than for a verdict, so that a broken one can be described
// instead of refused (RFC 5280 §4.1, RFC 2986 §4). Nothing read here may be trusted.

import { bytesOf, contentsOf, contextTag, type Der, type ParseError, readDer, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, must, onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { latin1, readBitString, readOid, readText } from '../asn1/values.ts'
import { toHex } from '../bytes/hex.ts'
import { noted } from '../bytes/notes.ts'
import { err, type Instant, type Result } from '../verdict.ts'
import type { AlgorithmIdentifier, Extension, Name, NameAttribute } from '../x509/certificate.ts'

export type Audience = 'public' | 'private'

/** What the bytes do not say. */
export interface LintContext {
  /** `public`: meant for browsers, the CA/Browser Forum's rules count; `private`: an own PKI, they do not. */
  audience: Audience
  /** Stands for the day of issue where there is none: in requests, and in certificates whose dates cannot be read. */
  at: Instant
  /** The own key verifies the signature, where somebody has checked it; otherwise names and key identifiers must do. */
  isSelfSigned?: boolean
  /** What checking the signature of a request gave, where somebody has checked it. */
  proof?: Proof
}

/** `sm2-empty-id`, `sm2-without-za`: holds, but not under the identifier Chinese CAs expect. */
export type Proof = 'holds' | 'broken' | 'sm2-empty-id' | 'sm2-without-za' | 'unknown-algorithm'

export interface LintedTime {
  tag: number
  text: string
  /** Absent when the text is no time. Offsets and missing seconds are understood. */
  instant?: Instant
}

interface Common {
  audience: Audience
  /** Day of issue for effective dates. */
  issuedAt: Instant
  raw: Uint8Array
  /** The part the signature is over, as it stands. */
  signed: Uint8Array
  subject: Name
  signatureAlgorithm: AlgorithmIdentifier
  signature: Uint8Array
  publicKeyInfo: Uint8Array
  publicKeyAlgorithm: AlgorithmIdentifier
  publicKeyBits: Uint8Array
  /** Of the certificate, or asked for in the request. */
  extensions: Extension[]
}

export interface LintedCertificate extends Common {
  kind: 'certificate'
  version: number
  /** Contents octets as they stand. */
  serial: Uint8Array
  innerSignature: AlgorithmIdentifier
  issuer: Name
  notBefore: LintedTime
  notAfter: LintedTime
  hasUniqueId: boolean
  /** OIDs of extensions that write `critical FALSE`, which DER leaves out. */
  spelledFalse: string[]
  isSelfSigned: boolean
}

export interface LintedRequest extends Common {
  kind: 'request'
  attributes: LintedAttribute[]
  proof?: Proof
}

export interface LintedAttribute {
  oid: string
  /** The value stands alone, without the SET around it, as Chinese dual-certificate tools write it. */
  isBare: boolean
}

export type Linted = LintedCertificate | LintedRequest

/** Certificates and requests above this are refused: the largest real ones stay below 64 kB. Stops memory attacks. */
export const MAX_LINTED_BYTES = 1 << 20

/** A certificate as far as it can be made out; an error only where not even the frame of the fields stands. */
export function readLintedCertificate(bytes: Uint8Array, context: LintContext): Result<LintedCertificate, ParseError> {
  if (bytes.length > MAX_LINTED_BYTES) return err({ code: 'x509.too-large', offset: 0 })
  return parsing(() => {
    const outer = new Fields(must(readDer(bytes)), TAG.sequence)
    const tbs = outer.next(TAG.sequence)
    const fields = new Fields(tbs)
    const signatureAlgorithm = algorithmOf(outer.next())
    const signature = bitsOf(outer.next())
    const version = versionOf(fields.optional(contextTag(0)))
    const serial = contentsOf(fields.next(TAG.integer))
    const innerSignature = algorithmOf(fields.next())
    const issuer = nameOf(fields.next())
    const [notBefore, notAfter] = validityOf(fields.next(TAG.sequence))
    const subject = nameOf(fields.next())
    const key = keyOf(fields.next())
    const rest = restOf(fields)
    const issuedAt = notBefore.instant ?? context.at
    const { audience } = context
    const frame = { kind: 'certificate' as const, audience, issuedAt, raw: bytes, signed: bytesOf(tbs) }
    const one = { ...frame, version, serial, innerSignature }
    const read = { ...one, issuer, notBefore, notAfter, subject, ...key, ...rest, signatureAlgorithm, signature }
    return noted({ ...read, isSelfSigned: context.isSelfSigned ?? looksSelfSigned(read) })
  })
}

/** A PKCS#10 request as far as it can be made out, also one whose attributes hold bare values. */
export function readLintedRequest(bytes: Uint8Array, context: LintContext): Result<LintedRequest, ParseError> {
  if (bytes.length > MAX_LINTED_BYTES) return err({ code: 'request.too-large', offset: 0 })
  return parsing(() => {
    const outer = new Fields(must(readDer(bytes)), TAG.sequence)
    const info = outer.next(TAG.sequence)
    const fields = new Fields(info)
    const signatureAlgorithm = algorithmOf(outer.next())
    const signature = bitsOf(outer.next())
    fields.next(TAG.integer)
    const subject = nameOf(fields.next())
    const key = keyOf(fields.next())
    const list = fields.optional(contextTag(0))
    const attributes = (list ? elementsOf(list) : []).map(attributeOf)
    const asked = attributes.filter(({ oid }) => oid === OID.extensionRequest)
    const extensions = asked.flatMap(({ values }) => values.flatMap((value) => extensionsOf(value)))
    const { audience, at: issuedAt, proof } = context
    const frame = { kind: 'request' as const, audience, issuedAt, raw: bytes, signed: bytesOf(info) }
    const one = { ...frame, subject, ...key, extensions }
    return noted({ ...one, attributes, signatureAlgorithm, signature, ...(proof && { proof }) })
  })
}

function attributeOf(der: Der) {
  const fields = new Fields(der)
  const oid = readOid(fields.next())
  const value = fields.next()
  const isBare = value.tag !== TAG.set
  return { oid, isBare, values: isBare ? [value] : elementsOf(value) }
}

function versionOf(explicit: Der | undefined): number {
  if (!explicit) return 1
  const [number] = elementsOf(explicit)
  return (number ? (contentsOf(number).at(-1) ?? 0) : 0) + 1
}

function algorithmOf(der: Der): AlgorithmIdentifier {
  const fields = new Fields(der)
  const oid = readOid(fields.next())
  return fields.done ? { oid } : { oid, parameters: bytesOf(fields.next()) }
}

function bitsOf(der: Der): Uint8Array {
  const bits = parsing(() => readBitString(der).bytes)
  return bits.ok ? bits.value : contentsOf(der).subarray(1)
}

function keyOf(der: Der) {
  const fields = new Fields(der)
  const publicKeyAlgorithm = algorithmOf(fields.next())
  return { publicKeyInfo: bytesOf(der), publicKeyAlgorithm, publicKeyBits: bitsOf(fields.next()) }
}

/** Unlike a Name for verdicts, relative names may be empty and values may be anything. */
function nameOf(der: Der): Name {
  return noted({ rdns: elementsOf(der).map((rdn) => elementsOf(rdn).map(nameAttributeOf)), raw: bytesOf(der) })
}

function nameAttributeOf(der: Der): NameAttribute {
  const fields = new Fields(der)
  const oid = readOid(fields.next())
  const value = fields.next()
  const text = parsing(() => readText(value))
  return { oid, tag: value.tag, text: text.ok ? text.value : `#${toHex(contentsOf(value))}`, raw: bytesOf(value) }
}

function validityOf(der: Der): [LintedTime, LintedTime] {
  const fields = new Fields(der)
  return [timeOf(fields.next()), timeOf(fields.next())]
}

const TIME = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?(?:Z|([+-])(\d{2})(\d{2}))?$/

function timeOf(der: Der): LintedTime {
  const text = latin1(contentsOf(der))
  const [, digits = '', month, day, hour, minute, second = 0, sign, offsetHours, offsetMinutes] = text.match(TIME) ?? []
  if (digits === '') return { tag: der.tag, text }
  const short = Number(digits)
  const year = digits.length === 4 ? short : short < 50 ? 2000 + short : 1900 + short
  const local = Date.UTC(year, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const offsetMs = sign ? (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000 : 0
  return { tag: der.tag, text, instant: local - (sign === '-' ? -offsetMs : offsetMs) }
}

function restOf(fields: Fields) {
  let hasUniqueId = false
  const extensions: ReadExtension[] = []
  while (!fields.done) {
    const field = fields.next()
    if (field.tag !== contextTag(3)) hasUniqueId = true
    else extensions.push(...elementsOf(field).flatMap(extensionsOf))
  }
  const spelledFalse = extensions.flatMap(({ oid, isFalseSpelled }) => (isFalseSpelled ? [oid] : []))
  return { hasUniqueId, extensions, spelledFalse }
}

interface ReadExtension extends Extension {
  isFalseSpelled: boolean
}

function extensionsOf(der: Der): ReadExtension[] {
  return elementsOf(der).map((extension) => {
    const fields = new Fields(extension)
    const oid = readOid(fields.next())
    const critical = fields.optional(TAG.boolean)
    const value = fields.next()
    const isCritical = critical !== undefined && contentsOf(critical)[0] !== 0
    const isFalseSpelled = critical !== undefined && !isCritical
    return noted({ oid, critical: isCritical, isFalseSpelled, value: contentsOf(value) })
  })
}

/** Same name on both sides, and the key identifiers, where both stand, agree. */
function looksSelfSigned(one: { issuer: Name; subject: Name; extensions: Extension[] }): boolean {
  if (toHex(one.issuer.raw) !== toHex(one.subject.raw)) return false
  const own = one.extensions.find(({ oid }) => oid === OID.subjectKeyIdentifier)
  const authority = one.extensions.find(({ oid }) => oid === OID.authorityKeyIdentifier)
  if (!own || !authority) return true
  const identifiers = parsing(() => {
    const mine = contentsOf(onlyTlv(own.value))
    const field = new Fields(onlyTlv(authority.value)).optional(contextTag(0, 'primitive'))
    return field ? [toHex(mine), toHex(contentsOf(field))] : malformed('x509.key-identifier', 0)
  })
  return !identifiers.ok || identifiers.value[0] === identifiers.value[1]
}
