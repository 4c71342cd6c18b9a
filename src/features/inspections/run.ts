// Runs the automatic items of a claimed round to their end. Whatever stops it, the next owner goes on where it stopped.

import { and, asc, eq, isNull, ne } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import { isDatabaseAway } from '#db/away.ts'
import { roundItems } from '#db/schema/inspections.ts'
import { collectServedChains } from '#features/certificates/index.ts'
import { probeRequestFor } from '#features/systems/index.ts'
import type { Ctx } from '#src/context.ts'
import { forEachBounded } from './bounded.ts'
import { type Claim, claimDueRound, HEARTBEAT_MS, renewLease } from './claim.ts'
import type { Clock } from './clock.ts'
import { backupEvidence, evidenceOf, type ItemEvidence } from './evidence.ts'
import { finishAutomatic } from './finish.ts'
import { keepResult } from './kept.ts'
import { type ItemRow, recordAutomaticResult } from './record-result.ts'

export interface RunOptions {
  clock: Clock
  /** Name of this instance: unique among all that share the database, also after a restart. */
  owner: string
  /** Probes under way at once. */
  concurrency?: number
}

/** A target that answers nothing takes its place for 25 s (two tries, 10 s each): 60 of 600 must not take the others’ time. */
const CONCURRENCY = 32

export type RunOutcome = 'finished' | 'fenced'

/** Claims and runs one due round; undefined when nothing is due. */
export async function runDueRound(
  ctx: Ctx,
  options: RunOptions,
): Promise<{ roundId: string; outcome: RunOutcome } | undefined> {
  const claim = await claimDueRound({ ...ctx, now: options.clock.now() }, options.owner)
  return claim && { roundId: claim.roundId, outcome: await runClaimed(ctx, claim, options) }
}

/** `fenced`: somebody else took the round meanwhile; nothing of ours was written after that. */
export async function runClaimed(ctx: Ctx, claim: Claim, options: RunOptions): Promise<RunOutcome> {
  const stop = new AbortController()
  const heartbeat = keepLease(ctx, claim, options.clock, stop)
  try {
    const items = await openItems(ctx, claim.roundId)
    await forEachBounded(items, options.concurrency ?? CONCURRENCY, async (item) => {
      if (!stop.signal.aborted) await inspect(ctx, claim, item, options, stop)
    })
    if (stop.signal.aborted) return 'fenced'
    const isFinished = await finishAutomatic({ ...ctx, now: options.clock.now() }, claim)
    // The round stands whatever becomes of this: the next collection begins where this one stopped.
    if (isFinished) await collectServedChains(ctx).catch(() => undefined)
    return isFinished ? 'finished' : 'fenced'
  } finally {
    stop.abort()
    await heartbeat
  }
}

/** Ends when the round is lost (and then stops the run) or when the run stops. A database that does not answer is tried again. */
async function keepLease(ctx: Ctx, claim: Claim, clock: Clock, stop: AbortController): Promise<void> {
  for (;;) {
    await clock.pause(HEARTBEAT_MS, stop.signal)
    if (stop.signal.aborted) return
    const isOurs = await renewLease(ctx.db, claim, clock.now()).catch(() => true)
    if (!isOurs) stop.abort()
  }
}

function openItems(ctx: Ctx, roundId: string): Promise<ItemRow[]> {
  return ctx.db
    .select()
    .from(roundItems)
    .where(and(eq(roundItems.roundId, roundId), ne(roundItems.kind, 'manual'), isNull(roundItems.conclusion)))
    .orderBy(asc(roundItems.number))
}

async function inspect(ctx: Ctx, claim: Claim, item: ItemRow, options: RunOptions, stop: AbortController) {
  const probe = await evidenceFor(ctx, item, options.clock)
  if (stop.signal.aborted) return
  const evidenceDigest = await digestOf(ctx, probe)
  const now = options.clock.now()
  const result = { probe, evidenceDigest }
  try {
    if ((await recordAutomaticResult({ ...ctx, now }, claim, item, result)) === 'fenced') stop.abort()
  } catch (error) {
    // The machines are still there to be asked: what they answer now cannot be asked for later.
    if (!isDatabaseAway(error) || !(await keepResult(ctx, claim, item, result))) throw error
  }
}

async function evidenceFor(ctx: Ctx, item: ItemRow, clock: Clock): Promise<ItemEvidence> {
  if (item.kind === 'backup') return backupEvidence({ ...ctx, now: clock.now() }, item.target)
  const request = await probeRequestFor(ctx.db, item.checkId, item)
  if (!request) return nothingSeen(item, clock.now(), 'inspections.kind-unknown')
  return ctx.ports.prober.run(request).catch(() => nothingSeen(item, clock.now(), 'inspections.prober-failed'))
}

/** A prober never rejects, and the register knows its kinds; if not, the item must not keep the whole round from ending. */
function nothingSeen({ kind, target }: ItemRow, at: Instant, code: string): ItemEvidence {
  return evidenceOf({ kind, target, at, reasons: [{ code, verdict: 'unknown', citation: 'house rule' }] })
}

async function digestOf(ctx: Ctx, { evidence }: ItemEvidence): Promise<string> {
  const lines = evidence.map((one) => `${one.sha256}  ${one.name}\n`).join('')
  return toHex(await ctx.ports.primitives.digest('sha256', new TextEncoder().encode(lines)))
}
