import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { NationalPurpose } from '#core/gm/national-roots.ts'
import { bytes, instant } from '../columns.ts'

export const MATERIAL_KINDS = ['anchor', 'intermediate', 'crl', 'ocsp', 'policy'] as const
export const ANCHOR_USAGES = ['all', 'documents', 'timestamps', 'certificates', 'sign-in'] as const
export const CHANGE_ACTIONS = ['add', 'remove', 'replace'] as const
export const CHANGE_STATES = ['pending', 'approved', 'refused', 'withdrawn'] as const

const described = () => ({
  kind: text({ enum: MATERIAL_KINDS }).notNull(),
  /** Of the content, lower-case hex. */
  sha256: text().notNull(),
  sm3: text().notNull(),
  /** RFC 4514 text of whom it is about; for a policy its id. */
  subject: text().notNull(),
  issuer: text().notNull(),
  /** Of a certificate; for evidence thisUpdate and nextUpdate. */
  validFrom: instant('valid_from'),
  validUntil: instant('valid_until'),
  /** Of anchors only. */
  usage: text({ enum: ANCHOR_USAGES }),
  /** Of a national root: for whom it vouches. */
  purpose: text().$type<NationalPurpose>(),
})

/** What verifications trust and may use. A row never changes but to end; guards.sql lets one begin or end by an approved change only. */
export const trustMaterials = pgTable(
  'trust_materials',
  {
    id: uuid().primaryKey(),
    ...described(),
    /** DER; for a policy its JSON. */
    content: bytes().notNull(),
    /** Of policies only: 2, 3 …; 1 is the one that came with the product, or none. */
    version: integer(),
    addedAt: instant('added_at').notNull(),
    /** Null: by the system, at the installation. */
    addedChange: uuid('added_change'),
    removedAt: instant('removed_at'),
    removedChange: uuid('removed_change'),
  },
  (table) => [
    uniqueIndex('trust_materials_content').on(table.kind, table.sha256).where(sql`removed_at is null`),
    uniqueIndex('trust_materials_policy').on(table.subject).where(sql`kind = 'policy' and removed_at is null`),
    uniqueIndex('trust_materials_version').on(table.subject, table.version),
    index('trust_materials_newest').on(table.addedAt, table.id),
    check('trust_materials_usage', sql`(${table.kind} = 'anchor') = (${table.usage} is not null)`),
    check('trust_materials_policy_version', sql`(${table.kind} = 'policy') = (${table.version} is not null)`),
    check('trust_materials_end', sql`(${table.removedAt} is null) = (${table.removedChange} is null)`),
  ],
)

/** Proposals and what became of them: nothing takes effect before another person has approved it. */
export const trustChanges = pgTable(
  'trust_changes',
  {
    id: uuid().primaryKey(),
    action: text({ enum: CHANGE_ACTIONS }).notNull(),
    ...described(),
    /** What is to be added; null when something only ends. */
    content: bytes(),
    /** What is to end. */
    materialId: uuid('material_id').references(() => trustMaterials.id),
    reason: text().notNull(),
    state: text({ enum: CHANGE_STATES }).notNull(),
    proposedAt: instant('proposed_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    proposedBy: uuid('proposed_by').notNull(),
    proposedPerson: uuid('proposed_person').notNull(),
    proposedName: text('proposed_name').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: uuid('decided_by'),
    decidedPerson: uuid('decided_person'),
    decidedName: text('decided_name'),
    /** Why it was refused. */
    decisionReason: text('decision_reason'),
    /** Warnings as they stood when it was proposed: codes with parameters. */
    warnings: jsonb().$type<{ code: string; params?: Record<string, string | number> }[]>().notNull(),
  },
  (table) => [
    index('trust_changes_newest').on(table.proposedAt, table.id),
    check('trust_changes_decided', sql`(${table.state} = 'pending') = (${table.decidedAt} is null)`),
    check('trust_changes_target', sql`(${table.action} = 'add') = (${table.materialId} is null)`),
    check('trust_changes_content', sql`(${table.action} = 'remove') = (${table.content} is null)`),
    // Four eyes: another account of another person.
    check(
      'trust_changes_four_eyes',
      sql`${table.state} not in ('approved', 'refused')
        or (${table.decidedPerson} is not null and ${table.decidedPerson} <> ${table.proposedPerson}
          and ${table.decidedBy} is not null and ${table.decidedBy} <> ${table.proposedBy})`,
    ),
    check('trust_changes_in_time', sql`${table.state} <> 'approved' or ${table.decidedAt} < ${table.expiresAt}`),
  ],
)
