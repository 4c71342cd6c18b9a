// Opens PostgreSQL through a pool of `pg` connections, and brings its schema up to date.

import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { APPLICATION_ROLE } from './acting-role.ts'
import type { Db } from './database.ts'
import { WHOLE_ESTATE } from './scope.ts'
import { steadyPool } from './steady-pool.ts'

export interface DatabaseOptions {
  poolSize: number
  /** Shown in `pg_stat_activity`. */
  applicationName: string
  /** Maintenance that the service itself may not do: as whoever the address signs in as. */
  isOwner?: true
  connectTimeoutMs?: number
  statementTimeoutMs?: number
  lockTimeoutMs?: number
}

export interface OpenDatabase {
  db: Db
  /** Rejects when the server does not answer within the connect and statement timeouts. */
  ping(): Promise<void>
  /** Waits for running queries, then closes every connection. */
  close(): Promise<void>
}

/** Also works for a bundle: the build puts a copy of the folder beside it. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url))

/** One migration at a time for everybody who shares a database; an arbitrary number, ours alone ("zhxn"). */
const MIGRATION_LOCK = 0x7a68786e

/**
 * Acts as the application's role (unless `isOwner`), whoever the address signs in as: its tables belong to somebody else. Sees every
 * district: for a request of district staff there is `inDistrict`.
 * Connects lazily: a server that is away shows at the first query, as an error after `connectTimeoutMs`.
 */
export function openDatabase(url: string, options: DatabaseOptions): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: options.isOwner
      ? url
      : withOption(url, `-c role=${APPLICATION_ROLE} -c app.district=${WHOLE_ESTATE}`),
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    lock_timeout: options.lockTimeoutMs ?? 10_000,
    idle_in_transaction_session_timeout: 60_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  // An idle connection that the server closes must not end the process; the pool replaces it at the next query.
  pool.on('error', () => undefined)
  return {
    db: drizzle(steadyPool(pool)),
    ping: async () => {
      await pool.query('select 1')
    },
    close: () => pool.end(),
  }
}

/** An address with one more start-up option of the connection. */
function withOption(url: string, option: string): string {
  const address = new URL(url)
  const given = address.searchParams.get('options')
  address.searchParams.set('options', given === null ? option : `${given} ${option}`)
  return address.href
}

/** The database holds a migration that this release does not know: it was made by a later or another one. */
export class ForeignSchema extends Error {
  constructor() {
    super('the database was made by another release')
    this.name = 'ForeignSchema'
  }
}

/** The schema is not up to date, and whoever signed in may not change it. */
export class OwnerNeeded extends Error {
  constructor(cause: Error) {
    super(`the schema is not up to date, and this role may not change it: ${cause.message}`, { cause })
    this.name = 'OwnerNeeded'
  }
}

/**
 * Applies the migrations that are missing, under a lock, so that any number of instances may start at once. `url` signs in as the
 * owner of the tables; where nothing is missing, the application's own role will do.
 * Returns how many migrations the database holds afterwards. @throws ForeignSchema, OwnerNeeded
 */
export async function migrate(url: string, migrationsFolder = MIGRATIONS_FOLDER): Promise<number> {
  return withClient(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const { applied, missing } = await compareMigrations(client, migrationsFolder)
    if (missing > 0) await applyMissing(client, migrationsFolder)
    return applied + missing
  })
}

/** How many migrations the database holds, and how many `migrate` would add. @throws ForeignSchema */
export function missingMigrations(url: string, migrationsFolder = MIGRATIONS_FOLDER): Promise<MigrationCounts> {
  return withClient(url, (client) => compareMigrations(client, migrationsFolder))
}

interface MigrationCounts {
  applied: number
  missing: number
}

async function compareMigrations(client: pg.Client, migrationsFolder: string): Promise<MigrationCounts> {
  const known = readMigrationFiles({ migrationsFolder }).map(({ hash }) => hash)
  const applied = await appliedMigrations(client)
  if (applied.some((hash) => !known.includes(hash))) throw new ForeignSchema()
  return { applied: applied.length, missing: known.length - applied.length }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, lock_timeout: 60_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const INSUFFICIENT_PRIVILEGE = '42501'

async function applyMissing(client: pg.Client, migrationsFolder: string): Promise<void> {
  try {
    await applyMigrations(drizzle(client), { migrationsFolder })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    if (cause instanceof pg.DatabaseError && cause.code === INSUFFICIENT_PRIVILEGE) throw new OwnerNeeded(cause)
    throw error
  }
}

/** Their hashes; none before the first one. */
async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  )
  if (!rows[0]?.there) return []
  const applied = await client.query<{ hash: string }>('select hash from drizzle.__drizzle_migrations')
  return applied.rows.map(({ hash }) => hash)
}
