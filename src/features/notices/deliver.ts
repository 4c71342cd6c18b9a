// Sends what waits: one instance at a time speaks to a channel, by lease; every message is written down before it leaves.
// Whoever dies between the two leaves a message that may have arrived: it is sent again under the same mark.

import { and, asc, desc, eq, gt, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm'
import { textLimits } from '#core/notices/body.ts'
import { CHANNEL_RULES, type Part } from '#core/notices/channel.ts'
import { earliest } from '#core/notices/pace.ts'
import type { Judgement } from '#core/notices/reply.ts'
import { nextAttempt, spreadOf } from '#core/notices/retry.ts'
import { type Notice, partsOf } from '#core/notices/text.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { noticeAttempts, noticeChannels, noticeDeliveries, notices } from '#db/schema/notices.ts'
import type { Ctx } from '#src/context.ts'
import { holdBack } from './hold.ts'
import { type Choice, choose, LEASE_MS, type Waiting } from './rules.ts'

type ChannelRow = typeof noticeChannels.$inferSelect
type DeliveryRow = typeof noticeDeliveries.$inferSelect
type NoticeRow = typeof notices.$inferSelect

interface Taken {
  channel: ChannelRow
  delivery: DeliveryRow
  part: Part
  parts: number
  attemptId: number
}

const MINUTE_MS = 60_000
/** More alarms than this at once are gathered with the next message. */
const AT_ONCE = 5_000

/** Works until nothing may go. A channel that fails holds up no other, and rests until it is asked again. */
export async function runDeliveries(ctx: Ctx, clock: { now(): Instant }): Promise<void> {
  const now = clock.now()
  const due = await ctx.db
    .selectDistinct({ id: noticeDeliveries.channelId })
    .from(noticeDeliveries)
    .innerJoin(noticeChannels, eq(noticeChannels.id, noticeDeliveries.channelId))
    .where(and(eq(noticeDeliveries.state, 'waiting'), lte(noticeDeliveries.dueAt, now), maySpeak(now)))
  await Promise.all(
    due.map(async ({ id }) => {
      while ((await sendNext(ctx, id, clock)) === 'sent');
    }),
  )
}

/** One message. `nothing`: none may go now, or another instance speaks to the channel. */
export async function sendNext(
  ctx: Ctx,
  channelId: string,
  clock: { now(): Instant },
): Promise<'sent' | 'not-sent' | 'nothing'> {
  const taken = await takeMessage({ ...ctx, now: clock.now() }, channelId)
  if (!taken) return 'nothing'
  const { settings, secretId } = taken.channel
  const judged = await ctx.ports.noticeSender.send(ctx.db, { settings, secretId, part: taken.part })
  await recordAnswer({ ...ctx, now: clock.now() }, taken, judged)
  return judged.outcome === 'sent' ? 'sent' : 'not-sent'
}

/** Takes the channel and the message that goes next, and writes down that it leaves. */
export async function takeMessage(ctx: Ctx, channelId: string): Promise<Taken | undefined> {
  return ctx.db.transaction(async (tx) => {
    const channel = await lockChannel(tx, channelId, ctx.now)
    const found = channel && (await nextOf(tx, channel, ctx.now))
    if (!channel || !found) return undefined
    const { leader, gathered } = found
    const content =
      leader.delivery.content ??
      contentOf(
        leader.notice,
        gathered.map(({ notice }) => notice),
      )
    const parts = leader.delivery.parts ?? splitFor(channel, leader.notice, content)
    const part = parts[leader.delivery.partsSent]
    if (!part) throw new Error(`delivery ${leader.id} has no part ${leader.delivery.partsSent}`)
    if (gathered.length > 0)
      await tx
        .update(noticeDeliveries)
        .set({ state: 'gathered', gatheredIn: leader.id, code: 'notice.gathered' })
        .where(
          inArray(
            noticeDeliveries.id,
            gathered.map(({ id }) => id),
          ),
        )
    const [delivery] = await tx
      .update(noticeDeliveries)
      .set({ content, parts, attempts: leader.delivery.attempts + 1, firstAt: leader.delivery.firstAt ?? ctx.now })
      .where(eq(noticeDeliveries.id, leader.id))
      .returning()
    const [attempt] = await tx
      .insert(noticeAttempts)
      .values({
        deliveryId: leader.id,
        channelId,
        mark: part.mark,
        isAlarm: leader.kind === 'alarm',
        at: ctx.now,
        outcome: 'under-way',
      })
      .returning({ id: noticeAttempts.id })
    const [held] = await tx
      .update(noticeChannels)
      .set({ leaseUntil: ctx.now + LEASE_MS, takes: channel.takes + 1 })
      .where(eq(noticeChannels.id, channelId))
      .returning()
    return delivery && attempt && held && { channel: held, delivery, part, parts: parts.length, attemptId: attempt.id }
  })
}

/** Nobody else is speaking to it, and its provider does not want rest. */
function maySpeak(now: Instant) {
  return and(
    eq(noticeChannels.state, 'active'),
    or(isNull(noticeChannels.leaseUntil), lt(noticeChannels.leaseUntil, now)),
    or(isNull(noticeChannels.restUntil), lte(noticeChannels.restUntil, now)),
  )
}

async function lockChannel(tx: Tx, id: string, now: Instant): Promise<ChannelRow | undefined> {
  const [channel] = await tx
    .select()
    .from(noticeChannels)
    .where(and(eq(noticeChannels.id, id), maySpeak(now)))
    .for('update', { skipLocked: true })
  // A lease nobody gave back: whoever held it died, perhaps between a message and its answer.
  if (channel?.leaseUntil != null)
    await tx
      .update(noticeAttempts)
      .set({ outcome: 'unknown', code: 'notice.no-answer' })
      .where(and(eq(noticeAttempts.channelId, id), eq(noticeAttempts.outcome, 'under-way')))
  return channel
}

interface Whole extends Waiting {
  delivery: DeliveryRow
  notice: NoticeRow
}

async function nextOf(tx: Tx, channel: ChannelRow, now: Instant): Promise<Choice<Whole> | undefined> {
  const { pace } = CHANNEL_RULES[channel.settings.kind]
  const spoken = await tx
    .select({ at: noticeAttempts.at, isAlarm: noticeAttempts.isAlarm })
    .from(noticeAttempts)
    .where(and(eq(noticeAttempts.channelId, channel.id), gt(noticeAttempts.at, now - MINUTE_MS)))
  const times = spoken.map(({ at }) => at)
  if (earliest(times, pace, true, now) > now) return undefined
  const waiting = await waitingFor(tx, channel.id, now)
  const choice = choose(waiting, spoken, pace, now)
  if (!choice) return undefined
  const whole = await wholeOf(tx, choice)
  const fresh = [whole.leader, ...whole.gathered].filter(({ isFrozen }) => !isFrozen)
  const held = await holdBack(tx, fresh)
  if (held.size === 0) return whole
  const rest = waiting.filter(({ id }) => !held.has(id))
  const again = choose(rest, spoken, pace, now)
  return again && wholeOf(tx, again)
}

/** As much of what waits as the choice needs; texts are read for what is chosen. */
function waitingFor(tx: Tx, channelId: string, now: Instant): Promise<Waiting[]> {
  return tx
    .select({
      id: noticeDeliveries.id,
      kind: notices.kind,
      isPriority: notices.isPriority,
      isFrozen: sql<boolean>`${noticeDeliveries.content} is not null`,
    })
    .from(noticeDeliveries)
    .innerJoin(notices, eq(notices.id, noticeDeliveries.noticeId))
    .where(
      and(
        eq(noticeDeliveries.channelId, channelId),
        eq(noticeDeliveries.state, 'waiting'),
        lte(noticeDeliveries.dueAt, now),
      ),
    )
    .orderBy(desc(notices.isPriority), asc(noticeDeliveries.id))
    .limit(AT_ONCE)
}

async function wholeOf(tx: Tx, { leader, gathered }: Choice<Waiting>): Promise<Choice<Whole>> {
  const chosen = [leader, ...gathered]
  const rows = await tx
    .select({ delivery: noticeDeliveries, notice: notices })
    .from(noticeDeliveries)
    .innerJoin(notices, eq(notices.id, noticeDeliveries.noticeId))
    .where(
      inArray(
        noticeDeliveries.id,
        chosen.map(({ id }) => id),
      ),
    )
  const found = new Map(rows.map((row) => [row.delivery.id, row]))
  const whole = chosen.flatMap((one) => {
    const row = found.get(one.id)
    return row ? [{ ...one, ...row }] : []
  })
  const [first, ...others] = whole
  if (!first) throw new Error(`delivery ${leader.id} went away under its channel's lock`)
  return { leader: first, gathered: others }
}

/** The number tells two messages about one ticket apart; a report has its own. */
function contentOf(leader: NoticeRow, gathered: readonly NoticeRow[]): Notice {
  const number = leader.kind === 'report' ? leader.number : `${leader.number}-${leader.id}`
  if (gathered.length === 0) return { number, title: leader.title, items: leader.items, mobiles: leader.mobiles }
  const all = [leader, ...gathered]
  return {
    number,
    title: `【告警汇总】共 ${all.length} 条`,
    items: all.map((notice, index) => `${index + 1}. ${notice.title} ${notice.number}`),
    mobiles: [...new Set(all.flatMap(({ mobiles }) => mobiles))],
  }
}

/** Alarms are one message, however many there are; a report may have three. */
function splitFor({ settings }: ChannelRow, { kind }: NoticeRow, content: Notice): Part[] {
  const limits = textLimits(settings.kind, content.mobiles, settings.kind === 'sms' ? settings.signature : '')
  return partsOf(content, kind === 'report' ? limits : { ...limits, maxParts: 1 })
}

/** What the peer made of it. An answer that comes after the channel was taken over is kept, and changes nothing. */
export async function recordAnswer(ctx: Ctx, taken: Taken, judged: Judgement): Promise<void> {
  const { channel, attemptId } = taken
  const { outcome, code, words } = judged
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(noticeAttempts)
      .set({ outcome, code, words, answeredAt: ctx.now })
      .where(eq(noticeAttempts.id, attemptId))
    const [ours] = await tx
      .update(noticeChannels)
      .set({ leaseUntil: null, ...(judged.pauseMs !== undefined && { restUntil: ctx.now + judged.pauseMs }) })
      .where(and(eq(noticeChannels.id, channel.id), eq(noticeChannels.takes, channel.takes)))
      .returning({ id: noticeChannels.id })
    if (!ours) return
    if (outcome === 'sent') await recordSent(tx, ctx.now, taken, code)
    else await recordUnsent(tx, ctx.now, taken, judged)
  })
}

