import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { CellProblem } from '#core/tables/cells.ts'
import { instant, ownDistrict } from '../columns.ts'
import { sealedSecrets } from './keys.ts'
import { staff } from './organisation.ts'

export const REQUEST_KINDS = [
  'new',
  'renew',
  'rekey',
  'change',
  'transfer',
  'revoke',
  'suspend',
  'resume',
  'unlock',
  'upgrade',
] as const
export const REQUEST_STATES = [
  'draft',
  'submitted',
  'returned',
  'reviewed',
  'approved',
  'issuing',
  'issued',
  'written',
  'closed',
  'rejected',
  'cancelled',
  'failed',
] as const

/** What was wrong with one field, for whoever handed it in. */
export interface FieldReason {
  field: string
  reason: string
}

/** What is asked for beside the person and the credential; which of it is there is for the kind to say (features/requests/rules.ts). */
export interface RequestDetails {
  /** In the words of who asks. */
  note?: string | undefined
  /** Why: of the causes of the kind. */
  cause?: string | undefined
  profileId?: string | undefined
  newName?: string | undefined
  toUnitId?: string | undefined
}

/** From which state a request of a kind may go to which. Filled by guards.sql, held against the table of the code by a test. */
export const userRequestTransitions = pgTable(
  'user_request_transitions',
  {
    kind: text({ enum: REQUEST_KINDS }).notNull(),
    from: text('from_state', { enum: REQUEST_STATES }).notNull(),
    to: text('to_state', { enum: REQUEST_STATES }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.from, table.to] })],
)

/** The last number given in a year. */
export const userRequestNumbers = pgTable('user_request_numbers', {
  year: integer().primaryKey(),
  last: integer().notNull(),
})

