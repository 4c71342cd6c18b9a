import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'

/** Who did what, when: a chain of rows, each hashed over its content and its predecessor's hash. guards.sql refuses every change. */
export const auditLog = pgTable(
  'audit_log',
  {
    seq: bigint({ mode: 'number' }).primaryKey(),
    at: instant().notNull(),
    actorType: text('actor_type').notNull(),
    /** Account id, or the name of the job. */
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    personId: text('person_id'),
    roles: text().array().notNull(),
    sessionId: text('session_id'),
    address: text(),
    requestId: text('request_id').notNull(),
    /** Stable, `<object>.<past participle>`: `ticket.closed`. */
    action: text().notNull(),
    objectType: text('object_type').notNull(),
    objectId: text('object_id').notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text().notNull().unique(),
    /** Of this row; a row that names another one than its predecessor begins a new epoch, and is itself in the chain. */
    hashAlgorithm: text('hash_algorithm').$type<'sha256' | 'sm3'>().notNull(),
  },
  (table) => [
    index('audit_log_object').on(table.objectType, table.objectId, table.seq),
    index('audit_log_actor').on(table.actorId, table.seq),
    index('audit_log_action').on(table.action, table.seq),
    index('audit_log_at').on(table.at),
  ],
)

/** The end of the trail as it stood at a moment, signed. Only grows; copies lie outside (features/audit/copies.ts). */
export const auditCheckpoints = pgTable('audit_checkpoints', {
  /** Of the last row it stands for. */
  seq: bigint({ mode: 'number' }).primaryKey(),
  hash: text().notNull(),
  hashAlgorithm: text('hash_algorithm').$type<'sha256' | 'sm3'>().notNull(),
  at: instant().notNull(),
  /** In `sealed_keys`; the public key stands beside it, for those who have only this. */
  keyId: uuid('key_id').notNull(),
  keyAlgorithm: text('key_algorithm').$type<'p256' | 'sm2'>().notNull(),
  /** DER SubjectPublicKeyInfo. */
  publicKey: bytes('public_key').notNull(),
  signature: bytes().notNull(),
})

/** How each place outside stands that takes copies of the checkpoints. */
export const auditCopies = pgTable('audit_copies', {
  /** As the settings name it. */
  place: text().primaryKey(),
  /** Of the last checkpoint it took; 0: none yet. */
  seq: bigint({ mode: 'number' }).notNull(),
  takenAt: instant('taken_at'),
  triedAt: instant('tried_at').notNull(),
  /** Since when it takes nothing; null: it took the last one. */
  failingSince: instant('failing_since'),
  /** What it said last, cut short. */
  error: text(),
})

/** How long rows are kept; no row: the default of features/audit/retention.ts. */
export const auditRetention = pgTable(
  'audit_retention',
  {
    isSet: boolean('is_set').primaryKey(),
    months: integer().notNull(),
    changedAt: instant('changed_at').notNull(),
    changedBy: text('changed_by').notNull(),
  },
  // 网络安全法: not less than six months.
  () => [check('audit_retention_one', sql`is_set`), check('audit_retention_months', sql`months between 6 and 1200`)],
)
