// The database a command works on: the configured one, the one a running service keeps open, or the embedded one started for the moment.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Addresses, runningEmbedded, startEmbedded } from '#adapters/database/embedded.node.ts'
import type { Db } from '#db/database.ts'
import { type DatabaseOptions, openDatabase } from '#db/open.node.ts'
import { readConfig } from '#src/config.ts'

/** Runs `work` with the addresses of the database; what was started for it is stopped again. */
export async function withDatabaseUrl<T>(work: (addresses: Addresses) => Promise<T>): Promise<T> {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  const dataDirectory = resolve(config.dataDir)
  const { databaseUrl: url, databaseOwnerUrl: ownerUrl } = config
  const open = url === undefined ? runningEmbedded(dataDirectory) : { url, ownerUrl: ownerUrl ?? url }
  if (open !== undefined) return work(open)
  const embedded = await startEmbedded({ dataDirectory })
  try {
    return await work(embedded)
  } finally {
    await embedded.stop()
  }
}

/** Opens the database for `work` and closes it afterwards, however it ends. */
export async function withDatabase<T>(
  url: string,
  options: Omit<DatabaseOptions, 'poolSize'> & { poolSize?: number },
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const { db, close } = openDatabase(url, { poolSize: 2, ...options })
  try {
    return await work(db)
  } finally {
    await close()
  }
}
