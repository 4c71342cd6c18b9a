// Name constraints (RFC 5280 §4.2.1.10, §6.1.3 (b) and (c)): every name of a certificate, of every form, against every
// permitted and excluded subtree above it. A name that only stands in the subject counts too: e-mail and host-like common names.

import { onlyTlv, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readText } from '../asn1/values.ts'
import type { Certificate } from './certificate.ts'
import { extensionOf, type NameConstraints } from './extensions.ts'
import { isDnsName, parseIpAddress } from './host-names.ts'
import {
  attributesOf,
  type GeneralName,
  type GeneralNameKind,
  generalNameText,
  isEmptyName,
  isWithin,
} from './names.ts'

/** More comparisons than this between the names and subtrees of one chain are an attack (x509-limbo nc-dos). */
export const MAX_NAME_COMPARISONS = 1 << 20

/** Forms with a comparison rule in RFC 5280 §4.2.1.10. */
const COMPARED: ReadonlySet<GeneralNameKind> = new Set(['dns', 'email', 'uri', 'ip', 'directory'])

export type NameConstraintProblem =
  | { code: 'path.name-excluded' | 'path.name-not-permitted'; name: string }
  | { code: 'path.name-constraint-unsupported' | 'path.name-constraint-malformed'; name: string }
  | { code: 'path.name-malformed'; name: string }

/** Subtrees whose form cannot be applied: a wildcard host, an address range that is not one (RFC 5280 §4.2.1.10). */
export function malformedSubtrees(constraints: NameConstraints): GeneralName[] {
  return [...constraints.permitted, ...constraints.excluded].filter((subtree) => !isWellFormed(subtree))
}

function isWellFormed(subtree: GeneralName): boolean {
  switch (subtree.kind) {
    case 'dns':
      return subtree.text === '' || isDnsName(withoutDot(subtree.text.toLowerCase()))
    case 'ip':
      return isAddressRange(subtree.bytes)
    default:
      return true
  }
}

function withoutDot(text: string): string {
  return text.startsWith('.') ? text.slice(1) : text
}

/** Address and mask of equal length, the mask one run of ones followed by zeros. */
function isAddressRange(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false
  let mask = ''
  for (const octet of bytes.subarray(bytes.length / 2)) mask += octet.toString(2).padStart(8, '0')
  return /^1*0*$/.test(mask)
}

/** All names of a certificate that constraints apply to. */
export function constrainedNames(certificate: Certificate, isLeaf: boolean): GeneralName[] {
  const subject: GeneralName[] = isEmptyName(certificate.subject)
    ? []
    : [{ kind: 'directory', name: certificate.subject }]
  const alternatives = (extensionOf(certificate, 'subjectAltName') ?? []).map(asMailbox)
  const mailboxes = attributesOf(certificate.subject, OID.emailAddress)
  const hosts = isLeaf && !alternatives.some((name) => name.kind === 'dns') ? hostLikeCommonNames(certificate) : []
  return [...subject, ...alternatives, ...mailboxes.map((text): GeneralName => ({ kind: 'email', text })), ...hosts]
}

/** Old relying parties take a common name for a host when there is no dNSName, so it is held to the constraints. */
function hostLikeCommonNames(certificate: Certificate): GeneralName[] {
  return attributesOf(certificate.subject, OID.commonName)
    .filter((text) => text.includes('.') && !parseIpAddress(text) && isDnsName(text.toLowerCase().replace(/^\*\./, '')))
    .map((text) => ({ kind: 'dns', text }))
}

/** SmtpUTF8Mailbox is a mailbox in other clothes (RFC 9598 §6). */
function asMailbox(name: GeneralName): GeneralName {
  if (name.kind !== 'other' || name.oid !== OID.smtpUtf8Mailbox) return name
  const text = parsing(() => readText(onlyTlv(name.value)))
  return text.ok ? { kind: 'email', text: text.value } : name
}

/**
 * What is wrong with `names` under `constraints`. Names of a form without any subtree are free.
 * A form this code cannot compare is refused as soon as a name of that form meets a subtree of that form.
 */
export function violations(names: readonly GeneralName[], constraints: NameConstraints): NameConstraintProblem[] {
  return names.flatMap((name) => violationOf(name, constraints))
}

/** What `violations` would cost. */
export function comparisonsOf(names: readonly GeneralName[], constraints: NameConstraints): number {
  return names.length * (constraints.permitted.length + constraints.excluded.length)
}

