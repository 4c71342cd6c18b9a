// Whoever begins a backup or a drill looks whether one runs; two who look at once would both see none.

import { sql } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'

/** An arbitrary number, ours alone ("bkup"). */
const TURN_LOCK = 0x626b7570

/** Waits for the others who are beginning; held to the end of the transaction, in every process on this database. */
export async function takeTurn(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${TURN_LOCK}::bigint)`)
}
