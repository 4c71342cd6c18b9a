// Does a certificate name this host? Only subjectAltName counts, a wildcard is the whole left-most label, addresses match
// addresses (RFC 9525 §6). The common name is never looked at.

import { equalBytes } from '../bytes/bytes.ts'
import type { Certificate } from './certificate.ts'
import { extensionOf } from './extensions.ts'
import type { GeneralName } from './names.ts'

/**
 * @param host a DNS name in ASCII form (A-labels) or an IP address as text, without brackets
 * @returns false also when the certificate has no readable subjectAltName
 */
export function matchesHostName(certificate: Certificate, host: string): boolean {
  const names = extensionOf(certificate, 'subjectAltName') ?? []
  const address = parseIpAddress(host)
  if (address) return names.some((name) => name.kind === 'ip' && equalBytes(name.bytes, address))
  const wanted = host.toLowerCase().replace(/\.$/, '')
  return isDnsName(wanted) && names.some((name) => name.kind === 'dns' && matchesDnsName(name.text, wanted))
}

/** Names of `kind` e-mail that equal `mailbox`: the part before the at-sign exactly, the domain without regard to case. */
export function matchesMailbox(certificate: Certificate, mailbox: string): boolean {
  const names = extensionOf(certificate, 'subjectAltName') ?? []
  return names.some((name) => name.kind === 'email' && foldMailbox(name.text) === foldMailbox(mailbox))
}

function foldMailbox(mailbox: string): string {
  const at = mailbox.lastIndexOf('@')
  return mailbox.slice(0, at) + mailbox.slice(at).toLowerCase()
}

/** The hosts a certificate is good for, as its subjectAltName writes them. */
export function hostNamesOf(certificate: Certificate): GeneralName[] {
  const names = extensionOf(certificate, 'subjectAltName') ?? []
  return names.filter((name) => name.kind === 'dns' || name.kind === 'ip')
}

function matchesDnsName(pattern: string, host: string): boolean {
  const presented = pattern.toLowerCase()
  if (!presented.startsWith('*.')) return isDnsName(presented) && presented === host
  const parent = presented.slice(2)
  // A wildcard directly above a top-level name would cover every site of a registry.
  if (!isDnsName(parent) || !parent.includes('.')) return false
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot + 1) === parent
}

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/

/** Preferred name syntax (RFC 1034 §3.5) plus the underscore found in practice, lower case; no empty labels, no trailing dot. */
export function isDnsName(name: string): boolean {
  return name.length > 0 && name.length <= 253 && name.split('.').every((label) => LABEL.test(label))
}

/** Four or sixteen octets of an IPv4 or IPv6 address text; `undefined` when it is neither. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): Uint8Array | undefined {
  const match = text.match(/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/)
  const octets = match?.slice(1).map(Number)
  return octets?.every((octet) => octet < 256) ? Uint8Array.from(octets) : undefined
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map(parseGroups)
  if (!head || (halves.length === 2 && !tail)) return undefined
  const missing = 16 - head.length - (tail?.length ?? 0)
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined
  return Uint8Array.from([...head, ...new Array(missing).fill(0), ...(tail ?? [])])
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return []
  const octets: number[] = []
  const groups = text.split(':')
  for (const [index, group] of groups.entries()) {
    const embedded = index === groups.length - 1 && group.includes('.') ? parseIpv4(group) : undefined
    if (embedded) octets.push(...embedded)
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      octets.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255)
    else return undefined
  }
  return octets
}
