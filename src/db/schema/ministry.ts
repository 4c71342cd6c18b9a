import { bigint, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'

export const MINISTRY_COPY_STATES = ['waiting', 'received', 'refused', 'copied-again'] as const

/** What was copied to the ministry (人社部), in order; the files themselves are not kept. */
export const ministryCopies = pgTable('ministry_copies', {
  /** From 1 without a gap. */
  sequence: integer().primaryKey(),
  fileName: text('file_name').notNull().unique(),
  /** Of what is inside, lower-case hex: each copy names that of the one before. */
  contentSha256: text('content_sha256').notNull(),
  previousSha256: text('previous_sha256'),
  fileSha256: text('file_sha256').notNull(),
  /** DER, over the digest of the file, by the key whose fingerprint the audit page shows; what it is, and its SubjectPublicKeyInfo. */
  signature: bytes().notNull(),
  keyAlgorithm: text('key_algorithm').notNull(),
  publicKey: bytes('public_key').notNull(),
  /** Events of credentials after the first, up to the second. */
  fromPosition: bigint('from_position', { mode: 'number' }).notNull(),
  toPosition: bigint('to_position', { mode: 'number' }).notNull(),
  credentials: integer().notNull(),
  madeAt: instant('made_at').notNull(),
  /** `refused`: a receipt came that does not hold. `copied-again`: a later copy brings the same once more. */
  state: text({ enum: MINISTRY_COPY_STATES }).notNull(),
  answeredAt: instant('answered_at'),
  /** Why the receipt does not hold. */
  problem: text(),
})
