// What an authority of ours may issue, as data: whose key, one certificate or a pair, what for, how long (GM/T 0015 and GB/T 20518 for the
// pair and its usages, clauses unverified; RFC 5280 §4.2.1.3 for the usages of the rest). A new profile is one record.

import { OID } from '../asn1/oids.ts'
import type { KeyUsage } from '../x509/extensions.ts'
import type { KeyFamily, KeyStrength } from '../x509/key.ts'

export const PROFILE_IDS = ['staff-sm2', 'staff-rsa', 'seal-maker', 'ocsp'] as const
export type ProfileId = (typeof PROFILE_IDS)[number]

export interface Profile {
  id: ProfileId
  /** Keys it takes, each with its least size in bits. */
  keys: readonly { family: KeyFamily; minBits: number }[]
  /** A second certificate for encryption goes with it, whose key the authority makes: both or neither. */
  isDual: boolean
  usages: readonly KeyUsage[]
  /** Of the second certificate. */
  encryptionUsages: readonly KeyUsage[]
  /** OIDs, of the certificate for signatures; none: the extension is left out. */
  purposes: readonly string[]
  /** Less where the authority itself ends earlier. */
  validityDays: number
  /** Whether the number of the person stands in it (1.2.156.10260.4.1.1). */
  carriesIdentity: boolean
  /** Ordered for a request of the staff; the others the authority issues to itself. */
  isOrdered: boolean
}

const SIGNING: readonly KeyUsage[] = ['digitalSignature', 'contentCommitment']

export const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  'staff-sm2': {
    id: 'staff-sm2',
    keys: [{ family: 'sm2', minBits: 256 }],
    isDual: true,
    usages: SIGNING,
    encryptionUsages: ['keyEncipherment', 'dataEncipherment', 'keyAgreement'],
    purposes: [OID.clientAuth, OID.emailProtection],
    validityDays: 1095,
    carriesIdentity: true,
    isOrdered: true,
  },
  // For systems that know no SM2 yet: one certificate, its key signs only.
  'staff-rsa': {
    id: 'staff-rsa',
    keys: [
      { family: 'rsa', minBits: 2048 },
      { family: 'ec', minBits: 256 },
    ],
    isDual: false,
    usages: SIGNING,
    encryptionUsages: [],
    purposes: [OID.clientAuth, OID.emailProtection],
    validityDays: 730,
    carriesIdentity: true,
    isOrdered: true,
  },
  // Signs seals, never documents: no purpose of TLS or mail.
  'seal-maker': {
    id: 'seal-maker',
    keys: [
      { family: 'sm2', minBits: 256 },
      { family: 'rsa', minBits: 2048 },
    ],
    isDual: false,
    usages: SIGNING,
    encryptionUsages: [],
    purposes: [],
    validityDays: 1825,
    carriesIdentity: false,
    isOrdered: true,
  },
  ocsp: {
    id: 'ocsp',
    keys: [
      { family: 'sm2', minBits: 256 },
      { family: 'rsa', minBits: 2048 },
      { family: 'ec', minBits: 256 },
    ],
    isDual: false,
    usages: ['digitalSignature'],
    encryptionUsages: [],
    purposes: [OID.ocspSigning],
    // Nobody can ask whether it was revoked (ocsp-nocheck): so it lives a month.
    validityDays: 30,
    carriesIdentity: false,
    isOrdered: false,
  },
}

export function profileOf(id: string): Profile | undefined {
  return Object.values(PROFILES).find((one) => one.id === id)
}

/** Whether a key is one the profile takes. */
export function takesKey({ keys }: Profile, strength: KeyStrength | undefined): boolean {
  return (
    strength !== undefined && keys.some(({ family, minBits }) => family === strength.family && strength.bits >= minBits)
  )
}

const DAY_MS = 86_400_000
/** For clocks that are behind ours. */
const BACKDATED_MS = 10 * 60_000

/** Whole seconds, never beyond the authority's own end. */
export function validityOf({ validityDays }: Profile, authority: { notBefore: number; notAfter: number }, now: number) {
  const second = (at: number) => Math.floor(at / 1000) * 1000
  const notBefore = Math.max(second(now - BACKDATED_MS), authority.notBefore)
  return { notBefore, notAfter: Math.min(second(now) + validityDays * DAY_MS, authority.notAfter) }
}
