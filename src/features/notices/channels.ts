// Sets up, tests and closes ways to people. A secret is sealed at once and never shown again.

import { randomUUID } from 'node:crypto'
import { and, asc, eq, inArray } from 'drizzle-orm'
import { utf8Octets } from '#core/asn1/write.ts'
import type { Part } from '#core/notices/channel.ts'
import type { Judgement } from '#core/notices/reply.ts'
import type { ChannelSettings } from '#core/notices/settings.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { noticeAttempts, noticeChannels, noticeDeliveries, notices } from '#db/schema/notices.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type Actor, AppError, type Ctx } from '#src/context.ts'
import type { ChannelInput, ChannelSecret } from './inputs.ts'
import { lastAttempt } from './standing.ts'
import { channelsOf } from './tell.ts'

export type ChannelRow = typeof noticeChannels.$inferSelect

export interface ListedChannel {
  channel: ChannelRow
  /** Its last message that was answered, or was not; null: none yet. */
  last: typeof noticeAttempts.$inferSelect | null
}

/** @throws AppError `conflict` for a name in use */
export async function openChannel(ctx: Ctx, { name, role, settings, secret }: ChannelInput): Promise<{ id: string }> {
  const id = randomUUID()
  await ctx.db.transaction(async (tx) => {
    const secretId = secret ? await sealed(tx, ctx, secret) : null
    const kept: ChannelSettings = JSON.parse(JSON.stringify(settings))
    const [row] = await tx
      .insert(noticeChannels)
      .values({
        id,
        name,
        role,
        settings: kept,
        secretId,
        state: 'active',
        createdBy: nameOf(ctx.actor),
        createdAt: ctx.now,
      })
      .onConflictDoNothing()
      .returning({ id: noticeChannels.id })
    if (!row) throw new AppError('conflict', 'notices.name-in-use', { name })
    await recordAudit(tx, ctx, {
      action: 'notice-channel.opened',
      object: { type: 'notice-channel', id },
      detail: { name, role, settings: kept },
    })
  })
  return { id }
}

/** Active ones, as they were set up, with what was last heard of each. */
export async function listChannels({ db }: Ctx): Promise<ListedChannel[]> {
  const channels = await db
    .select()
    .from(noticeChannels)
    .where(eq(noticeChannels.state, 'active'))
    .orderBy(asc(noticeChannels.role), asc(noticeChannels.createdAt))
    .limit(200)
  const listed: ListedChannel[] = []
  for (const channel of channels) listed.push({ channel, last: (await lastAttempt(db, channel.id)) ?? null })
  return listed
}

/** What waits for it goes through the channels that are left. @throws AppError `not-found` */
export async function closeChannel(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(noticeChannels)
      .set({ state: 'closed' })
      .where(and(eq(noticeChannels.id, id), eq(noticeChannels.state, 'active')))
      .returning({ name: noticeChannels.name })
    if (!row) throw new AppError('not-found', 'notices.channel-not-found')
    const handedOver = await handOver(tx, ctx.now, id)
    await recordAudit(tx, ctx, {
      action: 'notice-channel.closed',
      object: { type: 'notice-channel', id },
      detail: { name: row.name, handedOver },
    })
  })
}

/** The number of notices that another channel was given. One that has it already is not given it twice; a heartbeat is nobody else's. */
async function handOver(tx: Tx, now: Instant, id: string): Promise<number> {
  const waiting = await tx
    .update(noticeDeliveries)
    .set({ state: 'given-up', code: 'notice.channel-closed' })
    .from(notices)
    .where(
      and(
        eq(notices.id, noticeDeliveries.noticeId),
        eq(noticeDeliveries.channelId, id),
        eq(noticeDeliveries.state, 'waiting'),
      ),
    )
    .returning({
      id: noticeDeliveries.id,
      noticeId: notices.id,
      kind: notices.kind,
      dueAt: noticeDeliveries.dueAt,
      content: noticeDeliveries.content,
    })
  const left = await channelsOf(tx, 'first')
  const orphans = waiting.flatMap(({ id: handedFrom, kind, dueAt, ...rest }) => {
    const values = { ...rest, state: 'waiting' as const, dueAt: Math.max(now, dueAt), handedFrom }
    return kind === 'heartbeat' ? [] : left.map((other) => ({ ...values, channelId: other.id }))
  })
  if (orphans.length === 0) return 0
  const given = await tx.insert(noticeDeliveries).values(orphans).onConflictDoNothing().returning()
  const from = given.flatMap(({ handedFrom }) => handedFrom ?? [])
  if (from.length > 0)
    await tx.update(noticeDeliveries).set({ isHandedOn: true }).where(inArray(noticeDeliveries.id, from))
  return new Set(from).size
}

/**
 * The provider gave out another key: it is sealed in place of the old one, and what was refused and reached nobody is tried again.
 * @throws AppError `not-found`
 */
export async function changeSecret(ctx: Ctx, id: string, secret: ChannelSecret): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const secretId = await sealed(tx, ctx, secret)
    const [row] = await tx
      .update(noticeChannels)
      .set({ secretId, restUntil: null })
      .where(and(eq(noticeChannels.id, id), eq(noticeChannels.state, 'active')))
      .returning({ name: noticeChannels.name })
    if (!row) throw new AppError('not-found', 'notices.channel-not-found')
    const again = await tx
      .update(noticeDeliveries)
      .set({ state: 'waiting', dueAt: ctx.now, attempts: 0, firstAt: null })
      .where(
        and(
          eq(noticeDeliveries.channelId, id),
          eq(noticeDeliveries.state, 'refused'),
          eq(noticeDeliveries.isHandedOn, false),
        ),
      )
      .returning({ id: noticeDeliveries.id })
    await recordAudit(tx, ctx, {
      action: 'notice-channel.secret-changed',
      object: { type: 'notice-channel', id },
      detail: { name: row.name, triedAgain: again.length },
    })
  })
}

/** As the sender reads it. */
function sealed(tx: Tx, ctx: Ctx, secret: ChannelSecret): Promise<string> {
  const octets = utf8Octets(JSON.stringify(secret))
  return ctx.ports.secrets.keep(tx, { secret: octets, purpose: 'notice-channel', now: ctx.now })
}

/** Sends one message at once and says what the peer made of it. @throws AppError `not-found` */
export async function testChannel(ctx: Ctx, id: string): Promise<Judgement> {
  const [row] = await ctx.db
    .select()
    .from(noticeChannels)
    .where(and(eq(noticeChannels.id, id), eq(noticeChannels.state, 'active')))
  if (!row) throw new AppError('not-found', 'notices.channel-not-found')
  const mark = `#TEST-${ctx.now.toString(36)}`
  const title = '【证巡】通道测试'
  const part: Part = { mark, title, text: `${title}\n${mark}`, mobiles: [] }
  const judged = await ctx.ports.noticeSender.send(ctx.db, { settings: row.settings, secretId: row.secretId, part })
  const { outcome, code, words } = judged
  await ctx.db.transaction(async (tx) => {
    await tx
      .insert(noticeAttempts)
      .values({ channelId: id, mark, isAlarm: false, at: ctx.now, answeredAt: ctx.now, outcome, code, words })
    await recordAudit(tx, ctx, {
      action: 'notice-channel.tested',
      object: { type: 'notice-channel', id },
      detail: { outcome, code },
    })
  })
  return judged
}

export function nameOf(actor: Actor): string {
  return actor.type === 'anonymous' ? '' : actor.name
}
