// How the archive stands: how many records, where the chain ends, and whether its days are timestamped.

import { desc } from 'drizzle-orm'
import { archiveRoots, roundArchives } from '#db/schema/inspections.ts'
import type { Ctx } from '#src/context.ts'

const SHOWN_ROOTS = 31

export async function archiveStanding({ db }: Ctx) {
  const { seq, hash, sm3 } = roundArchives
  const [head] = await db.select({ seq, hash, sm3 }).from(roundArchives).orderBy(desc(seq)).limit(1)
  const { date, authority, stampedAt, attempts, problem } = archiveRoots
  const roots = await db
    .select({ seq: archiveRoots.seq, date, authority, stampedAt, attempts, problem })
    .from(archiveRoots)
    .orderBy(desc(archiveRoots.seq))
    .limit(SHOWN_ROOTS)
  return { records: head?.seq ?? 0, head: head ?? null, roots }
}
