// Runs the probe of one registered check at once, stores the result and says who asked.

import { desc, eq } from 'drizzle-orm'
import { previousOf } from '#core/checks/previous.ts'
import { PROBE_KINDS, type ProbeKind, type ProbeRequest, type ProbeResult } from '#core/checks/probe-result.ts'
import { isDatabaseAway } from '#db/away.ts'
import type { Db } from '#db/database.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { nodeChecks } from '#db/schema/systems.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { recordProbeResult } from './record-probe.ts'

/** One failure may be chance; two, a moment apart, are not. */
const CONFIRM_TRIES = 2

export interface ProbedCheck {
  kind: string
  target: string
  settings: Readonly<Record<string, unknown>>
}

/**
 * What the prober is asked for a registered check, with what it saw last time.
 * @returns `undefined` for a check that people do
 */
export async function probeRequestFor(
  db: Pick<Db, 'select'>,
  checkId: string,
  { kind, target, settings }: ProbedCheck,
): Promise<ProbeRequest | undefined> {
  if (!isProbeKind(kind)) return undefined
  const last = await lastOf(db, checkId)
  const previous = last && previousOf({ kind, ...last })
  return { kind, target, settings: { ...settings, ...(previous ? { previous } : {}) }, confirmTries: CONFIRM_TRIES }
}

/** None while the database is away: what is asked of the target does not depend on it, only the comparison with the last time. */
async function lastOf(db: Pick<Db, 'select'>, checkId: string) {
  try {
    const [last] = await db
      .select({ measured: probeResults.measured, evidence: probeResults.evidence })
      .from(probeResults)
      .where(eq(probeResults.nodeCheckId, checkId))
      .orderBy(desc(probeResults.startedAt), desc(probeResults.id))
      .limit(1)
    return last
  } catch (error) {
    if (isDatabaseAway(error)) return undefined
    throw error
  }
}

function isProbeKind(kind: string): kind is ProbeKind {
  return PROBE_KINDS.some((known) => known === kind)
}

/** @throws `not-found` · `precondition` for a check that people do */
export async function probeNow(ctx: Ctx, checkId: string): Promise<ProbeResult & { id: string }> {
  const [check] = await ctx.db.select().from(nodeChecks).where(eq(nodeChecks.id, checkId))
  if (!check) throw new AppError('not-found', 'probes.check-not-found', { id: checkId })
  const request = await probeRequestFor(ctx.db, checkId, check)
  if (!request) throw new AppError('precondition', 'probes.check-is-manual', { id: checkId })
  // The network is asked before the transaction opens: no row is locked while somebody else thinks.
  const result = await ctx.ports.prober.run(request)
  const id = await ctx.db.transaction(async (tx) => {
    const stored = await recordProbeResult(tx, result, checkId)
    await recordAudit(tx, ctx, {
      action: 'check.probed',
      object: { type: 'check', id: checkId },
      detail: { result: stored, verdict: result.verdict, reasons: result.reasons.map(({ code }) => code) },
    })
    return stored
  })
  return { ...result, id }
}
