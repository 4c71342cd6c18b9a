// Stores the result of one item: once, by the owner of the round, together with what follows from it.

import { and, eq, isNull } from 'drizzle-orm'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { type PhotoNote, roundItems, roundResults, rounds } from '#db/schema/inspections.ts'
import { noteVerdict, recordProbeResult } from '#features/systems/index.ts'
import { recordSighting } from '#features/tickets/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Claim } from './claim.ts'
import { type ItemEvidence, isProbeResult } from './evidence.ts'
import { type Conclusion, conclusionOf } from './rules.ts'

export type ItemRow = typeof roundItems.$inferSelect

/** `fenced`: the round belongs to somebody else by now. `known`: the item has its result already. */
export type Recorded = 'recorded' | 'fenced' | 'known'

export interface AutomaticResult {
  probe: ItemEvidence
  /** SHA-256 over the evidence, hex. */
  evidenceDigest: string
}

class AlreadyKnown extends Error {}

export function recordAutomaticResult(
  ctx: Ctx,
  claim: Claim,
  item: ItemRow,
  result: AutomaticResult,
): Promise<Recorded> {
  return record(ctx, claim, item, result)
}

/** What was kept while the database was away. Its item takes it whoever has the round by now, as long as the round runs and the item is open. */
export function recordKeptResult(
  ctx: Ctx,
  claim: Claim,
  item: ItemRow,
  kept: AutomaticResult & { id: string },
): Promise<Recorded> {
  return record(ctx, { ...claim, fence: undefined }, item, kept)
}

async function record(
  ctx: Ctx,
  claim: Omit<Claim, 'fence'> & { fence: number | undefined },
  item: ItemRow,
  result: AutomaticResult & { id?: string },
): Promise<Recorded> {
  const stored = ctx.db.transaction(async (tx): Promise<Recorded> => {
    const fence = await heldFence(tx, claim)
    if (fence === undefined) return 'fenced'
    if (result.id !== undefined && !(await isOpen(tx, item))) return 'known'
    const { probe, evidenceDigest, id } = result
    const probeResultId = isProbeResult(probe) ? await recordProbeResult(tx, probe, item.checkId, id) : null
    const isFirst = await writeResult(tx, item, {
      conclusion: conclusionOf(probe.verdict),
      text: null,
      approvedBy: null,
      reasons: probe.reasons,
      measured: { ...probe.measured },
      thresholds: { ...probe.thresholds },
      evidenceDigest,
      attempts: typeof probe.measured.tries === 'number' ? probe.measured.tries : 1,
      probeResultId,
      takenAt: probe.startedAt,
      recordedAt: ctx.now,
      recordedBy: claim.owner,
      fence,
      photos: [],
    })
    // Not even the evidence of a second result may stay.
    if (!isFirst) throw new AlreadyKnown()
    await follow(tx, item, { verdict: probe.verdict, reasons: probe.reasons, at: probe.startedAt })
    return 'recorded'
  })
  return stored.catch((error: unknown) => {
    if (error instanceof AlreadyKnown) return 'known'
    throw error
  })
}

/** A kept result may be delivered twice, and its evidence then is there already. */
async function isOpen(tx: Tx, { id }: ItemRow): Promise<boolean> {
  const open = tx.select({ id: roundItems.id }).from(roundItems)
  return (await open.where(and(eq(roundItems.id, id), isNull(roundItems.conclusion)))).length === 1
}

/** Shares the round's row to the end of the transaction: a claim by somebody else waits until this result stands. */
async function heldFence(
  tx: Tx,
  { roundId, fence }: { roundId: string; fence: number | undefined },
): Promise<number | undefined> {
  const isOurs = fence === undefined ? undefined : eq(rounds.fence, fence)
  const [held] = await tx
    .select({ fence: rounds.fence })
    .from(rounds)
    .where(and(eq(rounds.id, roundId), isOurs, eq(rounds.state, 'running')))
    .for('share')
  return held?.fence
}

export interface ResultValues {
  conclusion: Conclusion
  text: string | null
  approvedBy: string | null
  reasons: Reason[]
  measured: Record<string, string | number | boolean | null>
  thresholds: Record<string, string | number>
  evidenceDigest: string | null
  attempts: number
  /** The probe's own row, with its evidence; null for a person. */
  probeResultId: string | null
  takenAt: Instant
  recordedAt: Instant
  recordedBy: string
  fence: number | null
  photos: readonly PhotoNote[]
}

/** False, and nothing written, when an open item was asked for and it is not open. */
export async function writeResult(tx: Tx, item: ItemRow, values: ResultValues, isCorrection = false): Promise<boolean> {
  const { conclusion, takenAt } = values
  const taken = await tx
    .update(roundItems)
    .set({ conclusion, recordedAt: takenAt })
    .where(and(eq(roundItems.id, item.id), isCorrection ? undefined : isNull(roundItems.conclusion)))
    .returning({ id: roundItems.id })
  if (taken.length === 0) return false
  const [result] = await tx
    .insert(roundResults)
    .values({ ...values, itemId: item.id })
    .returning({ id: roundResults.id })
  await tx
    .update(roundItems)
    .set({ resultId: result?.id ?? null })
    .where(eq(roundItems.id, item.id))
  return true
}

/** The register's latest verdict and the findings, in the same transaction. */
export async function follow(
  tx: Tx,
  item: ItemRow,
  state: { verdict: ProbeVerdict; reasons: Reason[]; at: Instant },
): Promise<void> {
  await noteVerdict(tx, item.checkId, state)
  if (state.verdict === 'unknown' || state.verdict === 'skipped') return
  await recordSighting(tx, {
    system: { id: item.systemId, name: item.systemName },
    node: { id: item.nodeId, name: item.nodeName },
    check: { id: item.checkId, title: { zh: item.titleZh, en: item.titleEn } },
    reasons: state.reasons,
    at: state.at,
  })
}
