// The archive in the database held against itself: the files it would be downloaded as, and the rows they were made from.

import { asc, eq } from 'drizzle-orm'
import { recordPath } from '#core/round-archive/layout.ts'
import {
  type ArchiveProblem,
  type ArchiveReport,
  type ArchiveTrust,
  verifyArchive,
} from '#core/round-archive/verify.ts'
import { roundArchives } from '#db/schema/inspections.ts'
import type { Ctx } from '#src/context.ts'
import { itemsOf } from '../content.ts'
import { findRound } from '../list.ts'
import { type ArchiveFile, archiveFiles } from './files.ts'
import { fileOf, recordOf, TABLE_FILE } from './record.ts'

const NOBODY: Omit<ArchiveTrust, 'at'> = { anchors: [], intermediates: [] }

/** Every record there is. @param trust whose timestamps count; absent: they are held against what they stamp only */
export async function verifyStoredArchive(ctx: Ctx, trust: Omit<ArchiveTrust, 'at'> = NOBODY): Promise<ArchiveReport> {
  const files = await archiveFiles(ctx, { first: 1, last: Number.MAX_SAFE_INTEGER })
  const report = await verifyArchive(readable(files), ctx.ports.primitives, { ...trust, at: ctx.now })
  const problems = [...report.problems, ...(await alteredRows(ctx))].sort(
    (a, b) => (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER),
  )
  return { ...report, isIntact: problems.length === 0, problems }
}

export function readable(files: readonly ArchiveFile[]) {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return { names: files.map(({ path }) => path), read: async (path: string) => byPath.get(path)?.load() }
}

/** Rows that would make another record today than the one that was archived. */
async function alteredRows(ctx: Ctx): Promise<ArchiveProblem[]> {
  const { seq, roundId } = roundArchives
  const problems: ArchiveProblem[] = []
  for (const link of await ctx.db.select({ seq, roundId }).from(roundArchives).orderBy(asc(seq))) {
    const isSame = await agreesWithRows(ctx, link.seq, link.roundId)
    if (isSame) continue
    problems.push({ code: 'archive.rows-differ', path: recordPath(link.seq), seq: link.seq, round: link.roundId })
  }
  return problems
}

async function agreesWithRows({ db, ports: { primitives } }: Ctx, seq: number, id: string): Promise<boolean> {
  const { record, table: bytes } = roundArchives
  const [row] = await db.select({ record, bytes }).from(roundArchives).where(eq(roundArchives.seq, seq))
  const { content: _, ...table } = await fileOf(primitives, TABLE_FILE, row?.bytes ?? new Uint8Array())
  const [round, items] = [await findRound(db, id), await itemsOf(db, id)]
  const made = await recordOf(db, primitives, { seq, round, items, table })
  return new TextDecoder().decode(made.bytes) === row?.record
}
