// What every verb is given, who may be acting, and how a verb refuses. Nothing here knows HTTP or a database driver.

import type { Instant } from '#core/verdict.ts'
import type { Db } from '#db/database.ts'
import type { Ports } from './ports.ts'

/** The roles of the house. The three administrators exclude each other (三员分立). */
export const ROLES = [
  'operator',
  'ra-officer',
  'district-clerk',
  'auditor',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const

export type Role = (typeof ROLES)[number]

/** What a person may prove themself by. `webauthn` is always with the person verified by the device (PIN, finger). */
export const FACTORS = ['password', 'totp', 'webauthn', 'certificate', 'oidc'] as const

export type Factor = (typeof FACTORS)[number]

/** What a session has still to bring before it may do anything else. */
export type Owed = 'second-factor' | 'password-change' | 'enrolment'

/** How, and when last, the person of a session proved who they are. */
export interface Assurance {
  factors: readonly Factor[]
  at: Instant
  owes?: Owed
}

export interface AccountActor {
  type: 'account'
  accountId: string
  /** Four eyes are two persons, not two accounts. */
  personId: string
  name: string
  roles: readonly Role[]
  /** GB/T 2260: sees and writes what belongs to it alone. */
  districtId?: string
  /** Not the person but a program of theirs: with no more than the scopes say, `read:<area>` and `write:<area>`. */
  apiKey?: { id: string; name: string; scopes: readonly string[] }
  sessionId: string
  /** Remote address as the server saw it. */
  address: string
  assurance: Assurance
}

/** A job of ours: the scheduler, the inspection round, start-up. */
export interface SystemActor {
  type: 'system'
  name: string
}

/** Nobody has signed in: only public routes see this one. */
export interface AnonymousActor {
  type: 'anonymous'
  address: string
}

export type Actor = AccountActor | SystemActor | AnonymousActor

export interface Ctx {
  db: Db
  actor: Actor
  /** Read once, where the request or the job began. */
  now: Instant
  ports: Ports
  requestId: string
}

/**
 * `bad-input` the request cannot be understood · `unauthenticated` nobody signed in · `forbidden` signed in, but not allowed ·
 * `not-found` · `conflict` somebody else was faster or it exists already · `precondition` right request, wrong moment ·
 * `limit` too much or too often · `unavailable` a part we need does not answer.
 */
export type AppErrorKind =
  | 'bad-input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition'
  | 'limit'
  | 'unavailable'

/** A refused or impossible action. `code` is stable and has its texts in the message catalogue; `params` never hold a secret. */
export class AppError extends Error {
  readonly kind: AppErrorKind
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>

  constructor(kind: AppErrorKind, code: string, params: Record<string, string | number> = {}) {
    super(`${kind}: ${code}`)
    this.name = 'AppError'
    this.kind = kind
    this.code = code
    this.params = params
  }
}
