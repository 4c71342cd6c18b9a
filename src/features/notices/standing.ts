// What each channel has done lately: the facts its standing is judged by.

import { and, count, desc, eq, gt, inArray, min, ne, notExists, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { ChannelFacts } from '#core/notices/standing.ts'
import type { Db } from '#db/database.ts'
import { noticeAttempts, noticeChannels, noticeDeliveries, notices } from '#db/schema/notices.ts'
import type { Ctx } from '#src/context.ts'

/** What reached nobody is somebody's business for so long. */
const UNDELIVERED_FOR_MS = 7 * 24 * 3_600_000

export interface ChannelStanding {
  id: string
  name: string
  /** Null: it is closed, and nothing is expected of it. */
  facts: ChannelFacts | null
}

export async function channelStandings(ctx: Ctx): Promise<ChannelStanding[]> {
  const channels = await ctx.db.select().from(noticeChannels).orderBy(noticeChannels.createdAt)
  const standings: ChannelStanding[] = []
  for (const { id, name, state } of channels)
    standings.push({ id, name, facts: state === 'closed' ? null : await factsOf(ctx, id, name) })
  return standings
}

async function factsOf({ db, now }: Ctx, id: string, name: string): Promise<ChannelFacts> {
  const last = await lastAttempt(db, id)
  if (!last || last.outcome === 'under-way')
    return { name, last: undefined, failingSince: null, undelivered: await undeliveredBy(db, id, now) }
  const taken = await lastAttempt(db, id, eq(noticeAttempts.outcome, 'sent'))
  const [failing] = await db
    .select({ since: min(noticeAttempts.at) })
    .from(noticeAttempts)
    .where(and(isAnswered(id), taken && gt(noticeAttempts.id, taken.id)))
  return {
    name,
    last: { outcome: last.outcome, words: last.words ?? '' },
    failingSince: last.outcome === 'sent' ? null : (failing?.since ?? null),
    undelivered: await undeliveredBy(db, id, now),
  }
}

const isAnswered = (channelId: string) =>
  and(eq(noticeAttempts.channelId, channelId), ne(noticeAttempts.outcome, 'under-way'))

/** Answered, or given up waiting for an answer. */
export async function lastAttempt(db: Db, channelId: string, like?: SQL) {
  const [last] = await db
    .select()
    .from(noticeAttempts)
    .where(and(isAnswered(channelId), like))
    .orderBy(desc(noticeAttempts.at), desc(noticeAttempts.id))
    .limit(1)
  return last
}

const others = alias(noticeDeliveries, 'others')

/** Nobody stands in for these, and no other channel has told or still tries to tell the same. */
async function undeliveredBy(db: Db, channelId: string, now: number): Promise<number> {
  const toldElsewhere = db
    .select({ id: others.id })
    .from(others)
    .where(
      and(
        eq(others.noticeId, noticeDeliveries.noticeId),
        ne(others.id, noticeDeliveries.id),
        inArray(others.state, ['sent', 'gathered', 'waiting']),
      ),
    )
  const [row] = await db
    .select({ count: count() })
    .from(noticeDeliveries)
    .innerJoin(notices, eq(notices.id, noticeDeliveries.noticeId))
    .where(
      and(
        eq(noticeDeliveries.channelId, channelId),
        inArray(noticeDeliveries.state, ['refused', 'given-up']),
        eq(noticeDeliveries.isHandedOn, false),
        ne(notices.kind, 'heartbeat'),
        gt(notices.createdAt, now - UNDELIVERED_FOR_MS),
        notExists(toldElsewhere),
      ),
    )
  return row?.count ?? 0
}
