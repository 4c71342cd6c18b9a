// Stores what a probe found, and makes it the latest state of its check.

import type { ProbeResult } from '#core/checks/probe-result.ts'
import type { Tx } from '#db/database.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { noteVerdict } from './state.ts'

/** Id of the stored result, the given one where it was kept before it could be stored. `checkId` is absent for a probe nobody registered. */
export async function recordProbeResult(tx: Tx, result: ProbeResult, checkId?: string, id?: string): Promise<string> {
  const { evidence, reasons, ...rest } = result
  const row = {
    ...rest,
    evidence: [...evidence],
    reasons: [...reasons],
    nodeCheckId: checkId ?? null,
    ...(id && { id }),
  }
  const [stored] = await tx.insert(probeResults).values(row).returning({ id: probeResults.id })
  if (!stored) throw new Error('the database stored a probe result and gave no id')
  if (checkId !== undefined) await noteVerdict(tx, checkId, { verdict: result.verdict, reasons, at: result.startedAt })
  return stored.id
}