async function recordSent(tx: Tx, now: Instant, { delivery, parts }: Taken, code: string): Promise<void> {
  const partsSent = delivery.partsSent + 1
  const isWhole = partsSent === parts
  await tx
    .update(noticeDeliveries)
    .set({ partsSent, code, dueAt: now, ...(isWhole && { state: 'sent' as const, sentAt: now }) })
    .where(eq(noticeDeliveries.id, delivery.id))
  if (isWhole && delivery.handedFrom !== null)
    await tx
      .update(noticeDeliveries)
      .set({ state: 'superseded', code: 'notice.handed-on' })
      .where(and(eq(noticeDeliveries.id, delivery.handedFrom), eq(noticeDeliveries.state, 'waiting')))
}

async function recordUnsent(tx: Tx, now: Instant, taken: Taken, judged: Judgement): Promise<void> {
  const { delivery, part } = taken
  const { id, attempts, firstAt } = delivery
  const chance = spreadOf(`${part.mark}.${attempts}`)
  const { retryAt, isHandedOn } = nextAttempt(judged, { firstAt: firstAt ?? now, attempts }, now, chance)
  const isTaken = isHandedOn && !delivery.isHandedOn && (await handOn(tx, now, taken))
  await tx
    .update(noticeDeliveries)
    .set({
      code: judged.code,
      isHandedOn: delivery.isHandedOn || isTaken,
      ...(retryAt === undefined
        ? { state: judged.outcome === 'refused' ? ('refused' as const) : ('given-up' as const) }
        : { dueAt: retryAt }),
    })
    .where(eq(noticeDeliveries.id, id))
}

/** To the second channels, at once, saying which one did not take it. False: there is none. */
async function handOn(tx: Tx, now: Instant, { delivery, channel }: Taken): Promise<boolean> {
  const { content } = delivery
  if (delivery.handedFrom !== null || !content) return false
  const seconds = await tx
    .select({ id: noticeChannels.id })
    .from(noticeChannels)
    .where(and(eq(noticeChannels.state, 'active'), eq(noticeChannels.role, 'second')))
  const others = seconds.filter(({ id }) => id !== channel.id)
  if (others.length === 0) return false
  const said = { ...content, items: [`（备用通道发送：“${channel.name}”未接收）`, ...content.items] }
  await tx
    .insert(noticeDeliveries)
    .values(
      others.map(({ id }) => ({
        noticeId: delivery.noticeId,
        channelId: id,
        state: 'waiting' as const,
        dueAt: now,
        content: said,
        handedFrom: delivery.id,
      })),
    )
    .onConflictDoNothing()
  return true
}
