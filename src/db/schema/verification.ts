import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Indication, SubIndication, Technical, Verdict } from '#core/verdict.ts'
import type { VerificationPolicy } from '#core/verification-policy.ts'
import type { BilingualText, ReportJson, ReportKind, StopsValidatingJson } from '#core/verification-report.ts'
import type { VerificationRequest } from '#core/verify.ts'
import { bytes, instant, ownDistrict } from '../columns.ts'

/** What was asked beside the files. */
export interface AskedJson {
  format: VerificationRequest['format']
  /** As it read then. */
  policy: VerificationPolicy
}

/** A place in the request a file stands in: what a re-run puts it back into. */
export const MATERIAL_FIELDS = [
  'object',
  'content',
  'detached',
  'query',
  'anchors',
  'tsaAnchors',
  'certificateAnchors',
  'intermediates',
  'crls',
  'ocsps',
] as const

/** Every verification somebody asked for, with its report. */
export const verifications = pgTable(
  'verifications',
  {
    id: uuid().primaryKey(),
    /** `ZX-2026-000123`: of the civil year in Shanghai, without gaps. */
    number: text().notNull().unique(),
    createdAt: instant('created_at').notNull(),
    /** Account id, or the name of the job. */
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    districtId: ownDistrict(),
    fileName: text('file_name').notNull(),
    /** Of the object, lower-case hex. */
    sha256: text().notNull(),
    kind: text().$type<ReportKind>().notNull(),
    verdict: text().$type<Verdict>().notNull(),
    indication: text().$type<Indication>().notNull(),
    subIndication: text('sub_indication').$type<SubIndication>(),
    technical: text().$type<Technical>().notNull(),
    report: jsonb().$type<ReportJson>().notNull(),
    /** Codes of the findings that made the verdict, the gravest first; none where it is VALID. */
    reasons: text().array().notNull().default(sql`'{}'`),
    /** The first of them in words. */
    mainReason: jsonb('main_reason').$type<BilingualText>(),
    /** The moment it was judged for; a re-run at the original time asks for it again. */
    judgedAt: instant('judged_at').notNull(),
    asked: jsonb().$type<AskedJson>().notNull(),
    rerunOf: uuid('rerun_of'),
    batchId: uuid('batch_id').references(() => verificationBatches.id),
    /** Watched: judged again on schedule while it is VALID, and a finding is raised before it stops to be. */
    isWatched: boolean('is_watched').notNull(),
    /** As last computed, by the report or by a re-validation since. */
    stopsValidatingAt: instant('stops_validating_at'),
    stopsValidating: jsonb('stops_validating').$type<StopsValidatingJson>(),
    revalidatedAt: instant('revalidated_at'),
    /** What the last re-validation said; the report stays what it was. */
    revalidatedVerdict: text('revalidated_verdict').$type<Verdict>(),
  },
  (table) => [
    index('verifications_newest').on(table.createdAt, table.id),
    index('verifications_verdict').on(table.verdict, table.createdAt, table.id),
    index('verifications_district').on(table.districtId, table.createdAt, table.id),
    index('verifications_object').on(table.sha256),
    index('verifications_reruns').on(table.rerunOf).where(sql`rerun_of is not null`),
    index('verifications_batch').on(table.batchId).where(sql`batch_id is not null`),
    index('verifications_watched').on(table.stopsValidatingAt).where(sql`is_watched`),
  ],
)

/** The last number given in a year. Its row is locked by whoever takes the next one. */
export const verificationNumbers = pgTable('verification_numbers', {
  year: integer().primaryKey(),
  last: integer().notNull(),
})

/** What an account handed in on a day (Asia/Shanghai), accepted or not. */
export const uploadDays = pgTable(
  'upload_days',
  {
    accountId: uuid('account_id').notNull(),
    day: text().notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.day] })],
)

/** Bytes a re-run needs, each kept once whoever sent them. Only the service reads them: there is no way to fetch them. */
export const verificationMaterials = pgTable(
  'verification_materials',
  {
    /** Of `bytes`, lower-case hex. */
    sha256: text().primaryKey(),
    bytes: bytes().notNull(),
    keptAt: instant('kept_at').notNull(),
  },
  (table) => [check('verification_materials_digest', sql`${table.sha256} = encode(sha256(${table.bytes}), 'hex')`)],
)

/** Which file stood where in a verification. Name and digest stay when the bytes go. */
export const verificationFiles = pgTable(
  'verification_files',
  {
    verificationId: uuid('verification_id')
      .notNull()
      .references(() => verifications.id),
    position: integer().notNull(),
    field: text({ enum: MATERIAL_FIELDS }).notNull(),
    /** From the trust material of the house, not from whoever asked. */
    isHouse: boolean('is_house').notNull(),
    name: text().notNull(),
    sha256: text().notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    /** Null: too large to keep, or removed since. */
    keptAs: text('kept_as').references(() => verificationMaterials.sha256),
    removedAt: instant('removed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.verificationId, table.position] }),
    index('verification_files_kept').on(table.keptAs),
  ],
)

export const BATCH_STATES = ['waiting', 'running', 'done', 'cancelled'] as const
export const BATCH_ITEM_STATES = ['waiting', 'running', 'done', 'refused', 'cancelled'] as const

/** Many objects verified in one go; each item becomes a verification of its own. */
export const verificationBatches = pgTable(
  'verification_batches',
  {
    id: uuid().primaryKey(),
    createdAt: instant('created_at').notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    districtId: ownDistrict(),
    name: text().notNull(),
    state: text({ enum: BATCH_STATES }).notNull(),
    isWatched: boolean('is_watched').notNull(),
    policy: text(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('verification_batches_newest').on(table.createdAt, table.id),
    index('verification_batches_open').on(table.createdAt).where(sql`state in ('waiting', 'running')`),
  ],
)

export const verificationBatchItems = pgTable(
  'verification_batch_items',
  {
    batchId: uuid('batch_id')
      .notNull()
      .references(() => verificationBatches.id),
    /** From 1. */
    position: integer().notNull(),
    fileName: text('file_name').notNull(),
    state: text({ enum: BATCH_ITEM_STATES }).notNull(),
    /** Of the judgement; null: when its turn comes. */
    judgeAt: instant('judge_at'),
    format: text(),
    leaseUntil: instant('lease_until'),
    /** How often it was taken up; a result of an earlier take is not believed. */
    attempts: integer().notNull(),
    verificationId: uuid('verification_id').references(() => verifications.id),
    errorCode: text('error_code'),
    errorParams: jsonb('error_params').$type<Record<string, string | number>>(),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.position] }),
    index('verification_batch_items_open')
      .on(table.batchId, table.position)
      .where(sql`state in ('waiting', 'running')`),
  ],
)

/** What waits to be verified; gone when it was: then the verification has its own. Position 0 is shared by the whole batch. */
export const verificationBatchFiles = pgTable(
  'verification_batch_files',
  {
    batchId: uuid('batch_id')
      .notNull()
      .references(() => verificationBatches.id),
    position: integer().notNull(),
    place: integer().notNull(),
    field: text({ enum: MATERIAL_FIELDS }).notNull(),
    name: text().notNull(),
    keptAs: text('kept_as')
      .notNull()
      .references(() => verificationMaterials.sha256),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.position, table.place] }),
    index('verification_batch_files_kept').on(table.keptAs),
  ],
)
