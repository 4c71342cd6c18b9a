// The end of a proposal: approved or refused by another person, or withdrawn by who asked. What an approval brings about inside the
// database happens in its transaction; what reaches outside is begun afterwards, once.

import { and, eq } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { accountRoles, accounts } from '#db/schema/accounts.ts'
import { approvals } from '#db/schema/approvals.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type AccountActor, AppError, type Ctx, type Role } from '#src/context.ts'
import type { ApprovalKind, Kinds } from './kind.ts'
import { approvedOf, beginOutside, endOf, requestOf } from './perform.ts'
import { type ApprovalRow, requireOpen, requireOther, requirePerson, requireRole } from './rules.ts'

export interface Decided {
  row: ApprovalRow
  /** Shown once, kept nowhere. */
  handOver?: Record<string, string>
}

/** Both halves lie open for who approves: the other person is stood in for, once. */
export interface Emergency {
  id: string
  /** In place of the roles of who approves. */
  role: Role
  /** Uses the emergency up, in the transaction of the approval and before it. */
  take(tx: Tx): Promise<void>
}

/**
 * @throws AppError `forbidden` for the person who asked or a role that may not decide, `precondition` once decided or too late or when who
 * asked may no longer, and whatever the effect throws: then nothing was approved
 */
export async function approve(ctx: Ctx, kinds: Kinds, id: string, emergency?: Emergency): Promise<Decided> {
  const decided = await ctx.db.transaction(async (tx) => {
    const { row, kind } = await openRow(tx, ctx, kinds, id)
    const actor = requirePerson(ctx.actor)
    if (emergency) requireMayPass(kind, row, actor, emergency)
    else await requireMayDecide(tx, kind, row, actor)
    await requireRequester(tx, kind, row)
    await emergency?.take(tx)
    const { effect } = kind
    const useBy = effect.when === 'on-use' ? ctx.now + effect.withinMs : null
    const approved = await close(tx, ctx, row, { state: 'approved', useBy, emergencyId: emergency?.id ?? null })
    if (effect.when !== 'on-approval') return { row: approved }
    const { outcome, handOver } = await effect.perform(tx, ctx, approvedOf(kind, approved))
    return { row: await endOf(tx, ctx, approved, { state: 'done', outcome }), ...(handOver && { handOver }) }
  })
  const started = await beginOutside(ctx, kinds, decided.row)
  return started ?? decided
}

/** @throws AppError as for an approval */
export async function refuse(ctx: Ctx, kinds: Kinds, id: string, reason: string): Promise<ApprovalRow> {
  return ctx.db.transaction(async (tx) => {
    const { row, kind } = await openRow(tx, ctx, kinds, id)
    await requireMayDecide(tx, kind, row, requirePerson(ctx.actor))
    return close(tx, ctx, row, { state: 'refused', decisionReason: reason })
  })
}

/** @throws AppError `forbidden` for anybody but the person who asked */
export async function withdraw(ctx: Ctx, kinds: Kinds, id: string): Promise<ApprovalRow> {
  return ctx.db.transaction(async (tx) => {
    const { row } = await openRow(tx, ctx, kinds, id)
    if (requirePerson(ctx.actor).personId !== row.requestedPerson)
      throw new AppError('forbidden', 'approvals.not-requester')
    return close(tx, ctx, row, { state: 'withdrawn' })
  })
}

async function openRow(tx: Tx, ctx: Ctx, kinds: Kinds, id: string) {
  const [row] = await tx.select().from(approvals).where(eq(approvals.id, id)).for('update')
  const kind = row && kinds.find((one) => one.id === row.kind)
  if (!row || !kind) throw new AppError('not-found', 'approvals.not-found')
  requireOpen(row, ctx.now)
  return { row, kind }
}

async function requireMayDecide(
  tx: Tx,
  kind: ApprovalKind<unknown>,
  row: ApprovalRow,
  actor: AccountActor,
): Promise<void> {
  requireRole(actor, kind.deciders)
  requireOther(row, actor, await accountSince(tx, actor))
  requireNotOwnCase(kind, row, actor)
}

function requireMayPass(kind: ApprovalKind<unknown>, row: ApprovalRow, actor: AccountActor, { role }: Emergency): void {
  if (!kind.isForEmergencies?.(requestOf(kind, row))) throw new AppError('forbidden', 'approvals.not-for-emergencies')
  if (!kind.deciders.includes(role))
    throw new AppError('forbidden', 'app.role-required', { roles: kind.deciders.join(', ') })
  requireNotOwnCase(kind, row, actor)
}

function requireNotOwnCase(kind: ApprovalKind<unknown>, row: ApprovalRow, actor: AccountActor): void {
  if (kind.concerns?.(requestOf(kind, row)) === actor.personId) throw new AppError('forbidden', 'approvals.own-case')
}

/** A session's account exists; one that was not found may decide nothing. */
async function accountSince(tx: Tx, { accountId }: AccountActor): Promise<Instant> {
  const [account] = await tx.select({ since: accounts.createdAt }).from(accounts).where(eq(accounts.id, accountId))
  return account?.since ?? Number.POSITIVE_INFINITY
}

/** What somebody asked for who has since lost the right to ask is not done in their name. */
async function requireRequester(tx: Tx, kind: ApprovalKind<unknown>, { requestedBy }: ApprovalRow): Promise<void> {
  const rows = await tx
    .select({ role: accountRoles.role })
    .from(accounts)
    .innerJoin(accountRoles, eq(accountRoles.accountId, accounts.id))
    .where(and(eq(accounts.id, requestedBy), eq(accounts.isDisabled, false)))
  const held = rows.map(({ role }): Role => role)
  if (!kind.requesters.some((role) => held.includes(role)))
    throw new AppError('precondition', 'approvals.requester-gone')
}

type Decision = Partial<Pick<ApprovalRow, 'useBy' | 'decisionReason' | 'emergencyId'>> & {
  state: 'approved' | 'refused' | 'withdrawn'
}

async function close(tx: Tx, ctx: Ctx, row: ApprovalRow, decision: Decision): Promise<ApprovalRow> {
  const actor = requirePerson(ctx.actor)
  const decided = {
    ...decision,
    decidedAt: ctx.now,
    decidedBy: actor.accountId,
    decidedPerson: actor.personId,
    decidedName: actor.name,
  }
  await tx.update(approvals).set(decided).where(eq(approvals.id, row.id))
  const { id, kind, subject, requestSha256, requestedName } = row
  await recordAudit(tx, ctx, {
    action: `approval.${decision.state}`,
    object: { type: 'approval', id },
    detail: {
      ...{ kind, subject, requestSha256, requestedName, reason: decision.decisionReason },
      ...(decision.emergencyId && { emergencyId: decision.emergencyId }),
    },
  })
  return { ...row, ...decided }
}
