// Turns what a check found into findings: a new one, one more sighting of an open one, or a recovery.

import { and, eq, inArray, notInArray, sql } from 'drizzle-orm'
import type { Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { findings } from '#db/schema/findings.ts'
import { lockAudit } from '#features/audit/index.ts'
import { handOver, proposeRecovery } from './life/open.ts'
import { faults, fingerprint, needsTicket, provesRecovery } from './rules.ts'

export interface Sighting {
  system: { id: string; name: string }
  node: { id: string; name: string }
  check: { id: string; title: { zh: string; en: string } }
  /** Empty: the check passed. */
  reasons: readonly Reason[]
  at: Instant
}

type FindingRow = typeof findings.$inferSelect

export interface SightingOutcome {
  /** Findings this sighting opened or attached to, by reason code. */
  findingIds: Map<string, number>
  recovered: number
}

/** Runs inside the transaction that stores the result. Two sightings at once of one fault attach to one finding. */
export async function recordSighting(tx: Tx, sighting: Sighting): Promise<SightingOutcome> {
  const found = faults(sighting.reasons)
  // Before any finding is touched: people's steps lock the chain, then tickets, then findings.
  if (found.length > 0 || (await hasOpen(tx, sighting.check.id))) await lockAudit(tx)
  const seen: FindingRow[] = []
  for (const reason of found) seen.push(await openOrAttach(tx, sighting, reason))
  const findingIds = new Map(seen.map(({ code, id }) => [code, id]))
  const gone = provesRecovery(sighting.reasons) ? await recover(tx, sighting, [...findingIds.values()]) : []
  await handOver(tx, seen.filter(needsTicket))
  await proposeRecovery(tx, ticketsOf(gone), sighting.at)
  return { findingIds, recovered: gone.length }
}

async function hasOpen(tx: Tx, checkId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: findings.id })
    .from(findings)
    .where(and(eq(findings.checkId, checkId), eq(findings.state, 'open')))
    .limit(1)
  return rows.length > 0
}

async function openOrAttach(
  tx: Tx,
  { system, node, check, at }: Sighting,
  { code, verdict, params }: Reason,
): Promise<FindingRow> {
  const [row] = await tx
    .insert(findings)
    .values({
      fingerprint: fingerprint(system.id, check.id, code),
      state: 'open',
      systemId: system.id,
      systemName: system.name,
      nodeId: node.id,
      nodeName: node.name,
      checkId: check.id,
      titleZh: check.title.zh,
      titleEn: check.title.en,
      code,
      verdict,
      params: { ...params },
      firstSeenAt: at,
      lastSeenAt: at,
      seenCount: 1,
    })
    .onConflictDoUpdate({
      target: findings.fingerprint,
      targetWhere: sql`state = 'open'`,
      set: {
        verdict: sql`excluded.verdict`,
        params: sql`excluded.params`,
        lastSeenAt: sql`greatest(${findings.lastSeenAt}, excluded.last_seen_at)`,
        seenCount: sql`${findings.seenCount} + 1`,
      },
    })
    .returning()
  if (!row) throw new Error('a finding was neither opened nor attached to')
  return row
}

async function recover(tx: Tx, { check, at }: Sighting, stillThere: number[]): Promise<FindingRow[]> {
  return tx
    .update(findings)
    .set({ state: 'recovered', recoveredAt: at })
    .where(
      and(
        eq(findings.checkId, check.id),
        inArray(findings.state, ['open']),
        stillThere.length > 0 ? notInArray(findings.id, stillThere) : undefined,
      ),
    )
    .returning()
}

function ticketsOf(rows: readonly FindingRow[]): number[] {
  return rows.map(({ ticketId }) => ticketId).filter((id) => id !== null)
}
