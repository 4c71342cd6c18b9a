// A person writes down what he saw. Corrections are new rows; the last one counts.

import { and, eq, inArray } from 'drizzle-orm'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import { roundItems } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ManualEntry } from './inputs.ts'
import { person } from './person.ts'
import { photosNamed } from './photos/store.ts'
import { follow, type ItemRow, writeResult } from './record-result.ts'
import { type Conclusion, manualProblem } from './rules.ts'
import { lockRound, stateOf } from './transition.ts'

const VERDICT: Record<Conclusion, ProbeVerdict> = {
  normal: 'pass',
  warning: 'warn',
  abnormal: 'fail',
  unchecked: 'unknown',
  'not-applicable': 'skipped',
}

/** All entries or none. @throws AppError `not-found`, `precondition` (state), `bad-input` (naming the item) */
export async function recordManualResults(ctx: Ctx, roundId: string, entries: readonly ManualEntry[]): Promise<void> {
  const actor = person(ctx)
  await ctx.db.transaction(async (tx) => {
    const round = await lockRound(tx, roundId)
    if (!['running', 'awaiting-manual'].includes(stateOf(round)))
      throw new AppError('precondition', 'inspections.not-open', { state: round.state })
    const ids = entries.map((entry) => entry.itemId)
    const items = await tx
      .select()
      .from(roundItems)
      .where(and(eq(roundItems.roundId, roundId), inArray(roundItems.id, ids)))
    const byId = new Map(items.map((item) => [item.id, item]))
    for (const entry of entries) {
      const item = byId.get(entry.itemId)
      if (!item) throw new AppError('not-found', 'inspections.item-not-found', { id: entry.itemId })
      refuseUnfit(item, entry)
      const reasons = reasonsOf(entry)
      await writeResult(
        tx,
        item,
        {
          conclusion: entry.conclusion,
          text: entry.text.trim(),
          approvedBy: entry.approvedBy?.trim() || null,
          reasons,
          measured: {},
          thresholds: {},
          evidenceDigest: null,
          attempts: 1,
          probeResultId: null,
          takenAt: ctx.now,
          recordedAt: ctx.now,
          recordedBy: actor.name,
          fence: null,
          photos: await photosNamed(tx, item.id, entry.photos ?? []),
        },
        true,
      )
      await follow(tx, item, { verdict: VERDICT[entry.conclusion], reasons, at: ctx.now })
    }
    await recordAudit(tx, ctx, {
      action: 'round.items-recorded',
      object: { type: 'round', id: roundId },
      detail: { items: entries.map(({ itemId, conclusion }) => ({ itemId, conclusion })) },
    })
  })
}

/** What a probe judged stands; a person may only judge what no probe could. */
function refuseUnfit(item: ItemRow, entry: ManualEntry): void {
  if (item.kind !== 'manual' && item.conclusion !== 'unchecked')
    throw new AppError('precondition', 'inspections.item-automatic', { item: item.titleZh })
  const problem = manualProblem(entry, item.mustMeasure)
  if (problem) throw new AppError('bad-input', problem, { item: `${item.nodeName} ${item.titleZh}` })
}

function reasonsOf({ conclusion, text }: ManualEntry): Reason[] {
  const verdict = VERDICT[conclusion]
  if (verdict === 'pass') return []
  return [{ code: `inspections.manual-${conclusion}`, verdict, citation: '3.6.1.2.4', params: { text: text.trim() } }]
}
