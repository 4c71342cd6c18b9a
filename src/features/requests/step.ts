// One step of a request: by the table, with its event and its audit row, in the transaction of whatever else it does.

import { eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { userRequestEvents, userRequests } from '#db/schema/requests.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { dutiesOf } from '#features/organisation/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import {
  ENDED,
  requireOwnStep,
  requirePerson,
  requireStep,
  type Step,
  type StepName,
  type UserRequest,
  type Who,
} from './rules.ts'

/** After the trail's turn, as every row that an audited change locks. @throws AppError `not-found`, also for one of another district */
export async function lockedRequest(tx: Tx, id: string): Promise<UserRequest> {
  await lockAudit(tx)
  const [row] = await tx.select().from(userRequests).where(eq(userRequests.id, id)).for('update')
  if (!row) throw new AppError('not-found', 'requests.not-found')
  return row
}

/** @throws AppError `forbidden` for a job */
export async function whoOf(tx: Tx | Ctx['db'], ctx: Ctx): Promise<Who> {
  const actor = requirePerson(ctx.actor)
  return { actor, duties: await dutiesOf(tx, actor.personId) }
}

export interface Taking {
  values?: Partial<typeof userRequests.$inferInsert>
  reason?: string
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

/** A step of the person who acts. @throws AppError `precondition`, `forbidden` */
export async function takeStep(
  tx: Tx,
  ctx: Ctx,
  row: UserRequest,
  name: StepName,
  taking: Taking = {},
): Promise<UserRequest> {
  return go(tx, ctx, row, requireStep(row, name, await whoOf(tx, ctx)), taking)
}

/** A step that follows by itself. @throws AppError `precondition` */
export async function takeOwnStep(
  tx: Tx,
  ctx: Ctx,
  row: UserRequest,
  name: StepName,
  taking: Taking = {},
): Promise<UserRequest> {
  return go(tx, ctx, row, requireOwnStep(row, name), taking)
}

async function go(tx: Tx, ctx: Ctx, row: UserRequest, { step, to }: Step, taking: Taking): Promise<UserRequest> {
  const hasEnded = (ENDED as readonly string[]).includes(to)
  const [moved] = await tx
    .update(userRequests)
    .set({ ...taking.values, state: to, changedAt: ctx.now, ...(hasEnded && { endedAt: ctx.now }) })
    .where(eq(userRequests.id, row.id))
    .returning()
  if (!moved) throw new AppError('not-found', 'requests.not-found')
  await tell(tx, ctx, row, { step, to, ...taking })
  return moved
}

export interface Happening extends Omit<Taking, 'values'> {
  step: string
  to: UserRequest['state']
}

/** The event of the request and the audit row of the house: what happened, by whom, why. */
export async function tell(
  tx: Tx,
  ctx: Ctx,
  row: UserRequest,
  { step, to, reason, before, after }: Happening,
): Promise<void> {
  const { actor } = ctx
  const from = step === 'create' ? null : row.state
  await tx.insert(userRequestEvents).values({
    requestId: row.id,
    at: ctx.now,
    step,
    from,
    to,
    actorType: actor.type,
    actorName: actor.type === 'anonymous' ? '' : actor.name,
    personId: actor.type === 'account' ? actor.personId : null,
    ...(reason !== undefined && { reason }),
    ...(before && { before }),
    ...(after && { after }),
  })
  await recordAudit(tx, ctx, {
    action: `user-request.${PAST[step] ?? step}`,
    object: { type: 'user-request', id: row.id },
    detail: { number: row.number, kind: row.kind, staffId: row.staffId, from, to, reason, before, after },
  })
}

/** Audit actions are past participles. */
const PAST: Readonly<Record<string, string>> = {
  create: 'created',
  change: 'changed',
  submit: 'submitted',
  cancel: 'cancelled',
  review: 'reviewed',
  return: 'returned',
  reject: 'rejected',
  approve: 'approved',
  'take-effect': 'done',
  finish: 'finished',
  'bring-key': 'key-brought',
  issue: 'issued',
  fail: 'failed',
  write: 'written',
  close: 'closed',
}
