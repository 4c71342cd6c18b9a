// Distinguished names and general names: read, compared as RFC 5280 §7.1 asks (case and white space folded, string types
// ignored), and written for people as RFC 4514 §2.

import { bytesOf, contentsOf, contextTag, type Der, TAG } from '../asn1/der.ts'
import { elementsOf, expectTag, Fields, malformed, onlyTlv, parsing, unwrap } from '../asn1/fields.ts'
import { shortNameOf } from '../asn1/oids.ts'
import { isAscii, isText, latin1, readOid, readText } from '../asn1/values.ts'
import { ByteMemory } from '../bytes/byte-memory.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { Notes, noted } from '../bytes/notes.ts'
import type { Name, NameAttribute } from './certificate.ts'

/** Authorities come again in every certificate below them: equal bytes are one object, and what is worked out hangs on it. */
const READ = new ByteMemory<Name>({ count: 4096, bytes: 1 << 20 })
const MAX_REMEMBERED_BYTES = 1024

/** As after a restart: what was read is read again. */
export function forgetNames(): void {
  READ.clear()
}

/** A Name ::= SEQUENCE OF SET OF AttributeTypeAndValue. Text that cannot be decoded becomes `#` and the hexadecimal value. */
export function readName(der: Der): Name {
  expectTag(der, TAG.sequence)
  if (der.end - der.start > MAX_REMEMBERED_BYTES) return nameIn(der)
  return READ.get(bytesOf(der), (own) => {
    const name = parsing(() => nameIn(onlyTlv(own)))
    return name.ok ? name.value : malformed(name.error.code, der.start + name.error.offset)
  })
}

function nameIn(der: Der): Name {
  return noted({ rdns: elementsOf(der, TAG.set).map(readRdn), raw: bytesOf(der) })
}

export function readRdn(der: Der): NameAttribute[] {
  const attributes = elementsOf(der, TAG.sequence).map(readAttribute)
  return attributes.length > 0 ? attributes : malformed('x509.empty-rdn', der.start)
}

function readAttribute(der: Der): NameAttribute {
  const fields = new Fields(der)
  const oid = readOid(fields.next())
  const value = fields.next()
  fields.end()
  const text = textOf(value)
  const raw = bytesOf(value)
  return text === undefined ? { oid, tag: 0, text: `#${toHex(raw)}`, raw } : { oid, tag: value.tag, text, raw }
}

function textOf(value: Der): string | undefined {
  const text = isText(value.tag) ? parsing(() => readText(value)) : undefined
  return text?.ok ? text.value : undefined
}

/** Visible ASCII with single spaces inside: only its case can need folding. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/** Text as RFC 5280 §7.1 compares it: compatibility forms and case folded, white space trimmed and collapsed. */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

function foldAttribute(attribute: NameAttribute): string {
  const value = isText(attribute.tag) ? foldText(attribute.text) : toHex(attribute.raw)
  return `${attribute.oid}:${value.length}:${value}`
}

/** What was worked out about a name, each part when it is first asked for. */
interface Worked {
  parts?: readonly string[]
  key?: string
  text?: string
  mixed?: readonly string[]
}

const WORKED = new Notes<Name, Worked>()

function workedOut(name: Name): Worked {
  const known = WORKED.get(name)
  if (known) return known
  const fresh: Worked = {}
  WORKED.set(name, fresh)
  return fresh
}

/** The parts of a name as they are compared. */
function foldedParts(name: Name): readonly string[] {
  const worked = workedOut(name)
  worked.parts ??= name.rdns.map((rdn) => rdn.map(foldAttribute).sort().join('+'))
  return worked.parts
}

/** One string for all names that compare equal: a key for maps. */
export function nameKey(name: Name): string {
  const worked = workedOut(name)
  worked.key ??= foldedParts(name).join('/')
  return worked.key
}

export function sameName(a: Name, b: Name): boolean {
  return a === b || equalBytes(a.raw, b.raw) || nameKey(a) === nameKey(b)
}