function violationOf(name: GeneralName, constraints: NameConstraints): NameConstraintProblem[] {
  const permitted = constraints.permitted.filter((subtree) => isSameForm(subtree, name))
  const excluded = constraints.excluded.filter((subtree) => isSameForm(subtree, name))
  if (permitted.length === 0 && excluded.length === 0) return []
  const text = generalNameText(name)
  if (!COMPARED.has(name.kind)) return [{ code: 'path.name-constraint-unsupported', name: text }]
  if (!isComparable(name)) return [{ code: 'path.name-malformed', name: text }]
  if (excluded.some((subtree) => matches(name, subtree, 'excluded')))
    return [{ code: 'path.name-excluded', name: text }]
  if (permitted.length === 0 || permitted.some((subtree) => matches(name, subtree, 'permitted'))) return []
  return [{ code: 'path.name-not-permitted', name: text }]
}

function isSameForm(subtree: GeneralName, name: GeneralName): boolean {
  if (subtree.kind === 'other' && name.kind === 'other') return subtree.oid === name.oid
  return subtree.kind === name.kind
}

/** A name that does not have the form it claims escapes every comparison, so it is refused instead. */
function isComparable(name: GeneralName): boolean {
  switch (name.kind) {
    case 'dns':
      return isDnsName(name.text.toLowerCase().replace(/^\*\./, ''))
    case 'email':
      return mailboxOf(name.text) !== undefined
    case 'uri':
      return hostOfUri(name.text) !== undefined
    case 'ip':
      return name.bytes.length === 4 || name.bytes.length === 16
    default:
      return true
  }
}

type Side = 'permitted' | 'excluded'

function matches(name: GeneralName, subtree: GeneralName, side: Side): boolean {
  if (name.kind === 'directory' && subtree.kind === 'directory') return isWithin(name.name, subtree.name)
  if (name.kind === 'ip' && subtree.kind === 'ip') return isInRange(name.bytes, subtree.bytes)
  if (name.kind === 'dns' && subtree.kind === 'dns') return matchesDns(name.text, subtree.text, side)
  if (name.kind === 'email' && subtree.kind === 'email') return matchesEmail(name.text, subtree.text)
  if (name.kind === 'uri' && subtree.kind === 'uri') return matchesHost(hostOfUri(name.text) ?? '', subtree.text)
  return false
}

/** A wildcard is permitted when all it covers is, and excluded when anything it covers is. */
function matchesDns(name: string, base: string, side: Side): boolean {
  const host = name.toLowerCase()
  const tree = base.toLowerCase()
  if (!host.startsWith('*.')) return isBelow(host, tree)
  const parent = host.slice(2)
  if (isBelow(parent, withoutDot(tree))) return true
  const isOneLabelBelow = tree.endsWith(`.${parent}`) && !tree.slice(0, -parent.length - 1).includes('.')
  return side === 'excluded' && isOneLabelBelow
}

/** The empty tree holds every name; one that begins with a dot holds only names below it. */
function isBelow(host: string, tree: string): boolean {
  if (tree === '') return true
  if (tree.startsWith('.')) return host.endsWith(tree) && host.length > tree.length
  return host === tree || host.endsWith(`.${tree}`)
}

/** For URI and mailbox hosts: a leading dot means below, no dot means exactly this host. */
function matchesHost(host: string, base: string): boolean {
  const tree = base.toLowerCase()
  if (tree === '') return true
  return tree.startsWith('.') ? host.endsWith(tree) && host.length > tree.length : host === tree
}

function matchesEmail(name: string, base: string): boolean {
  const mailbox = mailboxOf(name)
  if (!mailbox) return false
  if (!base.includes('@')) return matchesHost(mailbox.host, base)
  const wanted = mailboxOf(base)
  return wanted !== undefined && wanted.local === mailbox.local && wanted.host === mailbox.host
}

/** Local part as written, host in lower case; `undefined` unless there is exactly one unquoted at-sign. */
function mailboxOf(text: string): { local: string; host: string } | undefined {
  const match = text.match(/^("(?:[^"\\]|\\.)*"|[^@"]+)@([^@"]+)$/)
  const [, local, host] = match ?? []
  return local && host ? { local, host: host.toLowerCase() } : undefined
}

/** Host of a URI with an authority; `undefined` for none and for addresses, which no host tree can hold (RFC 5280 §4.2.1.10). */
function hostOfUri(text: string): string | undefined {
  const authority = text.match(/^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:[\]]+)(?::\d*)?(?:[/?#]|$)/i)?.[1]
  const host = authority?.toLowerCase()
  return host && isDnsName(host) && !parseIpAddress(host) ? host : undefined
}

function isInRange(address: Uint8Array, range: Uint8Array): boolean {
  const size = address.length
  if (range.length !== 2 * size) return false
  for (let i = 0; i < size; i++) {
    const mask = range[size + i] as number
    if (((address[i] as number) & mask) !== ((range[i] as number) & mask)) return false
  }
  return true
}
