// The register page by page: each system with the worst of its latest verdicts.

import { and, asc, count, eq, gt, ilike, or, sql } from 'drizzle-orm'
import type { ProbeVerdict } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import { checkStates, nodeChecks, nodes, systems } from '#db/schema/systems.ts'
import type { Ctx } from '#src/context.ts'
import type { SystemsQuery } from './inputs.ts'

export interface SystemLine {
  id: string
  name: string
  group: string
  environment: string
  owner: string | null
  contractItem: string
  nodes: number
  /** Null: nothing has been checked yet. */
  verdict: ProbeVerdict | null
  lastCheckedAt: Instant | null
}

/** Position of the verdict in this list is its gravity. */
const BY_GRAVITY: readonly ProbeVerdict[] = ['pass', 'skipped', 'warn', 'unknown', 'fail']

export async function listSystems(
  ctx: Ctx,
  query: SystemsQuery,
): Promise<{ items: SystemLine[]; nextCursor: string | null }> {
  const like = query.q === undefined ? undefined : `%${query.q.replace(/[\\%_]/g, '\\$&')}%`
  const rows = await ctx.db
    .select({
      id: systems.id,
      name: systems.name,
      group: systems.group,
      environment: systems.environment,
      owner: systems.owner,
      contractItem: systems.contractItem,
      position: systems.position,
      nodes: count(sql`distinct ${nodes.id}`),
      gravity: sql<number | null>`max(${gravity()})`.mapWith(nullableNumber),
      lastCheckedAt: sql<Instant | null>`extract(epoch from max(${checkStates.at})) * 1000`.mapWith(nullableNumber),
    })
    .from(systems)
    .leftJoin(nodes, eq(nodes.systemId, systems.id))
    .leftJoin(nodeChecks, and(eq(nodeChecks.nodeId, nodes.id), eq(nodeChecks.isEnabled, true)))
    .leftJoin(checkStates, eq(checkStates.checkId, nodeChecks.id))
    .where(
      and(
        query.environment === undefined ? undefined : eq(systems.environment, query.environment),
        query.group === undefined ? undefined : eq(systems.group, query.group),
        like === undefined
          ? undefined
          : or(ilike(systems.name, like), ilike(systems.id, like), ilike(systems.group, like)),
        after(query.cursor),
      ),
    )
    .groupBy(systems.id)
    .having(query.verdict && sql`max(${gravity()}) = ${BY_GRAVITY.indexOf(query.verdict)}::int`)
    .orderBy(asc(systems.position), asc(systems.id))
    .limit(query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(({ gravity: worst, position: _, ...line }) => ({
      ...line,
      verdict: worst === null ? null : (BY_GRAVITY[worst] ?? null),
    })),
    nextCursor: rows.length > query.limit && last ? `${last.position}:${last.id}` : null,
  }
}

function gravity() {
  const cases = BY_GRAVITY.map((verdict, rank) => sql`when ${verdict} then ${rank}::int`)
  return sql`case ${checkStates.verdict} ${sql.join(cases, sql` `)} end`
}

function nullableNumber(value: unknown): number | null {
  return value === null ? null : Number(value)
}

/** The cursor is the order of the last line seen, `position:id`. */
function after(cursor: string | undefined) {
  const [, position, id] = /^(\d{1,9}):(.+)$/.exec(cursor ?? '') ?? []
  if (position === undefined || id === undefined) return undefined
  return or(gt(systems.position, Number(position)), and(eq(systems.position, Number(position)), gt(systems.id, id)))
}
