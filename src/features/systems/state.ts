// The latest verdict of each check, for lists that must not search through every result there ever was.

import { sql } from 'drizzle-orm'
import type { ProbeVerdict, Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { checkStates, nodeChecks } from '#db/schema/systems.ts'

export interface CheckState {
  verdict: ProbeVerdict
  reasons: Reason[]
  at: Instant
}

/** Keeps the newest; an older verdict that arrives late changes nothing. A check that left the register is passed over. */
export async function noteVerdict(tx: Db | Tx, checkId: string, state: CheckState): Promise<void> {
  const known = tx
    .select({
      checkId: nodeChecks.id,
      verdict: sql<ProbeVerdict>`${state.verdict}`.as('verdict'),
      reasons: sql<Reason[]>`${JSON.stringify(state.reasons)}::jsonb`.as('reasons'),
      at: sql<Instant>`${new Date(state.at).toISOString()}::timestamptz`.as('at'),
    })
    .from(nodeChecks)
    .where(sql`${nodeChecks.id} = ${checkId}`)
  await tx
    .insert(checkStates)
    .select(known)
    .onConflictDoUpdate({
      target: checkStates.checkId,
      set: { verdict: sql`excluded.verdict`, reasons: sql`excluded.reasons`, at: sql`excluded.at` },
      setWhere: sql`${checkStates.at} <= excluded.at`,
    })
}
