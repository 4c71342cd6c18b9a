// The log of notices: what was told, by which channel, what the peer said each time; and what was not told, and why.

import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, ne } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import {
  type DeliveryState,
  escalations,
  noticeAttempts,
  noticeChannels,
  noticeDeliveries,
  notices,
} from '#db/schema/notices.ts'
import { tickets } from '#db/schema/tickets.ts'
import type { Ctx } from '#src/context.ts'
import type { LogQuery, PageQuery } from './inputs.ts'

export interface LogLine {
  delivery: typeof noticeDeliveries.$inferSelect
  notice: typeof notices.$inferSelect
  channelName: string
  /** Of the message that carried a gathered one: as good as delivered only when that was. */
  carrierState: DeliveryState | null
  /** Receipts, oldest first; of a gathered one those of the message that carried it. */
  attempts: (typeof noticeAttempts.$inferSelect)[]
}

const carriers = alias(noticeDeliveries, 'carriers')

/** Newest first. */
export async function listDeliveries(
  ctx: Ctx,
  { cursor, state, kind, limit }: LogQuery,
): Promise<{ items: LogLine[]; nextCursor: string | null }> {
  const rows = await ctx.db
    .select({
      delivery: noticeDeliveries,
      notice: notices,
      channelName: noticeChannels.name,
      carrierState: carriers.state,
    })
    .from(noticeDeliveries)
    .innerJoin(notices, eq(notices.id, noticeDeliveries.noticeId))
    .innerJoin(noticeChannels, eq(noticeChannels.id, noticeDeliveries.channelId))
    .leftJoin(carriers, eq(carriers.id, noticeDeliveries.gatheredIn))
    .where(
      and(
        cursor === undefined ? undefined : lt(noticeDeliveries.id, cursor),
        state === undefined ? undefined : eq(noticeDeliveries.state, state),
        ofKind(kind),
      ),
    )
    .orderBy(desc(noticeDeliveries.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const carrierIds = page.map(({ delivery }) => delivery.gatheredIn ?? delivery.id)
  const attempts =
    carrierIds.length === 0
      ? []
      : await ctx.db
          .select()
          .from(noticeAttempts)
          .where(inArray(noticeAttempts.deliveryId, carrierIds))
          .orderBy(asc(noticeAttempts.id))
  const items = page.map((row) => ({
    ...row,
    attempts: attempts.filter(({ deliveryId }) => deliveryId === (row.delivery.gatheredIn ?? row.delivery.id)),
  }))
  return { items, nextCursor: rows.length > limit ? String(page.at(-1)?.delivery.id) : null }
}

function ofKind(kind: LogQuery['kind']) {
  if (kind === undefined) return undefined
  return kind === 'news' ? ne(notices.kind, 'heartbeat') : eq(notices.kind, kind)
}

/** What no channel was asked to carry, newest first: told to nobody, with the reason. */
export async function listSilent(
  ctx: Ctx,
  { cursor, limit }: PageQuery,
): Promise<{ items: (typeof notices.$inferSelect)[]; nextCursor: string | null }> {
  const rows = await ctx.db
    .select()
    .from(notices)
    .where(and(isNotNull(notices.silentCode), cursor === undefined ? undefined : lt(notices.id, cursor)))
    .orderBy(desc(notices.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.id) : null }
}

export interface UnansweredFault {
  fault: typeof escalations.$inferSelect
  /** Null: its ticket is gone. */
  ticketId: number | null
}

/** Faults nobody has answered, the longest waiting first. */
export async function listUnanswered(ctx: Ctx): Promise<UnansweredFault[]> {
  return ctx.db
    .select({ fault: escalations, ticketId: tickets.id })
    .from(escalations)
    .leftJoin(tickets, eq(tickets.number, escalations.number))
    .where(isNull(escalations.answeredAt))
    .orderBy(asc(escalations.at))
    .limit(200)
}
