import { sql } from 'drizzle-orm'
import { type AnyPgColumn, bigint, check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant, ownDistrict } from '../columns.ts'

export const CARRIER_KINDS = ['ukey', 'software'] as const

/** What holds somebody's keys (介质). Of no district: one UKey may pass from one to another. Whose it was stands in `carrier_holdings`. */
export const carriers = pgTable('carriers', {
  id: uuid().primaryKey(),
  /** As the maker numbered it. */
  serial: text().notNull().unique(),
  model: text().notNull(),
  kind: text({ enum: CARRIER_KINDS }).notNull(),
  /** Of the staff list; null: in nobody's hands. The id alone, which says nothing of a person to another district. */
  holderId: uuid('holder_id'),
  createdAt: instant('created_at').notNull(),
})

/** When a carrier came into somebody's hands and left them: told once. */
export const carrierHoldings = pgTable(
  'carrier_holdings',
  {
    position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    carrierId: uuid('carrier_id')
      .notNull()
      .references(() => carriers.id),
    districtId: ownDistrict().notNull(),
    staffId: uuid('staff_id').notNull(),
    event: text({ enum: ['received', 'returned'] }).notNull(),
    at: instant().notNull(),
    /** The credential it was for: written, or ended. */
    credentialId: uuid('credential_id')
      .notNull()
      .references((): AnyPgColumn => credentials.id),
    /** Account id or name of the job. */
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
  },
  (table) => [
    index('carrier_holdings_carrier').on(table.carrierId, table.position),
    index('carrier_holdings_staff').on(table.staffId, table.position),
  ],
)

export const CREDENTIAL_STATES = ['issued', 'written', 'active', 'suspended', 'superseded', 'revoked'] as const

/** What a person holds: with SM2 two certificates, which stand and fall together and are therefore one row. */
export const credentials = pgTable(
  'credentials',
  {
    id: uuid().primaryKey(),
    districtId: ownDistrict().notNull(),
    staffId: uuid('staff_id').notNull(),
    requestId: uuid('request_id').notNull().unique(),
    issuanceId: uuid('issuance_id').notNull().unique(),
    carrierId: uuid('carrier_id')
      .notNull()
      .references(() => carriers.id),
    /** Of the key: `SM2`, `RSA`, `P-256`. */
    algorithm: text().notNull(),
    subject: text().notNull(),
    issuer: text().notNull(),
    /** DER. */
    signCertificate: bytes('sign_certificate').notNull(),
    signSha256: text('sign_sha256').notNull().unique(),
    signSerial: text('sign_serial').notNull(),
    /** DER; with its digest and serial, or none of them. */
    encryptionCertificate: bytes('encryption_certificate'),
    encryptionSha256: text('encryption_sha256').unique(),
    encryptionSerial: text('encryption_serial'),
    /** DER of the issuers, base64, the nearest first. */
    chain: jsonb().$type<string[]>().notNull(),
    /** DER SM2EnvelopedKey: what brings the encryption key onto the carrier. Gone once the credential is in use. */
    envelope: bytes(),
    notBefore: instant('not_before').notNull(),
    notAfter: instant('not_after').notNull(),
    /** Stays in force until this one has signed. */
    supersedesId: uuid('supersedes_id').references((): AnyPgColumn => credentials.id),
    state: text({ enum: CREDENTIAL_STATES }).notNull(),
    stateAt: instant('state_at').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('credentials_district').on(table.districtId, table.createdAt, table.id),
    index('credentials_staff').on(table.staffId, table.createdAt),
    index('credentials_carrier').on(table.carrierId, table.createdAt),
    index('credentials_serial').on(table.signSerial),
    index('credentials_encryption_serial').on(table.encryptionSerial),
    index('credentials_expiry').on(table.notAfter).where(sql`state in ('active', 'suspended')`),
    // Two successors at once would each end the same predecessor.
    uniqueIndex('credentials_successor').on(table.supersedesId).where(sql`state <> 'revoked'`),
    check(
      'credentials_whole_pair',
      sql`(${table.encryptionCertificate} is null) = (${table.encryptionSha256} is null)
        and (${table.encryptionSerial} is null) = (${table.encryptionSha256} is null)
        and (${table.algorithm} = 'SM2') = (${table.encryptionSha256} is not null)
        and (${table.envelope} is null or ${table.encryptionSha256} is not null)`,
    ),
    check('credentials_validity', sql`${table.notBefore} < ${table.notAfter}`),
    check('credentials_not_itself', sql`${table.supersedesId} <> ${table.id}`),
  ],
)

/** What became of a credential, for its timeline: told once. */
export const credentialEvents = pgTable(
  'credential_events',
  {
    position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    credentialId: uuid('credential_id')
      .notNull()
      .references(() => credentials.id),
    at: instant().notNull(),
    kind: text({
      enum: ['issued', 'written', 'activated', 'login-moved', 'suspended', 'resumed', 'superseded', 'revoked', 'moved'],
    }).notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    detail: jsonb().$type<Record<string, string>>().notNull(),
  },
  (table) => [index('credential_events_credential').on(table.credentialId, table.position)],
)
