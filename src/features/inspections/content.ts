// What both signatures of a round stand for: its items with their results, as one canonical text and its digest.

import { asc, eq } from 'drizzle-orm'
import { withoutSecrets } from '#core/checks/secret-settings.ts'
import type { Primitives } from '#core/primitives.ts'
import { contentDigest } from '#core/round-archive/record.ts'
import type { Db, Tx } from '#db/database.ts'
import { roundItems, roundResults } from '#db/schema/inspections.ts'
import type { Conclusion } from './rules.ts'
import type { RoundRow } from './transition.ts'

export type ItemWithResult = Omit<typeof roundItems.$inferSelect, 'conclusion'> & {
  conclusion: Conclusion | null
  result: typeof roundResults.$inferSelect | null
}

/** Every item of the round in its order, with the result that counts. */
export async function itemsOf(db: Db | Tx, roundId: string): Promise<ItemWithResult[]> {
  const rows = await db
    .select({ item: roundItems, result: roundResults })
    .from(roundItems)
    .leftJoin(roundResults, eq(roundResults.id, roundItems.resultId))
    .where(eq(roundItems.roundId, roundId))
    .orderBy(asc(roundItems.number))
  return rows.map(({ item, result }) => ({
    ...item,
    conclusion: item.conclusion as Conclusion | null,
    // An item whose evidence went stale is open again: its old result is history, not its result.
    result: item.conclusion === null ? null : result,
  }))
}

/** What may be shown: secrets of checks are no part of it. The same rows give the same content in a year. */
export function contentOf(round: RoundRow, items: readonly ItemWithResult[]) {
  const { id, planId, date, slot, opensAt, plannedAt, onTimeUntil, missedAfter, startedAt, automaticDoneAt } = round
  return {
    round: { id, planId, date, slot, opensAt, plannedAt, onTimeUntil, missedAfter, startedAt, automaticDoneAt },
    items: items.map(({ id: _, roundId: __, resultId: ___, recordedAt: ____, result, settings, ...item }) => ({
      ...item,
      settings: withoutSecrets(settings),
      result: result && withoutIds(result),
    })),
  }
}

/** SHA-256, hex. */
export function digestOfRound(
  primitives: Primitives,
  round: RoundRow,
  items: readonly ItemWithResult[],
): Promise<string> {
  return contentDigest(primitives, contentOf(round, items))
}

/** Row numbers are the database's own business; what was found is in `evidenceDigest`. */
function withoutIds({ id: _, itemId: __, probeResultId: ___, ...result }: typeof roundResults.$inferSelect) {
  return result
}
