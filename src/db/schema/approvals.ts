import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

export const APPROVAL_STATES = ['pending', 'approved', 'refused', 'withdrawn', 'done', 'failed'] as const

/** What waits for a second person, and what became of it. guards.sql lets a row go forward only, by another person than who asked. */
export const approvals = pgTable(
  'approvals',
  {
    id: uuid().primaryKey(),
    /** Of the registry (src/approval-kinds.ts). */
    kind: text().notNull(),
    /** What it is about, by type and id; and its name for people. */
    objectType: text('object_type').notNull(),
    objectId: text('object_id').notNull(),
    subject: text().notNull(),
    /** Canonical JSON: exactly what will be done, as the second person is shown it. Never a secret. */
    request: text().notNull(),
    /** SHA-256 of `request`, hex. */
    requestSha256: text('request_sha256').notNull(),
    reason: text().notNull(),
    /** A sealed secret that goes along with it, unsealed at the approval. Null: most need none. */
    sealedId: uuid('sealed_id'),
    state: text({ enum: APPROVAL_STATES }).notNull(),
    requestedAt: instant('requested_at').notNull(),
    /** Until when it can be decided. */
    expiresAt: instant('expires_at').notNull(),
    requestedBy: uuid('requested_by').notNull(),
    requestedPerson: uuid('requested_person').notNull(),
    requestedName: text('requested_name').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: uuid('decided_by'),
    decidedPerson: uuid('decided_person'),
    decidedName: text('decided_name'),
    /** Why it was refused. */
    decisionReason: text('decision_reason'),
    /** The emergency it was approved in by one person alone (break-glass); null: by two, as always. */
    emergencyId: uuid('emergency_id').unique(),
    /** Until when who asked may use what was approved; null where approval itself brings it about. */
    useBy: instant('use_by'),
    /** When its effect outside was begun: from here on it is never begun again. */
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    /** What came of it: ids and digests, or the code of what went wrong. */
    outcome: jsonb().$type<Record<string, unknown>>(),
  },
  (table) => [
    index('approvals_newest').on(table.requestedAt, table.id),
    index('approvals_open').on(table.state, table.requestedAt).where(sql`state in ('pending', 'approved')`),
    check(
      'approvals_digest',
      sql`${table.requestSha256} = encode(sha256(convert_to(${table.request}, 'UTF8')), 'hex')`,
    ),
    check('approvals_decided', sql`(${table.state} = 'pending') = (${table.decidedAt} is null)`),
    check('approvals_ended', sql`(${table.state} in ('done', 'failed')) = (${table.endedAt} is not null)`),
    // Four eyes: another account of another person; in an emergency the trigger asks for two halves instead.
    check(
      'approvals_four_eyes',
      sql`${table.state} in ('pending', 'withdrawn') or ${table.emergencyId} is not null
        or (${table.decidedPerson} is not null and ${table.decidedPerson} <> ${table.requestedPerson}
          and ${table.decidedBy} is not null and ${table.decidedBy} <> ${table.requestedBy})`,
    ),
    check(
      'approvals_in_time',
      sql`${table.state} not in ('approved', 'done', 'failed') or ${table.decidedAt} < ${table.expiresAt}`,
    ),
    check(
      'approvals_used_in_time',
      sql`${table.state} <> 'done' or ${table.useBy} is null or ${table.endedAt} < ${table.useBy}`,
    ),
  ],
)
