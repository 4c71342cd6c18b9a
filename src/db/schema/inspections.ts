import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { PlanDays, Slot } from '#core/calendar/plan.ts'
import type { PlanItem, PlanScope } from '#core/calendar/plan-scope.ts'
import type { Reason } from '#core/checks/check.ts'
import { bytes, instant } from '../columns.ts'
import { persons } from './accounts.ts'

/** Since when each plan holds and how far its rounds are written down. */
export const inspectionPlans = pgTable('inspection_plans', {
  id: text().primaryKey(),
  effectiveFrom: instant('effective_from').notNull(),
  plannedThrough: text('planned_through').notNull(),
})

/** What a plan says, and from which date: the newest version that holds on a date says what is planned for it. Never changed, only followed. */
export const inspectionPlanVersions = pgTable(
  'inspection_plan_versions',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    planId: text('plan_id').notNull(),
    version: integer().notNull(),
    /** Civil date: from then on. */
    fromDate: text('from_date').notNull(),
    titleZh: text('title_zh').notNull(),
    titleEn: text('title_en').notNull(),
    contract: text().notNull(),
    days: jsonb().$type<PlanDays>().notNull(),
    slots: jsonb().$type<readonly Slot[]>().notNull(),
    scope: jsonb().$type<PlanScope>().notNull(),
    items: jsonb().$type<readonly PlanItem[]>().notNull(),
    isCounted: boolean('is_counted').notNull(),
    isRunning: boolean('is_running').notNull(),
    reason: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [unique('inspection_plan_versions_once').on(table.planId, table.version)],
)

export const rounds = pgTable(
  'rounds',
  {
    /** `<plan>.<date>.<slot>`. */
    id: text().primaryKey(),
    planId: text('plan_id').notNull(),
    date: text().notNull(),
    slot: text().notNull(),
    /** Of the slot, as it was called when the round was planned. */
    titleZh: text('title_zh').notNull().default(''),
    titleEn: text('title_en').notNull().default(''),
    /** The version of the plan that says what the round covers; null: the whole register. */
    planVersionId: bigint('plan_version_id', { mode: 'number' }).references(() => inspectionPlanVersions.id),
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

export interface PhotoNote {
  sha256: string
  name: string
  mediaType: 'image/jpeg' | 'image/png'
  bytes: number
}

/** Pictures taken for an item; those a result names are its evidence, others were never used. */
export const roundPhotos = pgTable(
  'round_photos',
  {
    itemId: bigint('item_id', { mode: 'number' })
      .notNull()
      .references(() => roundItems.id),
    sha256: text().notNull(),
    name: text().notNull(),
    mediaType: text('media_type').$type<PhotoNote['mediaType']>().notNull(),
    content: bytes().notNull(),
    takenAt: instant('taken_at').notNull(),
    takenBy: text('taken_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.sha256] })],
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
    /** Pictures the person took; their bytes are in `round_photos`. */
    photos: jsonb().$type<readonly PhotoNote[]>().notNull().default([]),
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

/** Closed rounds as they were when they closed, each behind the one before: rows of other tables may be held against them, and never change them. */
export const roundArchives = pgTable('round_archives', {
  /** From 1, without a gap. */
  seq: bigint({ mode: 'number' }).primaryKey(),
  roundId: text('round_id')
    .notNull()
    .unique()
    .references(() => rounds.id),
  /** Canonical JSON. */
  record: text().notNull(),
  /** 巡检情况表 as an xlsx file. */
  table: bytes().notNull(),
  /** Paths of the files beside the record. */
  files: jsonb().$type<readonly string[]>().notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text().notNull(),
  previousSm3: text('previous_sm3').notNull(),
  sm3: text().notNull(),
  archivedAt: instant('archived_at').notNull(),
})

/** The chain as it stood at the end of a day, and the timestamp over it. */
export const archiveRoots = pgTable('archive_roots', {
  /** The record it stands behind. */
  seq: bigint({ mode: 'number' })
    .primaryKey()
    .references(() => roundArchives.seq),
  date: text().notNull(),
  /** Canonical JSON: what is stamped. */
  document: text().notNull(),
  createdAt: instant('created_at').notNull(),
  /** DER of the timestamp token; null while no authority has answered. */
  token: bytes(),
  tokenSha256: text('token_sha256'),
  /** Address of the authority that answered. */
  authority: text(),
  stampedAt: instant('stamped_at'),
  attempts: integer().notNull().default(0),
  triedAt: instant('tried_at'),
  /** Why the last try came to nothing; null once it did not. */
  problem: text(),
})

/** Whose certificate is whose: only these sign rounds. A certificate that ended stays, for what it signed. */
export const signerCertificates = pgTable(
  'signer_certificates',
  {
    /** SHA-256 of `der`, hex. */
    sha256: text().primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => persons.id),
    der: bytes().notNull(),
    subject: text().notNull(),
    notAfter: instant('not_after').notNull(),
    registeredBy: text('registered_by').notNull(),
    registeredAt: instant('registered_at').notNull(),
    endedBy: text('ended_by'),
    endedAt: instant('ended_at'),
  },
  (table) => [index('signer_certificates_person').on(table.personId)],
)

/** The signatures by certificate over sign-off documents. */
export const roundSignatures = pgTable(
  'round_signatures',
  {
    roundId: text('round_id')
      .notNull()
      .references(() => rounds.id),
    role: text().$type<'inspector' | 'reviewer'>().notNull(),
    /** Canonical JSON: what was signed. */
    document: text().notNull(),
    /** Detached CMS, DER. */
    cms: bytes().notNull(),
    /** DER of the signer's certificate. */
    certificate: bytes().notNull(),
    /** Name of the verification policy under which it was VALID. */
    policy: text().notNull(),
    signedAt: instant('signed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.role] })],
)

/** One row: how rounds are signed. */
export const inspectionSettings = pgTable('inspection_settings', {
  id: integer().primaryKey(),
  /** Rounds are signed by certificate; an account alone is not enough. */
  requiresCertificate: boolean('requires_certificate').notNull(),
  changedBy: text('changed_by').notNull(),
  changedAt: instant('changed_at').notNull(),
})
