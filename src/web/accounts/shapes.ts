import type { Role } from '#src/context.ts'
import type { Approval } from '../approvals/shapes.ts'
import type { Moment } from '../contract.ts'

export interface AccountLine {
  id: string
  personId: string
  name: string
  username: string
  roles: Role[]
  /** Null: the whole estate, by the roles. */
  districtId: string | null
  /** Altered behind the service: refused until two confirm it. */
  rightsFault: 'unsealed' | 'altered' | 'rolled-back' | null
  isDisabled: boolean
  lockedUntil: Moment | null
  lastSignInAt: Moment | null
  createdAt: Moment
}

export interface District {
  id: string
  name: string
  nameEn: string
}

/** What waits for another administrator; or the second one of an empty house, made at once. */
export interface AskedAccount {
  approval?: Approval
  passwordHalf?: string
  username?: string
  password?: string
}

export const ROLES = [
  'operator',
  'ra-officer',
  'district-clerk',
  'auditor',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const satisfies readonly Role[]
