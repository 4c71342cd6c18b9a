// A round nobody planned: the first one of a fresh start, one asked for by hand, or one that makes up for a missed one.
// It has its own label and does not count in the completion rate.

import { eq } from 'drizzle-orm'
import { civilDateOf, civilText, DAY_MS } from '#core/calendar/civil.ts'
import type { Tx } from '#db/database.ts'
import { rounds } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type Claim, take } from './claim.ts'
import { roundId } from './plan.ts'
import { type RunOptions, runClaimed } from './run.ts'
import { lockRound, type RoundRow, stateOf } from './transition.ts'

export type ExtraRound =
  | { planId: 'first-inspection' }
  | { planId: 'extra'; reason?: string | undefined }
  | { planId: 'made-up'; makesUpFor: string; reason: string }

const TITLES: Record<ExtraRound['planId'], { titleZh: string; titleEn: string }> = {
  'first-inspection': { titleZh: '首次', titleEn: 'First' },
  extra: { titleZh: '临时', titleEn: 'Extra' },
  'made-up': { titleZh: '补', titleEn: 'Made-up' },
}

/** Writes the round down as due now; the next tick of any instance runs it. @throws AppError `conflict`, `precondition`, `not-found` */
export async function requestExtraRound(ctx: Ctx, extra: ExtraRound): Promise<string> {
  return ctx.db.transaction(async (tx) => (await writeDown(tx, ctx, extra)).id)
}

/** Writes the round down, keeps it for this instance, and runs its automatic items to the end. Resolves to its id. */
export async function runRoundNow(ctx: Ctx, extra: ExtraRound, options: RunOptions): Promise<string> {
  const claim = await ctx.db.transaction(async (tx): Promise<Claim> => {
    const now = { ...ctx, now: options.clock.now() }
    return take(tx, now, await writeDown(tx, now, extra), options.owner)
  })
  await runClaimed(ctx, claim, options)
  return claim.roundId
}

/** The round of a fresh start, once in the life of a database; undefined when it has been. */
export async function runFirstInspection(ctx: Ctx, options: RunOptions): Promise<string | undefined> {
  const [known] = await ctx.db.select({ id: rounds.id }).from(rounds).where(eq(rounds.planId, 'first-inspection'))
  return known ? undefined : runRoundNow(ctx, { planId: 'first-inspection' }, options)
}

async function writeDown(tx: Tx, ctx: Ctx, extra: ExtraRound): Promise<RoundRow> {
  const missed = extra.planId === 'made-up' ? await demandMissed(tx, extra.makesUpFor) : undefined
  const date = civilDateOf(ctx.now)
  const time = civilText(ctx.now).slice(11).replaceAll(':', '')
  const slot = extra.planId === 'first-inspection' ? 'first' : `${time}${String(ctx.now % 1000).padStart(3, '0')}`
  const [round] = await tx
    .insert(rounds)
    .values({
      id: roundId({ planId: extra.planId, date, slot }),
      planId: extra.planId,
      date,
      slot,
      ...TITLES[extra.planId],
      // What makes up for a round looks at what that round would have looked at.
      planVersionId: missed?.planVersionId ?? null,
      isCounted: false,
      opensAt: ctx.now,
      plannedAt: ctx.now,
      onTimeUntil: ctx.now + DAY_MS,
      missedAfter: null,
      state: 'planned',
      makesUpFor: extra.planId === 'made-up' ? extra.makesUpFor : null,
      reason: extra.planId === 'first-inspection' ? null : (extra.reason ?? null),
    })
    .onConflictDoNothing()
    .returning()
  if (!round) throw new AppError('conflict', 'inspections.round-exists', { date, slot })
  await recordAudit(tx, ctx, {
    action: 'round.requested',
    object: { type: 'round', id: round.id },
    detail: { ...extra },
  })
  return round
}

async function demandMissed(tx: Tx, id: string): Promise<RoundRow> {
  const missed = await lockRound(tx, id)
  if (stateOf(missed) !== 'missed')
    throw new AppError('precondition', 'inspections.not-missed', { id, state: missed.state })
  return missed
}
