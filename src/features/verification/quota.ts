// How much an account may hand in on one day, whatever it is: a disk and a day of judging are everybody's.

import { and, eq, sql } from 'drizzle-orm'
import { civilDateOf } from '#core/calendar/civil.ts'
import { uploadDays } from '#db/schema/verification.ts'
import { AppError, type Ctx } from '#src/context.ts'

/** Four of the largest originals (8 GB), or thousands of ordinary files. */
export const MAX_BYTES_A_DAY = 32 * 1024 ** 3

/** Before anything is read. @throws AppError `limit` when nothing is left of the day's share */
export async function requireQuota(ctx: Ctx, maxBytes = MAX_BYTES_A_DAY): Promise<void> {
  const own = keyOf(ctx)
  if (!own) return
  const [used] = await ctx.db
    .select({ bytes: uploadDays.bytes })
    .from(uploadDays)
    .where(and(eq(uploadDays.accountId, own.accountId), eq(uploadDays.day, own.day)))
  if (used && used.bytes >= maxBytes) throw new AppError('limit', 'upload.quota-used', { maxBytes })
}

/** What was received counts, also when it goes beyond: then it is refused. @throws AppError `limit` */
export async function chargeQuota(ctx: Ctx, receivedBytes: number, maxBytes = MAX_BYTES_A_DAY): Promise<void> {
  const own = keyOf(ctx)
  if (!own || receivedBytes === 0) return
  const [used] = await ctx.db
    .insert(uploadDays)
    .values({ ...own, bytes: receivedBytes })
    .onConflictDoUpdate({
      target: [uploadDays.accountId, uploadDays.day],
      set: { bytes: sql`${uploadDays.bytes} + excluded.bytes` },
    })
    .returning({ bytes: uploadDays.bytes })
  if (used && used.bytes > maxBytes) throw new AppError('limit', 'upload.quota-used', { maxBytes })
}

/** The service's own jobs hand in nothing of their own. */
function keyOf({ actor, now }: Ctx): { accountId: string; day: string } | undefined {
  return actor.type === 'account' ? { accountId: actor.accountId, day: civilDateOf(now) } : undefined
}
