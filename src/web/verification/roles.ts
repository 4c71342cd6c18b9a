// What each of the dropped files is for: guessed by its name and its first bytes, shown, and changed by hand where the guess is wrong.
// Only a proposal: the server judges every file by its bytes again.

import type { InputRole } from '../contract.ts'

export type Role = InputRole | 'archive' | 'manifest'

export interface Sample {
  name: string
  /** The first bytes of the file, `SAMPLE_BYTES` at most. */
  head: Uint8Array
}

export const SAMPLE_BYTES = 16 * 1024

const BY_ENDING: Readonly<Record<string, Role>> = {
  crl: 'crl',
  ors: 'ocsp',
  ocsp: 'ocsp',
  tsq: 'query',
  p7s: 'object',
  p7m: 'object',
  p7b: 'object',
  p7: 'object',
  sig: 'object',
  tsr: 'object',
  tst: 'object',
  eml: 'object',
  esl: 'object',
  ofd: 'object',
  asice: 'object',
  asics: 'object',
  er: 'object',
  ers: 'object',
  zip: 'archive',
}

/** Written beside what they sign: `合同.pdf.p7s` next to `合同.pdf`, or `合同.p7s`. */
const SIGNATURE_ENDINGS = ['p7s', 'p7m', 'sig', 'tsr', 'tst', 'p7', 'er', 'ers']

const PEM: readonly (readonly [RegExp, Shape])[] = [
  [/^-----BEGIN (?:X509 )?CRL-----/, 'crl'],
  [/^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/, 'certificate'],
  [/^-----BEGIN (?:PKCS7|CMS)-----/, 'object'],
]

type Shape = Role | 'certificate' | 'unknown'

/** @returns one role a file, in the same order */
export function guessRoles(samples: readonly Sample[]): Role[] {
  const shapes = samples.map(shapeOf)
  const objects = shapes.filter((shape) => shape === 'object').length
  const isAnyObject = objects > 0
  // A PDF looks like nothing in particular: with certificates beside it, it is what they are for.
  const isBesideDocument = isAnyObject || shapes.includes('unknown')
  const signed = new Set(
    samples.filter((_, index) => shapes[index] === 'object').flatMap(({ name }) => signedNames(name)),
  )
  return samples.map(({ name, head }, index) => {
    const shape = shapes[index] ?? 'unknown'
    if (shape === 'certificate') return isBesideDocument ? (isSelfIssued(head) ? 'anchor' : 'intermediate') : 'object'
    if (shape !== 'unknown') return shape
    if (!isAnyObject) return 'object'
    // Of several signatures nobody can say whose content it would be: it is judged for itself, a signed PDF for example.
    return signed.has(name) || signed.has(stem(name)) || objects === 1 ? 'content' : 'object'
  })
}

const endingOf = (name: string) => /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
const stem = (name: string) => name.replace(/\.[^./]+$/, '')

function signedNames(name: string): string[] {
  return SIGNATURE_ENDINGS.includes(endingOf(name)) ? [stem(name), stem(stem(name))] : []
}

function shapeOf({ name, head }: Sample): Shape {
  if (/(?:^|\/)manifest\.(?:jsonl|csv)$/i.test(name)) return 'manifest'
  const byName = BY_ENDING[endingOf(name)]
  if (byName) return byName
  const text = new TextDecoder('latin1').decode(head.subarray(0, 64)).trimStart()
  const pem = PEM.find(([pattern]) => pattern.test(text))
  if (pem) return pem[1]
  return head[0] === SEQUENCE ? shapeOfDer(head) : 'unknown'
}

const SEQUENCE = 0x30
const OID = 0x06
const ENUMERATED = 0x0a
const VERSION = 0xa0
const INTEGER = 0x02
const TIMES = [0x17, 0x18]

interface Element {
  tag: number
  start: number
  end: number
  next: number
}

/** The element at an offset; its end may lie beyond the sample. */
function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return undefined
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first, next: at + 2 + first }
  const size = first & 0x7f
  const length = [...bytes.subarray(at + 2, at + 2 + size)].reduce((sum, byte) => sum * 256 + byte, 0)
  const start = at + 2 + size
  // An indefinite length ends we do not know where: what follows is read all the same.
  return { tag, start, end: size ? start + length : bytes.length, next: start + length }
}

/** The elements one after another, as far as the sample goes. */
function childrenOf(bytes: Uint8Array, { start, end }: Element): Element[] {
  const children: Element[] = []
  for (let at = start; at < end && children.length < 12; ) {
    const child = elementAt(bytes, at)
    if (!child) break
    children.push(child)
    at = child.next
  }
  return children
}

function shapeOfDer(bytes: Uint8Array): Shape {
  const outer = elementAt(bytes, 0)
  const [first] = outer ? childrenOf(bytes, outer) : []
  if (first?.tag === OID) return 'object'
  if (first?.tag === ENUMERATED) return 'ocsp'
  if (first?.tag !== SEQUENCE) return 'unknown'
  const inside = childrenOf(bytes, first)
  if (inside[0]?.tag === VERSION) return 'certificate'
  const fields = inside[0]?.tag === INTEGER ? inside.slice(1) : inside
  return TIMES.includes(fields[2]?.tag ?? 0) ? 'crl' : 'object'
}

/** Whether a certificate names itself as its issuer. */
export function isSelfIssued(head: Uint8Array): boolean {
  const bytes = head[0] === SEQUENCE ? head : fromPem(head)
  const outer = bytes && elementAt(bytes, 0)
  const [body] = outer ? childrenOf(bytes, outer) : []
  if (!bytes || !body) return false
  const fields = childrenOf(bytes, body)
  const at = fields[0]?.tag === VERSION ? 1 : 0
  const [issuer, subject] = [fields[at + 2], fields[at + 4]]
  if (!issuer || !subject) return false
  return textOf(bytes, issuer) === textOf(bytes, subject)
}

function textOf(bytes: Uint8Array, { start, end }: Element): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}

function fromPem(head: Uint8Array): Uint8Array | undefined {
  const body = /-----BEGIN [^-]+-----([A-Za-z0-9+/=\s]+)/.exec(new TextDecoder('latin1').decode(head))?.[1]
  const base64 = body?.replace(/\s/g, '') ?? ''
  try {
    return Uint8Array.from(atob(base64.slice(0, base64.length - (base64.length % 4))), (one) => one.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** What a set of files amounts to. */
export type Plan = 'nothing' | 'single' | 'batch' | 'no-object'

export function planOf(roles: readonly Role[]): Plan {
  const count = (...wanted: Role[]) => roles.filter((role) => wanted.includes(role)).length
  if (roles.length === 0) return 'nothing'
  if (count('object') > 1 || count('archive', 'manifest') > 0) return 'batch'
  return count('object') === 1 ? 'single' : 'no-object'
}
