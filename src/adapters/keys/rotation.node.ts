// Wraps the data keys of sealed rows under the current key-encryption key, a few rows a transaction: cut off anywhere, it goes on where it
// was, and every row opens at every moment, under the old key or under the new one.

import { and, asc, gt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Db, Tx } from '#db/database.ts'
import { sealedKeys, sealedSecrets } from '#db/schema/keys.ts'
import { AppError } from '#src/context.ts'
import type { KeyRotation, SealedRows } from '#src/ports.ts'
import { type Envelope, type EnvelopeFault, isCurrent, type RowPlace, rewrap } from './envelope.node.ts'
import type { KekFile } from './kek-file.node.ts'
import type { Keyring } from './keyring.node.ts'
import { secretPlace } from './secrets.node.ts'
import { keyPlace } from './vault.node.ts'

/** Rows of one transaction: what a kill costs at most, and how long a reader of one of them may wait. */
const BATCH_ROWS = 500

/**
 * @param ring holds the current key-encryption key and those before it
 * @param file where a new one can be made; absent: they come from the settings
 */
export function keyRotation(ring: Keyring, file?: Pick<KekFile, 'begin' | 'forget'>): KeyRotation {
  return {
    begin: async () => {
      if (!file) throw new AppError('precondition', 'key.kek-from-settings')
      const kekId = await file.begin()
      await ring.refresh()
      return kekId
    },
    forget: async (db) => {
      if (!file) throw new AppError('precondition', 'key.kek-from-settings')
      await ring.refresh()
      for (const table of TABLES) {
        const { waiting } = await countOf(db, ring, table)
        if (waiting > 0) throw new AppError('precondition', 'key.kek-still-needed', { rows: waiting })
      }
      const forgotten = await file.forget()
      await ring.refresh()
      return forgotten
    },
    status: async (db) => {
      await ring.refresh()
      const tables = []
      for (const table of TABLES) tables.push(await countOf(db, ring, table))
      return { currentKekId: ring.current().id, tables }
    },
    rotate: async (db, onProgress = () => undefined) => {
      const broken: { id: string; code: EnvelopeFault }[] = []
      let rewrapped = 0
      await ring.refresh()
      for (const table of TABLES)
        for (let after: string | undefined; ; ) {
          const batch = await db.transaction((tx) => rotateBatch(tx, ring, table, after))
          broken.push(...batch.broken)
          rewrapped += batch.rewrapped
          after = batch.last
          if (after === undefined) break
          onProgress(rewrapped)
        }
      return { rewrapped, broken }
    },
  }
}

interface SealedRow extends Envelope {
  id: string
  version: number
}

interface SealedTable {
  table: typeof sealedKeys | typeof sealedSecrets
  name: RowPlace['table']
  /** The next rows, locked, each with what it is bound to. */
  read(tx: Tx, where: SQL | undefined): Promise<{ row: SealedRow; place: RowPlace }[]>
}

const TABLES: readonly SealedTable[] = [
  {
    table: sealedKeys,
    name: 'sealed_keys',
    read: async (tx, where) => {
      const rows = tx.select().from(sealedKeys).where(where).orderBy(asc(sealedKeys.id))
      return (await rows.limit(BATCH_ROWS).for('update')).map((row) => ({ row, place: keyPlace(row) }))
    },
  },
  {
    table: sealedSecrets,
    name: 'sealed_secrets',
    read: async (tx, where) => {
      const rows = tx.select().from(sealedSecrets).where(where).orderBy(asc(sealedSecrets.id))
      return (await rows.limit(BATCH_ROWS).for('update')).map((row) => ({ row, place: secretPlace(row) }))
    },
  },
]

/** Rows that wait, by what they still need. */
function waiting(ring: Keyring, { table }: SealedTable, kekId: string): SQL | undefined {
  const isOtherFormat = (column: AnyPgColumn) => sql`get_byte(${column}, 0) <> ${ring.cipher.format}`
  return or(ne(table.kekId, kekId), isOtherFormat(table.sealed), isOtherFormat(table.wrappedKey))
}

async function countOf(db: Db | Tx, ring: Keyring, described: SealedTable): Promise<SealedRows> {
  const { table, name } = described
  const kekId = ring.current().id
  const keks = await db
    .select({ kekId: table.kekId, rows: sql<number>`count(*)::int` })
    .from(table)
    .groupBy(table.kekId)
  const unknown = keks.filter((kek) => !ring.find(kek.kekId))
  return {
    table: name,
    rows: keks.reduce((sum, { rows }) => sum + rows, 0),
    waiting: await db.$count(table, waiting(ring, described, kekId)),
    unopenable: unknown.reduce((sum, { rows }) => sum + rows, 0),
    keks: keks.map((kek) => kek.kekId).sort(),
  }
}

async function rotateBatch(tx: Tx, ring: Keyring, described: SealedTable, after: string | undefined) {
  const { table, read } = described
  const kekId = ring.current().id
  const isNext = after === undefined ? undefined : gt(table.id, after)
  const rows = await read(tx, and(isNext, waiting(ring, described, kekId)))
  const broken: { id: string; code: EnvelopeFault }[] = []
  const done: SealedRow[] = []
  for (const { row, place } of rows) {
    if (isCurrent(ring, kekId, row)) continue
    const result = rewrap(ring, place, row)
    if (typeof result === 'string') broken.push({ id: row.id, code: result })
    else done.push({ id: row.id, version: result.version, ...result.envelope })
  }
  await write(tx, described, done)
  return { rewrapped: done.length, broken, last: rows.at(-1)?.row.id }
}

/** One statement for all of them. */
async function write(tx: Tx, { table }: SealedTable, rows: readonly SealedRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = sql.join(
    rows.map(
      (row) =>
        sql`(${row.id}::uuid, ${row.version}::int, ${row.kekId}::text, ${row.wrappedKey}::bytea, ${row.sealed}::bytea)`,
    ),
    sql`, `,
  )
  await tx.execute(sql`update ${table} t set version = v.version, kek_id = v.kek_id, wrapped_key = v.wrapped_key, sealed = v.sealed
    from (values ${values}) as v (id, version, kek_id, wrapped_key, sealed) where t.id = v.id`)
}
