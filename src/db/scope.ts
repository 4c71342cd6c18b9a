// The districts a handle of the database sees. The policies are in guards.sql; this puts the district on every statement they judge.

import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Db } from './database.ts'
import { type Ask, textOf } from './steady-pool.ts'

/** Sees and writes every district, and what belongs to none: the centre's roles and our own jobs. Nothing sees so much by default. */
export const WHOLE_ESTATE = '*'

/** A code of `districts`; `WHOLE_ESTATE`; or empty: sees nothing that belongs to a district. */
export type DistrictScope = string

const SET_DISTRICT = `select set_config('app.district', $1, true)`

/**
 * The same database, seen from one district. Every statement runs in a transaction that begins by naming the district: there is no
 * way past it, and it ends with the transaction, so the connection goes back as it came. `db`: as `openDatabase` made it.
 */
export function inDistrict(db: Db & { $client?: unknown }, district: DistrictScope): Db {
  const pool = db.$client
  if (!(pool instanceof pg.Pool)) throw new Error('only a pool of connections can be seen from a district')
  return drizzle(scopedPool(pool, district))
}

/** Behaves like `pool`, of which it is no copy: connections, limits and timeouts are shared. */
function scopedPool(pool: pg.Pool, district: DistrictScope): pg.Pool {
  const connect = async () => scopedClient(await pool.connect(), district)
  const query: Ask = async (...given) => {
    const client = await pool.connect()
    const ask = client.query.bind(client) as Ask
    // From here on the client is ours to give back; one that cannot begin has gone already.
    await ask('begin')
    try {
      await ask(SET_DISTRICT, [district])
      const answer = await ask(...given)
      await ask('commit')
      return answer
    } catch (error) {
      await ask('rollback')
      throw error
    } finally {
      client.release()
    }
  }
  return Object.assign(Object.create(pool) as pg.Pool, { connect, query })
}

/** What drizzle asks of a client of its own: `begin` first, then whatever the transaction does. */
function scopedClient(client: pg.PoolClient, district: DistrictScope): pg.PoolClient {
  const ask = client.query.bind(client) as Ask
  let hasBegun = false
  const query: Ask = async (...given) => {
    if (hasBegun) return ask(...given)
    if (!/^begin\b/i.test(textOf(given[0]))) throw new Error('a statement outside of a transaction has no district')
    const answer = await ask(...given)
    try {
      await ask(SET_DISTRICT, [district])
    } catch (error) {
      // drizzle gives back only what has begun.
      client.release(true)
      throw error
    }
    hasBegun = true
    return answer
  }
  return Object.assign(Object.create(client) as pg.PoolClient, { query })
}
