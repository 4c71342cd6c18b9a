// Holds a restored PostgreSQL database against the manifest, and asks it what the application would ask.

import type pg from 'pg'
import { countTables } from '#adapters/backup/tables.node.ts'
import type { TableRestored } from '#core/backups/source.ts'
import type { QueryOutcome } from '#core/backups/usability.ts'
import type { ApplicationQuery } from '#src/backup-ports.ts'
import type { EstateManifest } from './manifest.ts'
import { schemaDigest } from './schema.node.ts'

export async function compareWith(
  client: pg.Client,
  manifest: EstateManifest,
): Promise<{ tables: TableRestored[]; restoredSchema: string }> {
  const restored = new Map((await countTables(client)).map(({ table, content }) => [table, content]))
  const tables = manifest.tables.map((expected) => {
    const content = restored.get(expected.table)
    return { ...expected, ...(content && { restored: content }) }
  })
  return { tables, restoredSchema: await schemaDigest(client) }
}

/** Each in a transaction that reads: a question must not change what the next one sees. */
export async function askApplication(client: pg.Client, queries: readonly ApplicationQuery[]): Promise<QueryOutcome[]> {
  const outcomes: QueryOutcome[] = []
  for (const query of queries) {
    await client.query('begin read only')
    const got = await client.query({ text: query.sql, rowMode: 'array' }).then(
      ({ rows }) => textOf((rows as unknown[][])[0]?.[0]),
      (error: Error) => `error: ${error.message}`,
    )
    await client.query('rollback')
    outcomes.push(outcomeOf(query, got))
  }
  return outcomes
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return value instanceof Date ? value.toISOString() : String(value)
}

export function outcomeOf({ name, expect: { kind, value } }: ApplicationQuery, got: string): QueryOutcome {
  const isMet = kind === 'equals' ? got === value : got !== '' && Number(got) >= Number(value)
  return { name, expected: kind === 'equals' ? value : `≥ ${value}`, got: got.slice(0, 200), isMet }
}
