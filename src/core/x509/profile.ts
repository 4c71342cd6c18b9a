// What a certificate should look like beyond what path validation asks: RFC 5280 §4 for CAs that claim to conform, and the CA/Browser
// Forum Baseline Requirements §6.1 and §7.1 for site certificates (clauses as quoted by x509-limbo). Fatal only where asked for.

import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Finding } from '../verdict.ts'
import type { Certificate } from './certificate.ts'
import { extensionOf, findExtension } from './extensions.ts'
import { isDnsName, parseIpAddress } from './host-names.ts'
import { keyStrength } from './key.ts'
import { attributesOf, type GeneralName, generalNameText, isEmptyName } from './names.ts'
import { type CertificateChain, isSameAlgorithm, isSelfIssued, pathFinding } from './path-rules.ts'

/**
 * `path`: RFC 5280 §6 alone. `rfc5280`: also the profile of §4, so that a certificate no conforming CA would issue is refused.
 * `web`: also what browsers ask of site certificates.
 */
export type Profile = 'path' | 'rfc5280' | 'web'

type Role = 'leaf' | 'ca' | 'root'

interface Rule {
  /** Suffix of the finding code `profile.…`. */
  id: string
  clause: string
  profile: 'rfc5280' | 'web'
  roles: readonly Role[]
  isBroken(certificate: Certificate, role: Role): boolean
}

const ALL: readonly Role[] = ['leaf', 'ca', 'root']
const CAS: readonly Role[] = ['ca', 'root']

const has = (certificate: Certificate, oid: string) => findExtension(certificate, oid) !== undefined
const isCritical = (certificate: Certificate, oid: string) => findExtension(certificate, oid)?.critical === true

