// Counts every table of a database and digests its rows, independent of their order: the same rows give the same text anywhere.

import type pg from 'pg'
import type { TableContent } from '#src/ports.ts'

export interface CountedTable {
  /** `schema.name`. */
  table: string
  content: TableContent
}

/** How values become text must not depend on who asks. */
export const PLAIN_TEXT = `set local timezone = 'UTC'; set local datestyle = 'ISO, MDY'; set local intervalstyle = 'postgres';
  set local extra_float_digits = 1; set local bytea_output = 'hex'; set local search_path = ''; set local row_security = off`

const TABLES = `select format('%I.%I', n.nspname, c.relname) as quoted, n.nspname || '.' || c.relname as name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
  order by 2`

/** Everything in one snapshot. The client must not be inside a transaction. */
export async function countTables(client: pg.Client): Promise<CountedTable[]> {
  await client.query('begin isolation level repeatable read read only')
  try {
    await client.query(PLAIN_TEXT)
    return await countIn(client)
  } finally {
    await client.query('rollback')
  }
}

/** In the transaction the client is in, which has been told PLAIN_TEXT. */
export async function countIn(client: pg.Client): Promise<CountedTable[]> {
  const { rows } = await client.query<{ quoted: string; name: string }>(TABLES)
  const counted: CountedTable[] = []
  for (const { quoted, name } of rows) counted.push({ table: name, content: await contentOf(client, quoted) })
  return counted
}

/** The digest sums two 60-bit pieces of each row's SHA-256: memory does not grow with the table, and no order is needed. */
async function contentOf(client: pg.Client, quoted: string): Promise<TableContent> {
  const piece = (from: number) => `coalesce(sum(('x' || substr(h, ${from}, 15))::bit(60)::bigint::numeric), 0)::text`
  const { rows } = await client.query<{ rows: string; high: string; low: string }>(
    `select count(*)::text as rows, ${piece(1)} as high, ${piece(16)} as low
     from (select encode(sha256(convert_to(t::text, 'UTF8')), 'hex') as h from only ${quoted} as t) as hashed`,
  )
  const [sum] = rows
  return { rows: Number(sum?.rows), digest: `${sum?.high}:${sum?.low}` }
}
