// Checkpoints of the audit trail in a second PostgreSQL, whose owner is not the owner of the first. It takes each seq once: another
// checkpoint for it, or one that is older than what it holds, is a fork and an error.

import pg from 'pg'
import type { CheckpointCopy, CheckpointPlace } from '#src/ports.ts'
import { forkWords } from './file.node.ts'

const TIMEOUTS = { connectionTimeoutMillis: 5_000, statement_timeout: 10_000, query_timeout: 12_000 }

/** Grant the account of `url` INSERT and SELECT alone, and make the table yourself, where it must not be able to change what it wrote. */
export const CHECKPOINT_TABLE = `create table if not exists zhengxun_audit_checkpoints (
  seq bigint primary key, at timestamptz not null, line text not null, taken_at timestamptz not null default now())`

export function checkpointDatabase(url: string): CheckpointPlace {
  const { hostname, pathname } = new URL(url)
  return {
    name: `database:${hostname}${pathname}`,
    kind: 'database',
    put: async (checkpoints) => {
      const client = new pg.Client({ connectionString: url, application_name: 'zhengxun checkpoints', ...TIMEOUTS })
      // A connection that breaks is reported by the query it breaks.
      client.on('error', () => undefined)
      await client.connect()
      try {
        await keep(client, checkpoints)
      } finally {
        await client.end().catch(() => undefined)
      }
    },
  }
}

async function keep(client: pg.Client, checkpoints: readonly CheckpointCopy[]): Promise<void> {
  const { rows: tables } = await client.query("select to_regclass('zhengxun_audit_checkpoints') as name")
  if (!tables[0]?.name) await client.query(CHECKPOINT_TABLE)
  const seqs = checkpoints.map(({ seq }) => seq)
  await client.query('begin')
  const { rows } = await client.query<{ seq: string; line: string; last: string }>(
    `select c.seq, c.line, (select max(seq) from zhengxun_audit_checkpoints) as last
     from zhengxun_audit_checkpoints c where c.seq = any($1) or c.seq = (select max(seq) from zhengxun_audit_checkpoints)`,
    [seqs],
  )
  const held = new Map(rows.map(({ seq, line }) => [Number(seq), line]))
  const last = Number(rows[0]?.last ?? 0)
  const fresh = checkpoints.filter(({ seq, line }) => held.get(seq) !== line)
  const forked = fresh.find(({ seq }) => seq <= last)
  if (forked) throw new Error(forkWords(forked.seq, last))
  await client.query(
    `insert into zhengxun_audit_checkpoints (seq, at, line)
     select * from unnest($1::bigint[], $2::timestamptz[], $3::text[])`,
    [fresh.map(({ seq }) => seq), fresh.map(({ at }) => new Date(at).toISOString()), fresh.map(({ line }) => line)],
  )
  await client.query('commit')
}
