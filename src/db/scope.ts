// The districts a handle of the database sees. The policies are in guards.sql; this puts the district on every statement they judge.

import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Db } from './database.ts'

/** Sees and writes every district, and what belongs to none: the centre's roles and our own jobs. Nothing sees so much by default. */
export const WHOLE_ESTATE = '*'

/** A code of `districts`; `WHOLE_ESTATE`; or empty: sees nothing that belongs to a district. */
export type DistrictScope = string

const SET_DISTRICT = `select set_config('app.district', $1, true)`

/**
 * The same database, seen from one district. Every statement runs in a transaction that begins by naming the district: there is no
 * way past it, and it ends with the transaction, so the connection goes back as it came.
 */
export function inDistrict(db: Db & { $client?: unknown }, district: DistrictScope): Db {
  const pool = db.$client
  if (!(pool instanceof pg.Pool)) throw new Error('only a pool of connections can be seen from a district')
  return drizzle(scopedPool(pool, district))
}

/** Behaves like `pool`, of which it is no copy: connections, limits and timeouts are shared. */
function scopedPool(pool: pg.Pool, district: DistrictScope): pg.Pool {
  const connect = async () => scopedClient(await pool.connect(), district)
  const query = async (...given: Parameters<Ask>) => {
    const client = await pool.connect()
    const ask = client.query.bind(client) as Ask
    try {
      await ask('begin')
      await ask(SET_DISTRICT, [district])
      const answer = await ask(...given)
      await ask('commit')
      client.release()
      return answer
    } catch (error) {
      const isOver = await ask('rollback').then(
        () => true,
        () => false,
      )
      client.release(!isOver)
      throw error
    }
  }
  return Object.assign(Object.create(pool) as pg.Pool, { connect, query })
}

/** What drizzle asks of a client of its own: `begin` first, then whatever the transaction does. */
function scopedClient(client: pg.PoolClient, district: DistrictScope): pg.PoolClient {
  const ask = client.query.bind(client) as Ask
  let hasBegun = false
  const query = async (...given: Parameters<Ask>) => {
    if (hasBegun) return ask(...given)
    if (!/^begin\b/i.test(textOf(given[0]))) throw new Error('a statement outside of a transaction has no district')
    try {
      const answer = await ask(...given)
      await ask(SET_DISTRICT, [district])
      hasBegun = true
      return answer
    } catch (error) {
      // Nobody else would give it back: the transaction has not begun.
      client.release(true)
      throw error
    }
  }
  return Object.assign(Object.create(client) as pg.PoolClient, { query })
}

type Ask = (query: string | { text: string }, values?: unknown[]) => Promise<unknown>

function textOf(query: string | { text: string }): string {
  return typeof query === 'string' ? query : query.text
}
