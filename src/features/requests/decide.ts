// Submit, review, approve; return, reject, cancel. Who may is in rules.ts; what a kind brings about at its last approval is in effects.ts.

import { BUREAU_HOURS } from '#core/sla/calendar.ts'
import { dueAt } from '#core/sla/clock.ts'
import type { Tx } from '#db/database.ts'
import { houseCalendar } from '#features/calendar/index.ts'
import { staffIn } from '#features/organisation/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { judge } from './create.ts'
import type { Desk } from './desk.ts'
import { takeEffect } from './effects.ts'
import { FIELDS, type FieldName, requireFields } from './fields.ts'
import type { BulkDecision, Return } from './inputs.ts'
import { AT_ONCE, CLOCKS, requirePerson, type UserRequest } from './rules.ts'
import { lockedRequest, takeStep } from './step.ts'

/** @throws AppError as createRequest: things may stand otherwise than when it was drafted */
export async function submitRequest(ctx: Ctx, desk: Desk, id: string): Promise<UserRequest> {
  return ctx.db.transaction(async (tx) => submitIn(tx, ctx, desk, await lockedRequest(tx, id)))
}

/** The same inside a transaction. */
export async function submitIn(tx: Tx, ctx: Ctx, desk: Desk, row: UserRequest): Promise<UserRequest> {
  const values = { submittedAt: ctx.now, returned: [], reason: null, ...(await clocks(tx, ctx, row)) }
  // Who may not is told so before anything about the person is.
  const moved = await takeStep(tx, ctx, row, 'submit', { values })
  await judgeAgain(tx, desk, row)
  return moved
}

async function clocks(tx: Tx, { now }: Ctx, { kind }: UserRequest) {
  const terms = { calendar: await houseCalendar(tx), hours: BUREAU_HOURS, reading: 'A' as const }
  const isUrgent = kind === 'suspend'
  return {
    reviewDueAt: dueAt(now, isUrgent ? CLOCKS.urgent : CLOCKS.review, terms),
    approvalDueAt: dueAt(now, isUrgent ? CLOCKS.urgent : CLOCKS.approval, terms),
  }
}

async function judgeAgain(
  tx: Tx,
  desk: Desk,
  { id, kind, staffId, credentialId, details }: UserRequest,
): Promise<void> {
  const wish = { kind, details, ...(credentialId !== null && { credentialId }) }
  await judge(tx, desk, await staffIn(tx, staffId), wish, id)
}

export async function reviewRequest(ctx: Ctx, id: string): Promise<UserRequest> {
  const actor = requirePerson(ctx.actor)
  const values = { reviewerAccount: actor.accountId, reviewerPerson: actor.personId, reviewerName: actor.name }
  return ctx.db.transaction(async (tx) =>
    takeStep(tx, ctx, await lockedRequest(tx, id), 'review', { values: { ...values, reviewedAt: ctx.now } }),
  )
}

/** What takes no key is done with it, in the same transaction. @throws AppError as createRequest for what cannot be any more */
export async function approveRequest(ctx: Ctx, desk: Desk, id: string): Promise<UserRequest> {
  const actor = requirePerson(ctx.actor)
  const values = { approverAccount: actor.accountId, approverPerson: actor.personId, approverName: actor.name }
  return ctx.db.transaction(async (tx) => {
    const row = await lockedRequest(tx, id)
    const approved = await takeStep(tx, ctx, row, 'approve', { values: { ...values, approvedAt: ctx.now } })
    await judgeAgain(tx, desk, row)
    const isAtOnce = (AT_ONCE as readonly string[]).includes(row.kind)
    return isAtOnce || row.kind === 'change' ? takeEffect(tx, ctx, desk, approved) : approved
  })
}

/** Back to who asked, with what is wrong with which field. @throws AppError `bad-input` for a field that the request has not */
export async function returnRequest(ctx: Ctx, id: string, { fields, reason }: Return): Promise<UserRequest> {
  const values = {
    ...{ reviewerAccount: null, reviewerPerson: null, reviewerName: null, reviewedAt: null },
    ...{ submittedAt: null, reviewDueAt: null, approvalDueAt: null, returned: fields, reason: reason ?? null },
  }
  return ctx.db.transaction(async (tx) => {
    const row = await lockedRequest(tx, id)
    requireFields(
      row.kind,
      fields.map(({ field }) => field),
    )
    return takeStep(tx, ctx, row, 'return', { values, reason: told(fields, reason), after: { fields } })
  })
}

/** For the story, in the words of the form. */
function told(fields: Return['fields'], reason: string | undefined): string {
  const each = fields.map((one) => `${FIELDS[one.field as FieldName].zh}：${one.reason}`)
  return [...(reason ? [reason] : []), ...each].join('；')
}

export async function rejectRequest(ctx: Ctx, id: string, reason: string): Promise<UserRequest> {
  return ctx.db.transaction(async (tx) =>
    takeStep(tx, ctx, await lockedRequest(tx, id), 'reject', { values: { reason }, reason }),
  )
}

export async function cancelRequest(ctx: Ctx, id: string, reason: string): Promise<UserRequest> {
  return ctx.db.transaction(async (tx) =>
    takeStep(tx, ctx, await lockedRequest(tx, id), 'cancel', { values: { reason }, reason }),
  )
}

/** 解锁: the work at the carrier is done. */
export async function finishRequest(ctx: Ctx, id: string): Promise<UserRequest> {
  const { personId } = requirePerson(ctx.actor)
  return ctx.db.transaction(async (tx) =>
    takeStep(tx, ctx, await lockedRequest(tx, id), 'finish', { values: { bringerPerson: personId } }),
  )
}

export interface BulkOutcome {
  id: string
  /** Why this one was not; absent: it was. */
  problem?: { code: string; params: Readonly<Record<string, string | number>> }
}

/** Each on its own: one that cannot be does not hold up the others. */
export async function decideMany(ctx: Ctx, desk: Desk, { ids, step }: BulkDecision): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = []
  for (const id of new Set(ids)) {
    try {
      await (step === 'review' ? reviewRequest(ctx, id) : approveRequest(ctx, desk, id))
      outcomes.push({ id })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      outcomes.push({ id, problem: { code: error.code, params: error.params } })
    }
  }
  return outcomes
}
