// What the authorities answer with.

import type { Moment } from '../contract.ts'
import type { BothTexts } from '../language/index.ts'
import type { Tone } from '../pieces/verdict-tag.tsx'

export const AUTHORITIES = '/authorities'
export const ISSUANCES = '/authorities/issuances'

export interface Crl {
  number: number
  thisUpdate: Moment
  nextUpdate: Moment
  entries: number
}

export const ALGORITHMS = ['sm2', 'rsa3072', 'rsa4096', 'p256', 'p384'] as const
export const ORDERED_PROFILES = ['staff-sm2', 'staff-rsa', 'seal-maker'] as const
export type OrderedProfile = (typeof ORDERED_PROFILES)[number]
export type AuthorityState = 'awaiting-certificate' | 'active' | 'closed'

export interface Authority {
  id: string
  kind: 'builtin' | 'cmp' | 'manual'
  label: string
  name: string
  state: AuthorityState
  profiles: OrderedProfile[]
  key: { algorithm: string; custody: 'sealed' | 'token' } | null
  certificate: { subject: string; issuer: string; notBefore: Moment; notAfter: Moment; sha256: string } | null
  hasRequest: boolean
  addresses: { ocsp: string; certificate: string; crl: string; delta: string } | null
  crl: Crl | null
  delta: Crl | null
  responderUntil: Moment | null
  counts: Partial<Record<IssuanceState, number>>
}

export interface Reachable {
  id: string
  name: string
  kind: 'cmp' | 'manual'
}

export type Usage = 'digitalSignature' | 'contentCommitment' | 'keyEncipherment' | 'dataEncipherment' | 'keyAgreement'

export interface Profile {
  id: OrderedProfile
  isDual: boolean
  keys: { family: 'sm2' | 'rsa' | 'ec'; minBits: number }[]
  usages: Usage[]
  encryptionUsages: Usage[]
  validityDays: number
  carriesIdentity: boolean
}

export const ISSUANCE_STATES = ['ordered', 'signing', 'waiting', 'issued', 'refused', 'failed'] as const
export type IssuanceState = (typeof ISSUANCE_STATES)[number]

export interface Issuance {
  id: string
  requestId: string
  profileId: OrderedProfile
  subject: string
  carrierSerial: string
  state: IssuanceState
  problem: (BothTexts & { code: string }) | null
  takes: number
  createdAt: Moment
  issuedAt: Moment | null
  certificates: {
    role: 'sign' | 'encryption'
    serial: string
    state: 'drawn' | 'signing' | 'issued' | 'burned'
    standing: 'good' | 'suspended' | 'revoked'
  }[]
}

export const STATE_TONES: Record<AuthorityState, Tone> = {
  active: 'good',
  'awaiting-certificate': 'warn',
  closed: 'none',
}

export const ISSUANCE_TONES: Record<IssuanceState, Tone> = {
  ordered: 'accent',
  signing: 'accent',
  waiting: 'warn',
  issued: 'good',
  refused: 'bad',
  failed: 'bad',
}
