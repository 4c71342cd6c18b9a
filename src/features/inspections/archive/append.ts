// Puts a closed round into the archive: its table, its record, and the next link of the chain, in the transaction that closed it.

import { desc, sql } from 'drizzle-orm'
import { BEGINNING, nextHead } from '#core/round-archive/layout.ts'
import type { Db, Tx } from '#db/database.ts'
import { roundArchives } from '#db/schema/inspections.ts'
import type { Ctx } from '#src/context.ts'
import type { ItemWithResult } from '../content.ts'
import { recordTable } from '../record-table.ts'
import type { RoundRow } from '../transition.ts'
import { fileOf, recordOf, TABLE_FILE } from './record.ts'

/** One archiver at a time: an arbitrary number, ours alone ("rnds"). */
const ARCHIVE_LOCK = 0x726e6473

/** The round must be closed, with what closed it in its row. Resolves to the hash of the chain behind it. */
export async function appendToArchive(
  tx: Tx,
  ctx: Ctx,
  round: RoundRow,
  items: readonly ItemWithResult[],
): Promise<string> {
  const { primitives } = ctx.ports
  // What the table reads it reads inside: half of it would otherwise be of before the review.
  const inside: Ctx = { ...ctx, db: tx as unknown as Db }
  const { content, ...table } = await fileOf(primitives, TABLE_FILE, await recordTable(inside, round, items))
  await tx.execute(sql`select pg_advisory_xact_lock(${ARCHIVE_LOCK}::bigint)`)
  const [last] = await tx.select().from(roundArchives).orderBy(desc(roundArchives.seq)).limit(1)
  const before = last ?? BEGINNING
  const seq = (last?.seq ?? 0) + 1
  const { bytes, files } = await recordOf(tx, primitives, { seq, round, items, table })
  const head = await nextHead(primitives, before, bytes)
  await tx.insert(roundArchives).values({
    seq,
    roundId: round.id,
    record: new TextDecoder().decode(bytes),
    table: content,
    files,
    previousHash: before.hash,
    previousSm3: before.sm3,
    ...head,
    archivedAt: ctx.now,
  })
  return head.hash
}
