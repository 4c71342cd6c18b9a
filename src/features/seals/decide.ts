// Decides about requests: reviewed, returned, refused, withdrawn; and where it changes how a seal stands, done at once.

import { eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { sealRequests, seals } from '#db/schema/seals.ts'
import { requirePerson } from '#features/approvals/index.ts'
import { lockAudit } from '#features/audit/index.ts'
import { setSealStanding } from '#features/signing/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { tell } from './events.ts'
import { locked } from './request.ts'
import { demandSealState, demandStep, type SealRequestRow, type SealRow, STANDING, type StepName } from './rules.ts'

/** @param answer why, for those who asked; demanded where it is returned or refused */
export async function decide(
  ctx: Ctx,
  id: string,
  step: 'review' | 'return' | 'reject' | 'cancel' | 'abandon' | 'drop',
  answer?: string,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const request = await locked(tx, id)
    await advance(tx, ctx, request, step, answer === undefined ? {} : { answer })
    await tell(tx, ctx, request, { step, note: answer })
  })
}

/** A second person lets it happen: from this commit on the seal is frozen, thawed or destroyed, also where documents are sealed. */
export async function approveStanding(ctx: Ctx, id: string, note?: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const request = await locked(tx, id)
    await advance(tx, ctx, request, 'approve', {})
    const seal = await restate(tx, ctx, request)
    await tell(tx, ctx, request, { step: 'approve', note, detail: { number: seal.number, before: seal.state } })
  })
}

/** Takes the request one step on, by the person who acts. @throws AppError of `demandStep` */
export async function advance(
  tx: Tx,
  ctx: Ctx,
  request: SealRequestRow,
  name: StepName,
  more: Partial<typeof sealRequests.$inferInsert>,
): Promise<void> {
  const actor = requirePerson(ctx.actor)
  const step = demandStep(name, request, actor)
  const cleared =
    step.to === 'returned' ? { reviewerName: null, reviewerPerson: null, drafterName: null, drafterPerson: null } : {}
  await tx
    .update(sealRequests)
    .set({
      ...cleared,
      ...(step.as && { [`${step.as}Name`]: actor.name, [`${step.as}Person`]: actor.personId }),
      ...more,
      state: step.to,
      changedAt: ctx.now,
    })
    .where(eq(sealRequests.id, request.id))
}

const ON_THE_SIGNING_SIDE = {
  active: 'usable',
  frozen: 'frozen',
  superseded: 'withdrawn',
  destroyed: 'withdrawn',
} as const

/** The seal a request is about, put into its new state here and where documents are sealed. Gives it as it was. */
export async function restate(tx: Tx, ctx: Ctx, request: SealRequestRow): Promise<SealRow> {
  const { kind, sealId } = request
  const [seal] = sealId === null ? [] : await tx.select().from(seals).where(eq(seals.id, sealId)).for('update')
  if (!seal || kind === 'new') throw new AppError('not-found', 'seal-requests.seal-not-found')
  demandSealState(kind, seal.state)
  const state = STANDING[kind].to
  await tx.update(seals).set({ state, stateBy: request.id, stateAt: ctx.now }).where(eq(seals.id, seal.id))
  await setSealStanding(tx, seal.sha256, ON_THE_SIGNING_SIDE[state])
  return seal
}
