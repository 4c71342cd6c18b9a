import { randomBytes } from 'node:crypto'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import type { Db } from '#db/database.ts'
import { type OpenDatabase, openDatabase } from '#db/open.node.ts'

export interface TestDatabase extends OpenDatabase {
  /** Signs in as the owner of the tables; `openDatabase` acts as the application's role all the same. */
  url: string
  /** What only the owner may: altering tables, changing what only grows. For tests that play the intruder. */
  owner: Db
}

/**
 * A fresh, migrated database for the suite that calls it; dropped after the suite.
 * Call it at the top of a file or `describe`: `const { db } = await withDatabase()`, or from `beforeEach` for one a test.
 */
export async function withDatabase(): Promise<TestDatabase> {
  const server = inject('databaseServerUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  await command(server, `create database ${name} template ${inject('databaseTemplate')}`)
  // A new connection can take long beside two suites and a browser; no suite is about that.
  const opened = openDatabase(url.href, { poolSize: 4, applicationName: 'test', connectTimeoutMs: 25_000 })
  const owner = new pg.Pool({ connectionString: url.href, max: 1, connectionTimeoutMillis: 25_000 })
  owner.on('error', () => undefined)
  let closing: Promise<void> | undefined
  // A suite that opens one database a test closes each when its test is over: connections are few.
  const close = () => {
    closing ??= Promise.all([opened.close(), owner.end()]).then(() => undefined)
    return closing
  }
  afterAll(async () => {
    await close()
    await command(server, `drop database ${name} with (force)`)
  })
  return { ...opened, close, url: url.href, owner: drizzle(owner) }
}

/** CREATE DATABASE cannot copy a template that somebody else copies at that moment: take turns. */
async function command(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(1)')
    await client.query(sql)
  } finally {
    await client.end()
  }
}
