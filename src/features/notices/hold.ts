// Looks once more before alarms leave: what waits while something above it went down is held back with the reason, and calls nobody.

import { and, eq, exists, gt, inArray, isNull, notExists, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Tx } from '#db/database.ts'
import { escalations, noticeDeliveries, notices } from '#db/schema/notices.ts'
import { parentsDown } from './parents.ts'

/** A notice on its way through the channel of the caller, which holds that delivery's lock. */
export interface Leaving {
  delivery: Pick<typeof noticeDeliveries.$inferSelect, 'id'>
  notice: typeof notices.$inferSelect
}

/** One channel at a time marks notices: an arbitrary number, ours alone ("hold"). */
const HOLD_LOCK = 0x686f6c64
const tried = alias(noticeDeliveries, 'tried')

/** Ids of the deliveries that do not leave, and are gone. A notice that any channel has tried to tell is told by all. */
export async function holdBack(tx: Tx, leaving: readonly Leaving[]): Promise<Set<number>> {
  const raises = leaving.filter(({ notice }) => notice.kind === 'alarm' && notice.change === 'raised')
  const above = await parentsDown(
    tx,
    raises.flatMap(({ notice }) => notice.cause ?? []),
  )
  const consequences = raises.filter(({ notice }) => notice.cause !== null && above.has(notice.cause))
  if (consequences.length === 0) return new Set()
  await tx.execute(sql`select pg_advisory_xact_lock(${HOLD_LOCK}::bigint)`)
  const noticeIds = await silence(
    tx,
    consequences.map(({ notice }) => notice.id),
  )
  const gone = consequences.filter(({ notice }) => noticeIds.has(notice.id)).map(({ delivery }) => delivery.id)
  if (gone.length > 0) await tx.delete(noticeDeliveries).where(inArray(noticeDeliveries.id, gone))
  return new Set(gone)
}

/** Nobody was told, so nobody is called either. */
async function silence(tx: Tx, ids: number[]): Promise<Set<number>> {
  const isTried = tx
    .select({ id: tried.id })
    .from(tried)
    .where(and(eq(tried.noticeId, notices.id), gt(tried.attempts, 0)))
  const silent = await tx
    .update(notices)
    .set({ toldAs: null, silentCode: 'notice.parent-down', isHeld: true })
    .where(and(inArray(notices.id, ids), notExists(isTried)))
    .returning({ id: notices.id })
  const silentIds = silent.map(({ id }) => id)
  if (silentIds.length === 0) return new Set()
  const raisedIt = tx
    .select({ id: notices.id })
    .from(notices)
    .where(
      and(
        inArray(notices.id, silentIds),
        eq(notices.number, escalations.number),
        eq(notices.createdAt, escalations.at),
      ),
    )
  await tx.delete(escalations).where(and(isNull(escalations.answeredAt), exists(raisedIt)))
  return new Set(silentIds)
}