export const userRequestBatches = pgTable(
  'user_request_batches',
  {
    id: uuid().primaryKey(),
    districtId: ownDistrict(),
    fileName: text('file_name').notNull(),
    /** Of the file, hex. */
    fileSha256: text('file_sha256').notNull(),
    /** `previewed` waits for who handed it in; while `submitting` its rows become requests. */
    state: text({ enum: ['previewed', 'submitting', 'done', 'cancelled'] }).notNull(),
    createdBy: uuid('created_by').notNull(),
    createdPerson: uuid('created_person').notNull(),
    createdName: text('created_name').notNull(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('user_request_batches_newest').on(table.createdAt, table.id),
    index('user_request_batches_open').on(table.createdAt).where(sql`state = 'submitting'`),
  ],
)

/** What somebody asks for a person of a list. guards.sql holds the table of states, three different persons, and that nothing changes once decided. */
export const userRequests = pgTable(
  'user_requests',
  {
    id: uuid().primaryKey(),
    /** `SQ-2026-000123`: of the civil year in Shanghai. */
    number: text().notNull().unique(),
    kind: text({ enum: REQUEST_KINDS }).notNull(),
    state: text({ enum: REQUEST_STATES }).notNull(),
    districtId: ownDistrict().notNull(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id),
    /** The one it is about; null for a new one. */
    credentialId: uuid('credential_id'),
    details: jsonb().$type<RequestDetails>().notNull(),
    /** What must not be asked for twice at once for one person. */
    lane: text().notNull(),
    batchId: uuid('batch_id').references(() => userRequestBatches.id),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    requesterAccount: uuid('requester_account').notNull(),
    requesterPerson: uuid('requester_person').notNull(),
    requesterName: text('requester_name').notNull(),
    submittedAt: instant('submitted_at'),
    reviewDueAt: instant('review_due_at'),
    approvalDueAt: instant('approval_due_at'),
    reviewerAccount: uuid('reviewer_account'),
    reviewerPerson: uuid('reviewer_person'),
    reviewerName: text('reviewer_name'),
    reviewedAt: instant('reviewed_at'),
    approverAccount: uuid('approver_account'),
    approverPerson: uuid('approver_person'),
    approverName: text('approver_name'),
    approvedAt: instant('approved_at'),
    /** Of the last return; none: there was none, or it was answered. */
    returned: jsonb().$type<FieldReason[]>().notNull().default([]),
    /** Why it was returned, rejected or cancelled. */
    reason: text(),
    /** Who brought the key: neither who reviewed nor who approved. */
    bringerPerson: uuid('bringer_person'),
    carrierSerial: text('carrier_serial'),
    carrierModel: text('carrier_model'),
    carrierKind: text('carrier_kind', { enum: ['ukey', 'software'] }),
    issuanceId: uuid('issuance_id').unique(),
    newCredentialId: uuid('new_credential_id').unique(),
    failureCode: text('failure_code'),
    endedAt: instant('ended_at'),
  },
  (table) => [
    // The same thing is asked for once at a time, whoever asks and by whatever way.
    uniqueIndex('user_requests_open')
      .on(table.staffId, table.lane)
      .where(sql`state not in ('closed', 'rejected', 'cancelled', 'failed')`),
    index('user_requests_newest').on(table.createdAt, table.id),
    index('user_requests_queue').on(table.state, table.submittedAt),
    index('user_requests_of_staff').on(table.staffId, table.createdAt),
    index('user_requests_of_batch').on(table.batchId).where(sql`batch_id is not null`),
    // Three persons; two where a lost key is stopped.
    check(
      'user_requests_persons',
      sql`(${table.reviewerPerson} is null or ${table.reviewerPerson} <> ${table.requesterPerson})
        and (${table.approverPerson} is null or (${table.approverPerson} <> ${table.requesterPerson}
          and ${table.approverPerson} is distinct from ${table.reviewerPerson}))`,
    ),
    check(
      'user_requests_reviewed',
      sql`${table.state} not in ('reviewed', 'approved', 'issuing', 'issued', 'written', 'closed', 'failed')
        or ${table.reviewerPerson} is not null or ${table.kind} = 'suspend'`,
    ),
    check(
      'user_requests_approved',
      sql`(${table.state} in ('approved', 'issuing', 'issued', 'written', 'closed', 'failed')
        and ${table.approverPerson} is not null and ${table.approvedAt} is not null)
        or (${table.state} in ('draft', 'submitted', 'returned', 'reviewed', 'rejected') and ${table.approverPerson} is null)
        or ${table.state} = 'cancelled'`,
    ),
    check(
      'user_requests_bringer',
      sql`${table.bringerPerson} is null or (${table.bringerPerson} <> ${table.approverPerson}
        and ${table.bringerPerson} is distinct from ${table.reviewerPerson})`,
    ),
    check(
      'user_requests_whole',
      sql`${table.state} not in ('issued', 'written') or (${table.issuanceId} is not null and ${table.newCredentialId} is not null)`,
    ),
    check(
      'user_requests_ended',
      sql`(${table.state} in ('closed', 'rejected', 'cancelled', 'failed')) = (${table.endedAt} is not null)`,
    ),
  ],
)

/** Scans and papers: name, type and digest to see, the file itself sealed. Taken out again only while its request is with who asks. */
export const userRequestMaterials = pgTable(
  'user_request_materials',
  {
    id: uuid().primaryKey(),
    requestId: uuid('request_id')
      .notNull()
      .references(() => userRequests.id),
    name: text().notNull(),
    mediaType: text('media_type').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    /** Of the file, hex. */
    sha256: text().notNull(),
    secretId: uuid('secret_id')
      .notNull()
      .references(() => sealedSecrets.id),
    addedBy: text('added_by').notNull(),
    addedAt: instant('added_at').notNull(),
    removedAt: instant('removed_at'),
  },
  (table) => [
    index('user_request_materials_of').on(table.requestId, table.addedAt),
    uniqueIndex('user_request_materials_once').on(table.requestId, table.sha256).where(sql`removed_at is null`),
  ],
)

/** What happened to a request: by whom, why, before and after. Only grows. */
export const userRequestEvents = pgTable(
  'user_request_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    requestId: uuid('request_id')
      .notNull()
      .references(() => userRequests.id),
    at: instant().notNull(),
    step: text().notNull(),
    from: text('from_state', { enum: REQUEST_STATES }),
    to: text('to_state', { enum: REQUEST_STATES }).notNull(),
    actorType: text('actor_type').notNull(),
    actorName: text('actor_name').notNull(),
    personId: uuid('person_id'),
    reason: text(),
    /** Fields before and after, where some changed. */
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
  },
  (table) => [index('user_request_events_of').on(table.requestId, table.id)],
)

export const userRequestBatchRows = pgTable(
  'user_request_batch_rows',
  {
    batchId: uuid('batch_id')
      .notNull()
      .references(() => userRequestBatches.id),
    /** Row of the spreadsheet. */
    row: integer().notNull(),
    state: text({ enum: ['refused', 'ready', 'submitting', 'submitted', 'failed', 'cancelled'] }).notNull(),
    kind: text({ enum: REQUEST_KINDS }),
    staffId: uuid('staff_id').references(() => staff.id),
    /** For people: name and staff number as they stand on the list. */
    shown: text().notNull(),
    details: jsonb().$type<RequestDetails>().notNull(),
    problems: jsonb().$type<CellProblem[]>().notNull(),
    leaseUntil: instant('lease_until'),
    attempts: integer().notNull().default(0),
    requestId: uuid('request_id').references(() => userRequests.id),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.row] }),
    index('user_request_batch_rows_open').on(table.batchId, table.row).where(sql`state in ('ready', 'submitting')`),
  ],
)
