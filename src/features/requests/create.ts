// Asks for something for a person of a list: a draft, until it is submitted.

import { randomUUID } from 'node:crypto'
import { and, eq, notInArray, sql } from 'drizzle-orm'
import { civilDateOf } from '#core/calendar/civil.ts'
import type { Tx } from '#db/database.ts'
import { userRequestNumbers, userRequests } from '#db/schema/requests.ts'
import { lockAudit } from '#features/audit/index.ts'
import { type Staff, staffIn, transferTargets } from '#features/organisation/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Desk } from './desk.ts'
import type { NewRequest, RequestChange } from './inputs.ts'
import { type Asked, judgeWish, type Wish } from './judge.ts'
import { EDITABLE, ENDED, requirePerson, type UserRequest } from './rules.ts'
import { lockedRequest, tell } from './step.ts'

/** @throws AppError `not-found`, `bad-input` for what the kind needs and is not there, `conflict` for what is asked for already or held already */
export async function createRequest(ctx: Ctx, desk: Desk, input: NewRequest): Promise<UserRequest> {
  return ctx.db.transaction((tx) => createIn(tx, ctx, desk, input))
}

/** The same inside a transaction; `batchId` where it is a line of a list. */
export async function createIn(
  tx: Tx,
  ctx: Ctx,
  desk: Desk,
  input: NewRequest,
  batchId?: string,
): Promise<UserRequest> {
  const actor = requirePerson(ctx.actor)
  // The number of the year and the person are rows that others lock in their turn.
  await lockAudit(tx)
  const person = await staffIn(tx, input.staffId)
  const asked = await judge(tx, desk, person, input)
  const id = randomUUID()
  const number = await nextNumber(tx, ctx.now)
  const values = {
    ...{ id, number, kind: input.kind, state: 'draft' as const, staffId: person.id, ...asked },
    // The person's, also where the centre asks.
    districtId: person.districtId,
    ...{ requesterAccount: actor.accountId, requesterPerson: actor.personId, requesterName: actor.name },
    ...{ createdAt: ctx.now, changedAt: ctx.now, batchId: batchId ?? null },
  }
  const [row] = await orAskedAlready(tx, asked.lane, person, (inner) =>
    inner.insert(userRequests).values(values).returning(),
  )
  if (!row) throw new Error('the request was not kept')
  await tell(tx, ctx, row, { step: 'create', to: 'draft', after: shown(row) })
  return row
}

/** While it is with who asked. @throws AppError as createRequest, `precondition` later, `forbidden` for another person */
export async function changeRequest(ctx: Ctx, desk: Desk, id: string, change: RequestChange): Promise<UserRequest> {
  const actor = requirePerson(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const before = await lockedRequest(tx, id)
    if (!(EDITABLE as readonly string[]).includes(before.state))
      throw new AppError('precondition', 'requests.step-impossible', { step: 'change', state: before.state })
    if (before.requesterPerson !== actor.personId) throw new AppError('forbidden', 'requests.not-requester')
    const person = await staffIn(tx, before.staffId)
    const credentialId = change.credentialId ?? before.credentialId ?? undefined
    const asked = await judge(
      tx,
      desk,
      person,
      { kind: before.kind, ...(credentialId && { credentialId }), details: change.details },
      id,
    )
    const [row] = await orAskedAlready(tx, asked.lane, person, (inner) =>
      inner
        .update(userRequests)
        .set({ ...asked, changedAt: ctx.now })
        .where(eq(userRequests.id, id))
        .returning(),
    )
    if (!row) throw new AppError('not-found', 'requests.not-found')
    await tell(tx, ctx, before, { step: 'change', to: before.state, before: shown(before), after: shown(row) })
    return row
  })
}

const shown = ({ credentialId, details }: UserRequest) => ({ credentialId, details })

/** Whether it can be asked for as things stand: again when it is submitted, and when it is approved. @throws AppError */
export async function judge(tx: Tx, desk: Desk, person: Staff, wish: Wish, except?: string): Promise<Asked> {
  const asked = judgeWish(person, wish, await desk.held(tx, [person.id]))
  if (wish.kind === 'transfer') await requireOtherUnit(tx, person, wish.details.toUnitId ?? '')
  await requireUnasked(tx, person, asked.lane, except)
  return asked
}

async function requireOtherUnit(tx: Tx, person: Staff, toUnitId: string): Promise<void> {
  if (person.unitId === toUnitId) throw new AppError('bad-input', 'requests.same-unit')
  const targets = await transferTargets(tx)
  if (!targets.some(({ id }) => id === toUnitId)) throw new AppError('not-found', 'organisation.unit-unknown')
}

async function requireUnasked(tx: Tx, person: Staff, lane: string, except?: string): Promise<void> {
  const [open] = await tx
    .select({ id: userRequests.id, number: userRequests.number })
    .from(userRequests)
    .where(
      and(eq(userRequests.staffId, person.id), eq(userRequests.lane, lane), notInArray(userRequests.state, [...ENDED])),
    )
  if (open && open.id !== except)
    throw new AppError('conflict', 'requests.asked-already', { name: person.name, number: open.number })
}

/** Two who ask at once: the index lets one in. */
async function orAskedAlready<T>(tx: Tx, lane: string, person: Staff, work: (inner: Tx) => Promise<T>): Promise<T> {
  try {
    return await tx.transaction(work)
  } catch (error) {
    const { constraint } = ((error as { cause?: unknown }).cause ?? {}) as { constraint?: string }
    if (constraint !== 'user_requests_open') throw error
    await requireUnasked(tx, person, lane)
    throw new AppError('conflict', 'requests.asked-already', { name: person.name, number: '' })
  }
}

/** Locks the year's row: two never have the same number. */
async function nextNumber(tx: Tx, now: number): Promise<string> {
  const year = Number(civilDateOf(now).slice(0, 4))
  const [row] = await tx
    .insert(userRequestNumbers)
    .values({ year, last: 1 })
    .onConflictDoUpdate({ target: userRequestNumbers.year, set: { last: sql`${userRequestNumbers.last} + 1` } })
    .returning()
  return `SQ-${year}-${String(row?.last).padStart(6, '0')}`
}
