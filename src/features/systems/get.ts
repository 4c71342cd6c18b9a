// One system with its nodes, their checks, and the latest verdict of each.

import { asc, eq, inArray } from 'drizzle-orm'
import { checkStates, nodeChecks, nodes, systems } from '#db/schema/systems.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { nodeFrom } from './load.ts'
import type { RegisterCheck, RegisterNode, RegisterSystem } from './register.ts'
import { endOfLife } from './rules.ts'
import type { CheckState } from './state.ts'

export interface SystemDetail extends Omit<RegisterSystem, 'nodes'> {
  nodes: (Omit<RegisterNode, 'checks'> & {
    /** A standing note, not a finding of every round. */
    endOfLife: { name: string; since: string } | null
    checks: (RegisterCheck & { latest: CheckState | null })[]
  })[]
}

/** @throws AppError `not-found` */
export async function getSystem(ctx: Ctx, id: string): Promise<SystemDetail> {
  const [system] = await ctx.db.select().from(systems).where(eq(systems.id, id))
  if (!system) throw new AppError('not-found', 'systems.not-found', { id })
  const nodeRows = await ctx.db
    .select()
    .from(nodes)
    .where(eq(nodes.systemId, id))
    .orderBy(asc(nodes.position), asc(nodes.id))
  const nodeIds = nodeRows.map((node) => node.id)
  const rows = await ctx.db
    .select({ check: nodeChecks, state: checkStates })
    .from(nodeChecks)
    .leftJoin(checkStates, eq(checkStates.checkId, nodeChecks.id))
    .where(inArray(nodeChecks.nodeId, nodeIds))
    .orderBy(asc(nodeChecks.position), asc(nodeChecks.id))
  const { position: _, ...rest } = system
  return {
    ...rest,
    environment: rest.environment as RegisterSystem['environment'],
    nodes: nodeRows.map((row) => {
      const own = rows.filter(({ check }) => check.nodeId === row.id)
      const { checks, ...node } = nodeFrom(
        row,
        own.map(({ check }) => check),
      )
      return {
        ...node,
        endOfLife: endOfLife(node.os) ?? null,
        checks: checks.map((check, index) => ({ ...check, latest: latestOf(own[index]?.state) })),
      }
    }),
  }
}

function latestOf(state: typeof checkStates.$inferSelect | null | undefined): CheckState | null {
  return state ? { verdict: state.verdict, reasons: state.reasons, at: state.at } : null
}
