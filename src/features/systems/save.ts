// Writes a register into the tables: adds what is new, updates what is known, removes nothing. A check is retired by 启用 = 否.

import { getTableColumns, inArray, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { withSecretsOf } from '#core/checks/secret-settings.ts'
import type { Tx } from '#db/database.ts'
import { nodeChecks, nodes, systems } from '#db/schema/systems.ts'
import type { Register } from './register.ts'

/** Keeps one statement below the limit of 65,535 parameters. */
const ROWS_A_STATEMENT = 1_000

export async function saveRegister(tx: Tx, register: Register): Promise<void> {
  for (const part of chunks(systemRows(register)))
    await tx
      .insert(systems)
      .values(part)
      .onConflictDoUpdate({ target: systems.id, set: incoming(systems) })
  for (const part of chunks(nodeRows(register)))
    await tx
      .insert(nodes)
      .values(part)
      .onConflictDoUpdate({ target: nodes.id, set: incoming(nodes) })
  for (const part of chunks(checkRows(register)))
    await tx
      .insert(nodeChecks)
      .values(await withStoredSecrets(tx, part))
      .onConflictDoUpdate({ target: nodeChecks.id, set: incoming(nodeChecks) })
}

function systemRows(register: Register) {
  return register.systems.map(({ nodes: _, ...system }, position) => ({ ...system, position }))
}

function nodeRows(register: Register) {
  return register.systems.flatMap((system) =>
    system.nodes.map(({ checks: _, ...node }, position) => ({ ...node, systemId: system.id, position })),
  )
}

function checkRows(register: Register) {
  return register.systems.flatMap((system) =>
    system.nodes.flatMap((node) =>
      node.checks.map(({ title, enabled, settings, ...check }, position) => ({
        ...check,
        nodeId: node.id,
        titleZh: title.zh,
        titleEn: title.en,
        settings: { ...settings },
        isEnabled: enabled,
        position,
      })),
    ),
  )
}

type CheckRow = ReturnType<typeof checkRows>[number]

/**
 * An exported register holds no secrets: importing it again keeps the stored ones. A check of another kind or target does not
 * inherit them, or a changed address would be handed the password of the old one.
 */
async function withStoredSecrets(tx: Tx, rows: CheckRow[]): Promise<CheckRow[]> {
  const ids = rows.map(({ id }) => id)
  const stored = await tx.select().from(nodeChecks).where(inArray(nodeChecks.id, ids)).for('update')
  const known = new Map(stored.map((row) => [row.id, row]))
  return rows.map((row) => {
    const old = known.get(row.id)
    const isSame = old?.kind === row.kind && old.target === row.target
    return isSame ? { ...row, settings: withSecretsOf(old.settings, row.settings) } : row
  })
}

/** `set` clause that takes every column but the key from the row that was refused. */
function incoming(table: PgTable): Record<string, SQL> {
  const columns = Object.entries(getTableColumns(table)).filter(([, column]) => !column.primary)
  return Object.fromEntries(columns.map(([key, column]) => [key, sql.raw(`excluded."${column.name}"`)]))
}

function chunks<T>(rows: T[]): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) parts.push(rows.slice(at, at + ROWS_A_STATEMENT))
  return parts
}
