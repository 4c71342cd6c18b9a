import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { CrlReason } from '#core/issuance/make-crl.ts'
import { bytes, derList, instant } from '../columns.ts'
import { districts } from './districts.ts'
import { issuerConnections } from './issuers.ts'
import { sealedKeys, sealedSecrets } from './keys.ts'

export const AUTHORITY_KINDS = ['builtin', 'cmp', 'manual'] as const
export type AuthorityKind = (typeof AUTHORITY_KINDS)[number]

/** Who issues to the staff (签发机构): an authority of our own, one that speaks CMP, or one that is reached by a courier. */
export const authorities = pgTable(
  'authorities',
  {
    id: uuid().primaryKey(),
    kind: text().$type<AuthorityKind>().notNull(),
    /** Its part of public addresses: `/pki/<label>.crl`. */
    label: text().notNull().unique(),
    name: text().notNull(),
    /** `awaiting-certificate`: its key is there, and an outside authority has still to sign for it. */
    state: text({ enum: ['awaiting-certificate', 'active', 'closed'] }).notNull(),
    profiles: text().array().notNull(),
    /** Of a built-in one. */
    keyId: uuid('key_id').references(() => sealedKeys.id),
    /** DER of its PKCS#10, for an outside authority. */
    request: bytes(),
    certificate: bytes(),
    /** DER of the certificates above it, the root last. */
    chain: derList().notNull(),
    /** Where the world reaches `/pki/…`, without a slash at the end. */
    publicUrl: text('public_url'),
    /** How often a complete list is made at least, and how long one is good for. */
    crlEveryMinutes: integer('crl_every_minutes').notNull(),
    crlLifeMinutes: integer('crl_life_minutes').notNull(),
    /** Of one that is reached by CMP or by hand. */
    connectionId: uuid('connection_id').references(() => issuerConnections.id),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    check('authorities_key', sql`(${table.kind} = 'builtin') = (${table.keyId} is not null)`),
    check('authorities_connection', sql`(${table.kind} = 'builtin') = (${table.connectionId} is null)`),
    check('authorities_life', sql`${table.crlLifeMinutes} > ${table.crlEveryMinutes} and ${table.crlEveryMinutes} > 0`),
  ],
)

export const ISSUANCE_STATES = ['ordered', 'signing', 'waiting', 'issued', 'refused', 'failed'] as const
export type IssuanceState = (typeof ISSUANCE_STATES)[number]

/** One credential to be issued: an intent, written down before anything is signed. */
export const authorityIssuances = pgTable(
  'authority_issuances',
  {
    id: uuid().primaryKey(),
    /** Of the request it is for; one intent each. */
    requestId: text('request_id').notNull().unique(),
    authorityId: uuid('authority_id')
      .notNull()
      .references(() => authorities.id),
    profileId: text('profile_id').notNull(),
    districtId: text('district_id')
      .notNull()
      .references(() => districts.id),
    /** Of everything that was ordered but the number of the person. */
    orderSha256: text('order_sha256').notNull(),
    /** The number, sealed. */
    identityId: uuid('identity_id')
      .notNull()
      .references(() => sealedSecrets.id),
    subject: text().notNull(),
    carrierSerial: text('carrier_serial').notNull(),
    /** DER PKCS#10 of the carrier. */
    request: bytes().notNull(),
    /** Of its key, lower-case hex. */
    spkiSha256: text('spki_sha256').notNull(),
    requester: uuid().notNull(),
    reviewer: uuid().notNull(),
    approver: uuid().notNull(),
    state: text({ enum: ISSUANCE_STATES }).notNull(),
    /** The issuance whose certificate this one takes the place of, at the same authority; an authority outside is asked to update that one. */
    replacesId: uuid('replaces_id').references((): AnyPgColumn => authorityIssuances.id),
    /** Why it waits, was refused or failed. */
    code: text(),
    params: jsonb().$type<Record<string, string | number>>(),
    /** Key in escrow of the encryption certificate, and the envelope it goes to the carrier in. */
    encryptionKeyId: uuid('encryption_key_id').references(() => sealedKeys.id),
    envelope: bytes(),
    /** DER of the certificates above, as they were when it was issued. */
    chain: derList().notNull(),
    /** Counts the times it was begun to be signed: what an earlier one brings is not believed. */
    takes: integer().notNull(),
    leaseUntil: instant('lease_until'),
    /** What an outside authority's adapter wants back at the next step. */
    memory: jsonb().$type<Record<string, string | number | boolean | null>>(),
    nextAt: instant('next_at').notNull(),
    createdAt: instant('created_at').notNull(),
    issuedAt: instant('issued_at'),
  },
  (table) => [
    // Four eyes are two persons; a credential takes three.
    check(
      'authority_issuances_persons',
      sql`${table.requester} <> ${table.reviewer} and ${table.reviewer} <> ${table.approver} and ${table.requester} <> ${table.approver}`,
    ),
    index('authority_issuances_key').on(table.spkiSha256),
    index('authority_issuances_newest').on(table.createdAt, table.id),
    index('authority_issuances_open').on(table.nextAt).where(sql`state in ('ordered', 'signing', 'waiting')`),
  ],
)

