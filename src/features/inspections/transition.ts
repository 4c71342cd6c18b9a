// The one place where a round changes its state: by the table of rules.ts, with a row in its history.

import { eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { roundEvents, rounds } from '#db/schema/inspections.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { next, type RoundEvent, type RoundState } from './rules.ts'

export type RoundRow = typeof rounds.$inferSelect

/** Locks the round for the rest of the transaction. @throws AppError `not-found` */
export async function lockRound(tx: Tx, id: string): Promise<RoundRow> {
  const [round] = await tx.select().from(rounds).where(eq(rounds.id, id)).for('update')
  if (!round) throw new AppError('not-found', 'inspections.round-not-found', { id })
  return round
}

export function stateOf(round: Pick<RoundRow, 'state'>): RoundState {
  return round.state as RoundState
}

/** The round must be locked. @throws AppError `precondition` when the table does not allow the step. */
export async function advance(
  tx: Tx,
  ctx: Pick<Ctx, 'actor' | 'now'>,
  round: RoundRow,
  event: RoundEvent,
  changes: Partial<RoundRow> = {},
): Promise<RoundRow> {
  const from = stateOf(round)
  const to = next(from, event)
  if (!to) throw new AppError('precondition', 'inspections.wrong-state', { state: from, event })
  const [changed] = await tx
    .update(rounds)
    .set({ ...changes, state: to })
    .where(eq(rounds.id, round.id))
    .returning()
  if (!changed) throw new AppError('not-found', 'inspections.round-not-found', { id: round.id })
  const by = ctx.actor.type === 'account' ? ctx.actor.accountId : ctx.actor.type === 'system' ? ctx.actor.name : ''
  await tx
    .insert(roundEvents)
    .values({ roundId: round.id, event, fromState: from, toState: to, at: ctx.now, by, fence: changed.fence })
  return changed
}
