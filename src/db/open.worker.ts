// Opens PostgreSQL from a Worker, through Hyperdrive. A connection belongs to the request that opened it; Hyperdrive keeps the pool.

import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { OpenDatabase } from './open.node.ts'
import { inDistrict, WHOLE_ESTATE } from './scope.ts'
import { steadyPool } from './steady-pool.ts'

/** Within one request verbs may work side by side. */
const CONNECTIONS = 4

/** As `openDatabase` on Node; connects at the first query. */
export function openWorkerDatabase(connectionString: string): OpenDatabase {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => undefined)
  return {
    // Hyperdrive gives a connection for a transaction only: what is said of a connection as a whole would be lost.
    db: inDistrict(drizzle(steadyPool(pool)), WHOLE_ESTATE),
    ping: async () => {
      await pool.query('select 1')
    },
    close: () => pool.end(),
  }
}
