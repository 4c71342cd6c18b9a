// Tells the watchers that we live. When it stops, or the outbox does, they call people: nobody else could.

import { and, eq, lt } from 'drizzle-orm'
import { noticeChannels, noticeDeliveries, notices } from '#db/schema/notices.ts'
import type { Ctx } from '#src/context.ts'
import { put } from './tell.ts'

export const HEARTBEAT_EVERY_MS = 5 * 60_000

/** Once in each five minutes, on whatever number of instances. False: told already, or nobody watches. */
export async function beat(ctx: Ctx): Promise<boolean> {
  const slot = Math.floor(ctx.now / HEARTBEAT_EVERY_MS)
  return ctx.db.transaction(async (tx) => {
    const watchers = await tx
      .select({ id: noticeChannels.id })
      .from(noticeChannels)
      .where(and(eq(noticeChannels.state, 'active'), eq(noticeChannels.role, 'watcher')))
      .limit(1)
    if (watchers.length === 0) return false
    // A beat is news for one slot only: those that never arrived are not made up for.
    await tx
      .update(noticeDeliveries)
      .set({ state: 'given-up' })
      .from(notices)
      .where(
        and(
          eq(notices.id, noticeDeliveries.noticeId),
          eq(notices.kind, 'heartbeat'),
          eq(noticeDeliveries.state, 'waiting'),
          lt(notices.createdAt, ctx.now - HEARTBEAT_EVERY_MS),
        ),
      )
    return put(tx, ctx.now, 'watcher', {
      kind: 'heartbeat',
      number: 'HB',
      onceKey: `heartbeat-${slot}`,
      title: '证巡运行正常',
      items: [],
      mobiles: [],
      isPriority: false,
      createdAt: ctx.now,
    })
  })
}
