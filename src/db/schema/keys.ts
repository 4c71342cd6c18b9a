import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'

/** Private keys of the service, sealed: AES-256-GCM under a key that is never in the database. Only adapters/keys reads this table. */
export const sealedKeys = pgTable('sealed_keys', {
  id: uuid().primaryKey(),
  /** What the key may sign; part of what is authenticated, so that a row cannot be put to another use. */
  purpose: text().notNull(),
  algorithm: text().notNull(),
  /** DER SubjectPublicKeyInfo. */
  publicKey: bytes('public_key').notNull(),
  /** Which key-encryption key seals it: a check value, not the key. */
  kekId: text('kek_id').notNull(),
  /** nonce ‖ ciphertext ‖ tag. */
  sealed: bytes().notNull(),
  createdAt: instant('created_at').notNull(),
})

/** Secrets shared with a CA or a name server, sealed the same way. Only adapters/keys reads this table. */
export const sealedSecrets = pgTable('sealed_secrets', {
  id: uuid().primaryKey(),
  purpose: text().notNull(),
  kekId: text('kek_id').notNull(),
  sealed: bytes().notNull(),
  createdAt: instant('created_at').notNull(),
})
