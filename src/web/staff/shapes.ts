// Units and people as the product answers them.

import type { ApprovalState } from '../approvals/shapes.ts'
import type { SealRequestKind, SealRequestState, SealState } from '../seals/shapes.ts'

export type IdentityKind = 'resident' | 'passport' | 'officer'
export const IDENTITY_KINDS = ['resident', 'passport', 'officer'] as const satisfies readonly IdentityKind[]

export interface Unit {
  id: string
  districtId: string
  parentId: string | null
  tier: 'centre' | 'district' | 'outlet'
  name: string
  state: 'active' | 'closed'
  districtName: string
  people: number
}

export interface StaffPerson {
  id: string
  districtId: string
  unitId: string
  unitName: string
  name: string
  staffNumber: string
  identityKind: IdentityKind
  identityMasked: string
  mobileMasked: string | null
  state: 'active' | 'left'
  personId: string | null
  createdAt: string
  leftAt: string | null
}

/** What a person holds that ends when they leave. */
export interface LeavingStand {
  credentials: {
    id: string
    algorithm: string
    state: 'issued' | 'written' | 'active' | 'suspended'
    notAfter: string
    request: { id: string; number: string; state: RevocationState } | null
  }[]
  seals: {
    id: string
    number: string
    name: string
    state: SealState
    /** Nobody besides may seal with it. */
    isOwn: boolean
    request: { id: string; kind: SealRequestKind; state: SealRequestState } | null
  }[]
  accounts: {
    id: string
    username: string
    isDisabled: boolean
    /** What was last asked about its end. */
    approval: { id: string; state: ApprovalState } | null
  }[]
}
export type RevocationState = 'draft' | 'submitted' | 'returned' | 'reviewed' | 'approved'
