import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { DutyKind } from '#core/sla/roster.ts'
import type { Assessment, PeriodFacts } from '#core/sla/standards.ts'
import { instant } from '../columns.ts'
import { tickets } from './tickets.ts'

/** 值班表. */
export const dutyShifts = pgTable(
  'duty_shifts',
  {
    id: uuid().primaryKey(),
    kind: text().$type<DutyKind>().notNull(),
    from: instant('from_at').notNull(),
    to: instant('to_at').notNull(),
    rank: integer().notNull(),
    person: text().notNull(),
    phone: text().notNull(),
    /** The account that signs as duty officer, where the person has one. */
    accountId: uuid('account_id'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('duty_shifts_from').on(table.from),
    index('duty_shifts_to').on(table.to),
    check('duty_shifts_forward', sql`from_at < to_at`),
  ],
)

/** Notices of the State Council entered here (国务院办公厅关于部分节假日安排的通知): a later one takes the place of an earlier one of its year. */
export const calendarNotices = pgTable('calendar_notices', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  year: integer().notNull(),
  /** Number and place of the notice. */
  source: text().notNull(),
  /** Of the canonical text of its days, hex. */
  sha256: text().notNull(),
  daysOff: jsonb('days_off').$type<string[]>().notNull(),
  makeUpDays: jsonb('make_up_days').$type<string[]>().notNull(),
  enteredBy: text('entered_by').notNull(),
  enteredAt: instant('entered_at').notNull(),
})

/** Training, questions, purchases, patch lists, submissions, documents: one shape, the fields by kind (features/records/kinds.ts). */
export const serviceRecords = pgTable(
  'service_records',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text().notNull(),
    /** The day it belongs to, `YYYY-MM-DD`. */
    onDate: text('on_date').notNull(),
    title: text().notNull(),
    data: jsonb().$type<Record<string, string | number | boolean>>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    changedBy: text('changed_by'),
    changedAt: instant('changed_at'),
  },
  (table) => [
    index('service_records_kind').on(table.kind, table.id),
    index('service_records_date').on(table.kind, table.onDate),
  ],
)

/** 备件, with the stock that its moves add up to. */
export const spareParts = pgTable(
  'spare_parts',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    name: text().notNull(),
    model: text().notNull(),
    /** Where it lies. */
    place: text().notNull(),
    stock: integer().notNull().default(0),
    /** Below this somebody should order. */
    minStock: integer('min_stock').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  () => [check('spare_parts_stock', sql`stock >= 0`)],
)

export const spareMoves = pgTable(
  'spare_moves',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    partId: bigint('part_id', { mode: 'number' })
      .notNull()
      .references(() => spareParts.id),
    /** 入库 · 领用 · 更换 · 归还 · 报废. */
    kind: text().notNull(),
    /** Signed: what it does to the stock. */
    change: integer().notNull(),
    serial: text(),
    /** The device it went into or came from. */
    device: text(),
    ticketId: bigint('ticket_id', { mode: 'number' }).references(() => tickets.id),
    note: text(),
    by: text().notNull(),
    at: instant().notNull(),
  },
  (table) => [index('spare_moves_part').on(table.partId, table.id)],
)

/** An assessment as it was taken, with every row it was computed from: computed again, it must come out the same. */
export const slaAssessments = pgTable(
  'sla_assessments',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    period: text().notNull(),
    takenAt: instant('taken_at').notNull(),
    takenBy: text('taken_by').notNull(),
    facts: jsonb().$type<PeriodFacts>().notNull(),
    result: jsonb().$type<Assessment>().notNull(),
    /** SHA-256 over the canonical JSON of facts and result, hex. */
    digest: text().notNull(),
  },
  (table) => [index('sla_assessments_period').on(table.period, table.id)],
)
