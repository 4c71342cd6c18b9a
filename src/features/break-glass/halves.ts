// The sealed halves: made, replaced, and told apart from what is not one.

import { randomUUID } from 'node:crypto'
import { and, eq, gt } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { auditLog } from '#db/schema/audit.ts'
import { breakGlassOpenings, breakGlassSets } from '#db/schema/break-glass.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type AccountActor, AppError, type Ctx } from '#src/context.ts'
import { endAlarm } from './alarm.ts'
import { MAX_FAILURES, REST_MS, type SetRow, typedHalf } from './rules.ts'

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

async function sealedSet(tx: Tx): Promise<SetRow | undefined> {
  const [row] = await tx.select().from(breakGlassSets).where(eq(breakGlassSets.state, 'sealed')).for('update')
  return row
}

type Which = 'first' | 'second'

/**
 * Which half it is. A wrong one is counted and written down, which is why it has a transaction of its own.
 * @throws AppError `precondition` without a sealed set, `limit` after too many wrong ones, `forbidden` for what is no half
 */
export async function whichHalf(ctx: Ctx, actor: AccountActor, typed: string): Promise<{ set: SetRow; which: Which }> {
  const [set] = await ctx.db.select().from(breakGlassSets).where(eq(breakGlassSets.state, 'sealed'))
  if (!set) throw new AppError('precondition', 'break-glass.none-sealed')
  await requireFewFailures(ctx, actor)
  const half = typedHalf(typed)
  const isFirst = await ctx.ports.passwords.verify(set.firstHash, half)
  const isSecond = await ctx.ports.passwords.verify(set.secondHash, half)
  if (isFirst || isSecond) return { set, which: isFirst ? 'first' : 'second' }
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, { action: REFUSED, object: { type: 'break-glass', id: set.id } }),
  )
  throw new AppError('forbidden', 'break-glass.wrong-half')
}

const REFUSED = 'break-glass.half-refused'

/** The trail is the count: it cannot be set back. */
async function requireFewFailures({ db, now }: Ctx, { accountId }: AccountActor): Promise<void> {
  const { action, actorId, at } = auditLog
  const recent = and(eq(action, REFUSED), eq(actorId, accountId), gt(at, now - REST_MS))
  if ((await db.$count(auditLog, recent)) >= MAX_FAILURES) throw new AppError('limit', 'break-glass.rests')
}
