// Which of some causes hang, by the register, on another that is down.

import { and, eq, gt, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import { DOWN_CODES, type PlacedCause, raisedParentsOf } from '#core/notices/parents.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { findings } from '#db/schema/findings.ts'
import { nodeChecks, nodes } from '#db/schema/systems.ts'

/**
 * The causes that are down above each; a cause that hangs on none of them is left out.
 * @param since causes above that recovered later than that count as well: what hangs on them needs a moment to follow
 */
export async function parentsDown(tx: Tx, causes: readonly string[], since?: Instant): Promise<Map<string, string[]>> {
  const above = new Map<string, string[]>()
  if (causes.length === 0) return above
  const isRaised = eq(findings.state, 'open')
  const isDown = and(
    eq(findings.verdict, 'fail'),
    sql`${findings.code} ~ ${DOWN_CODES.source}`,
    since === undefined ? isRaised : or(isRaised, gt(findings.recoveredAt, since)),
  )
  const down = await placed(tx, isDown)
  if (down.length === 0) return above
  const children = await placed(tx, and(isRaised, inArray(findings.fingerprint, [...causes])))
  const register = await nodesAround(
    tx,
    children.map(({ nodeId }) => nodeId),
  )
  for (const child of children) {
    const parents = raisedParentsOf(child, register, down)
    if (parents.length > 0) above.set(child.cause, parents)
  }
  return above
}

function placed(tx: Tx, where: SQL | undefined): Promise<PlacedCause[]> {
  return tx
    .select({
      cause: findings.fingerprint,
      nodeId: findings.nodeId,
      layer: nodeChecks.layer,
      kind: nodeChecks.kind,
      code: findings.code,
    })
    .from(findings)
    .leftJoin(nodeChecks, eq(nodeChecks.id, findings.checkId))
    .where(where)
}

/** Theirs, those of their systems, and all that stand behind another. */
function nodesAround(tx: Tx, ids: readonly string[]) {
  const systems = tx
    .select({ id: nodes.systemId })
    .from(nodes)
    .where(inArray(nodes.id, [...ids]))
  return tx
    .select({ id: nodes.id, systemId: nodes.systemId, role: nodes.role, behind: nodes.behind })
    .from(nodes)
    .where(or(isNotNull(nodes.behind), inArray(nodes.systemId, systems)))
}
