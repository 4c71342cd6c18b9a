import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'
import { sealedKeys } from './keys.ts'

/** Every certificate the service has seen, once: leaves and CAs, uploaded or served. */
export const certificates = pgTable(
  'certificates',
  {
    id: uuid().primaryKey(),
    /** Fingerprint of `der`, lower-case hex. */
    sha256: text().notNull().unique(),
    der: bytes().notNull(),
    /** RFC 4514 texts, for people. */
    subject: text().notNull(),
    issuer: text().notNull(),
    /** Names as they compare (RFC 5280 §7.1), digested: equal text means equal name. */
    subjectKey: text('subject_key').notNull(),
    issuerKey: text('issuer_key').notNull(),
    serial: text().notNull(),
    notBefore: instant('not_before').notNull(),
    notAfter: instant('not_after').notNull(),
    algorithm: text().notNull(),
    keyBits: integer('key_bits'),
    sans: text().array().notNull(),
    isCa: boolean('is_ca').notNull(),
    spkiSha256: text('spki_sha256').notNull(),
    /** How it came to be known first. `file`: on a host's disk. */
    source: text({ enum: ['upload', 'probe', 'discovery', 'file'] }).notNull(),
    firstSeen: instant('first_seen').notNull(),
  },
  (table) => [
    index('certificates_expiry').on(table.notAfter, table.id),
    index('certificates_subject').on(table.subjectKey),
    index('certificates_spki').on(table.spkiSha256),
  ],
)

/** Which chain an endpoint served, from when to when. The newest row of an endpoint is the current one. */
export const servedChains = pgTable(
  'served_chains',
  {
    id: uuid().primaryKey(),
    /** `host:port` as it was asked, and the name asked for. */
    endpoint: text().notNull(),
    serverName: text('server_name').notNull(),
    /** The node of the register, where the probe belongs to one. Not a reference: history outlives the register. */
    nodeId: text('node_id'),
    nodeName: text('node_name').notNull(),
    leafId: uuid('leaf_id')
      .notNull()
      .references(() => certificates.id),
    /** Certificate ids in the order they were sent, the leaf first. */
    chain: uuid().array().notNull(),
    /** When the first certificate of the chain ends. */
    firstEnd: instant('first_end').notNull(),
    isComplete: boolean('is_complete').notNull(),
    isCurrent: boolean('is_current').notNull(),
    firstSeen: instant('first_seen').notNull(),
    lastSeen: instant('last_seen').notNull(),
  },
  (table) => [
    unique('served_chains_once').on(table.endpoint, table.serverName, table.chain),
    index('served_chains_leaf').on(table.leafId),
    index('served_chains_endpoint').on(table.endpoint, table.serverName),
    // Without a list of entries still to be sorted in: every look-up would read it to its end.
    index('served_chains_members').using('gin', table.chain).with({ fastupdate: false }),
    index('served_chains_name').on(table.serverName).where(sql`is_current`),
    index('served_chains_first_end').on(table.firstEnd).where(sql`is_current`),
  ],
)

/** Certification requests: made here, with the private key sealed in `sealed_keys`, or brought from the device that made its key. */
export const certificateRequests = pgTable(
  'certificate_requests',
  {
    id: uuid().primaryKey(),
    algorithm: text().notNull(),
    /** Of the key, as in `sealed_keys`. */
    purpose: text().notNull(),
    commonName: text('common_name').notNull(),
    subject: text().notNull(),
    sans: text().array().notNull(),
    der: bytes().notNull(),
    spkiSha256: text('spki_sha256').notNull().unique(),
    /** None: the key was born elsewhere and never comes here. */
    keyId: uuid('key_id').references(() => sealedKeys.id),
    /** Account id or name of the job. */
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('certificate_requests_created').on(table.createdAt, table.id)],
)

/** Up to which probe result the inventory has looked at; one row. */
export const certificateCollection = pgTable('certificate_collection', {
  id: integer().primaryKey(),
  until: instant().notNull(),
})
