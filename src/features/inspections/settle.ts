// Gives every round whose time has passed without a signature its final state. Never back-dated green, never a row that vanishes.

import { and, asc, inArray, lt } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { rounds } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { tellReport } from '#features/notices/index.ts'
import type { Ctx } from '#src/context.ts'
import { recordNumber, slotTitle } from './message.ts'
import { OPEN_STATES } from './rules.ts'
import { advance, type RoundRow } from './transition.ts'

/** Ids of the rounds that are now 漏检. One audit row for all of them: a long absence is one event, not eighty. */
export async function settleOverdueRounds(ctx: Ctx): Promise<string[]> {
  return ctx.db.transaction(async (tx) => {
    const overdue = await tx
      .select()
      .from(rounds)
      .where(and(inArray(rounds.state, [...OPEN_STATES]), lt(rounds.missedAfter, ctx.now)))
      .orderBy(asc(rounds.plannedAt))
      .for('update', { skipLocked: true })
    for (const round of overdue)
      await advance(tx, ctx, round, 'deadline-passed', { leaseOwner: null, leaseUntil: null, fence: round.fence + 1 })
    const ids = overdue.map((round) => round.id)
    if (ids.length > 0) {
      await tellMissed(tx, ctx, overdue)
      await recordAudit(tx, ctx, {
        action: 'rounds.missed',
        object: { type: 'round', id: ids[0] ?? '' },
        detail: { count: ids.length, rounds: ids },
      })
    }
    return ids
  })
}

/** One message, however many: what was missed in an absence is one piece of news. */
async function tellMissed(tx: Tx, ctx: Ctx, missed: readonly RoundRow[]): Promise<void> {
  const [first] = missed
  if (!first) return
  await tellReport(tx, ctx, {
    number: `M${recordNumber(first).slice(1)}`,
    onceKey: `missed-${first.id}`,
    title: `【漏检】共 ${missed.length} 次巡检未在截止时间前签字`,
    items: missed.map((round) => `${round.date} ${slotTitle(round).zh}巡检 ${recordNumber(round)}`),
  })
}
