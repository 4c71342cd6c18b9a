// Results of a round while the database is away: kept on disk, and stored once when it is back.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { isDatabaseAway } from '#db/away.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { recordProbeResult } from '#features/systems/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Claim } from './claim.ts'
import { isProbeResult } from './evidence.ts'
import { type AutomaticResult, type ItemRow, recordKeptResult } from './record-result.ts'

interface Kept {
  id: string
  claim: Claim
  item: ItemRow
  result: AutomaticResult
}

/** False when there is no room: the item stays open, and the round asks again. */
export async function keepResult(ctx: Ctx, claim: Claim, item: ItemRow, result: AutomaticResult): Promise<boolean> {
  const kept: Kept = { id: randomUUID(), claim, item, result }
  // In the order they were taken, whichever round they are of.
  const name = `${String(result.probe.startedAt).padStart(15, '0')}-${kept.id}`
  return ctx.ports.keptResults.keep(name, JSON.stringify(kept))
}

export interface Delivered {
  recorded: number
  /** The round had ended, or the item had its result by then; a probe's evidence is stored all the same. */
  late: number
}

/**
 * Stores what was kept, the oldest first, and stops at the first that the database is away for. A result is removed from the disk
 * after the commit that stored it; stored a second time, it finds its item taken and its evidence there.
 * @throws Error naming how many could not be stored for good and were set aside
 */
export async function deliverKeptResults(ctx: Ctx): Promise<Delivered> {
  const delivered: Delivered = { recorded: 0, late: 0 }
  const { keptResults } = ctx.ports
  let aside = 0
  for (const name of await keptResults.names()) {
    try {
      const text = await keptResults.read(name)
      if (text !== undefined) delivered[await deliver(ctx, JSON.parse(text) as Kept)] += 1
      await keptResults.remove(name)
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      // One that can never be stored must not keep the others, nor the rounds, waiting.
      await keptResults.setAside(name)
      aside += 1
    }
  }
  if (aside > 0) throw new Error(`${aside} kept results could not be stored and were set aside`)
  return delivered
}

async function deliver(ctx: Ctx, { id, claim, item, result }: Kept): Promise<keyof Delivered> {
  const recorded = await recordKeptResult(ctx, claim, item, { ...result, id })
  if (recorded === 'recorded') return 'recorded'
  await keepEvidence(ctx, item, result, id)
  return 'late'
}

async function keepEvidence(ctx: Ctx, item: ItemRow, { probe }: AutomaticResult, id: string): Promise<void> {
  if (!isProbeResult(probe)) return
  await ctx.db.transaction(async (tx) => {
    const known = await tx.select({ id: probeResults.id }).from(probeResults).where(eq(probeResults.id, id))
    if (known.length === 0) await recordProbeResult(tx, probe, item.checkId, id)
  })
}
