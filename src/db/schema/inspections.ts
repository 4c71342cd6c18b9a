import { bigint, boolean, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { Reason } from '#core/checks/check.ts'
import { instant } from '../columns.ts'

/** Since when each plan holds and how far its rounds are written down. The plan itself is data in core/calendar. */
export const inspectionPlans = pgTable('inspection_plans', {
  id: text().primaryKey(),
  effectiveFrom: instant('effective_from').notNull(),
  plannedThrough: text('planned_through').notNull(),
})

export const rounds = pgTable(
  'rounds',
  {
    /** `<plan>.<date>.<slot>`. */
    id: text().primaryKey(),
    planId: text('plan_id').notNull(),
    date: text().notNull(),
    slot: text().notNull(),
    isCounted: boolean('is_counted').notNull(),
    opensAt: instant('opens_at').notNull(),
    plannedAt: instant('planned_at').notNull(),
    onTimeUntil: instant('on_time_until').notNull(),
    missedAfter: instant('missed_after'),
    state: text().notNull(),
    /** Who runs it, until when, and the fencing token every write of that owner must show. */
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
    fence: integer().notNull().default(0),
    startedAt: instant('started_at'),
    automaticDoneAt: instant('automatic_done_at'),
    inspectorId: text('inspector_id'),
    inspectorPersonId: text('inspector_person_id'),
    inspectorName: text('inspector_name'),
    signedAt: instant('signed_at'),
    /** SHA-256 of the canonical content both signatures stand for, hex. */
    digest: text(),
    reviewerId: text('reviewer_id'),
    reviewerPersonId: text('reviewer_person_id'),
    reviewerName: text('reviewer_name'),
    reviewedAt: instant('reviewed_at'),
    /** The missed round this one makes up for, and why. */
    makesUpFor: text('makes_up_for'),
    reason: text(),
    /** The group message of the round, as it was composed when the review closed it. */
    message: text(),
    /** Chain of archived rounds: hash over the digest and the previous hash. */
    archiveSeq: bigint('archive_seq', { mode: 'number' }).unique(),
    previousHash: text('previous_hash'),
    hash: text(),
  },
  (table) => [
    unique('rounds_once').on(table.planId, table.date, table.slot),
    index('rounds_due').on(table.state, table.plannedAt),
    index('rounds_planned_at').on(table.plannedAt),
  ],
)

/** What one round looks at, as the register stood when it began; the current result of each item. */
export const roundItems = pgTable(
  'round_items',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    roundId: text('round_id')
      .notNull()
      .references(() => rounds.id),
    number: integer().notNull(),
    checkId: text('check_id').notNull(),
    systemId: text('system_id').notNull(),
    systemName: text('system_name').notNull(),
    environment: text().notNull(),
    nodeId: text('node_id').notNull(),
    nodeName: text('node_name').notNull(),
    address: text(),
    layer: text().notNull(),
    kind: text().notNull(),
    titleZh: text('title_zh').notNull(),
    titleEn: text('title_en').notNull(),
    target: text().notNull(),
    settings: jsonb().$type<Record<string, unknown>>().notNull(),
    mustMeasure: boolean('must_measure').notNull(),
    /** Null until somebody or something judged it. */
    conclusion: text(),
    resultId: bigint('result_id', { mode: 'number' }),
    recordedAt: instant('recorded_at'),
  },
  (table) => [
    unique('round_items_once').on(table.roundId, table.checkId),
    unique('round_items_number').on(table.roundId, table.number),
    index('round_items_check').on(table.checkId, table.id),
    // The progress of a page of rounds is counted here alone, without the items.
    index('round_items_progress').on(table.roundId, table.conclusion),
  ],
)

/** Every result an item ever had. Corrections are new rows. */
export const roundResults = pgTable(
  'round_results',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    itemId: bigint('item_id', { mode: 'number' })
      .notNull()
      .references(() => roundItems.id),
    conclusion: text().notNull(),
    /** What a person wrote; null for a probe. */
    text: text(),
    approvedBy: text('approved_by'),
    reasons: jsonb().$type<Reason[]>().notNull(),
    measured: jsonb().$type<Record<string, string | number | boolean | null>>().notNull(),
    thresholds: jsonb().$type<Record<string, string | number>>().notNull(),
    /** SHA-256 over the evidence of the probe, hex. */
    evidenceDigest: text('evidence_digest'),
    attempts: integer().notNull(),
    /** The probe's own row, with its evidence; null for a person. */
    probeResultId: uuid('probe_result_id'),
    takenAt: instant('taken_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    /** Name of the person or of the instance. */
    recordedBy: text('recorded_by').notNull(),
    /** Fencing token of the writer; null for a person. */
    fence: integer(),
  },
  (table) => [index('round_results_item').on(table.itemId, table.id)],
)

/** Every step of a round's life, in order. */
export const roundEvents = pgTable(
  'round_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    roundId: text('round_id')
      .notNull()
      .references(() => rounds.id),
    event: text().notNull(),
    fromState: text('from_state').notNull(),
    toState: text('to_state').notNull(),
    at: instant().notNull(),
    by: text().notNull(),
    fence: integer().notNull(),
  },
  (table) => [index('round_events_round').on(table.roundId, table.id)],
)
