// What the slice decides without a database: how an approval stands, and who may decide it. The database holds the same (guards.sql).

import type { Instant } from '#core/verdict.ts'
import type { approvals } from '#db/schema/approvals.ts'
import { type AccountActor, type Actor, AppError, type Role } from '#src/context.ts'
import { isPast } from './kind.ts'

export type ApprovalRow = typeof approvals.$inferSelect

/** `lapsed`: nobody decided in time, or what was approved was not used in time. `interrupted`: begun outside, and what came of it is not known. */
export const SHOWN_STATES = [
  'pending',
  'approved',
  'refused',
  'withdrawn',
  'done',
  'failed',
  'lapsed',
  'interrupted',
] as const
export type ShownState = (typeof SHOWN_STATES)[number]

/** Longer than any effect takes: every request in it has its own limit. */
export const INTERRUPTED_AFTER_MS = 10 * 60_000

export function stateOf(
  row: Pick<ApprovalRow, 'state' | 'expiresAt' | 'useBy' | 'startedAt'>,
  now: Instant,
): ShownState {
  if (row.state === 'pending' && isPast(row.expiresAt, now)) return 'lapsed'
  if (row.state === 'approved' && isPast(row.useBy, now)) return 'lapsed'
  if (row.state === 'approved' && row.startedAt !== null && row.startedAt + INTERRUPTED_AFTER_MS <= now)
    return 'interrupted'
  return row.state
}

/** Jobs ask for nothing and approve nothing. @throws AppError `forbidden` */
export function requirePerson(actor: Actor): AccountActor {
  if (actor.type !== 'account') throw new AppError('forbidden', 'approvals.person-required')
  return actor
}

/** @throws AppError `forbidden` */
export function requireRole(actor: AccountActor, roles: readonly Role[]): void {
  if (!roles.some((role) => actor.roles.includes(role)))
    throw new AppError('forbidden', 'app.role-required', { roles: roles.join(', ') })
}

/** @throws AppError `precondition` when it was decided already, or nobody did in time */
export function requireOpen(row: ApprovalRow, now: Instant): void {
  const state = stateOf(row, now)
  if (state !== 'pending') throw new AppError('precondition', `approvals.is-${state}`)
}

/**
 * Four eyes: another person, whose account was there when it was asked for.
 * @throws AppError `forbidden`
 */
export function requireOther(row: ApprovalRow, actor: AccountActor, accountSince: Instant): void {
  if (isOwn(row, actor)) throw new AppError('forbidden', 'approvals.same-person')
  if (accountSince >= row.requestedAt) throw new AppError('forbidden', 'approvals.account-too-new')
}

export function isOwn(row: Pick<ApprovalRow, 'requestedPerson' | 'requestedBy'>, actor: AccountActor): boolean {
  return actor.personId === row.requestedPerson || actor.accountId === row.requestedBy
}
