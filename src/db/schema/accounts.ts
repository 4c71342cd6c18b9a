import { boolean, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { FACTORS, ROLES } from '#src/context.ts'
import { instant } from '../columns.ts'
import { districts } from './districts.ts'

/** Four eyes are two persons: separation of duties is kept per person, however many accounts they have. */
export const persons = pgTable('persons', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  createdAt: instant('created_at').notNull(),
})

export const accounts = pgTable('accounts', {
  id: uuid().primaryKey(),
  personId: uuid('person_id')
    .notNull()
    .references(() => persons.id),
  /** Lower case; unique. */
  username: text().notNull().unique(),
  /** argon2id, PHC string. */
  passwordHash: text('password_hash').notNull(),
  passwordChangedAt: instant('password_changed_at').notNull(),
  /** Made for them, not by them: to be replaced at the first sign-in. */
  passwordIsTemporary: boolean('password_is_temporary').notNull().default(true),
  /** Sees and writes what belongs to this district alone; null: by the roles. */
  districtId: text('district_id').references(() => districts.id),
  isDisabled: boolean('is_disabled').notNull().default(false),
  /** Rises with every change of what the account may do. */
  rightsVersion: integer('rights_version').notNull().default(0),
  /** HMAC-SHA-256 over the rights and their version, hex (features/accounts/rights). Null: never sealed. */
  rightsMac: text('rights_mac'),
  /** Since the last success. */
  failedAttempts: integer('failed_attempts').notNull().default(0),
  lockedUntil: instant('locked_until'),
  createdAt: instant('created_at').notNull(),
})

/** A trigger (guards.sql) refuses a role that conflicts with another of the same person. */
export const accountRoles = pgTable(
  'account_roles',
  {
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    role: text({ enum: ROLES }).notNull(),
    grantedAt: instant('granted_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.role] })],
)

/** Pairs that one person must not hold together. Filled by guards.sql. */
export const roleConflicts = pgTable(
  'role_conflicts',
  { role: text({ enum: ROLES }).notNull(), excludes: text({ enum: ROLES }).notNull() },
  (table) => [primaryKey({ columns: [table.role, table.excludes] })],
)

export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    /** SHA-256 of the token, hex: who reads the table cannot sign in with it. */
    tokenHash: text('token_hash').notNull().unique(),
    address: text().notNull(),
    /** What was proven in this session so far, and when last. */
    factors: text({ enum: FACTORS }).array().notNull(),
    authenticatedAt: instant('authenticated_at').notNull(),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** The absolute end, whatever the activity. */
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [index('sessions_account').on(table.accountId)],
)
