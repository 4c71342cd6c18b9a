// What was approved is done once: an effect outside is written down before it is begun and after it has ended; what was begun and has no
// end is shown, and never begun again.

import { and, asc, eq, isNull, lte } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { approvals } from '#db/schema/approvals.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ApprovalKind, Approved, Kinds } from './kind.ts'
import { type ApprovalRow, INTERRUPTED_AFTER_MS, requirePerson, stateOf } from './rules.ts'

/** What the database kept, read through its schema again. */
export function requestOf<R>(kind: ApprovalKind<R>, { request }: Pick<ApprovalRow, 'request'>): R {
  return kind.request.parse(JSON.parse(request))
}

export function approvedOf<R>(kind: ApprovalKind<R>, row: ApprovalRow): Approved<R> {
  const { id, reason, sealedId, requestedBy: accountId, requestedPerson: personId, requestedName: name } = row
  return { id, reason, sealedId, request: requestOf(kind, row), requested: { accountId, personId, name } }
}

interface End {
  state: 'done' | 'failed'
  outcome: Record<string, unknown>
}

export async function endOf(
  tx: Tx,
  ctx: Pick<Ctx, 'actor' | 'now' | 'requestId'>,
  row: ApprovalRow,
  { state, outcome }: End,
): Promise<ApprovalRow> {
  const [ended] = await tx
    .update(approvals)
    .set({ state, outcome, startedAt: row.startedAt ?? ctx.now, endedAt: ctx.now })
    .where(and(eq(approvals.id, row.id), eq(approvals.state, 'approved')))
    .returning()
  if (!ended) throw new AppError('conflict', 'approvals.is-done')
  const { id, kind, subject, requestSha256 } = row
  await recordAudit(tx, ctx, {
    action: `approval.${state}`,
    object: { type: 'approval', id },
    detail: { kind, subject, requestSha256, outcome },
  })
  return ended
}

/** Does what an approval says reaches outside. Nothing where it does not, or somebody has begun it. */
export async function beginOutside(ctx: Ctx, kinds: Kinds, { id, kind: kindId }: ApprovalRow) {
  const kind = kinds.find((one) => one.id === kindId)
  if (kind?.effect.when !== 'after-approval') return undefined
  const [row] = await ctx.db
    .update(approvals)
    .set({ startedAt: ctx.now })
    .where(and(eq(approvals.id, id), eq(approvals.state, 'approved'), isNull(approvals.startedAt)))
    .returning()
  if (!row) return undefined
  const { handOver, ...end } = await kind.effect
    .perform(ctx, approvedOf(kind, row))
    .then(({ outcome, handOver }) => ({ state: 'done' as const, outcome, handOver }))
    .catch((error: unknown) => ({ state: 'failed' as const, outcome: problemOf(error), handOver: undefined }))
  const ended = await ctx.db.transaction((tx) => endOf(tx, ctx, row, end))
  return { row: ended, ...(handOver && { handOver }) }
}

/** A stranger's words stay in the log; here a code. */
function problemOf(error: unknown): Record<string, unknown> {
  return error instanceof AppError ? { code: error.code, params: error.params } : { code: 'app.internal' }
}

const AT_ONCE = 20

/** The job: begins what was approved and not begun, because the service was killed in between; closes what was begun and never ended. */
export async function performOutstanding(ctx: Ctx, kinds: Kinds): Promise<void> {
  const open = await ctx.db
    .select()
    .from(approvals)
    .where(and(eq(approvals.state, 'approved'), isNull(approvals.useBy), isNull(approvals.startedAt)))
    .orderBy(asc(approvals.requestedAt))
    .limit(AT_ONCE)
  for (const row of open) await beginOutside(ctx, kinds, row)
  const begun = await ctx.db
    .select()
    .from(approvals)
    .where(and(eq(approvals.state, 'approved'), lte(approvals.startedAt, ctx.now - INTERRUPTED_AFTER_MS)))
    .limit(AT_ONCE)
  for (const row of begun)
    await ctx.db.transaction((tx) =>
      endOf(tx, ctx, row, { state: 'failed', outcome: { code: 'approvals.is-interrupted' } }),
    )
}

/**
 * Who asked uses what was approved: once, in time, and for what was asked only. Call it in the transaction of the use.
 * @throws AppError `not-found`; `forbidden` for another person; `precondition` when it is not approved, or too late
 */
export async function takeApproval<R>(tx: Tx, ctx: Ctx, kind: ApprovalKind<R>, id: string) {
  const actor = requirePerson(ctx.actor)
  const [row] = await tx
    .select()
    .from(approvals)
    .where(and(eq(approvals.id, id), eq(approvals.kind, kind.id)))
    .for('update')
  if (!row || kind.effect.when !== 'on-use') throw new AppError('not-found', 'approvals.not-found')
  if (row.requestedPerson !== actor.personId) throw new AppError('forbidden', 'approvals.not-requester')
  const state = stateOf(row, ctx.now)
  if (state !== 'approved') throw new AppError('precondition', `approvals.is-${state}`)
  return {
    approved: approvedOf(kind, row),
    end: (outcome: Record<string, unknown>) => endOf(tx, ctx, row, { state: 'done', outcome }),
  }
}
