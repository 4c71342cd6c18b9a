// A year of rounds at one glance: one state a round, without its items.

import { and, asc, gte, lte } from 'drizzle-orm'
import { rounds } from '#db/schema/inspections.ts'
import type { Ctx } from '#src/context.ts'
import { type Completion, completion } from './rules.ts'
import { type RoundRow, stateOf } from './transition.ts'

export type PastRound = Pick<
  RoundRow,
  'id' | 'planId' | 'date' | 'slot' | 'titleZh' | 'titleEn' | 'state' | 'isCounted'
>

export interface History {
  items: PastRound[]
  /** Of the counted rounds of the year that are over. */
  completion: Completion & { late: number; missed: number }
}

export async function roundHistory(ctx: Ctx, year: number): Promise<History> {
  const { id, planId, date, slot, titleZh, titleEn, state, isCounted, onTimeUntil } = rounds
  const rows = await ctx.db
    .select({ id, planId, date, slot, titleZh, titleEn, state, isCounted, onTimeUntil })
    .from(rounds)
    .where(and(gte(date, `${year}-01-01`), lte(date, `${year}-12-31`)))
    .orderBy(asc(rounds.plannedAt), asc(id))
  const counted = rows.filter((row) => row.isCounted)
  const inState = (...states: string[]) => counted.filter((row) => states.includes(row.state)).length
  const rate = completion(
    rows.map((row) => ({ ...row, state: stateOf(row) })),
    ctx.now,
  )
  return {
    items: rows.map(({ onTimeUntil: _, ...row }) => row),
    completion: { ...rate, late: inState('done-late'), missed: inState('missed', 'made-up') },
  }
}
