import { bigint, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'

/** Each row under a data key of its own, wrapped by a key that is never in the database (docs/decisions/0011). */
const envelope = {
  /** How often the content was sealed; part of what is authenticated. */
  version: integer().notNull(),
  /** Which key-encryption key wraps the data key: a check value, not the key. */
  kekId: text('kek_id').notNull(),
  /** Format octet, then the data key under the key-encryption key. */
  wrappedKey: bytes('wrapped_key').notNull(),
  /** Format octet, then the secret under the data key. */
  sealed: bytes().notNull(),
  createdAt: instant('created_at').notNull(),
}

/** Private keys of the service. Only adapters/keys opens them; others may read whose they are. */
export const sealedKeys = pgTable(
  'sealed_keys',
  {
    id: uuid().primaryKey(),
    /** What the key may sign; part of what is authenticated, so that a row cannot be put to another use. */
    purpose: text().notNull(),
    algorithm: text().notNull(),
    /** DER SubjectPublicKeyInfo. */
    publicKey: bytes('public_key').notNull(),
    /** `sealed`: the private key itself. `token`: it never left a cryptographic device, and the name it has there is what is sealed. */
    custody: text().$type<'sealed' | 'token'>().notNull(),
    ...envelope,
  },
  (table) => [index('sealed_keys_kek').on(table.kekId, table.id)],
)

/** Secrets shared with others, sealed the same way. Only adapters/keys opens them. */
export const sealedSecrets = pgTable(
  'sealed_secrets',
  { id: uuid().primaryKey(), purpose: text().notNull(), ...envelope },
  (table) => [index('sealed_secrets_kek').on(table.kekId, table.id)],
)

/** Since when rights are sealed, and under which secret: the newest counts. Only grows. */
export const rightsSeals = pgTable('rights_seals', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  secretId: uuid('secret_id').notNull(),
  sealedAt: instant('sealed_at').notNull(),
})
