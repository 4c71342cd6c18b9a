// Reads the register out of the tables.

import { asc, eq } from 'drizzle-orm'
import { withoutSecrets } from '#core/checks/secret-settings.ts'
import type { Db, Tx } from '#db/database.ts'
import { grouped } from '#db/grouped.ts'
import { nodeChecks, nodes, systems } from '#db/schema/systems.ts'
import type { CheckKind, Register, RegisterCheck, RegisterNode, RegisterSystem } from './register.ts'

type CheckRow = typeof nodeChecks.$inferSelect
type NodeRow = typeof nodes.$inferSelect

/** The whole register without the secrets of its checks, in its own order; hundreds of systems, so it is read whole. */
export async function loadRegister(db: Db | Tx): Promise<Register> {
  const [systemRows, nodeRows, checkRows] = await Promise.all([
    db.select().from(systems).orderBy(asc(systems.position), asc(systems.id)),
    db.select().from(nodes).orderBy(asc(nodes.position), asc(nodes.id)),
    db.select().from(nodeChecks).orderBy(asc(nodeChecks.position), asc(nodeChecks.id)),
  ])
  const checksOf = grouped(checkRows, (check) => check.nodeId)
  const nodesOf = grouped(nodeRows, (node) => node.systemId)
  return {
    systems: systemRows.map(({ position: _, ...system }) => ({
      ...system,
      environment: system.environment as RegisterSystem['environment'],
      nodes: (nodesOf.get(system.id) ?? []).map((node) => nodeFrom(node, checksOf.get(node.id) ?? [])),
    })),
  }
}

export function nodeFrom({ systemId: _, position: __, ...node }: NodeRow, checks: readonly CheckRow[]): RegisterNode {
  return {
    ...node,
    role: node.role as RegisterNode['role'],
    form: node.form as RegisterNode['form'],
    checks: checks.map((row) => checkFrom({ ...row, settings: withoutSecrets(row.settings) })),
  }
}

function checkFrom(row: CheckRow): RegisterCheck {
  return {
    id: row.id,
    kind: row.kind as CheckKind,
    layer: row.layer as RegisterCheck['layer'],
    title: { zh: row.titleZh, en: row.titleEn },
    target: row.target,
    settings: row.settings,
    enabled: row.isEnabled,
    mustMeasure: row.mustMeasure,
  }
}

/** A check together with where it stands: what an inspection round copies into its items. */
export interface PlacedCheck {
  check: RegisterCheck
  system: { id: string; name: string; environment: string }
  node: { id: string; name: string; address: string | null }
}

/** Every enabled check of the register, in the register's order, with its secrets: the prober needs them, nobody else. */
export async function enabledChecks(db: Db | Tx): Promise<PlacedCheck[]> {
  const rows = await db
    .select({ check: nodeChecks, node: nodes, system: systems })
    .from(nodeChecks)
    .innerJoin(nodes, eq(nodes.id, nodeChecks.nodeId))
    .innerJoin(systems, eq(systems.id, nodes.systemId))
    .where(eq(nodeChecks.isEnabled, true))
    .orderBy(asc(systems.position), asc(systems.id), asc(nodes.position), asc(nodes.id), asc(nodeChecks.position))
  return rows.map(({ check, node, system }) => ({
    check: checkFrom(check),
    system: { id: system.id, name: system.name, environment: system.environment },
    node: { id: node.id, name: node.name, address: node.address },
  }))
}

export interface PlacedNode {
  system: { id: string; name: string; environment: string }
  node: { id: string; name: string; address: string | null; role: string }
}

/** Every node of the register, in the register's order. */
export async function placedNodes(db: Db | Tx): Promise<PlacedNode[]> {
  const rows = await db
    .select({ node: nodes, system: systems })
    .from(nodes)
    .innerJoin(systems, eq(systems.id, nodes.systemId))
    .orderBy(asc(systems.position), asc(systems.id), asc(nodes.position), asc(nodes.id))
  return rows.map(({ node, system }) => ({
    system: { id: system.id, name: system.name, environment: system.environment },
    node: { id: node.id, name: node.name, address: node.address, role: node.role },
  }))
}
