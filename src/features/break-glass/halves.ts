// The sealed halves: made, replaced, and told apart from what is not one.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { breakGlassOpenings, breakGlassSets } from '#db/schema/break-glass.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { endAlarm } from './alarm.ts'
import { MAX_FAILURES, REST_MS, requireAwake, type SetRow, typedHalf } from './rules.ts'

export interface NewSet {
  firstHolder: string
  secondHolder: string
  firstHash: string
  secondHash: string
}

/** Takes the place of the set there was, and ends the alarm of the last emergency. */
export async function sealSet(tx: Tx, ctx: Ctx, set: NewSet, createdBy: string): Promise<string> {
  const former = await sealedSet(tx)
  if (former)
    await tx.update(breakGlassSets).set({ state: 'replaced', endedAt: ctx.now }).where(eq(breakGlassSets.id, former.id))
  const id = randomUUID()
  await tx.insert(breakGlassSets).values({ id, ...set, state: 'sealed', createdAt: ctx.now, createdBy })
  const opened = await tx.select({ id: breakGlassOpenings.id }).from(breakGlassOpenings)
  for (const opening of opened) await endAlarm(tx, ctx, opening.id)
  const { firstHolder, secondHolder } = set
  await recordAudit(tx, ctx, {
    action: 'break-glass.sealed',
    object: { type: 'break-glass', id },
    detail: { firstHolder, secondHolder, createdBy, replaces: former?.id ?? null },
  })
  return id
}

export async function sealedSet(tx: Tx): Promise<SetRow | undefined> {
  const [row] = await tx.select().from(breakGlassSets).where(eq(breakGlassSets.state, 'sealed')).for('update')
  return row
}

type Which = 'first' | 'second'

/**
 * Which half it is. A wrong one is counted and written down, which is why it has a transaction of its own.
 * @throws AppError `precondition` without a sealed set, `limit` while it rests, `forbidden` for what is no half
 */
export async function whichHalf(ctx: Ctx, typed: string): Promise<{ set: SetRow; which: Which }> {
  const set = await ctx.db.transaction(async (tx) => {
    const row = await sealedSet(tx)
    if (!row) throw new AppError('precondition', 'break-glass.none-sealed')
    requireAwake(row, ctx.now)
    return row
  })
  const half = typedHalf(typed)
  const isFirst = await ctx.ports.passwords.verify(set.firstHash, half)
  const isSecond = await ctx.ports.passwords.verify(set.secondHash, half)
  if (isFirst || isSecond) return { set, which: isFirst ? 'first' : 'second' }
  await ctx.db.transaction((tx) => countFailure(tx, ctx))
  throw new AppError('forbidden', 'break-glass.wrong-half')
}

async function countFailure(tx: Tx, ctx: Ctx): Promise<void> {
  const set = await sealedSet(tx)
  if (!set) return
  const failures = set.failures + 1
  const rests = failures >= MAX_FAILURES ? { failures: 0, restsUntil: ctx.now + REST_MS } : { failures }
  await tx.update(breakGlassSets).set(rests).where(eq(breakGlassSets.id, set.id))
  await recordAudit(tx, ctx, {
    action: 'break-glass.half-refused',
    object: { type: 'break-glass', id: set.id },
    detail: { failures },
  })
}
