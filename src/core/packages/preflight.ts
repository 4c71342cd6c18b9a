// What old platforms will not load, said before somebody stands at the machine at night. From the vendors' release notes and general
// knowledge; no clause, none measured here: there is no such machine in our laboratory.

import { defect, note } from '../finding.ts'
import type { PackageFormat } from '../targets/target.ts'
import type { Finding } from '../verdict.ts'
import { digestOfSignature } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'
import { extensionOf } from '../x509/extensions.ts'
import { keyStrength } from '../x509/key.ts'

export const PLATFORMS = [
  'windows-2003',
  'windows-2008-r2',
  'windows-2012-r2',
  'windows-2016',
  'centos-6',
  'java-6',
  'java-7',
  'java-8-before-301',
] as const
export type Platform = (typeof PLATFORMS)[number]

interface Limits {
  /** Key families it can use. */
  families: readonly string[]
  /** Curves count as `ec`; larger keys than this are refused. */
  maxRsaBits?: number
  /** SHA-2 signatures only with a hotfix, or not at all. */
  sha2: 'yes' | 'hotfix'
  /** PFX with AES and HMAC-SHA-256. */
  modernPfx: boolean
  tls12: boolean
  /** Several certificates behind one address need it. */
  sni: boolean
}

const FULL: Limits = { families: ['rsa', 'ec'], sha2: 'yes', modernPfx: false, tls12: true, sni: true }

const LIMITS: Readonly<Record<Platform, Limits>> = {
  'windows-2003': { families: ['rsa'], maxRsaBits: 4096, sha2: 'hotfix', modernPfx: false, tls12: false, sni: false },
  'windows-2008-r2': { ...FULL, sni: false },
  'windows-2012-r2': FULL,
  'windows-2016': FULL,
  // OpenSSL 1.0.1e: P-256 and P-384 since 6.5, no Ed25519, no SM2.
  'centos-6': { ...FULL, modernPfx: true },
  'java-6': { ...FULL, tls12: false, sni: false, families: ['rsa'] },
  'java-7': { ...FULL, sni: false },
  'java-8-before-301': FULL,
}

const CLAUSE = 'vendor notes (unverified)'

/** A `defect` will keep the certificate from being loaded or used; a `note` has to be known. */
export function preflight(platform: Platform, format: PackageFormat, chain: readonly Certificate[]): Finding[] {
  const limits = LIMITS[platform]
  const findings: Finding[] = []
  const say = (what: string, params = {}) =>
    findings.push(defect(`package.platform-${what}`, CLAUSE, { platform, ...params }))
  const families = new Set(chain.map((one) => keyStrength(one)?.family ?? 'unknown'))
  for (const family of families) if (!limits.families.includes(family)) say('key', { algorithm: family.toUpperCase() })
  const bits = Math.max(
    0,
    ...chain.map((one) => (keyStrength(one)?.family === 'rsa' ? (keyStrength(one)?.bits ?? 0) : 0)),
  )
  if (limits.maxRsaBits !== undefined && bits > limits.maxRsaBits) say('key', { algorithm: `RSA-${bits}` })
  if (
    limits.sha2 === 'hotfix' &&
    chain.some((one) => /^sha(2|3|5)/.test(digestOfSignature(one.signatureAlgorithm) ?? ''))
  )
    say('sha2')
  if (!limits.modernPfx && format === 'pfx-modern') say('pfx')
  const [leaf] = chain
  if (leaf && (extensionOf(leaf, 'subjectAltName') ?? []).length > 0 && !limits.sni)
    findings.push(note('package.platform-sni', CLAUSE, { platform }))
  if (!limits.tls12) findings.push(note('package.platform-tls', CLAUSE, { platform }))
  return findings
}
