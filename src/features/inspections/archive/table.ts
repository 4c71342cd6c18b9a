// What the archive keeps of one round, for its page. 巡检情况表 of a round: of a closed one as it was when it closed, of an open one as it stands.

import { eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { roundArchives, roundSignatures } from '#db/schema/inspections.ts'
import type { Ctx } from '#src/context.ts'
import { itemsOf } from '../content.ts'
import { findRound } from '../list.ts'
import { recordTable } from '../record-table.ts'

/** Bytes of the xlsx file. @throws AppError `not-found` */
export async function tableOfRound(ctx: Ctx, id: string): Promise<Uint8Array> {
  const round = await findRound(ctx.db, id)
  const [archived] = await ctx.db
    .select({ table: roundArchives.table })
    .from(roundArchives)
    .where(eq(roundArchives.roundId, id))
  return archived?.table ?? recordTable(ctx, round, await itemsOf(ctx.db, id))
}

export interface Kept {
  archive: Pick<typeof roundArchives.$inferSelect, 'seq' | 'hash' | 'sm3' | 'archivedAt'> | null
  /** Roles that signed by certificate. */
  byCertificate: ('inspector' | 'reviewer')[]
}

export async function keptOf(db: Db | Tx, roundId: string): Promise<Kept> {
  const { seq, hash, sm3, archivedAt } = roundArchives
  const [archive] = await db
    .select({ seq, hash, sm3, archivedAt })
    .from(roundArchives)
    .where(eq(roundArchives.roundId, roundId))
  const signed = await db
    .select({ role: roundSignatures.role })
    .from(roundSignatures)
    .where(eq(roundSignatures.roundId, roundId))
  return { archive: archive ?? null, byCertificate: signed.map(({ role }) => role) }
}
