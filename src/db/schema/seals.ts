import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { SealDesign } from '#core/seals/drawing/draw.ts'
import { bytes, instant, ownDistrict } from '../columns.ts'

export const SEAL_KINDS = ['official', 'special', 'name'] as const
/** `new`, `change` and `reissue` make a seal; the others change how one stands. */
export const SEAL_REQUEST_KINDS = ['new', 'change', 'reissue', 'freeze', 'unfreeze', 'destroy'] as const
/** Steps between them: features/seals/rules.ts, and the same in guards.sql. */
export const SEAL_REQUEST_STATES = [
  'queued',
  'submitted',
  'returned',
  'reviewed',
  'pictured',
  'made',
  'delivered',
  'done',
  'rejected',
  'cancelled',
] as const
export type SealRequestState = (typeof SEAL_REQUEST_STATES)[number]
export const SEAL_STATES = ['active', 'frozen', 'superseded', 'destroyed'] as const

/** Numbers of seals, never used twice. */
export const sealNumbers = pgSequence('seal_numbers', { startWith: 1 })

/** What is asked for, and who did which step of it: three different persons make a seal, two change how one stands. */
export const sealRequests = pgTable(
  'seal_requests',
  {
    id: uuid().primaryKey(),
    districtId: ownDistrict().notNull(),
    kind: text({ enum: SEAL_REQUEST_KINDS }).notNull(),
    state: text({ enum: SEAL_REQUEST_STATES }).notNull(),
    /** The seal it changes; null for a new one. */
    sealId: uuid('seal_id').references((): AnyPgColumn => seals.id),
    sealKind: text('seal_kind', { enum: SEAL_KINDS }).notNull(),
    /** Of the seal, as documents will show it. */
    name: text().notNull(),
    holderName: text('holder_name').notNull(),
    unitName: text('unit_name').notNull(),
    /** Of the staff list, where the holder is on it. */
    staffId: uuid('staff_id'),
    reason: text().notNull(),
    version: integer().$type<1 | 4>().notNull(),
    validYears: integer('valid_years').notNull(),
    /** Drawn from this, or cleaned from the scan. */
    design: jsonb().$type<SealDesign>(),
    scan: bytes(),
    scanWidthMm: integer('scan_width_mm'),
    /** DER of those who may seal with it, base64. */
    certificates: jsonb().$type<string[]>().notNull(),
    requestedBy: text('requested_by').notNull(),
    requesterName: text('requester_name').notNull(),
    /** Null while a re-issue that the service queued waits for somebody to take it. */
    requesterPerson: uuid('requester_person'),
    requestedAt: instant('requested_at').notNull(),
    reviewerName: text('reviewer_name'),
    reviewerPerson: uuid('reviewer_person'),
    drafterName: text('drafter_name'),
    drafterPerson: uuid('drafter_person'),
    makerName: text('maker_name'),
    makerPerson: uuid('maker_person'),
    /** Why it was returned or refused. */
    answer: text(),
    picture: bytes(),
    pictureSvg: text('picture_svg'),
    pictureSha256: text('picture_sha256'),
    widthMm: integer('width_mm'),
    heightMm: integer('height_mm'),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    index('seal_requests_state').on(table.state, table.requestedAt, table.id),
    index('seal_requests_recent').on(table.requestedAt, table.id),
    // One change of a seal at a time.
    uniqueIndex('seal_requests_one_open')
      .on(table.sealId)
      .where(sql`state not in ('delivered', 'done', 'rejected', 'cancelled')`),
  ],
)

/** Every seal that was made here. Its content never changes; a changed one is another seal. */
export const seals = pgTable(
  'seals',
  {
    id: uuid().primaryKey(),
    districtId: ownDistrict().notNull(),
    /** Inside the seal: district, year, six figures. */
    number: text().notNull().unique(),
    kind: text({ enum: SEAL_KINDS }).notNull(),
    name: text().notNull(),
    holderName: text('holder_name').notNull(),
    unitName: text('unit_name').notNull(),
    staffId: uuid('staff_id'),
    state: text({ enum: SEAL_STATES }).notNull(),
    /** The request whose last step put it into this state. */
    stateBy: uuid('state_by')
      .notNull()
      .references((): AnyPgColumn => sealRequests.id),
    stateAt: instant('state_at').notNull(),
    requestId: uuid('request_id')
      .notNull()
      .unique()
      .references((): AnyPgColumn => sealRequests.id),
    supersedesId: uuid('supersedes_id').references((): AnyPgColumn => seals.id),
    version: integer().$type<1 | 4>().notNull(),
    /** The SESeal. */
    der: bytes().notNull(),
    /** Of `der`, lower-case hex: by it the signing side knows the seal. */
    sha256: text().notNull().unique(),
    picture: bytes().notNull(),
    pictureSvg: text('picture_svg'),
    design: jsonb().$type<SealDesign>(),
    widthMm: integer('width_mm').notNull(),
    heightMm: integer('height_mm').notNull(),
    /** DER of those who may seal with it, base64; and their SHA-256, for finding it by one of them. */
    certificates: jsonb().$type<string[]>().notNull(),
    certificateSha256: text('certificate_sha256').array().notNull(),
    /** DER. */
    makerCertificate: bytes('maker_certificate').notNull(),
    /** The request in the vault's register that the maker's key was made with. */
    makerKeyId: uuid('maker_key_id').notNull(),
    validFrom: instant('valid_from').notNull(),
    validUntil: instant('valid_until').notNull(),
    madeAt: instant('made_at').notNull(),
    deliveredAt: instant('delivered_at'),
  },
  (table) => [
    index('seals_recent').on(table.madeAt, table.id),
    index('seals_state').on(table.state, table.madeAt, table.id),
    index('seals_certificates').using('gin', table.certificateSha256),
  ],
)

/** Certificates of seal makers that were revoked: none of their seals is used for sealing any more. Told once. */
export const sealMakerRevocations = pgTable('seal_maker_revocations', {
  /** Of the certificate, lower-case hex. */
  certificateSha256: text('certificate_sha256').primaryKey(),
  /** The request in the vault's register that the key was made with. */
  keyRequestId: uuid('key_request_id').notNull(),
  /** RFC 5280 §5.3.1. */
  reason: text().notNull(),
  revokedAt: instant('revoked_at').notNull(),
})

/** What happened to requests and seals: told once. */
export const sealEvents = pgTable(
  'seal_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    requestId: uuid('request_id')
      .notNull()
      .references(() => sealRequests.id),
    sealId: uuid('seal_id').references(() => seals.id),
    at: instant().notNull(),
    /** Of features/seals/rules.ts. */
    step: text().notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    note: text(),
  },
  (table) => [index('seal_events_request').on(table.requestId), index('seal_events_seal').on(table.sealId)],
)
