// Accounts and roles as something that takes two security administrators.

import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { accountRoles, accounts, sessions } from '#db/schema/accounts.ts'
import { loginCertificates, passkeys } from '#db/schema/factors.ts'
import { type ApprovalKind, type Approved, LIFETIME_MS, type Line, type Performed } from '#features/approvals/index.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { makeAccount, refusing } from '../create.ts'
import { dropRecoveryCodes } from '../factors/recovery.ts'
import { dropTotp } from '../factors/totp.ts'
import { sealRights } from '../rights/seal.ts'
import { wholeRights } from '../rights/whole.ts'
import { newPassword } from '../secrets.ts'
import { AccountChange, type ChangeOfExisting } from './inputs.ts'
import { requireSense, type Standing, standingOf } from './standing.ts'

/** Groups of four letters in each half of a first password: 60 bits each. */
export const HALF_GROUPS = 3

const FOR_TWO_ALWAYS: readonly AccountChange['action'][] = ['reset-factors', 'confirm']

export const accountsKind: ApprovalKind<AccountChange> = {
  id: 'accounts',
  requesters: ['security-admin'],
  deciders: ['security-admin'],
  lifetimeMs: LIFETIME_MS,
  request: AccountChange,
  describe,
  concerns: ({ personId }) => personId ?? undefined,
  // Not what would give one person the means to be two for good: a first password whole, the way past a second factor, rights nobody sealed.
  isForEmergencies: (change) => !takesPassword(change) && !FOR_TWO_ALWAYS.includes(change.action),
  effect: { when: 'on-approval', perform },
}

function describe(change: AccountChange): Line[] {
  const { action, name, username } = change
  const roles = 'roles' in change ? change.roles : []
  return [
    { code: `approvals.accounts.${action}`, params: { name, username } },
    ...roles.map((role) => ({ code: `approvals.role.${role}` })),
    ...(action === 'create' && change.personId !== null ? [{ code: 'approvals.accounts.further' }] : []),
    ...('districtId' in change ? districtLines(change) : []),
    ...(action === 'confirm' && change.isDisabled ? [{ code: 'approvals.accounts.confirm-disabled' }] : []),
    ...(takesPassword(change) ? [{ code: 'approvals.accounts.halves' }] : []),
  ]
}

function districtLines({ action, districtId }: { action: string; districtId: string | null }): Line[] {
  if (districtId !== null) return [{ code: 'approvals.accounts.district', params: { district: districtId } }]
  return action === 'create' ? [] : [{ code: 'approvals.accounts.whole-estate' }]
}

export function takesPassword({ action }: Pick<AccountChange, 'action'>): boolean {
  return action === 'create' || action === 'reset-password'
}

async function perform(tx: Tx, ctx: Ctx, approved: Approved<AccountChange>): Promise<Performed> {
  const { request } = approved
  const password = takesPassword(request) ? await wholePassword(tx, ctx, approved) : undefined
  const handOver = password && { handOver: { username: request.username, passwordHalf: password.second } }
  if (request.action === 'create') {
    const { id } = await makeAccount(tx, ctx, withoutNull(request), password?.hash ?? '')
    return { outcome: { accountId: id }, ...handOver }
  }
  await performChange(tx, ctx, request, password?.hash)
  return { outcome: { accountId: request.accountId }, ...handOver }
}

/** What was approved, in the transaction of the approval. @throws AppError as `requireSense`, `conflict` for rights that changed meanwhile */
export async function performChange(
  tx: Tx,
  ctx: Ctx,
  request: ChangeOfExisting,
  passwordHash?: string | undefined,
): Promise<void> {
  await lockAudit(tx)
  const standing = await standingOf(tx, request.accountId)
  await requireSense(tx, standing, request)
  // What was altered behind the service's back is not built upon: it is confirmed first, as it stands.
  if (request.action !== 'confirm') await wholeRights({ db: tx, ports: ctx.ports }, request.accountId)
  else if (!isAsShown(standing, request)) throw new AppError('conflict', 'accounts.changed-meanwhile')
  await change(tx, ctx, request, passwordHash)
}