const RULES: readonly Rule[] = [
  {
    id: 'serial-number',
    clause: 'RFC 5280 §4.1.2.2',
    profile: 'rfc5280',
    roles: ['leaf', 'ca'],
    isBroken: ({ serial }) => serial.length > 21 || (serial.length === 21 && serial[0] !== 0) || !isPositive(serial),
  },
  {
    id: 'authority-key-identifier-missing',
    clause: 'RFC 5280 §4.2.1.1',
    profile: 'rfc5280',
    roles: ['leaf', 'ca'],
    isBroken: (one) => !isSelfIssued(one) && !extensionOf(one, 'authorityKeyIdentifier')?.keyIdentifier,
  },
  {
    id: 'authority-key-identifier-critical',
    clause: 'RFC 5280 §4.2.1.1',
    profile: 'rfc5280',
    roles: ALL,
    isBroken: (one) => isCritical(one, OID.authorityKeyIdentifier),
  },
  {
    id: 'subject-key-identifier-missing',
    clause: 'RFC 5280 §4.2.1.2',
    profile: 'rfc5280',
    roles: CAS,
    isBroken: (one) => !has(one, OID.subjectKeyIdentifier),
  },
  {
    id: 'subject-key-identifier-critical',
    clause: 'RFC 5280 §4.2.1.2',
    profile: 'rfc5280',
    roles: ALL,
    isBroken: (one) => isCritical(one, OID.subjectKeyIdentifier),
  },
  {
    id: 'basic-constraints-missing',
    clause: 'RFC 5280 §4.2.1.9',
    profile: 'rfc5280',
    roles: CAS,
    isBroken: (one) => extensionOf(one, 'basicConstraints')?.isCa !== true,
  },
  {
    id: 'basic-constraints-not-critical',
    clause: 'RFC 5280 §4.2.1.9',
    profile: 'rfc5280',
    roles: CAS,
    isBroken: (one) => has(one, OID.basicConstraints) && !isCritical(one, OID.basicConstraints),
  },
  {
    id: 'path-length-without-ca',
    clause: 'RFC 5280 §4.2.1.9',
    profile: 'rfc5280',
    roles: ALL,
    isBroken: (one) => {
      const constraints = extensionOf(one, 'basicConstraints')
      const maySign = extensionOf(one, 'keyUsage')?.includes('keyCertSign') ?? true
      return constraints?.pathLength !== undefined && (!constraints.isCa || !maySign)
    },
  },
  {
    id: 'sign-bit-without-ca',
    clause: 'RFC 5280 §4.2.1.3',
    profile: 'rfc5280',
    roles: ALL,
    isBroken: (one) =>
      extensionOf(one, 'keyUsage')?.includes('keyCertSign') === true && !extensionOf(one, 'basicConstraints')?.isCa,
  },
  {
    id: 'key-usage-missing',
    clause: 'RFC 5280 §4.2.1.3',
    profile: 'rfc5280',
    roles: ['ca'],
    isBroken: (one) => !has(one, OID.keyUsage),
  },
  {
    id: 'alternative-names-not-critical',
    clause: 'RFC 5280 §4.2.1.6',
    profile: 'rfc5280',
    roles: ALL,
    isBroken: (one) => isEmptyName(one.subject) && has(one, OID.subjectAltName) && !isCritical(one, OID.subjectAltName),
  },
  {
    id: 'information-access-critical',
    clause: 'RFC 5280 §4.2.2.1',
    profile: 'rfc5280',
    roles: ALL,
    isBroken: (one) => isCritical(one, OID.authorityInfoAccess),
  },
  {
    id: 'name-constraints-on-leaf',
    clause: 'RFC 5280 §4.2.1.10',
    profile: 'rfc5280',
    roles: ['leaf'],
    isBroken: (one) => has(one, OID.nameConstraints) && !extensionOf(one, 'basicConstraints')?.isCa,
  },
  {
    id: 'name-constraint-leading-dot',
    clause: 'RFC 5280 §4.2.1.10',
    profile: 'rfc5280',
    roles: CAS,
    isBroken: (one) => subtreesOf(one).some((subtree) => subtree.kind === 'dns' && subtree.text.startsWith('.')),
  },
  {
    id: 'algorithms-differ',
    clause: 'RFC 5280 §4.1.1.2',
    profile: 'rfc5280',
    roles: ['root'],
    isBroken: (one) => !isSameAlgorithm(one.innerSignature, one.signatureAlgorithm),
  },
  {
    id: 'version',
    clause: 'CABF BR §7.1.1',
    profile: 'web',
    roles: ALL,
    isBroken: ({ version }) => version !== 3,
  },
  {
    id: 'leaf-is-ca',
    clause: 'CABF BR §7.1.2.7.8',
    profile: 'web',
    roles: ['leaf'],
    isBroken: (one) => {
      const usage = extensionOf(one, 'keyUsage')
      return (
        extensionOf(one, 'basicConstraints')?.isCa === true && usage !== undefined && !usage.includes('keyCertSign')
      )
    },
  },
  {
    id: 'any-purpose',
    clause: 'CABF BR §7.1.2.7.10',
    profile: 'web',
    roles: ['leaf'],
    isBroken: (one) => extensionOf(one, 'extKeyUsage')?.includes(OID.anyExtendedKeyUsage) === true,
  },
  {
    id: 'purpose-critical',
    clause: 'CABF BR §7.1.2.7.6',
    profile: 'web',
    roles: ['leaf'],
    isBroken: (one) => isCritical(one, OID.extKeyUsage),
  },
  {
    id: 'root-purpose',
    clause: 'CABF BR §7.1.2.1.2',
    profile: 'web',
    roles: ['root'],
    isBroken: (one) => has(one, OID.extKeyUsage),
  },
  {
    id: 'root-authority-key-identifier',
    clause: 'CABF BR §7.1.2.1.3',
    profile: 'web',
    roles: ['root'],
    isBroken: hasOddRootIdentifier,
  },
  {
    id: 'alternative-names-critical',
    clause: 'CABF BR §7.1.2.7.12',
    profile: 'web',
    roles: ['leaf'],
    isBroken: (one) => !isEmptyName(one.subject) && isCritical(one, OID.subjectAltName),
  },
  {
    id: 'alternative-name-form',
    clause: 'CABF BR §7.1.2.7.12',
    profile: 'web',
    roles: ['leaf'],
    isBroken: (one) => (extensionOf(one, 'subjectAltName') ?? []).some((name) => !isWebName(name)),
  },
  {
    id: 'common-name-spelling',
    clause: 'CABF BR §7.1.4.3',
    profile: 'web',
    roles: ['leaf'],
    isBroken: hasOtherSpelling,
  },
  {
    id: 'key-type',
    clause: 'CABF BR §6.1.1.3, §7.1.3.1',
    profile: 'web',
    roles: ALL,
    isBroken: hasUnusualKey,
  },
]

