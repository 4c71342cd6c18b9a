import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Part } from '#core/notices/channel.ts'
import type { Rung } from '#core/notices/escalation.ts'
import type { ChannelSettings } from '#core/notices/settings.ts'
import type { Notice } from '#core/notices/text.ts'
import { instant } from '../columns.ts'

export const CHANNEL_ROLES = ['first', 'second', 'watcher'] as const
/** `second` hears what `first` did not take; `watcher` hears our heartbeat and calls people when it stops. */
export type ChannelRole = (typeof CHANNEL_ROLES)[number]

export const NOTICE_KINDS = ['alarm', 'report', 'heartbeat'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export const DELIVERY_STATES = ['waiting', 'sent', 'refused', 'given-up', 'gathered', 'superseded'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** Ways to people. What must stay secret of one is sealed apart. */
export const noticeChannels = pgTable(
  'notice_channels',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    role: text({ enum: CHANNEL_ROLES }).notNull(),
    settings: jsonb().$type<ChannelSettings>().notNull(),
    secretId: uuid('secret_id'),
    state: text({ enum: ['active', 'closed'] }).notNull(),
    /** Its provider wants to hear nothing until then. */
    restUntil: instant('rest_until'),
    /** One instance at a time speaks to a channel; an answer to an earlier take changes nothing. */
    leaseUntil: instant('lease_until'),
    takes: integer().notNull().default(0),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [uniqueIndex('notice_channels_name').on(table.name).where(sql`state = 'active'`)],
)

/** The outbox: what is to be told, written in the transaction of its cause. Also what was not told, with the reason. */
export const notices = pgTable(
  'notices',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text({ enum: NOTICE_KINDS }).notNull(),
    /** Of the ticket or the round. */
    number: text().notNull(),
    /** Fingerprint of what it is about: alarms of one cause are held against each other. */
    cause: text(),
    /** Told once, whoever tells it. */
    onceKey: text('once_key').unique(),
    title: text().notNull(),
    items: jsonb().$type<string[]>().notNull(),
    mobiles: jsonb().$type<string[]>().notNull(),
    isPriority: boolean('is_priority').notNull(),
    /** `flapping`: says so, and stands for the changes of an hour, which a `summary` ends. `later`: was held back first. */
    toldAs: text('told_as', { enum: ['alarm', 'flapping', 'summary', 'later'] }),
    /** What became of the cause; of a `summary` and of what is told `later`, how it stands by then. Null: not of a cause. */
    change: text({ enum: ['raised', 'repeated', 'recovered'] }),
    /** Not told for now: looked at again when what held it back is over. */
    isHeld: boolean('is_held').notNull().default(false),
    /** Why nobody was told; null: it has deliveries, as far as there are channels. */
    silentCode: text('silent_code'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('notices_cause').on(table.cause, table.createdAt),
    index('notices_held').on(table.id).where(sql`is_held`),
    index('notices_silent').on(table.id).where(sql`silent_code is not null`),
  ],
)

/** One notice on its way through one channel. */
export const noticeDeliveries = pgTable(
  'notice_deliveries',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    noticeId: bigint('notice_id', { mode: 'number' })
      .notNull()
      .references(() => notices.id),
    channelId: uuid('channel_id')
      .notNull()
      .references(() => noticeChannels.id),
    state: text({ enum: DELIVERY_STATES }).notNull(),
    dueAt: instant('due_at').notNull(),
    /** As it was first sent, with what was gathered into it: a second attempt says the same. */
    content: jsonb().$type<Notice>(),
    parts: jsonb().$type<Part[]>(),
    partsSent: integer('parts_sent').notNull().default(0),
    attempts: integer().notNull().default(0),
    firstAt: instant('first_at'),
    sentAt: instant('sent_at'),
    /** What was last heard; null: nothing yet. */
    code: text(),
    /** The delivery whose message carries this one. */
    gatheredIn: bigint('gathered_in', { mode: 'number' }),
    /** The delivery this one stands in for. */
    handedFrom: bigint('handed_from', { mode: 'number' }),
    isHandedOn: boolean('is_handed_on').notNull().default(false),
  },
  (table) => [
    uniqueIndex('notice_deliveries_once').on(table.noticeId, table.channelId),
    index('notice_deliveries_due').on(table.channelId, table.dueAt).where(sql`state = 'waiting'`),
    index('notice_deliveries_gathered').on(table.gatheredIn),
  ],
)

/** Every message that left, written before it left, with what was answered. */
export const noticeAttempts = pgTable(
  'notice_attempts',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null: a test. */
    deliveryId: bigint('delivery_id', { mode: 'number' }).references(() => noticeDeliveries.id),
    channelId: uuid('channel_id')
      .notNull()
      .references(() => noticeChannels.id),
    mark: text().notNull(),
    isAlarm: boolean('is_alarm').notNull(),
    at: instant().notNull(),
    answeredAt: instant('answered_at'),
    /** `unknown`: whoever sent it did not live to hear the answer. */
    outcome: text({ enum: ['under-way', 'sent', 'refused', 'later', 'unknown'] }).notNull(),
    code: text(),
    words: text(),
  },
  (table) => [
    index('notice_attempts_channel').on(table.channelId, table.at),
    index('notice_attempts_delivery').on(table.deliveryId),
    index('notice_attempts_under_way').on(table.channelId).where(sql`outcome = 'under-way'`),
  ],
)

/** 维护窗口: recorded, and probing goes on. */
export const maintenanceWindows = pgTable(
  'maintenance_windows',
  {
    id: uuid().primaryKey(),
    from: instant('from_at').notNull(),
    to: instant('to_at').notNull(),
    /** Names; empty: all. */
    systems: jsonb().$type<string[]>().notNull(),
    reason: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Who ended it before its time; `to` is then when. */
    endedBy: text('ended_by'),
  },
  (table) => [index('maintenance_windows_to').on(table.to)],
)

/** Faults nobody has answered yet, and who was called for them. */
export const escalations = pgTable(
  'notice_escalations',
  {
    /** Number of the ticket. */
    number: text().primaryKey(),
    title: text().notNull(),
    at: instant().notNull(),
    answeredAt: instant('answered_at'),
    called: jsonb().$type<Rung[]>().notNull(),
    nextAt: instant('next_at'),
  },
  (table) => [index('notice_escalations_due').on(table.nextAt)],
)
