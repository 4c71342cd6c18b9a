// Approvals as people look at them: what waits for them, what went wrong, and everything there was.

import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { approvals } from '#db/schema/approvals.ts'
import { type AccountActor, AppError, type Ctx, type Role } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import type { ApprovalsQuery } from './inputs.ts'
import type { ApprovalKind, Kinds } from './kind.ts'
import { type ApprovalRow, INTERRUPTED_AFTER_MS, requirePerson, type ShownState } from './rules.ts'

/** Who looks after the whole trail sees every kind; others the kinds they ask for or decide. */
const OVERSEERS: readonly Role[] = ['auditor', 'audit-admin']

function seenBy(kinds: Kinds, { roles }: AccountActor): Kinds {
  if (OVERSEERS.some((role) => roles.includes(role))) return kinds
  return kinds.filter((kind) => [...kind.requesters, ...kind.deciders].some((role) => roles.includes(role)))
}

const idsOf = (kinds: Kinds) => kinds.map(({ id }) => id)

/** @throws AppError `bad-input` for a cursor of somebody else's making */
export async function listApprovals(
  ctx: Ctx,
  kinds: Kinds,
  query: ApprovalsQuery,
): Promise<{ items: ApprovalRow[]; nextCursor: string | null }> {
  const seen = idsOf(seenBy(kinds, requirePerson(ctx.actor)))
  const rows = await ctx.db
    .select()
    .from(approvals)
    .where(
      and(
        inArray(approvals.kind, seen),
        query.kind === undefined ? undefined : eq(approvals.kind, query.kind),
        query.state && isIn(query.state, ctx.now),
        query.cursor === undefined ? undefined : before(query.cursor),
      ),
    )
    .orderBy(desc(approvals.requestedAt), desc(approvals.id))
    .limit(query.limit + 1)
  const items = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? writeCursor({ at: last.requestedAt, id: last.id }) : null }
}

function isIn(state: ShownState, now: number): SQL | undefined {
  const { state: kept, expiresAt, useBy, startedAt } = approvals
  const isLate = lte(startedAt, now - INTERRUPTED_AFTER_MS)
  if (state === 'pending') return and(eq(kept, 'pending'), gt(expiresAt, now))
  if (state === 'lapsed')
    return or(and(eq(kept, 'pending'), lte(expiresAt, now)), and(eq(kept, 'approved'), lte(useBy, now)))
  if (state === 'interrupted') return and(eq(kept, 'approved'), isLate)
  if (state === 'approved')
    return and(
      eq(kept, 'approved'),
      or(isNull(useBy), gt(useBy, now)),
      or(isNull(startedAt), gt(startedAt, now - INTERRUPTED_AFTER_MS)),
    )
  return eq(kept, state)
}

function before(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  return sql`(${approvals.requestedAt}, ${approvals.id}) < (${new Date(at).toISOString()}::timestamptz, ${id}::uuid)`
}

export interface Queue {
  /** Failed or begun without an end, of the last week. */
  exceptions: ApprovalRow[]
  /** For this person to decide, the oldest first. */
  toDecide: ApprovalRow[]
  /** Approved, for this person to use. */
  toUse: ApprovalRow[]
  /** Asked for by this person, for others to decide. */
  waiting: ApprovalRow[]
}

const SHOWN_AT_ONCE = 100
const EXCEPTION_MS = 7 * 24 * 3_600_000

/** What there is to do about approvals for who asks. */
export async function queueOf(ctx: Ctx, kinds: Kinds): Promise<Queue> {
  const actor = requirePerson(ctx.actor)
  const { state, kind, expiresAt, requestedPerson, requestedAt, endedAt, startedAt } = approvals
  const mayDecide = idsOf(kinds.filter(({ deciders }) => deciders.some((role) => actor.roles.includes(role))))
  const seen = idsOf(seenBy(kinds, actor))
  const look = (...conditions: (SQL | undefined)[]) =>
    ctx.db
      .select()
      .from(approvals)
      .where(and(...conditions))
      .orderBy(asc(requestedAt))
      .limit(SHOWN_AT_ONCE)
  const isPending = isIn('pending', ctx.now)
  const isOwn = eq(requestedPerson, actor.personId)
  const isFailed = and(eq(state, 'failed'), gt(endedAt, ctx.now - EXCEPTION_MS))
  const isInterrupted = and(eq(state, 'approved'), lte(startedAt, ctx.now - INTERRUPTED_AFTER_MS))
  const [exceptions, toDecide, toUse, waiting] = await Promise.all([
    look(inArray(kind, seen), or(isFailed, isInterrupted)),
    look(inArray(kind, mayDecide), isPending, ne(requestedPerson, actor.personId)),
    look(isOwn, isIn('approved', ctx.now), isNotNull(approvals.useBy)),
    look(isOwn, isPending, gt(expiresAt, ctx.now)),
  ])
  return { exceptions, toDecide, toUse, waiting }
}

/** @throws AppError `not-found`, also for a kind the person has no part in */
export async function getApproval(ctx: Ctx, kinds: Kinds, id: string): Promise<ApprovalRow> {
  const seen = idsOf(seenBy(kinds, requirePerson(ctx.actor)))
  const [row] = await ctx.db.select().from(approvals).where(eq(approvals.id, id))
  if (!row || !seen.includes(row.kind)) throw new AppError('not-found', 'approvals.not-found')
  return row
}

/** Own requests of a kind about an object that are open: waiting, or approved and not used. Newest first. */
export async function openFor<R>(ctx: Ctx, kind: ApprovalKind<R>, objectId: string): Promise<ApprovalRow[]> {
  return ctx.db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.kind, kind.id),
        eq(approvals.objectId, objectId),
        or(isIn('pending', ctx.now), isIn('approved', ctx.now)),
      ),
    )
    .orderBy(desc(approvals.requestedAt))
    .limit(SHOWN_AT_ONCE)
}
