// 巡检情况表 of a round: of a closed one as it was when it closed, of an open one as it stands.

import { eq } from 'drizzle-orm'
import { roundArchives } from '#db/schema/inspections.ts'
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
