// A digest of everything a schema consists of: two databases with the same definitions give the same one, whoever owns them.

import { createHash } from 'node:crypto'
import type pg from 'pg'

const OURS = `n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
  and not exists (select 1 from pg_catalog.pg_depend d where d.objid = o.oid and d.deptype = 'e')`

/** One line an object. Objects of extensions belong to the extension. */
const DEFINITIONS = [
  `select format('column %I.%I %s %s %s %s', n.nspname, o.relname, a.attname,
     pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_catalog.pg_get_expr(ad.adbin, ad.adrelid)) as line
   from pg_catalog.pg_class o join pg_catalog.pg_namespace n on n.oid = o.relnamespace
   join pg_catalog.pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
   left join pg_catalog.pg_attrdef ad on ad.adrelid = o.oid and ad.adnum = a.attnum
   where o.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and ${OURS}`,
  `select format('constraint %I.%I %s %s', n.nspname, o.relname, c.conname, pg_catalog.pg_get_constraintdef(c.oid)) as line
   from pg_catalog.pg_constraint c join pg_catalog.pg_class o on o.oid = c.conrelid
   join pg_catalog.pg_namespace n on n.oid = o.relnamespace where c.contype <> 'n' and ${OURS}`,
  `select 'index ' || pg_catalog.pg_get_indexdef(o.oid) as line from pg_catalog.pg_class o
   join pg_catalog.pg_namespace n on n.oid = o.relnamespace where o.relkind = 'i' and ${OURS}`,
  `select format('view %I.%I %s', n.nspname, o.relname, pg_catalog.pg_get_viewdef(o.oid)) as line
   from pg_catalog.pg_class o join pg_catalog.pg_namespace n on n.oid = o.relnamespace
   where o.relkind in ('v', 'm') and ${OURS}`,
  `select pg_catalog.pg_get_functiondef(o.oid) as line from pg_catalog.pg_proc o
   join pg_catalog.pg_namespace n on n.oid = o.pronamespace where o.prokind in ('f', 'p', 'w') and ${OURS}`,
  `select 'trigger ' || pg_catalog.pg_get_triggerdef(t.oid) as line from pg_catalog.pg_trigger t
   join pg_catalog.pg_class o on o.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = o.relnamespace
   where not t.tgisinternal and ${OURS}`,
  `select format('enum %I.%I %s', n.nspname, o.typname, string_agg(e.enumlabel, ',' order by e.enumsortorder)) as line
   from pg_catalog.pg_type o join pg_catalog.pg_namespace n on n.oid = o.typnamespace
   join pg_catalog.pg_enum e on e.enumtypid = o.oid where ${OURS} group by n.nspname, o.typname`,
  `select format('sequence %I.%I %s %s', n.nspname, o.relname, s.seqincrement, s.seqmax) as line
   from pg_catalog.pg_sequence s join pg_catalog.pg_class o on o.oid = s.seqrelid
   join pg_catalog.pg_namespace n on n.oid = o.relnamespace where ${OURS}`,
]

/** SHA-256, hex. Inside whatever transaction the client is in. */
export async function schemaDigest(client: pg.Client): Promise<string> {
  await client.query(`set search_path = ''`)
  const lines: string[] = []
  for (const sql of DEFINITIONS) {
    const { rows } = await client.query<{ line: string }>(sql)
    lines.push(...rows.map(({ line }) => line))
  }
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}
