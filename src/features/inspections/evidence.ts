// What an automatic item rests on: a probe's result, or what the service knows of its own backups.

import { probeVerdict, type Reason } from '#core/checks/check.ts'
import { PROBE_KINDS, type ProbeResult } from '#core/checks/probe-result.ts'
import type { Instant } from '#core/verdict.ts'
import { backupStanding, sourceStanding } from '#features/backups/index.ts'
import type { Ctx } from '#src/context.ts'

export type ItemEvidence = Omit<ProbeResult, 'kind'> & { kind: string }

export function isProbeResult(evidence: ItemEvidence): evidence is ProbeResult {
  return evidence.probe !== OWN && PROBE_KINDS.some((kind) => kind === evidence.kind)
}

const OWN = 'own/1'

export function evidenceOf(seen: { kind: string; target: string; at: Instant; reasons: Reason[] }): ItemEvidence {
  return {
    kind: seen.kind,
    target: seen.target,
    verdict: probeVerdict(seen.reasons),
    reasons: seen.reasons,
    measured: {},
    thresholds: {},
    evidence: [],
    startedAt: seen.at,
    durationMs: 0,
    phasesMs: {},
    probe: OWN,
  }
}

/** The same of a system's backups, which others make. */
async function sourceEvidence(
  ctx: Ctx,
  target: string,
  sourceId: string,
  check: 'completeness' | 'usability',
): Promise<ItemEvidence> {
  return evidenceOf({ kind: 'backup', target, at: ctx.now, reasons: await sourceStanding(ctx, sourceId, check) })
}

/** 完成性 and 可用性 of the service's own backups are two items, because they are two verdicts. */
export async function backupEvidence(ctx: Ctx, target: string): Promise<ItemEvidence> {
  const [check, sourceId] = target.split(':')
  if (sourceId !== undefined)
    return sourceEvidence(ctx, target, sourceId, check === 'usability' ? check : 'completeness')
  const standing = await backupStanding(ctx)
  const reasons = target === 'usability' ? standing.usability : standing.completeness
  return evidenceOf({ kind: 'backup', target, at: ctx.now, reasons })
}
