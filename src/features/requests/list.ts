// Requests as people look at them: the queue of those who decide, the own ones, all of a person, one with its story.

import { and, asc, desc, eq, ilike, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { staff } from '#db/schema/organisation.ts'
import { userRequestEvents, userRequestMaterials, userRequests } from '#db/schema/requests.ts'
import type { Staff } from '#features/organisation/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import { type ExceptionCode, exceptionsOf } from './exceptions.ts'
import type { RequestsQuery } from './inputs.ts'
import { requirePerson, stepsFor, type UserRequest } from './rules.ts'
import { whoOf } from './step.ts'

export interface RequestLine {
  request: UserRequest
  staff: Staff
  materials: number
  returns: number
  exceptions: ExceptionCode[]
}

export type RequestEvent = typeof userRequestEvents.$inferSelect

/** Newest first. @throws AppError `bad-input` for a cursor of somebody else's making */
export async function listRequests(
  ctx: Ctx,
  query: RequestsQuery,
): Promise<{ items: RequestLine[]; nextCursor: string | null }> {
  const actor = ctx.actor
  const { state, kind, staffId, batchId, search, cursor, limit } = query
  const rows = await lines(ctx)
    .where(
      and(
        state && eq(userRequests.state, state),
        kind && eq(userRequests.kind, kind),
        staffId === undefined ? undefined : eq(userRequests.staffId, staffId),
        batchId === undefined ? undefined : eq(userRequests.batchId, batchId),
        search ? found(search) : undefined,
        query.isOwn === 'true' && actor.type === 'account'
          ? eq(userRequests.requesterPerson, actor.personId)
          : undefined,
        cursor === undefined ? undefined : before(cursor),
      ),
    )
    .orderBy(desc(userRequests.createdAt), desc(userRequests.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1)?.request : undefined
  return {
    items: items.map((row) => lineOf(ctx, row)),
    nextCursor: last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

const SHOWN_AT_ONCE = 200

/** What this person may review or approve: the exceptional first, then by how soon it is due. */
export async function queueOf(ctx: Ctx): Promise<RequestLine[]> {
  const who = await whoOf(ctx.db, ctx)
  const rows = await lines(ctx)
    .where(
      and(inArray(userRequests.state, ['submitted', 'reviewed']), ne(userRequests.requesterPerson, who.actor.personId)),
    )
    .orderBy(asc(userRequests.approvalDueAt), asc(userRequests.id))
    .limit(SHOWN_AT_ONCE)
  const decisions = rows.filter(({ request }) =>
    stepsFor(request, who).some((step) => step === 'review' || step === 'approve'),
  )
  const shown = decisions.map((row) => lineOf(ctx, row))
  return [
    ...shown.filter(({ exceptions }) => exceptions.length > 0),
    ...shown.filter(({ exceptions }) => exceptions.length === 0),
  ]
}

/** @throws AppError `not-found`, also for one of another district */
export async function getRequest(
  ctx: Ctx,
  id: string,
): Promise<RequestLine & { events: RequestEvent[]; steps: string[] }> {
  const [row] = await lines(ctx).where(eq(userRequests.id, id))
  if (!row) throw new AppError('not-found', 'requests.not-found')
  const events = await ctx.db
    .select()
    .from(userRequestEvents)
    .where(eq(userRequestEvents.requestId, id))
    .orderBy(asc(userRequestEvents.id))
  const mayAct = ctx.actor.type === 'account' && requirePerson(ctx.actor).roles.length > 0
  const steps = mayAct ? stepsFor(row.request, await whoOf(ctx.db, ctx)) : []
  return { ...lineOf(ctx, row), events, steps }
}

type Row = Omit<RequestLine, 'exceptions'>

function lines(ctx: Ctx) {
  const { requestId, removedAt } = userRequestMaterials
  const kept = ctx.db.$count(userRequestMaterials, and(eq(requestId, userRequests.id), isNull(removedAt)))
  const came = ctx.db.$count(
    userRequestEvents,
    and(eq(userRequestEvents.requestId, userRequests.id), eq(userRequestEvents.to, 'returned')),
  )
  return ctx.db
    .select({ request: userRequests, staff, materials: kept, returns: came })
    .from(userRequests)
    .innerJoin(staff, eq(staff.id, userRequests.staffId))
    .$dynamic()
}

function lineOf({ now }: Ctx, { request, staff: person, materials, returns }: Row): RequestLine {
  const facts = { request, materials, returns, now, staffState: person.state, identityKind: person.identityKind }
  return { request, staff: person, materials, returns, exceptions: exceptionsOf(facts) }
}

function found(search: string): SQL | undefined {
  const plain = search.replace(/[\\%_]/g, '\\$&')
  return or(ilike(staff.name, `%${plain}%`), ilike(userRequests.number, `${plain}%`))
}

function before(cursor: string): SQL {
  const { at, id } = readCursor(cursor)
  return sql`(${userRequests.createdAt}, ${userRequests.id}) < (${new Date(at).toISOString()}::timestamptz, ${id}::uuid)`
}
