// The timeline of a node: what its probes found, newest first; and one result with its evidence.

import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/database.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { nodeChecks, nodes } from '#db/schema/systems.ts'
import { AppError, type Ctx } from '#src/context.ts'

export interface TimelineQuery {
  limit: number
  /** As the last page gave it. */
  cursor?: string | undefined
}

const RESULT = {
  id: probeResults.id,
  kind: probeResults.kind,
  verdict: probeResults.verdict,
  reasons: probeResults.reasons,
  measured: probeResults.measured,
  startedAt: probeResults.startedAt,
  durationMs: probeResults.durationMs,
}

export type TimelineItem = Awaited<ReturnType<typeof selectPage>>[number]

/** Of each check of the node the newest, which its index gives at once: a node's results altogether may be many thousands. */
function selectPage(db: Db, nodeId: string, { limit, cursor }: TimelineQuery) {
  const position = cursor === undefined ? undefined : readCursor(cursor)
  const isBefore =
    position &&
    sql`(${probeResults.startedAt}, ${probeResults.id}) < (${new Date(position.startedAt).toISOString()}::timestamptz, ${position.id}::uuid)`
  const newest = db
    .select(RESULT)
    .from(probeResults)
    .where(and(eq(probeResults.nodeCheckId, nodeChecks.id), isBefore))
    .orderBy(desc(probeResults.startedAt), desc(probeResults.id))
    .limit(limit + 1)
    .as('newest')
  const { id: checkId, titleZh, titleEn, layer } = nodeChecks
  const { id, kind, verdict, reasons, measured, startedAt, durationMs } = newest
  return db
    .select({ id, checkId, titleZh, titleEn, layer, kind, verdict, reasons, measured, startedAt, durationMs })
    .from(nodeChecks)
    .innerJoinLateral(newest, sql`true`)
    .where(eq(nodeChecks.nodeId, nodeId))
    .orderBy(desc(startedAt), desc(id))
    .limit(limit + 1)
}

/** @throws `not-found` for a node that is not in the register · `bad-input` for a cursor no page gave */
export async function listProbeResults(
  ctx: Ctx,
  nodeId: string,
  query: TimelineQuery,
): Promise<{ items: TimelineItem[]; nextCursor: string | null }> {
  const [node] = await ctx.db.select({ id: nodes.id }).from(nodes).where(eq(nodes.id, nodeId))
  if (!node) throw new AppError('not-found', 'probes.node-not-found', { id: nodeId })
  const rows = await selectPage(ctx.db, nodeId, query)
  const items = rows.slice(0, query.limit)
  const last = items.at(-1)
  const hasMore = rows.length > query.limit && last !== undefined
  return { items, nextCursor: hasMore ? `${last.startedAt}_${last.id}` : null }
}

function readCursor(cursor: string): { startedAt: number; id: string } {
  const [, startedAt, id] = /^(\d{1,14})_([0-9a-f-]{36})$/.exec(cursor) ?? []
  if (startedAt === undefined || id === undefined)
    throw new AppError('bad-input', 'app.field-invalid', { field: 'cursor', problem: 'not a cursor of a page' })
  return { startedAt: Number(startedAt), id }
}

/** @throws `not-found` */
export async function getProbeResult(ctx: Ctx, id: string): Promise<typeof probeResults.$inferSelect> {
  const [result] = await ctx.db.select().from(probeResults).where(eq(probeResults.id, id))
  if (!result) throw new AppError('not-found', 'probes.result-not-found', { id })
  return result
}
