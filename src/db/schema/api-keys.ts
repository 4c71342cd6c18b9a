import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { accounts } from './accounts.ts'

/** Keys that programs send instead of a person signing in: never more than the person may, never longer than a year. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid().primaryKey(),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    /** What it is for, in the person's words. */
    name: text().notNull(),
    /** SHA-256 of the key, hex: 256 random bits need no slow hash. */
    tokenHash: text('token_hash').notNull().unique(),
    /** `read:<area>`, `write:<area>`. */
    scopes: text().array().notNull(),
    /** Networks or single addresses it may be sent from; empty: any. */
    addresses: text().array().notNull(),
    /** HMAC-SHA-256 over all above and the end, hex. */
    mac: text(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    lastUsedFrom: text('last_used_from'),
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
  },
  (table) => [index('api_keys_account').on(table.accountId)],
)
