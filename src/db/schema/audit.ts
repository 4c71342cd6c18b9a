import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

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
  },
  (table) => [
    index('audit_log_object').on(table.objectType, table.objectId, table.seq),
    index('audit_log_actor').on(table.actorId, table.seq),
    index('audit_log_action').on(table.action, table.seq),
    index('audit_log_at').on(table.at),
  ],
)