function withoutNull({ personId, districtId, ...rest }: Extract<AccountChange, { action: 'create' }>) {
  return { ...rest, ...(personId !== null && { personId }), ...(districtId !== null && { districtId }) }
}

/** The half that who asked has, and one that who approves is shown: neither has the whole. */
async function wholePassword(tx: Tx, ctx: Ctx, { sealedId }: Approved<AccountChange>) {
  if (sealedId === null) throw new Error('a request for a password without its first half')
  const second = newPassword(HALF_GROUPS)
  const hash = await ctx.ports.secrets.use(tx, sealedId, 'first-password', (first) =>
    ctx.ports.passwords.hash(`${new TextDecoder().decode(first)}-${second}`),
  )
  return { second, hash }
}

async function change(tx: Tx, ctx: Ctx, request: ChangeOfExisting, passwordHash: string | undefined): Promise<void> {
  const { accountId, action } = request
  const set = (values: Partial<typeof accounts.$inferInsert>) =>
    tx.update(accounts).set(values).where(eq(accounts.id, accountId))
  if (action === 'grant')
    await refusing(
      tx
        .insert(accountRoles)
        .values(request.roles.map((role) => ({ accountId, role, grantedAt: ctx.now })))
        .onConflictDoNothing(),
    )
  else if (action === 'take')
    await tx
      .delete(accountRoles)
      .where(and(eq(accountRoles.accountId, accountId), inArray(accountRoles.role, request.roles)))
  else if (passwordHash !== undefined)
    await set({ passwordHash, passwordChangedAt: ctx.now, passwordIsTemporary: true, ...UNLOCKED })
  else if (action === 'unlock') await set(UNLOCKED)
  else if (action === 'move') await refusing(set({ districtId: request.districtId }))
  else if (action === 'reset-factors') await dropFactors(tx, ctx, accountId)
  else if (action !== 'confirm') await set({ isDisabled: action === 'disable' })
  if (ENDS_SESSIONS.includes(action)) await endSessions(tx, ctx, accountId)
  const sealed = CHANGES_RIGHTS.includes(action) ? await sealRights(tx, ctx, accountId) : {}
  const roles = 'roles' in request ? { roles: request.roles } : {}
  const district = 'districtId' in request ? { districtId: request.districtId } : {}
  const { username, personId } = request
  await recordAudit(tx, ctx, {
    action: `account.${PAST[action]}`,
    object: { type: 'account', id: accountId },
    detail: { username, personId, ...roles, ...district, ...sealed },
  })
}

const UNLOCKED = { failedAttempts: 0, lockedUntil: null }
type Action = ChangeOfExisting['action']
const ENDS_SESSIONS: readonly Action[] = ['take', 'disable', 'reset-password', 'reset-factors', 'move']
const CHANGES_RIGHTS: readonly Action[] = ['grant', 'take', 'disable', 'enable', 'move', 'confirm']
const PAST: Record<Action, string> = {
  grant: 'roles-granted',
  take: 'roles-taken',
  disable: 'disabled',
  enable: 'enabled',
  unlock: 'unlocked',
  'reset-password': 'password-reset',
  'reset-factors': 'factors-reset',
  move: 'moved',
  confirm: 'rights-confirmed',
}

function isAsShown(now: Standing, shown: Extract<AccountChange, { action: 'confirm' }>): boolean {
  const isRoles = now.roles.join() === shown.roles.join()
  return isRoles && now.districtId === shown.districtId && now.isDisabled === shown.isDisabled
}

/** Everything beside the password: the person enrols again, in a session that may do nothing else. */
async function dropFactors(tx: Tx, ctx: Ctx, accountId: string): Promise<void> {
  await dropTotp(tx, ctx, accountId)
  await tx.delete(passkeys).where(eq(passkeys.accountId, accountId))
  await tx.delete(loginCertificates).where(eq(loginCertificates.accountId, accountId))
  await dropRecoveryCodes(tx, accountId)
}

async function endSessions(tx: Tx, ctx: Ctx, accountId: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ endedAt: ctx.now })
    .where(and(eq(sessions.accountId, accountId), isNull(sessions.endedAt)))
}
