import type { Role } from '#src/context.ts'
import type { Approval } from '../approvals/shapes.ts'
import type { Moment } from '../contract.ts'

export interface AccountLine {
  id: string
  personId: string
  name: string
  username: string
  roles: Role[]
  isDisabled: boolean
  lockedUntil: Moment | null
  lastSignInAt: Moment | null
  createdAt: Moment
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
