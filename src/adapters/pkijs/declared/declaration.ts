// What `ca-fixtures/pki.yml` may say, read strictly: an unknown key is an error, and every reference must lead somewhere.

import { parse } from 'yaml'
import { z } from 'zod'
import { KEY_ALGORITHMS } from '#adapters/keys/signer.ts'
import { REASONS } from '../crl.ts'
import { IDENTITY, KEY_USAGES } from '../extensions.ts'

const OFFSET_MS = { d: 86_400_000, h: 3_600_000 } as const

/** `-10d`, `6h`: milliseconds from the reference instant. */
const offset = z
  .string()
  .regex(/^-?\d+[dh]$/, 'an offset is a number of days or hours, e.g. -10d')
  .transform((text) => Number.parseInt(text, 10) * OFFSET_MS[text.endsWith('d') ? 'd' : 'h'])

export const FAMILIES = ['rsa', 'ecdsa', 'sm2'] as const
/** One and the same PKI exists in RSA, ECDSA and SM2. */
export type Family = (typeof FAMILIES)[number]

const algorithm = z.enum(KEY_ALGORITHMS)
const label = z.string().regex(/^[a-z0-9-]+$/)

/** Extensions, from a profile and changed by a certificate. */
const contents = {
  ca: z.union([z.literal('none'), z.strictObject({ pathLength: z.number().int().optional() })]).optional(),
  keyUsage: z.array(z.enum(KEY_USAGES)).optional(),
  purposes: z.array(z.string()).optional(),
  purposesCritical: z.boolean().optional(),
  noCheck: z.boolean().optional(),
  crl: z.boolean().optional(),
  ocsp: z.boolean().optional(),
  sans: z.array(z.string()).optional(),
  permitted: z.array(z.string()).optional(),
  identity: z.partialRecord(z.enum(Object.keys(IDENTITY) as (keyof typeof IDENTITY)[]), z.string()).optional(),
  extra: z.array(z.strictObject({ oid: z.string(), critical: z.boolean(), hex: z.string() })).optional(),
  /** OIDs of extensions to be there twice. */
  repeat: z.array(z.string()).optional(),
}

/** Why an entry is wrong on purpose: a reason code, and the clause it offends. */
const fault = { because: z.string().optional(), clause: z.string().optional() }

const certificate = z.strictObject({
  /** Starts from another entry. */
  like: label.optional(),
  families: z.array(z.enum(FAMILIES)).optional(),
  subject: label.optional(),
  issuer: label.optional(),
  key: label.optional(),
  profile: label.optional(),
  valid: z.tuple([offset, offset]).optional(),
  /** A host name this certificate is served for. */
  host: z.string().optional(),
  signedBy: label.optional(),
  algorithm: z.literal('rsa-sha1').optional(),
  innerAlgorithm: z.literal('rsa-sha512').optional(),
  sm2Id: z.enum(['empty', 'no-za']).optional(),
  spoilSignature: z.boolean().optional(),
  /** The command whose opinion counts; see the oracles of the test. */
  oracle: z.enum(['verify', 'timestampsign', 'level-2', 'crl', 'ocsp-answer']).optional(),
  expect: z.enum(['accepted', 'refused', 'not-judged']).optional(),
  ...fault,
  ...contents,
})
export type DeclaredCertificate = z.infer<typeof certificate>

const declaration = z.strictObject({
  reference: z.iso.datetime().transform((text) => Date.parse(text)),
  services: z.url(),
  families: z.record(z.enum(FAMILIES), algorithm),
  keys: z.record(label, z.partialRecord(z.enum(FAMILIES), algorithm)),
  names: z.record(label, z.record(z.string(), z.string())),
  profiles: z.record(label, z.strictObject(contents)),
  certificates: z.record(label, certificate),
  broken: z.record(label, certificate),
  revocations: z.array(
    z.strictObject({
      certificate: label,
      at: offset,
      reason: z.enum(Object.keys(REASONS) as (keyof typeof REASONS)[]),
    }),
  ),
  crls: z.record(
    label,
    z.strictObject({
      issuer: label,
      signedBy: label.optional(),
      number: z.number().int(),
      deltaTo: z.number().int().optional(),
      updated: offset,
      next: offset,
      spoilSignature: z.boolean().optional(),
      ...fault,
    }),
  ),
  ocsp: z.record(
    label,
    z.strictObject({
      about: label,
      status: z.enum(['good', 'revoked', 'unknown']),
      by: label.default('ocsp'),
      updated: offset.default(-3_600_000),
      next: offset.default(86_400_000),
      spoilSignature: z.boolean().optional(),
      ...fault,
    }),
  ),
  timestamps: z.record(
    label,
    z.strictObject({
      by: label.default('tsa'),
      boundTo: label.optional(),
      spoilSignature: z.boolean().optional(),
      ...fault,
    }),
  ),
})

/** A certificate entry with everything it starts from merged in. */
export interface CertificateEntry extends DeclaredCertificate {
  subject: string
  issuer: string
  key: string
  profile: string
  valid: [number, number]
  expect: 'accepted' | 'refused' | 'not-judged'
}

export type Declaration = Omit<z.infer<typeof declaration>, 'certificates' | 'broken'> & {
  certificates: ReadonlyMap<string, CertificateEntry>
}

const LONG: [number, number] = [-700 * OFFSET_MS.d, 3000 * OFFSET_MS.d]

/** @throws with the path of the offending key, or the name of a reference that leads nowhere. */
export function readDeclaration(yaml: string): Declaration {
  const { certificates, broken, ...rest } = declaration.parse(parse(yaml))
  const declared: Record<string, DeclaredCertificate> = { ...certificates, ...broken }
  const entries = new Map<string, CertificateEntry>()
  for (const [name, own] of Object.entries(declared)) {
    const base = own.like ? existing(entries, own.like) : {}
    const entry = { ...base, ...own }
    const { subject, issuer, key, profile, valid = LONG } = entry
    if (!subject || !issuer || !key || !profile)
      throw new Error(`certificate ${name}: subject, issuer, key or profile is missing`)
    const expect = own.expect ?? (name in broken ? 'refused' : 'accepted')
    if (issuer !== name) existing(entries, issuer)
    if (!rest.names[subject]) throw new Error(`certificate ${name}: no name ${subject}`)
    if (!rest.keys[key]) throw new Error(`certificate ${name}: no key ${key}`)
    if (!rest.profiles[profile]) throw new Error(`certificate ${name}: no profile ${profile}`)
    entries.set(name, { ...rest.profiles[profile], ...entry, subject, issuer, key, profile, valid, expect })
  }
  return { ...rest, certificates: entries }
}

function existing(entries: ReadonlyMap<string, CertificateEntry>, name: string): CertificateEntry {
  const entry = entries.get(name)
  if (!entry) throw new Error(`no certificate ${name} above the one that refers to it`)
  return entry
}
