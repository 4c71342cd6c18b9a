import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { IdentityKind } from '#core/persons/identity-number.ts'
import { instant, ownDistrict } from '../columns.ts'
import { persons } from './accounts.ts'
import { districts } from './districts.ts'
import { sealedSecrets } from './keys.ts'

export const UNIT_TIERS = ['centre', 'district', 'outlet'] as const
/** What a person of the house may do with requests, whichever of their accounts they sign in with. */
export const DUTIES = ['enter', 'review', 'approve'] as const

/** 市中心、区中心、街道网点. The centre and the districts are filled by guards.sql. */
export const orgUnits = pgTable(
  'org_units',
  {
    id: uuid().primaryKey(),
    districtId: text('district_id')
      .notNull()
      .references(() => districts.id),
    parentId: uuid('parent_id').references((): AnyPgColumn => orgUnits.id),
    tier: text({ enum: UNIT_TIERS }).notNull(),
    name: text().notNull(),
    state: text({ enum: ['active', 'closed'] }).notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('org_units_place').on(table.id, table.districtId),
    unique('org_units_name').on(table.districtId, table.name),
    uniqueIndex('org_units_top').on(table.districtId).where(sql`tier <> 'outlet'`),
    check('org_units_parent', sql`(${table.tier} = 'centre') = (${table.parentId} is null)`),
  ],
)

/** Those whom certificates are issued to. Never a whole number of a document outside of the vault: a digest to compare, a mask to show. */
export const staff = pgTable(
  'staff',
  {
    id: uuid().primaryKey(),
    districtId: ownDistrict().notNull(),
    unitId: uuid('unit_id').notNull(),
    name: text().notNull(),
    /** 工号. */
    staffNumber: text('staff_number').notNull(),
    identityKind: text('identity_kind').$type<IdentityKind>().notNull(),
    /** HMAC-SHA-256 under a sealed secret, hex: equal numbers, equal digests. */
    identityDigest: text('identity_digest').notNull(),
    /** The whole number, sealed. */
    identitySecretId: uuid('identity_secret_id')
      .notNull()
      .references(() => sealedSecrets.id),
    identityMasked: text('identity_masked').notNull(),
    mobileMasked: text('mobile_masked'),
    mobileSecretId: uuid('mobile_secret_id').references(() => sealedSecrets.id),
    state: text({ enum: ['active', 'left'] }).notNull(),
    /** The person with accounts here, where it is one. */
    personId: uuid('person_id').references(() => persons.id),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    leftAt: instant('left_at'),
  },
  (table) => [
    foreignKey({
      name: 'staff_unit',
      columns: [table.unitId, table.districtId],
      foreignColumns: [orgUnits.id, orgUnits.districtId],
    }),
    unique('staff_number').on(table.districtId, table.staffNumber),
    // Over all districts: nobody is on two lists at once.
    uniqueIndex('staff_identity').on(table.identityDigest).where(sql`state = 'active'`),
    uniqueIndex('staff_person').on(table.personId).where(sql`state = 'active'`),
    index('staff_listed').on(table.staffNumber, table.id),
    index('staff_by_unit').on(table.unitId),
    check('staff_left', sql`(${table.state} = 'left') = (${table.leftAt} is not null)`),
    check('staff_digest', sql`${table.identityDigest} ~ '^[0-9a-f]{64}$'`),
    check('staff_masked', sql`position('*' in ${table.identityMasked}) > 0`),
    check('staff_mobile', sql`(${table.mobileMasked} is null) = (${table.mobileSecretId} is null)`),
  ],
)

/** Lists that were taken in: which file, by whom, with what outcome. The rows are in `staff`. */
export const staffImports = pgTable(
  'staff_imports',
  {
    id: uuid().primaryKey(),
    /** Null: a list over several districts, taken in by the centre. */
    districtId: ownDistrict(),
    fileName: text('file_name').notNull(),
    /** Of the file, hex. */
    fileSha256: text('file_sha256').notNull(),
    addedCount: integer('added_count').notNull(),
    unchangedCount: integer('unchanged_count').notNull(),
    importedBy: uuid('imported_by').notNull(),
    importedPerson: uuid('imported_person').notNull(),
    importedName: text('imported_name').notNull(),
    importedAt: instant('imported_at').notNull(),
  },
  (table) => [index('staff_imports_newest').on(table.importedAt, table.id)],
)

/** Duties attach to the person, not to an account. A person without any acts as the roles of the account allow. */
export const personDuties = pgTable(
  'person_duties',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => persons.id),
    duty: text({ enum: DUTIES }).notNull(),
    assignedBy: uuid('assigned_by').notNull(),
    assignedAt: instant('assigned_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.duty] })],
)

/** The one secret under which numbers of documents are compared. Made with the first of them, and never replaced. */
export const identityDigestKeys = pgTable(
  'identity_digest_keys',
  {
    singular: boolean().primaryKey().default(true),
    secretId: uuid('secret_id')
      .notNull()
      .references(() => sealedSecrets.id),
  },
  () => [check('identity_digest_keys_one', sql`singular`)],
)
