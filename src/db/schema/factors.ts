import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.ts'
import { accounts } from './accounts.ts'

const accountId = () =>
  uuid('account_id')
    .notNull()
    .references(() => accounts.id)

/** Passwords of before, so that none of the last few is taken again. */
export const passwordHistory = pgTable(
  'password_history',
  {
    id: uuid().primaryKey(),
    accountId: accountId(),
    passwordHash: text('password_hash').notNull(),
    replacedAt: instant('replaced_at').notNull(),
  },
  (table) => [index('password_history_account').on(table.accountId, table.replacedAt)],
)

/** Apps that show one-time codes (RFC 6238): one an account. The seed is a sealed secret. */
export const totpDevices = pgTable('totp_devices', {
  accountId: accountId().primaryKey(),
  secretId: uuid('secret_id').notNull(),
  createdAt: instant('created_at').notNull(),
  /** Null until the first code proved that the seed arrived. */
  confirmedAt: instant('confirmed_at'),
  /** The time step of the last code that was taken: codes of it and before are used up. */
  lastStep: bigint('last_step', { mode: 'number' }),
})

/** For the day the device is lost. Random, so a plain SHA-256 of each (hex) cannot be guessed from. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    codeHash: text('code_hash').primaryKey(),
    accountId: accountId(),
    createdAt: instant('created_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [index('recovery_codes_account').on(table.accountId)],
)

/** WebAuthn credentials that verify their owner. */
export const passkeys = pgTable(
  'passkeys',
  {
    /** Credential id, base64url. */
    id: text().primaryKey(),
    accountId: accountId(),
    /** COSE. */
    publicKey: bytes('public_key').notNull(),
    /** Of signatures, as the device counts; some stay at 0. */
    counter: bigint({ mode: 'number' }).notNull(),
    transports: text().array().notNull(),
    isBackedUp: boolean('is_backed_up').notNull(),
    label: text().notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
  },
  (table) => [index('passkeys_account').on(table.accountId)],
)

/** Certificates people sign in with. The key counts, not the certificate: a renewal over the same key stays registered. */
export const loginCertificates = pgTable(
  'login_certificates',
  {
    id: uuid().primaryKey(),
    accountId: accountId(),
    /** SHA-256 of SubjectPublicKeyInfo, hex. */
    keyDigest: text('key_digest').notNull().unique(),
    /** DER, as registered. */
    certificate: bytes().notNull(),
    subject: text().notNull(),
    issuer: text().notNull(),
    notAfter: instant('not_after').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    /** Suspended since (挂失): nobody signs in with it, whatever the lists say. */
    heldAt: instant('held_at'),
  },
  (table) => [index('login_certificates_account').on(table.accountId)],
)

/** Who an OpenID provider says somebody is: registered by the security administrator beforehand, never made by signing in. */
export const loginIdentities = pgTable(
  'login_identities',
  {
    id: uuid().primaryKey(),
    accountId: accountId(),
    issuer: text().notNull(),
    subject: text().notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
  },
  (table) => [
    unique('login_identities_subject').on(table.issuer, table.subject),
    index('login_identities_account').on(table.accountId),
  ],
)

export const CHALLENGE_KINDS = ['certificate', 'passkey-registration', 'passkey', 'oidc', 'activation'] as const

/** What was asked of somebody who is about to prove who they are. Each is answered once, soon, and by the browser or session it was given to. */
export const loginChallenges = pgTable(
  'login_challenges',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: CHALLENGE_KINDS }).notNull(),
    /** The random value, base64url. */
    value: text().notNull().unique(),
    /** Of a session that is to prove more; otherwise the browser's nonce. */
    sessionId: uuid('session_id'),
    /** SHA-256 of the nonce in the browser's cookie, hex. */
    browserHash: text('browser_hash'),
    origin: text().notNull(),
    /** What else has to be remembered: of OIDC its code verifier and nonce. */
    detail: jsonb().$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [
    index('login_challenges_expiry').on(table.expiresAt),
    check('login_challenges_holder', sql`(${table.sessionId} is null) <> (${table.browserHash} is null)`),
  ],
)

/** Failures to sign in by where they came from, counted together by all instances. */
export const addressFailures = pgTable(
  'address_failures',
  {
    /** An IPv4 address, or the first 64 bits of an IPv6 one. */
    address: text().primaryKey(),
    failures: integer().notNull(),
    since: instant().notNull(),
  },
  (table) => [index('address_failures_since').on(table.since)],
)