export const CERTIFICATE_ROLES = ['own', 'responder', 'sign', 'encryption'] as const
export type CertificateRole = (typeof CERTIFICATE_ROLES)[number]

/** Every serial number an authority ever drew, with what became of it: nothing leaves this table. */
export const authorityCertificates = pgTable(
  'authority_certificates',
  {
    id: uuid().primaryKey(),
    authorityId: uuid('authority_id')
      .notNull()
      .references(() => authorities.id),
    /** Absent for what the authority issued to itself. */
    issuanceId: uuid('issuance_id').references(() => authorityIssuances.id),
    role: text({ enum: CERTIFICATE_ROLES }).notNull(),
    /** Lower-case hex of the contents octets. */
    serial: text().notNull(),
    /** `drawn`: nothing was signed. `burned`: a signature may exist that nobody has; it counts as revoked and the intent goes on with another number. */
    state: text({ enum: ['drawn', 'signing', 'issued', 'burned'] }).notNull(),
    /** DER of what is signed, written down before it is. */
    tbs: bytes().notNull(),
    certificate: bytes(),
    /** Of the certificate, lower-case hex. */
    sha256: text().unique(),
    notBefore: instant('not_before').notNull(),
    notAfter: instant('not_after').notNull(),
    /** Of the responder's own key. */
    keyId: uuid('key_id').references(() => sealedKeys.id),
    createdAt: instant('created_at').notNull(),
    issuedAt: instant('issued_at'),
  },
  (table) => [
    unique('authority_certificates_serial').on(table.authorityId, table.serial),
    index('authority_certificates_issuance').on(table.issuanceId),
    uniqueIndex('authority_certificates_one_issued').on(table.issuanceId, table.role).where(sql`state = 'issued'`),
    check('authority_certificates_whole', sql`(${table.state} = 'issued') = (${table.certificate} is not null)`),
  ],
)

/** How the standing of a certificate changed, in order; the last one counts. */
export const authorityRevocations = pgTable(
  'authority_revocations',
  {
    /** Counts up. */
    position: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    authorityId: uuid('authority_id')
      .notNull()
      .references(() => authorities.id),
    certificateId: uuid('certificate_id')
      .notNull()
      .references(() => authorityCertificates.id),
    serial: text().notNull(),
    notAfter: instant('not_after').notNull(),
    /** `resumed` takes back a suspension, and nothing else. */
    kind: text({ enum: ['revoked', 'resumed'] }).notNull(),
    reason: text().$type<CrlReason>().notNull(),
    at: instant().notNull(),
    by: text().notNull(),
  },
  (table) => [
    index('authority_revocations_certificate').on(table.certificateId, table.position),
    index('authority_revocations_authority').on(table.authorityId, table.position),
  ],
)

/** The lists that were published; an old one goes when nobody can need it any more (guards.sql says when at the earliest). */
export const authorityCrls = pgTable(
  'authority_crls',
  {
    id: uuid().primaryKey(),
    authorityId: uuid('authority_id')
      .notNull()
      .references(() => authorities.id),
    isDelta: boolean('is_delta').notNull(),
    number: bigint({ mode: 'number' }).notNull(),
    base: bigint({ mode: 'number' }),
    thisUpdate: instant('this_update').notNull(),
    nextUpdate: instant('next_update').notNull(),
    /** Of the last change it knows of. */
    position: bigint({ mode: 'number' }).notNull(),
    entries: integer().notNull(),
    /** DER. */
    crl: bytes().notNull(),
  },
  (table) => [
    unique('authority_crls_number').on(table.authorityId, table.isDelta, table.number),
    check('authority_crls_base', sql`${table.isDelta} = (${table.base} is not null)`),
  ],
)

/** What an authority outside was told of these, and what it said. */
export const authorityTellings = pgTable('authority_tellings', {
  position: bigint({ mode: 'number' })
    .primaryKey()
    .references(() => authorityRevocations.position),
  at: instant().notNull(),
  /** Null: it took it. */
  problem: text(),
})
