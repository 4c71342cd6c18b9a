// Brings the key of an approved request, has the certificate made, and follows it until it is in use.

import { and, asc, eq, inArray } from 'drizzle-orm'
import { userRequests } from '#db/schema/requests.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Desk, HeldCredential, Order } from './desk.ts'
import { requirePerson, requireStep, type UserRequest } from './rules.ts'
import { lockedRequest, takeOwnStep, takeStep, whoOf } from './step.ts'

export interface BroughtKey extends Pick<Order, 'pkcs10' | 'carrier'> {
  requestId: string
  authorityId?: string
}

/**
 * What is to be signed is written down together with the step; signing follows, and whoever asks again after a crash gets the same.
 * @throws AppError `precondition` for one that is not approved, `forbidden` for who reviewed or approved it, and what the desk throws for a bad key
 */
export async function bringKey(ctx: Ctx, desk: Desk, { requestId, ...brought }: BroughtKey): Promise<UserRequest> {
  const { personId } = requirePerson(ctx.actor)
  await ctx.db.transaction(async (tx) => {
    const request = await lockedRequest(tx, requestId)
    const { profileId } = request.details
    if (profileId === undefined) throw new AppError('bad-input', 'requests.field-missing', { field: 'profileId' })
    // Whoever may not is refused before anything is ordered.
    requireStep(request, 'bring-key', await whoOf(tx, ctx))
    const { issuanceId } = await desk.order(tx, ctx, { request, profileId, ...brought })
    const { serial, model, kind } = brought.carrier
    const carrier = { carrierSerial: serial, carrierModel: model, carrierKind: kind }
    const values = { bringerPerson: personId, issuanceId, ...carrier }
    await takeStep(tx, ctx, request, 'bring-key', { values, after: carrier })
  })
  return advance(ctx, desk, requestId)
}

/** As far as it comes now. Safe to ask again. @throws AppError `not-found` */
export async function advance(ctx: Ctx, desk: Desk, id: string): Promise<UserRequest> {
  const [request] = await ctx.db.select().from(userRequests).where(eq(userRequests.id, id))
  if (!request) throw new AppError('not-found', 'requests.not-found')
  if (request.state === 'issuing') await issue(ctx, desk, request)
  else if (request.state === 'issued' || request.state === 'written') await follow(ctx, desk, request)
  const [after] = await ctx.db.select().from(userRequests).where(eq(userRequests.id, id))
  return after ?? request
}

async function issue(ctx: Ctx, desk: Desk, request: UserRequest): Promise<void> {
  const outcome = await desk.issue(ctx, request, async (tx, newCredentialId) => {
    const locked = await lockedRequest(tx, request.id)
    // Another instance was faster, with the same pair.
    if (locked.state !== 'issuing') return
    await takeOwnStep(tx, ctx, locked, 'issue', { values: { newCredentialId } })
  })
  if (outcome.state !== 'failed') return
  await ctx.db.transaction(async (tx) => {
    const locked = await lockedRequest(tx, request.id)
    if (locked.state === 'issuing')
      await takeOwnStep(tx, ctx, locked, 'fail', { values: { failureCode: outcome.code }, reason: outcome.code })
  })
}

/** Written into the carrier, then in use: as those who keep it say. */
async function follow(ctx: Ctx, desk: Desk, request: UserRequest): Promise<void> {
  const held = await desk.held(ctx.db, [request.staffId])
  const state = held.find(({ id }) => id === request.newCredentialId)?.state
  const step = state === undefined ? undefined : STEP_AT[state]
  if (step === undefined || (step === 'write' && request.state === 'written')) return
  await ctx.db.transaction(async (tx) => {
    const locked = await lockedRequest(tx, request.id)
    if (locked.state === request.state) await takeOwnStep(tx, ctx, locked, step)
  })
}

/** A pair that ended before it was ever in use has ended its request too. */
const STEP_AT: Readonly<Partial<Record<HeldCredential['state'], 'write' | 'close'>>> = {
  written: 'write',
  active: 'close',
  suspended: 'close',
  superseded: 'close',
  revoked: 'close',
}

const AT_ONCE = 200

/** For the job: whatever is under way, the oldest first. One that throws does not hold up the others. */
export async function advanceRequests(ctx: Ctx, desk: Desk): Promise<void> {
  const open = await ctx.db
    .select({ id: userRequests.id })
    .from(userRequests)
    .where(and(inArray(userRequests.state, ['issuing', 'issued', 'written'])))
    .orderBy(asc(userRequests.changedAt))
    .limit(AT_ONCE)
  const failures: unknown[] = []
  for (const { id } of open)
    await advance(ctx, desk, id).catch((error: unknown) => {
      failures.push(error)
    })
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} requests could not be advanced`)
}
