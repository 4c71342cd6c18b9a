import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

export const SET_STATES = ['sealed', 'spent', 'replaced'] as const
/** What an opening may decide in place of: the roles that decide anything. */
export const EMERGENCY_ROLES = ['operator', 'security-admin'] as const

/** Two sealed halves (应急封存件) in the hands of two people. Only their argon2id hashes are here. At most one set is sealed. */
export const breakGlassSets = pgTable(
  'break_glass_sets',
  {
    id: uuid().primaryKey(),
    firstHolder: text('first_holder').notNull(),
    secondHolder: text('second_holder').notNull(),
    firstHash: text('first_hash').notNull(),
    secondHash: text('second_hash').notNull(),
    state: text({ enum: SET_STATES }).notNull(),
    createdAt: instant('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    uniqueIndex('break_glass_sealed').on(table.state).where(sql`state = 'sealed'`),
    check('break_glass_sets_ended', sql`(${table.state} = 'sealed') = (${table.endedAt} is null)`),
  ],
)

/** One entry of a half, and with the other half an emergency: for one person, in one role, for one decision. */
export const breakGlassOpenings = pgTable(
  'break_glass_openings',
  {
    id: uuid().primaryKey(),
    setId: uuid('set_id')
      .notNull()
      .references(() => breakGlassSets.id),
    accountId: uuid('account_id').notNull(),
    personId: uuid('person_id').notNull(),
    name: text().notNull(),
    role: text({ enum: EMERGENCY_ROLES }).notNull(),
    reason: text().notNull(),
    /** Which half came first. */
    entered: text({ enum: ['first', 'second'] }).notNull(),
    enteredAt: instant('entered_at').notNull(),
    /** With the other half: who entered it, and until when the emergency lasts. */
    openedAt: instant('opened_at'),
    openedBy: uuid('opened_by'),
    expiresAt: instant('expires_at'),
    /** What was passed. */
    approvalId: uuid('approval_id').unique(),
    passedAt: instant('passed_at'),
  },
  (table) => [
    index('break_glass_openings_person').on(table.personId, table.enteredAt),
    uniqueIndex('break_glass_opened').on(table.setId).where(sql`opened_at is not null`),
    check('break_glass_openings_opened', sql`(${table.openedAt} is null) = (${table.expiresAt} is null)`),
    check('break_glass_openings_passed', sql`${table.approvalId} is null or ${table.openedAt} is not null`),
  ],
)
