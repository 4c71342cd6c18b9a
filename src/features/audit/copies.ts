// Takes every checkpoint outside: to each configured place in order, and remembers how far each one is.

import { asc, eq, gt } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { auditCheckpoints, auditCopies } from '#db/schema/audit.ts'
import type { Ctx } from '#src/context.ts'
import type { CheckpointPlace } from '#src/ports.ts'
import { checkpointLine } from './checkpoint-rules.ts'

const BATCH = 500
/** A place that takes nothing is not asked every second. */
export const RETRY_AFTER_MS = 15_000

export type CopyState = typeof auditCopies.$inferSelect

/** Safe on several instances at once: one of them serves a place at a time. A place may be given a checkpoint twice, never none. */
export async function copyCheckpoints(ctx: Ctx): Promise<void> {
  for (const place of ctx.ports.auditOutside.places) await ctx.db.transaction((tx) => serve(tx, ctx, place))
}

async function serve(tx: Tx, { now }: Ctx, place: CheckpointPlace): Promise<void> {
  const fresh = { place: place.name, seq: 0, triedAt: 0 }
  await tx.insert(auditCopies).values(fresh).onConflictDoNothing()
  const isOurs = eq(auditCopies.place, place.name)
  const [state] = await tx.select().from(auditCopies).where(isOurs).for('update', { skipLocked: true })
  if (!state || (state.failingSince !== null && Math.abs(now - state.triedAt) < RETRY_AFTER_MS)) return
  const checkpoints = await tx
    .select()
    .from(auditCheckpoints)
    .where(gt(auditCheckpoints.seq, state.seq))
    .orderBy(asc(auditCheckpoints.seq))
    .limit(BATCH)
  const last = checkpoints.at(-1)
  if (!last) return
  const tried = { triedAt: now }
  try {
    await place.put(checkpoints.map((one) => ({ seq: one.seq, at: one.at, line: checkpointLine(one) })))
    const taken = { seq: last.seq, takenAt: now, failingSince: null, error: null }
    await tx
      .update(auditCopies)
      .set({ ...tried, ...taken })
      .where(isOurs)
  } catch (error) {
    const words = (error instanceof Error ? error.message : String(error)).slice(0, 300)
    await tx
      .update(auditCopies)
      .set({ ...tried, failingSince: state.failingSince ?? now, error: words })
      .where(isOurs)
  }
}
