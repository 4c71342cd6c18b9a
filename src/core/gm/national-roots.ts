// Which of the three national SM2 roots a certificate is. Each vouches for other people: they are separate anchors, never one.
// Names measured from certificates in the field; the fingerprint is that of the published certificate of ROOTCA (no standard lists them).

import { OID } from '../asn1/oids.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { note } from '../finding.ts'
import type { Eventual, Primitives } from '../primitives.ts'
import { type Step, step } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'
import { certificateDigest } from '../x509/fingerprint.ts'
import { attributesOf } from '../x509/names.ts'
import type { PathReport } from '../x509/path.ts'

/** For whom a national root vouches. */
export type NationalPurpose = 'commercial' | 'civil-servant' | 'device'

export interface NationalRoot {
  /** The common name, which is also the name of the slot. */
  name: string
  purpose: NationalPurpose
  /** SHA-256 of the certificate, lower-case hex; absent where no certificate was found to measure: the operator compares it with its source. */
  sha256?: string
}

export const NATIONAL_ROOTS: readonly NationalRoot[] = [
  {
    name: 'ROOTCA',
    purpose: 'commercial',
    sha256: '9c28d3847414bfff1a5749e7e2381146f82842083e8c592e16a612d04a5ba8cd',
  },
  { name: 'Civil Servant ROOT', purpose: 'civil-servant' },
  { name: 'Device ROOT', purpose: 'device' },
]

/** `confirmed`: the very certificate. `name-only`: nothing to compare it with. `impostor`: the name of a root whose certificate is another. */
export type NationalMatch = NationalRoot & { match: 'confirmed' | 'name-only' | 'impostor' }

/**
 * A national root by its whole name `CN=…,O=NRCAC,C=CN`, and by its fingerprint where that is known.
 * @param sha256 of the certificate, lower-case hex
 */
export function nationalRootOf(certificate: Certificate, sha256: string): NationalMatch | undefined {
  const root = rootOfThatName(certificate)
  if (!root) return undefined
  if (root.sha256 === undefined) return { ...root, match: 'name-only' }
  return { ...root, match: root.sha256 === sha256 ? 'confirmed' : 'impostor' }
}

function rootOfThatName({ subject }: Certificate): NationalRoot | undefined {
  if (subject.rdns.length !== 3) return undefined
  const only = (oid: string) => attributesOf(subject, oid).join('\n')
  const isNational = only(OID.organizationName) === 'NRCAC' && only(OID.countryName) === 'CN'
  return isNational ? NATIONAL_ROOTS.find(({ name }) => name === only(OID.commonName)) : undefined
}

/** The report of a path with a step that names the national root it ends at; as it is where it ends elsewhere. It changes no verdict. */
export function withNationalRoot(
  path: PathReport,
  anchors: readonly Certificate[],
  primitives: Primitives,
): Eventual<PathReport> {
  const last = path.chain.at(-1)
  const isNamed = last && rootOfThatName(last) && anchors.some(({ raw }) => equalBytes(raw, last.raw))
  return isNamed ? withRootStep(path, last, primitives) : path
}

async function withRootStep(path: PathReport, last: Certificate, primitives: Primitives): Promise<PathReport> {
  const sha256 = toHex(await certificateDigest('sha256', last, primitives))
  const root = nationalRootOf(last, sha256)
  return root ? { ...path, steps: [...path.steps, rootStep(root, sha256)] } : path
}

function rootStep({ name, purpose, match }: NationalMatch, sha256: string): Step {
  const clause = 'GM/T 0015 (clause unverified)'
  const finding = note(`trust.national-root-${match}`, clause, { name })
  return step('trust.national-root', clause, [finding], match === 'impostor' ? { sha256 } : { purpose, sha256 })
}
