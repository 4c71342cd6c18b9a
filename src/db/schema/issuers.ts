import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { IssuerKind, OrderMemory } from '#src/issuing-ports.ts'
import { bytes, instant } from '../columns.ts'
import { certificateRequests, certificates } from './certificates.ts'
import { sealedKeys, sealedSecrets } from './keys.ts'

/** How an ACME connection shows that names are ours. */
export type ProofsJson =
  | { kind: 'http-01' }
  | { kind: 'dns-by-hand' }
  | {
      kind: 'name-server'
      host: string
      port: number
      zone: string
      ttl: number
      tsig?: { name: string; digest: 'sha256' | 'sha512' }
    }

/** What a connection is set up with; secrets and keys stand in columns of their own, sealed. */
export type ConnectionJson =
  | {
      kind: 'acme'
      directoryUrl: string
      contacts: string[]
      externalKeyId?: string
      preferredChain?: string
      proofs: ProofsJson
    }
  | {
      kind: 'cmp'
      url: string
      request: 'ir' | 'cr' | 'p10cr'
      protection: { kind: 'mac'; reference: string; method: 'password-based' | 'pbmac1' } | { kind: 'signature' }
    }
  | { kind: 'manual'; contact: string }

/** A way to a CA (CA 连接). */
export const issuerConnections = pgTable(
  'issuer_connections',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    kind: text().$type<IssuerKind>().notNull(),
    settings: jsonb().$type<ConnectionJson>().notNull(),
    /** `public`: what it issues is bound by the CA/Browser limits. */
    trust: text({ enum: ['public', 'private'] }).notNull(),
    state: text({ enum: ['active', 'closed'] }).notNull(),
    /** PEM anchors for https; responders whose signature is believed, for CMP. */
    anchors: text().array().notNull(),
    responders: text().array().notNull(),
    /** ACME: of the account. CMP by signature: of the request below. */
    keyId: uuid('key_id').references(() => sealedKeys.id),
    /** ACME: the key the account is being put under, until the CA has said so. */
    nextKeyId: uuid('next_key_id').references(() => sealedKeys.id),
    /** CMP by signature: whose certificate protects. */
    protectionRequestId: uuid('protection_request_id').references(() => certificateRequests.id),
    /** ACME: of the external account. CMP: of the reference. */
    secretId: uuid('secret_id').references(() => sealedSecrets.id),
    /** Of the name server. */
    updateSecretId: uuid('update_secret_id').references(() => sealedSecrets.id),
    testedAt: instant('tested_at'),
    /** Null: it answered. */
    testCode: text('test_code'),
    testParams: jsonb('test_params').$type<Record<string, string | number>>(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [uniqueIndex('issuer_connections_name').on(table.name).where(sql`state = 'active'`)],
)

export const ISSUER_ORDER_STATES = ['working', 'waiting', 'issued', 'refused', 'failed', 'cancelled'] as const

/** One certificate ordered; a row that any instance can take up again. */
export const issuerOrders = pgTable(
  'issuer_orders',
  {
    id: uuid().primaryKey(),
    /** Counts up, for people and couriers. */
    number: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull().unique(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => issuerConnections.id),
    requestId: uuid('request_id')
      .notNull()
      .references(() => certificateRequests.id),
    /** The certificate this one takes the place of. */
    replacesId: uuid('replaces_id').references(() => certificates.id),
    /** `working`: the next step is ours. `waiting`: a person's, or a courier's. `refused`: the CA answered, and not with what was asked. */
    state: text({ enum: ISSUER_ORDER_STATES }).notNull(),
    /** What the adapter wants back at the next step. */
    memory: jsonb().$type<OrderMemory>(),
    /** What was last heard, as a code of the catalogue. */
    code: text().notNull(),
    params: jsonb().$type<Record<string, string | number>>().notNull(),
    nextAt: instant('next_at').notNull(),
    /** From here on it is not asked any more. */
    deadline: instant().notNull(),
    leaseUntil: instant('lease_until'),
    /** Counts the takes: a step of an earlier take is not believed. */
    takes: integer().notNull(),
    /** Steps in a row that ended in an error worth another try. */
    failures: integer().notNull(),
    /** A person says that the proofs are up. */
    confirmedAt: instant('confirmed_at'),
    certificateId: uuid('certificate_id').references(() => certificates.id),
    /** What was found in the answer of the CA. */
    findings: jsonb().$type<{ code: string; effect: string; params: Record<string, string | number> }[]>().notNull(),
    createdBy: text('created_by').notNull(),
    createdName: text('created_name').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('issuer_orders_newest').on(table.createdAt, table.id),
    index('issuer_orders_due').on(table.nextAt).where(sql`state = 'working'`),
    index('issuer_orders_connection').on(table.connectionId),
    // Two orders for one request would be two certificates for one key.
    uniqueIndex('issuer_orders_request').on(table.requestId).where(sql`state in ('working', 'waiting')`),
  ],
)

/** What a CA handed out, as it came, whether it was taken or not. */
export const issuerReplies = pgTable(
  'issuer_replies',
  {
    orderId: uuid('order_id')
      .notNull()
      .references(() => issuerOrders.id),
    /** From 0; the chain the CA or the connection prefers first. */
    chain: integer().notNull(),
    position: integer().notNull(),
    der: bytes().notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.chain, table.position] })],
)

/** When a CA wants a certificate of ours renewed (ARI, RFC 9773), as it was last heard. */
export const renewalSuggestions = pgTable(
  'renewal_suggestions',
  {
    certificateId: uuid('certificate_id')
      .primaryKey()
      .references(() => certificates.id),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => issuerConnections.id),
    /** Null: it makes no suggestion, or could not be asked yet. */
    start: instant(),
    end: instant(),
    explanationUrl: text('explanation_url'),
    /** Why it could not be asked; null: it answered. */
    problem: text(),
    askedAt: instant('asked_at').notNull(),
    askAgainAt: instant('ask_again_at').notNull(),
  },
  (table) => [index('renewal_suggestions_due').on(table.askAgainAt)],
)

/** Files of http-01: what a CA finds under /.well-known/acme-challenge/. */
export const issuerProofs = pgTable('issuer_proofs', {
  token: text().primaryKey(),
  content: text().notNull(),
  domain: text().notNull(),
  createdAt: instant('created_at').notNull(),
})