function isPositive(serial: Uint8Array): boolean {
  return (serial[0] ?? 0x80) < 0x80 && serial.some((octet) => octet !== 0)
}

function subtreesOf(certificate: Certificate): GeneralName[] {
  const constraints = extensionOf(certificate, 'nameConstraints')
  return constraints ? [...constraints.permitted, ...constraints.excluded] : []
}

function hasOddRootIdentifier(root: Certificate): boolean {
  const authority = extensionOf(root, 'authorityKeyIdentifier')
  if (!authority || !isSelfIssued(root)) return false
  const own = extensionOf(root, 'subjectKeyIdentifier')
  const isSameKey = authority.keyIdentifier && own && equalBytes(authority.keyIdentifier, own)
  return !isSameKey || authority.issuer !== undefined || authority.serial !== undefined
}

function isWebName(name: GeneralName): boolean {
  if (name.kind === 'dns') {
    const parent = name.text.toLowerCase().replace(/^\*\./, '')
    return isDnsName(parent) && (parent === name.text.toLowerCase() || parent.includes('.'))
  }
  return name.kind !== 'ip' || name.bytes.length === 4 || name.bytes.length === 16
}

/**
 * A common name that stands for a host repeats one of the names character for character. A plain ASCII name that is in none of
 * them is let pass, as browsers do: nobody looks at it.
 */
function hasOtherSpelling(leaf: Certificate): boolean {
  const names = new Set((extensionOf(leaf, 'subjectAltName') ?? []).map(generalNameText))
  const folded = new Set([...names].map((name) => name.toLowerCase()))
  return attributesOf(leaf.subject, OID.commonName).some((text) => {
    if (names.has(text)) return false
    if (parseIpAddress(text) || isOddIpv4(text) || isInternationalHost(text)) return true
    return folded.has(text.toLowerCase())
  })
}

/** IPv4 as one hexadecimal number, or with hexadecimal, octal or zero-padded parts, as old resolvers read it. */
function isOddIpv4(text: string): boolean {
  return /^0x[0-9a-f]{8}$/i.test(text) || /^(0x[0-9a-f]{1,2}|\d{1,4})(\.(0x[0-9a-f]{1,2}|\d{1,4})){3}$/i.test(text)
}

/** A host in its Unicode form, or in the ASCII form of one: text that can be nothing but a host. */
function isInternationalHost(text: string): boolean {
  if (/(^|\.)xn--[a-z0-9-]+(\.|$)/i.test(text)) return true
  return /^[^\s@,]+\.[a-z]{2,}$/i.test(text) && [...text].some((character) => (character.codePointAt(0) ?? 0) > 0x7f)
}

function hasUnusualKey(certificate: Certificate): boolean {
  const strength = keyStrength(certificate)
  if (!strength) return true
  if (strength.family === 'dsa') return true
  if (strength.family === 'rsa') return strength.bits < 2048 || strength.bits % 8 !== 0
  return strength.family === 'ec' && strength.bits < 256
}

/** What the chain breaks of the profile it is held to; `path` asks for nothing. */
export function profileFindings(chain: CertificateChain, profile: Profile): Finding[] {
  if (profile === 'path') return []
  return chain.flatMap((certificate, index) => {
    const role = index === 0 ? 'leaf' : index === chain.length - 1 ? 'root' : 'ca'
    const rules = RULES.filter((rule) => rule.roles.includes(role) && (profile === 'web' || rule.profile === 'rfc5280'))
    return rules
      .filter((rule) => rule.isBroken(certificate, role))
      .map(({ id, clause }) => pathFinding(`profile.${id}`, 'fatal', clause, 'CHAIN_CONSTRAINTS_FAILURE', certificate))
  })
}

/** Every code `profileFindings` may give, for the catalogue of texts. */
export function profileCodes(): string[] {
  return RULES.map(({ id }) => `profile.${id}`)
}
