// What the expiry calendar answers with.

import type { CertificateLevel, Moment } from '../../contract.ts'

export interface ExpiryLane {
  id: string
  name: string
  owner: string
  trust: 'public' | 'private'
  notBefore: Moment
  notAfter: Moment
  daysLeft: number
  level: CertificateLevel
  renewBy: Moment
  steps: { level: CertificateLevel; at: Moment }[]
  renewals: Moment[]
  evidence: { kind: 'domain' | 'identity'; until: Moment }[]
  waivers: { code: string; until: Moment }[]
}

export interface ExpiryPlan {
  from: Moment
  until: Moment
  ceilings: { at: Moment; maxValidityDays: number; domainReuseDays: number; identityReuseDays: number }[]
  lanes: ExpiryLane[]
  total: number
}
