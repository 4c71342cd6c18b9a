// A pool whose transactions have one of two ends whatever happens to the connection: done and said so, or refused and not done.

import pg from 'pg'
import { isDatabaseAway, OutcomeUnknown } from './away.ts'

/** After a commit whose answer was lost the server is asked so often what became of it. */
const ASKS = 5
const ASK_AGAIN_MS = 200

export type Ask = (query: string | { text: string }, values?: unknown[]) => Promise<pg.QueryResult>

/** The same pool for drizzle: connections, limits and timeouts are shared. */
export function steadyPool(pool: pg.Pool): pg.Pool {
  // A connection lost between two statements of a transaction is told to nobody else; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return Object.assign(Object.create(pool) as pg.Pool, {
    // The pool's own calls back through `connect`: it stays the pool's.
    query: pool.query.bind(pool),
    connect: async () => steadyClient(await pool.connect(), pool),
  })
}

/** A client for one transaction: `begin` first, `commit` or `rollback` last, as drizzle has it. */
function steadyClient(client: pg.PoolClient, pool: pg.Pool): pg.PoolClient {
  const ask = client.query.bind(client) as Ask
  const query: Ask = async (...given) => {
    const verb = textOf(given[0]).slice(0, 8).toLowerCase()
    if (verb.startsWith('begin')) return begin(client, () => ask(...given))
    if (verb === 'commit') return commit(ask, pool)
    if (verb === 'rollback') return rollback(() => ask(...given))
    return ask(...given)
  }
  return Object.assign(Object.create(client) as pg.PoolClient, { query })
}

/** drizzle gives a client back only once the transaction has begun: one that cannot begin would be lost to the pool. */
async function begin<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** What failed before is the news; that a lost connection cannot be told to roll back is none: the server has done it. */
async function rollback(work: () => Promise<pg.QueryResult>): Promise<pg.QueryResult> {
  try {
    return await work()
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
    return { command: 'ROLLBACK', rowCount: null, oid: 0, rows: [], fields: [] }
  }
}

/** @throws OutcomeUnknown when the answer was lost and the server stays away */
async function commit(ask: Ask, pool: pg.Pool): Promise<pg.QueryResult> {
  const { rows } = await ask('select pg_current_xact_id_if_assigned()::text as id')
  const id = (rows[0] as { id: string | null } | undefined)?.id ?? null
  try {
    return await ask('commit')
  } catch (error) {
    // Nothing was written, or the server itself has refused.
    if (id === null || !isDatabaseAway(error) || isServerSaying(error)) throw error
    if (await wasCommitted(pool, id, error)) return { command: 'COMMIT', rowCount: null, oid: 0, rows: [], fields: [] }
    throw error
  }
}

/** An answer of the server is never lost: it has rolled back, and says why. Except when it ends the connection at that moment. */
function isServerSaying(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !/^(57P|08)/.test(error.code ?? '')
}

async function wasCommitted(pool: pg.Pool, id: string, cause: unknown): Promise<boolean> {
  for (let attempt = 1; attempt <= ASKS; attempt++) {
    const status = await statusOf(pool, id)
    if (status === 'committed' || status === 'aborted') return status === 'committed'
    if (attempt < ASKS) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS * attempt))
  }
  throw new OutcomeUnknown(cause)
}

/** `in progress` until the server has noticed that the connection is gone; none while it is away. */
async function statusOf(pool: pg.Pool, id: string): Promise<string | null> {
  try {
    const { rows } = await pool.query<{ status: string | null }>('select pg_xact_status($1::text::xid8) as status', [
      id,
    ])
    return rows[0]?.status ?? null
  } catch {
    return null
  }
}

export function textOf(query: string | { text: string }): string {
  return typeof query === 'string' ? query : query.text
}