/** True when `name` is `base` or lies below it in the directory tree (RFC 5280 §4.2.1.10). */
export function isWithin(name: Name, base: Name): boolean {
  if (name.rdns.length < base.rdns.length) return false
  const parts = foldedParts(name)
  return foldedParts(base).every((part, index) => part === parts[index])
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const LETTER = /\p{L}/u

/**
 * Texts of a name that mix letters of both writing directions, each once: what is shown first need not be what was compared.
 * RFC 3454 §6 (2) alone; digits and marks have no direction, and where the letters stand (§6 (3)) is NOT checked.
 */
export function bidiMixedTexts(name: Name): readonly string[] {
  const worked = workedOut(name)
  worked.mixed ??= mixedTexts(name)
  return worked.mixed
}

function mixedTexts(name: Name): readonly string[] {
  const texts = new Set<string>()
  for (const rdn of name.rdns) for (const { tag, text } of rdn) if (isText(tag) && isBidiMixed(text)) texts.add(text)
  return [...texts]
}

/** Hebrew is the first script in the code charts that is written from right to left. */
const MAY_BE_RIGHT_TO_LEFT = /[^\0-\u058f]/

function isBidiMixed(text: string): boolean {
  if (!MAY_BE_RIGHT_TO_LEFT.test(text) || !RIGHT_TO_LEFT.test(text)) return false
  const letters = [...text].filter((character) => LETTER.test(character))
  const isRightToLeft = (letter: string) => RIGHT_TO_LEFT.test(letter)
  return letters.some(isRightToLeft) && !letters.every(isRightToLeft)
}

export function isEmptyName(name: Name): boolean {
  return name.rdns.length === 0
}

/** Texts of all attributes of one type, in the order of the encoding. */
export function attributesOf(name: Name, oid: string): string[] {
  return name.rdns.flat().flatMap((attribute) => (attribute.oid === oid ? [attribute.text] : []))
}

/** RFC 4514 text: most specific part first, e.g. `CN=张三,O=上海市人力资源和社会保障局,C=CN`. */
export function nameText(name: Name): string {
  const worked = workedOut(name)
  worked.text ??= [...name.rdns].reverse().map(rdnText).join(',')
  return worked.text
}

function rdnText(rdn: readonly NameAttribute[]): string {
  return rdn.map((one) => `${shortNameOf(one.oid)}=${isText(one.tag) ? escaped(one.text) : one.text}`).join('+')
}

/** No character that RFC 4514 §2.4 escapes, nor a blank or `#` at an end. */
const NEEDS_NO_ESCAPE = /^(?![ #])[^"+,;<>\\\0]*$/

function escaped(text: string): string {
  if (NEEDS_NO_ESCAPE.test(text) && !text.endsWith(' ')) return text
  return text
    .replace(/["+,;<>\\]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ')
}

/** One way to name a subject (RFC 5280 §4.2.1.6). Texts are ASCII as they stand, not normalised. */
export type GeneralName =
  | { kind: 'dns' | 'email' | 'uri'; text: string }
  | { kind: 'ip'; bytes: Uint8Array }
  | { kind: 'directory'; name: Name }
  | { kind: 'registeredId'; oid: string }
  | { kind: 'other'; oid: string; value: Uint8Array }
  | { kind: 'x400' | 'ediParty'; raw: Uint8Array }

export type GeneralNameKind = GeneralName['kind']

const TEXT_KINDS = { 1: 'email', 2: 'dns', 6: 'uri' } as const

export function readGeneralName(der: Der): GeneralName {
  const number = der.tag & 0x1f
  if ((der.tag & 0xc0) !== 0x80) malformed('x509.general-name', der.start)
  if (number === 1 || number === 2 || number === 6) {
    expectTag(der, contextTag(number, 'primitive'))
    const octets = contentsOf(der)
    if (!isAscii(octets)) malformed('x509.general-name-not-ascii', der.start)
    return { kind: TEXT_KINDS[number], text: latin1(octets) }
  }
  if (number === 7) return { kind: 'ip', bytes: contentsOf(expectTag(der, contextTag(7, 'primitive'))) }
  if (number === 8) return { kind: 'registeredId', oid: readOid(der, contextTag(8, 'primitive')) }
  expectTag(der, contextTag(number))
  if (number === 0) return readOtherName(der)
  if (number === 4) return { kind: 'directory', name: readName(unwrap(der)) }
  if (number === 3 || number === 5) return { kind: number === 3 ? 'x400' : 'ediParty', raw: bytesOf(der) }
  return malformed('x509.general-name', der.start)
}

function readOtherName(der: Der): GeneralName {
  const fields = new Fields(der)
  const oid = readOid(fields.next())
  const value = unwrap(fields.next(contextTag(0)))
  fields.end()
  return { kind: 'other', oid, value: bytesOf(value) }
}

/** GeneralNames ::= SEQUENCE SIZE (1..MAX); `tag` reads an IMPLICIT one. */
export function readGeneralNames(der: Der, tag: number = TAG.sequence): GeneralName[] {
  const names = elementsOf(expectTag(der, tag)).map(readGeneralName)
  return names.length > 0 ? names : malformed('x509.general-names-empty', der.start)
}

/** A general name for people and for finding parameters. */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'dns':
    case 'email':
    case 'uri':
      return name.text
    case 'ip':
      return ipText(name.bytes)
    case 'directory':
      return nameText(name.name)
    case 'registeredId':
      return name.oid
    case 'other':
      return `${shortNameOf(name.oid)}=#${toHex(name.value)}`
    default:
      return `#${toHex(name.raw)}`
  }
}

/** Dotted IPv4, IPv6 as RFC 5952 §4 writes it, or hexadecimal for any other length. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length !== 16) return `#${toHex(bytes)}`
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16))
  const text = groups.join(':')
  const [longest] = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length)
  if (!longest) return text
  return `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`
}

/** Equal keys for equal names, as far as names of this form can be compared. */
export function generalNameKey(name: GeneralName): string {
  switch (name.kind) {
    case 'directory':
      return `directory:${nameKey(name.name)}`
    case 'dns':
    case 'email':
    case 'uri':
      return `${name.kind}:${name.text}`
    case 'ip':
      return `ip:${toHex(name.bytes)}`
    case 'registeredId':
      return `registeredId:${name.oid}`
    case 'other':
      return `other:${name.oid}:${toHex(name.value)}`
    default:
      return `${name.kind}:${toHex(name.raw)}`
  }
}
