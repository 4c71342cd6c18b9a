// The log of notices: what was told, by which channel, what the peer said each time; and what was not told, and why.

import { and, asc, desc, eq, inArray, isNotNull, lt } from 'drizzle-orm'
import { noticeAttempts, noticeChannels, noticeDeliveries, notices } from '#db/schema/notices.ts'
import type { Ctx } from '#src/context.ts'
import type { LogQuery } from './inputs.ts'

export interface LogLine {
  delivery: typeof noticeDeliveries.$inferSelect
  notice: typeof notices.$inferSelect
  channelName: string
  /** Receipts, oldest first; of a gathered one those of the message that carried it. */
  attempts: (typeof noticeAttempts.$inferSelect)[]
}

/** Newest first. */
export async function listDeliveries(
  ctx: Ctx,
  { cursor, state, limit }: LogQuery,
): Promise<{ items: LogLine[]; nextCursor: number | null }> {
  const rows = await ctx.db
    .select({ delivery: noticeDeliveries, notice: notices, channelName: noticeChannels.name })
    .from(noticeDeliveries)
    .innerJoin(notices, eq(notices.id, noticeDeliveries.noticeId))
    .innerJoin(noticeChannels, eq(noticeChannels.id, noticeDeliveries.channelId))
    .where(
      and(
        cursor === undefined ? undefined : lt(noticeDeliveries.id, cursor),
        state === undefined ? undefined : eq(noticeDeliveries.state, state),
      ),
    )
    .orderBy(desc(noticeDeliveries.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const carriers = page.map(({ delivery }) => delivery.gatheredIn ?? delivery.id)
  const attempts =
    carriers.length === 0
      ? []
      : await ctx.db
          .select()
          .from(noticeAttempts)
          .where(inArray(noticeAttempts.deliveryId, carriers))
          .orderBy(asc(noticeAttempts.id))
  const items = page.map((row) => ({
    ...row,
    attempts: attempts.filter(({ deliveryId }) => deliveryId === (row.delivery.gatheredIn ?? row.delivery.id)),
  }))
  return { items, nextCursor: rows.length > limit ? (page.at(-1)?.delivery.id ?? null) : null }
}

/** What no channel was asked to carry, newest first: told to nobody, with the reason. */
export async function listSilent(ctx: Ctx, limit: number): Promise<(typeof notices.$inferSelect)[]> {
  return ctx.db.select().from(notices).where(isNotNull(notices.silentCode)).orderBy(desc(notices.id)).limit(limit)
}
