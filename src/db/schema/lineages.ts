import { sql } from 'drizzle-orm'
import { type AnyPgColumn, boolean, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { certificateRequests, certificates } from './certificates.ts'
import { sealedKeys } from './keys.ts'

/** Where a private key was made and lives. `undeclared`: found in use, nobody has said yet. */
export const KEY_ORIGINS = ['device-born', 'service-generated', 'hsm', 'ukey', 'undeclared'] as const

/** What is known of a key pair, found by its public half: never the private key itself. */
export const keyRecords = pgTable(
  'key_records',
  {
    id: uuid().primaryKey(),
    /** Of the DER SubjectPublicKeyInfo, lower-case hex. */
    spkiSha256: text('spki_sha256').notNull().unique(),
    algorithm: text().notNull(),
    keyBits: integer('key_bits'),
    origin: text({ enum: KEY_ORIGINS }).notNull(),
    /** Who answers for the key. */
    owner: text().notNull(),
    /** Device, module or token that holds it, in people's words. */
    custody: text(),
    isExportable: boolean('is_exportable'),
    /** Where the service made it itself. */
    sealedKeyId: uuid('sealed_key_id').references(() => sealedKeys.id),
    compromisedAt: instant('compromised_at'),
    compromiseReason: text('compromise_reason'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('key_records_owner').on(table.owner)],
)

/** One site certificate through all its renewals (证书谱系). */
export const certificateLineages = pgTable(
  'certificate_lineages',
  {
    id: uuid().primaryKey(),
    /** Unique among those in use, for people: `*.rsj.sh.gov.cn`. */
    name: text().notNull(),
    purpose: text().notNull(),
    owner: text().notNull(),
    /** `public`: below a browser root, so that the CA/Browser limits hold. `private`: exempt. */
    trust: text({ enum: ['public', 'private'] }).notNull(),
    supersedesId: uuid('supersedes_id').references((): AnyPgColumn => certificateLineages.id),
    state: text({ enum: ['active', 'withdrawn'] }).notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [uniqueIndex('certificate_lineages_name').on(table.name).where(sql`state = 'active'`)],
)

/** Which certificates a lineage has had. A certificate stands in one lineage only. */
export const lineageCertificates = pgTable(
  'lineage_certificates',
  {
    certificateId: uuid('certificate_id')
      .primaryKey()
      .references(() => certificates.id),
    lineageId: uuid('lineage_id')
      .notNull()
      .references(() => certificateLineages.id),
    keyId: uuid('key_id')
      .notNull()
      .references(() => keyRecords.id),
    /** Certificate ids from the issuer upwards, as they are to be sent; the root left out. */
    chain: uuid().array().notNull(),
    /** `issued`: not everywhere yet. `active`: proved on every binding that is to show it. */
    state: text({ enum: ['issued', 'active', 'superseded', 'withdrawn', 'revoked'] }).notNull(),
    supersedesId: uuid('supersedes_id').references(() => certificates.id),
    addedBy: text('added_by').notNull(),
    addedAt: instant('added_at').notNull(),
    revokedAt: instant('revoked_at'),
    /** RFC 5280 §5.3.1. */
    revocationReason: text('revocation_reason'),
    /** When the revocation was first seen there. */
    seenInCrlAt: instant('seen_in_crl_at'),
    seenInOcspAt: instant('seen_in_ocsp_at'),
  },
  (table) => [
    index('lineage_certificates_lineage').on(table.lineageId, table.addedAt),
    index('lineage_certificates_key').on(table.keyId),
  ],
)

/** Requests opened for a lineage (续期申请): what is issued for one joins it, once. */
export const lineageRequests = pgTable(
  'lineage_requests',
  {
    requestId: uuid('request_id')
      .primaryKey()
      .references(() => certificateRequests.id),
    lineageId: uuid('lineage_id')
      .notNull()
      .references(() => certificateLineages.id),
    /** What it is to replace; none: the first of the lineage, or one for another key. */
    replacesId: uuid('replaces_id').references(() => certificates.id),
    /** Where the key of the request lives, as the record of the key will say. */
    origin: text({ enum: KEY_ORIGINS }).notNull(),
    /** Device, module or token that holds it, in people's words. */
    custody: text(),
    /** What joined the lineage for it. */
    certificateId: uuid('certificate_id').references(() => certificates.id),
    openedBy: text('opened_by').notNull(),
    openedAt: instant('opened_at').notNull(),
    givenUpAt: instant('given_up_at'),
  },
  (table) => [index('lineage_requests_lineage').on(table.lineageId, table.openedAt)],
)

/** When a name or an identity was last validated: evidence that a CA may reuse for so long and no longer. */
export const validationEvidence = pgTable(
  'validation_evidence',
  {
    id: uuid().primaryKey(),
    lineageId: uuid('lineage_id')
      .notNull()
      .references(() => certificateLineages.id),
    /** `domain`: control of the names. `identity`: the organisation. */
    kind: text({ enum: ['domain', 'identity'] }).notNull(),
    validatedAt: instant('validated_at').notNull(),
    /** Method and file number, in people's words. */
    reference: text().notNull(),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [index('validation_evidence_lineage').on(table.lineageId, table.kind, table.validatedAt)],
)

/** An alarm somebody has decided to live with, until a day and for a reason (豁免). */
export const certificateWaivers = pgTable(
  'certificate_waivers',
  {
    id: uuid().primaryKey(),
    lineageId: uuid('lineage_id')
      .notNull()
      .references(() => certificateLineages.id),
    /** Reason code that is not to alarm. */
    code: text().notNull(),
    until: instant().notNull(),
    reason: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Ended before its day by a person. */
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [index('certificate_waivers_lineage').on(table.lineageId, table.until)],
)
