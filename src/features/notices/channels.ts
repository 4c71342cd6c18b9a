// Sets up, tests and closes ways to people. A secret is sealed at once and never shown again.

import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { utf8Octets } from '#core/asn1/write.ts'
import type { Part } from '#core/notices/channel.ts'
import type { Judgement } from '#core/notices/reply.ts'
import type { ChannelSettings } from '#core/notices/settings.ts'
import type { Tx } from '#db/database.ts'
import { noticeAttempts, noticeChannels, noticeDeliveries } from '#db/schema/notices.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type Actor, AppError, type Ctx } from '#src/context.ts'
import type { ChannelInput, ChannelSecret } from './inputs.ts'

export type ChannelRow = typeof noticeChannels.$inferSelect

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

/** Active ones, as they were set up. */
export async function listChannels(ctx: Ctx): Promise<ChannelRow[]> {
  return ctx.db
    .select()
    .from(noticeChannels)
    .where(eq(noticeChannels.state, 'active'))
    .orderBy(asc(noticeChannels.role), asc(noticeChannels.createdAt))
    .limit(200)
}

/** What waits for it stays in the log and is not sent. @throws AppError `not-found` */
export async function closeChannel(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(noticeChannels)
      .set({ state: 'closed' })
      .where(and(eq(noticeChannels.id, id), eq(noticeChannels.state, 'active')))
      .returning({ name: noticeChannels.name })
    if (!row) throw new AppError('not-found', 'notices.channel-not-found')
    await recordAudit(tx, ctx, {
      action: 'notice-channel.closed',
      object: { type: 'notice-channel', id },
      detail: { name: row.name },
    })
  })
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
