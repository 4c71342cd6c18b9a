// Runs, newest first, each with how far it is: a list in which a half-renewed site stands out.

import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { deploymentBindings, deploymentRuns, deploymentSteps } from '#db/schema/deployments.ts'
import { certificateLineages } from '#db/schema/lineages.ts'
import type { Ctx } from '#src/context.ts'
import { readCursor, writeCursor } from '#src/page-mark.ts'
import type { RunsQuery } from './inputs.ts'
import { behindIn, type RunRow, type RunStanding, standingOfRun } from './rules.ts'

export interface RunLine {
  id: string
  lineageId: string
  lineage: string
  kind: RunRow['kind']
  state: RunRow['state']
  certificateId: string | null
  reason: string
  openedAt: Instant
  closedAt: Instant | null
  bindings: number
  proved: number
  standing: RunStanding
  /** Nodes that were asked and do not show what they must. */
  behind: string[]
}

export async function listRuns(ctx: Ctx, { state, lineageId, cursor, limit }: RunsQuery) {
  const { openedAt, id } = deploymentRuns
  const place = cursor === undefined ? undefined : readCursor(cursor)
  const before =
    place && sql`(${openedAt}, ${id}) < (${new Date(place.at).toISOString()}::timestamptz, ${place.id}::uuid)`
  const rows = await ctx.db
    .select({ run: deploymentRuns, lineage: certificateLineages.name })
    .from(deploymentRuns)
    .innerJoin(certificateLineages, eq(certificateLineages.id, deploymentRuns.lineageId))
    .where(
      and(
        state && eq(deploymentRuns.state, state),
        lineageId ? eq(deploymentRuns.lineageId, lineageId) : undefined,
        before,
      ),
    )
    .orderBy(desc(openedAt), desc(id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const steps = await proofsOf(
    ctx,
    page.map(({ run }) => run.id),
  )
  const items = page.map(({ run, lineage }): RunLine => {
    const own = steps.filter(({ runId }) => runId === run.id)
    const { openedBy: _, replacesId: __, ...shown } = run
    return {
      ...shown,
      lineage,
      bindings: own.length,
      proved: own.filter((step) => step.state === 'done').length,
      standing: standingOfRun(own),
      behind: run.state === 'open' ? behindIn(own) : [],
    }
  })
  const last = page.at(-1)?.run
  const nextCursor = rows.length > limit && last ? writeCursor({ at: last.openedAt, id: last.id }) : null
  return { items, nextCursor }
}

async function proofsOf({ db }: Ctx, runIds: readonly string[]) {
  if (runIds.length === 0) return []
  return db
    .select({
      runId: deploymentSteps.runId,
      state: deploymentSteps.state,
      evidence: deploymentSteps.evidence,
      nodeName: deploymentBindings.nodeName,
    })
    .from(deploymentSteps)
    .innerJoin(deploymentBindings, eq(deploymentBindings.id, deploymentSteps.bindingId))
    .where(and(inArray(deploymentSteps.runId, [...runIds]), eq(deploymentSteps.kind, 'verify')))
    .orderBy(deploymentSteps.position)
}
