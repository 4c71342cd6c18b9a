// Both halves within ten minutes open an emergency for the person who entered the first: half an hour, one role, one decision.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { breakGlassOpenings, breakGlassSets } from '#db/schema/break-glass.ts'
import { requirePerson } from '#features/approvals/index.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { raiseAlarm } from './alarm.ts'
import { whichHalf } from './halves.ts'
import type { FirstHalf } from './inputs.ts'
import { EMERGENCY_MS, type OpeningRow, openingState } from './rules.ts'

/** The named person begins, with either half. @throws AppError as `whichHalf` */
export async function enterFirst(ctx: Ctx, { half, role, reason }: FirstHalf): Promise<OpeningRow> {
  const actor = requirePerson(ctx.actor)
  const { accountId, personId, name } = actor
  const { set, which } = await whichHalf(ctx, actor, half)
  return ctx.db.transaction(async (tx) => {
    const [opening] = await tx
      .insert(breakGlassOpenings)
      .values({
        ...{ id: randomUUID(), setId: set.id, accountId, personId, name, role, reason },
        entered: which,
        enteredAt: ctx.now,
      })
      .returning()
    if (!opening) throw new Error('the entry was not kept')
    await recordAudit(tx, ctx, {
      action: 'break-glass.half-entered',
      object: { type: 'break-glass', id: opening.id },
      detail: { setId: set.id, which, role, reason },
    })
    return opening
  })
}

/**
 * The other half, by the same person or by its holder at another desk. From here on the halves are spent.
 * @throws AppError as `whichHalf`; `forbidden` for the half that was entered already; `precondition` too late
 */
export async function enterSecond(ctx: Ctx, openingId: string, half: string): Promise<OpeningRow> {
  const actor = requirePerson(ctx.actor)
  const { set, which } = await whichHalf(ctx, actor, half)
  return ctx.db.transaction(async (tx) => {
    // The chain first, then rows: the alarm takes both.
    await lockAudit(tx)
    const [opening] = await tx
      .select()
      .from(breakGlassOpenings)
      .where(eq(breakGlassOpenings.id, openingId))
      .for('update')
    if (!opening) throw new AppError('not-found', 'break-glass.not-found')
    if (openingState(opening, ctx.now) !== 'waiting' || opening.setId !== set.id)
      throw new AppError('precondition', 'break-glass.too-late')
    if (opening.entered === which) throw new AppError('forbidden', 'break-glass.same-half')
    await tx.update(breakGlassSets).set({ state: 'spent', endedAt: ctx.now }).where(eq(breakGlassSets.id, set.id))
    const opened = { openedAt: ctx.now, openedBy: actor.accountId, expiresAt: ctx.now + EMERGENCY_MS }
    await tx.update(breakGlassOpenings).set(opened).where(eq(breakGlassOpenings.id, openingId))
    await raiseAlarm(tx, ctx, opening)
    const { name, role, reason } = opening
    await recordAudit(tx, ctx, {
      action: 'break-glass.opened',
      object: { type: 'break-glass', id: openingId },
      detail: { setId: set.id, for: name, role, reason, expiresAt: new Date(opened.expiresAt).toISOString() },
    })
    return { ...opening, ...opened }
  })
}
