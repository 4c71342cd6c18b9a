// Puts what is to be told into the outbox, in the transaction of its cause: it happened and will be told, or neither.
// What is not told (a maintenance window, a flapping cause) is written down all the same, with the reason, and looked at again.

import { and, desc, eq, gt, inArray, isNotNull, isNull, lte, ne, or, type SQL } from 'drizzle-orm'
import { type Alarm, FLAP_WINDOW_MS, HELD_CODES, judgeAlarm } from '#core/notices/alarm.ts'
import { nextRungAt } from '#core/notices/escalation.ts'
import { offTheHour, spreadOf } from '#core/notices/retry.ts'
import { onDuty } from '#core/sla/roster.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import {
  type ChannelRole,
  escalations,
  maintenanceWindows,
  noticeChannels,
  noticeDeliveries,
  notices,
} from '#db/schema/notices.ts'
import { dutyShifts } from '#db/schema/service.ts'
import type { Ctx } from '#src/context.ts'
import { parentsDown } from './parents.ts'

type New = typeof notices.$inferInsert
type Acting = Pick<Ctx, 'now'>

export interface AlarmNotice extends Alarm {
  /** Of the ticket. */
  number: string
  title: string
  items: readonly string[]
  isAcknowledged: boolean
  /** Somebody must answer within the contract's time. */
  isFault: boolean
}

/** Writes the alarm down and tells it unless a rule says why not. A fault that is raised and nobody has taken starts its ladder. */
export async function tellAlarm(tx: Tx, { now }: Acting, alarm: AlarmNotice): Promise<void> {
  const telling = judgeAlarm(alarm, await factsOf(tx, alarm, now), now)
  const { number, cause, change, title, items } = alarm
  const silentCode = telling.isTold ? null : telling.code
  const mobiles = telling.isTold && alarm.isFault ? await mobilesOf(tx, 0, now) : []
  const shown =
    telling.isTold && telling.as === 'flapping' ? [...items, '状态反复变化，一小时内不再逐条通知'] : [...items]
  await put(tx, now, 'first', {
    kind: 'alarm',
    number,
    cause,
    change,
    title,
    items: shown,
    mobiles,
    isPriority: false,
    toldAs: telling.isTold ? telling.as : null,
    silentCode,
    isHeld: HELD_CODES.some((code) => code === silentCode),
    createdAt: now,
  })
  if (alarm.isFault && change === 'raised' && telling.isTold && !alarm.isAcknowledged) await startLadder(tx, alarm, now)
}

async function factsOf(tx: Tx, { cause, isAcknowledged }: AlarmNotice, now: Instant) {
  const recent = await tx
    .select({ at: notices.createdAt })
    .from(notices)
    .where(and(eq(notices.cause, cause), gt(notices.createdAt, now - FLAP_WINDOW_MS), isChange))
  const [flapping] = await latest(tx, cause, inArray(notices.toldAs, ['flapping', 'summary']))
  const [raise] = await latest(tx, cause, eq(notices.change, 'raised'))
  const maintenance = await tx.select().from(maintenanceWindows).where(gt(maintenanceWindows.to, now))
  return {
    changes: [...recent.map(({ at }) => at), now],
    flappingToldAt: flapping?.createdAt,
    raisedParents: (await parentsDown(tx, [cause])).get(cause) ?? [],
    maintenance,
    isAcknowledged,
    isRaiseSilent: raise?.silentCode != null,
  }
}

/** What is told later says how a cause stands; it is no change of it. */
const isChange = or(isNull(notices.toldAs), inArray(notices.toldAs, ['alarm', 'flapping']))

/** The last notice of the cause that is like that, if any. */
export function latest(tx: Tx, cause: string, like: SQL): Promise<(typeof notices.$inferSelect)[]> {
  return tx
    .select()
    .from(notices)
    .where(and(eq(notices.cause, cause), like))
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(1)
}

/** The mobile of the person who is on duty in that place (0: first); none where nobody is, or has none. */
export async function mobilesOf(tx: Tx, place: number, now: Instant): Promise<string[]> {
  const shifts = await tx
    .select()
    .from(dutyShifts)
    .where(and(lte(dutyShifts.from, now), gt(dutyShifts.to, now)))
  const phone = onDuty(shifts, now)[place]?.phone.replace(/\D/g, '') ?? ''
  return /^1\d{10}$/.test(phone) ? [phone] : []
}

export async function startLadder(
  tx: Tx,
  { number, title }: Pick<AlarmNotice, 'number' | 'title'>,
  now: Instant,
): Promise<void> {
  // The alarm itself calls whoever is on duty.
  const fault = { at: now, answeredAt: null, called: ['on-duty' as const] }
  await tx
    .insert(escalations)
    .values({ number, title, ...fault, nextAt: nextRungAt(fault) ?? null })
    .onConflictDoUpdate({
      target: escalations.number,
      set: { ...fault, nextAt: nextRungAt(fault) ?? null },
      setWhere: isNotNull(escalations.answeredAt),
    })
}

/** Somebody has taken the ticket, or it is over: nobody further is called for it. */
export async function answerAlarm(tx: Tx, { now }: Acting, number: string): Promise<void> {
  await tx
    .update(escalations)
    .set({ answeredAt: now, nextAt: null })
    .where(and(eq(escalations.number, number), isNull(escalations.answeredAt)))
}

export interface ReportNotice {
  number: string
  /** Told once by this key, however often it is asked for. */
  onceKey: string
  title: string
  items: readonly string[]
}

/** 巡检通报: has priority over alarms, and goes one to four minutes from now, off the full and half hours. */
export async function tellReport(
  tx: Tx,
  { now }: Acting,
  { number, onceKey, title, items }: ReportNotice,
): Promise<void> {
  const dueAt = offTheHour(now, spreadOf(onceKey))
  const notice = { number, onceKey, title, items: [...items], mobiles: [], createdAt: now }
  await put(tx, dueAt, 'first', { ...notice, kind: 'report', isPriority: true })
}

/** Writes a notice and one delivery for each active channel of the role. False: it was told before. */
export async function put(tx: Tx, dueAt: Instant, role: ChannelRole, notice: New): Promise<boolean> {
  const [row] = await tx.insert(notices).values(notice).onConflictDoNothing().returning({ id: notices.id })
  if (!row) return false
  if (notice.silentCode) return true
  const channels = await channelsOf(tx, role)
  if (channels.length > 0)
    await tx
      .insert(noticeDeliveries)
      .values(channels.map(({ id }) => ({ noticeId: row.id, channelId: id, state: 'waiting' as const, dueAt })))
  return true
}

/** Active ones. Where nobody is first, the second channels are. */
export async function channelsOf(tx: Tx, role: ChannelRole): Promise<{ id: string }[]> {
  const active = await tx
    .select({ id: noticeChannels.id, role: noticeChannels.role })
    .from(noticeChannels)
    .where(
      and(eq(noticeChannels.state, 'active'), or(eq(noticeChannels.role, role), ne(noticeChannels.role, 'watcher'))),
    )
  const wanted = active.filter((channel) => channel.role === role)
  return wanted.length > 0 || role !== 'first' ? wanted : active
}
