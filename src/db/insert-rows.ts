// Many rows in one statement: a parameter a column instead of one a value, so that neither the count of parameters (65,535) nor
// writing and planning a long VALUES limits how many go in at once.

import { type AnyColumn, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { PgArray, type PgTable } from 'drizzle-orm/pg-core'
import type { Db, Tx } from './database.ts'

/**
 * Inserts rows that have a value for every column, those that conflict with a row already there excepted.
 * @returns which of the rows went in, by the value of one column
 */
export async function insertNewRows<T extends PgTable>(
  db: Db | Tx,
  table: T,
  rows: readonly T['$inferSelect'][],
  returning: AnyColumn,
): Promise<Set<unknown>> {
  const columns = Object.entries(getTableColumns(table))
  const names = columns.map(([, column]) => sql.identifier(column.name))
  const given = columns.map(([key, column]) => parameterOf(column, rows as readonly Record<string, unknown>[], key))
  const list = sql.join(names, sql`, `)
  const values = columns.map(([, column]) =>
    // Rows of arrays of unlike lengths are no array of PostgreSQL: each crosses as its text.
    column instanceof PgArray
      ? sql`${sql.identifier(column.name)}::${sql.raw(column.getSQLType())}`
      : sql.identifier(column.name),
  )
  const { rows: added } = await db.execute<{ key: unknown }>(sql`
    insert into ${table} (${list}) select ${sql.join(values, sql`, `)}
    from unnest(${sql.join(given, sql`, `)}) as given (${list})
    on conflict do nothing returning ${sql.identifier(returning.name)} as key`)
  return new Set(added.map(({ key }) => key))
}

function parameterOf(column: AnyColumn, rows: readonly Record<string, unknown>[], key: string): SQL {
  const type = column instanceof PgArray ? 'text' : column.getSQLType()
  const values = rows.map((row) => (row[key] === null ? null : column.mapToDriverValue(row[key])))
  return sql`${sql.param(values)}::${sql.raw(type)}[]`
}
