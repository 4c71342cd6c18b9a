// The SQL that counts a MariaDB schema the same way where it is backed up and where it is restored: rows, a digest of their content that
// does not depend on their order, and the schema as text.

import type { TableContent } from '#core/backups/source.ts'

interface MariadbTable {
  table: string
  columns: readonly string[]
}

/** One line a table: its name, and its columns as JSON. */
const TABLES_SQL = `select c.table_name, json_arrayagg(c.column_name order by c.ordinal_position)
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = database() and t.table_type = 'BASE TABLE' group by c.table_name order by c.table_name;`

const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``

/** Two 60-bit pieces of each row's SHA-256, summed. A null is told from an empty text, and columns do not run into each other. */
function countingSql({ table, columns }: MariadbTable): string {
  const row = columns.map((name) => `coalesce(hex(${quoted(name)}), 'null')`).join(`, ',', `)
  const piece = (from: number) =>
    `cast(coalesce(sum(cast(conv(substr(h, ${from}, 15), 16, 10) as unsigned)), 0) as char)`
  return `select count(*), ${piece(1)}, ${piece(16)} from (select sha2(concat(${row}), 256) as h from ${quoted(table)}) as hashed;`
}

function readCounts(line: string): TableContent {
  const [rows = '', high = '', low = ''] = line.trim().split('\t')
  return { rows: Number(rows), digest: `${high}:${low}` }
}

export const SCHEMA_SQL = `select table_name, column_name, column_type, is_nullable, coalesce(column_default, '') from information_schema.columns
  where table_schema = database() order by table_name, ordinal_position;
  select table_name, index_name, non_unique, seq_in_index, column_name from information_schema.statistics
  where table_schema = database() order by table_name, index_name, seq_in_index;
  select table_name, view_definition is not null from information_schema.views where table_schema = database() order by table_name;
  select routine_name, routine_type from information_schema.routines where routine_schema = database() order by routine_name;
  select trigger_name, event_object_table from information_schema.triggers where trigger_schema = database() order by trigger_name;`

/** Every table of a schema. @param ask runs SQL: rows as lines, columns apart by tabs */
export async function countMariadb(
  ask: (sql: string) => Promise<string>,
): Promise<{ table: string; content: TableContent }[]> {
  const counted: { table: string; content: TableContent }[] = []
  for (const line of (await ask(TABLES_SQL)).split('\n').filter((one) => one !== '')) {
    const [table = '', columns = '[]'] = line.split('\t')
    const sql = countingSql({ table, columns: JSON.parse(columns) as string[] })
    counted.push({ table, content: readCounts(await ask(sql)) })
  }
  return counted
}
