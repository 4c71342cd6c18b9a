// The archive as files, whether they are downloaded or verified: each is made from its rows when its turn comes.

import { and, asc, eq, gte, lte } from 'drizzle-orm'
import type { CivilDate } from '#core/calendar/civil.ts'
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  type ArchiveIndex,
  BEGINNING,
  CHAIN_PATH,
  type ChainLink,
  canonicalBytes,
  INDEX_PATH,
  linesOf,
  recordPath,
  rootPath,
  roundFolder,
  textBytes,
  tokenPath,
} from '#core/round-archive/layout.ts'
import { archiveRoots, roundArchives, rounds } from '#db/schema/inspections.ts'
import type { Ctx } from '#src/context.ts'
import { EVIDENCE_FILE, evidenceLines, handedIn, TABLE_FILE } from './record.ts'

export interface ArchiveFile {
  path: string
  load(): Promise<Uint8Array>
}

/** By the date of the round; both included. Rounds are archived in the order they were closed, so a span is the records between its first and its last. */
export interface ArchiveSpan {
  from: CivilDate
  to: CivilDate
}

/** Numbers of the first and the last record of the span; `undefined` when it has none. */
export async function recordsOf(
  { db }: Ctx,
  { from, to }: ArchiveSpan,
): Promise<{ first: number; last: number } | undefined> {
  const rows = await db
    .select({ seq: roundArchives.seq })
    .from(roundArchives)
    .innerJoin(rounds, eq(rounds.id, roundArchives.roundId))
    .where(and(gte(rounds.date, from), lte(rounds.date, to)))
    .orderBy(asc(roundArchives.seq))
  const [first, last] = [rows[0], rows.at(-1)]
  return first && last && { first: first.seq, last: last.seq }
}

/** Everything from one record to another, the chain first. Same rows, same octets. */
export async function archiveFiles(ctx: Ctx, { first, last }: { first: number; last: number }): Promise<ArchiveFile[]> {
  const { db } = ctx
  const { seq, roundId, previousHash, hash, previousSm3, sm3, record, files } = roundArchives
  const rows = await db
    .select({ seq, round: roundId, previousHash, hash, previousSm3, sm3, files })
    .from(roundArchives)
    .where(and(gte(seq, first), lte(seq, last)))
    .orderBy(asc(seq))
  const links: ChainLink[] = rows.map(({ files: _, ...link }) => link)
  const stamps = await db
    .select()
    .from(archiveRoots)
    .where(and(gte(archiveRoots.seq, first), lte(archiveRoots.seq, last)))
    .orderBy(asc(archiveRoots.seq))
  const records = rows.flatMap((link): ArchiveFile[] => [
    {
      path: recordPath(link.seq),
      load: async () => {
        const [row] = await db.select({ record }).from(roundArchives).where(eq(seq, link.seq))
        return textBytes(row?.record ?? '')
      },
    },
    ...besideOf(ctx, link),
  ])
  return [
    { path: INDEX_PATH, load: async () => canonicalBytes(indexOf(first, links, stamps)) },
    { path: CHAIN_PATH, load: async () => linesOf(links) },
    ...records,
    ...stamps.flatMap((stamp): ArchiveFile[] => [
      { path: rootPath(stamp.seq), load: async () => textBytes(stamp.document) },
      ...(stamp.token ? [{ path: tokenPath(stamp.seq), load: async () => stamp.token ?? new Uint8Array() }] : []),
    ]),
  ]
}

/** The files beside a record, as its rows give them now; their digests are in the record as it was. */
function besideOf(
  ctx: Ctx,
  { seq, round, files }: { seq: number; round: string; files: readonly string[] },
): ArchiveFile[] {
  const loads: Record<string, () => Promise<Uint8Array>> = {
    [TABLE_FILE]: () => tableOf(ctx, seq),
    [EVIDENCE_FILE]: async () => linesOf(await evidenceLines(ctx.db, round)),
  }
  return files.map((path) => ({
    path: `${roundFolder(seq)}${path}`,
    load:
      loads[path] ??
      (async () => (await handedIn(ctx.db, round)).find((file) => file.path === path)?.content ?? NOTHING),
  }))
}

const NOTHING = new Uint8Array()

async function tableOf({ db }: Ctx, seq: number): Promise<Uint8Array> {
  const [row] = await db.select({ table: roundArchives.table }).from(roundArchives).where(eq(roundArchives.seq, seq))
  return row?.table ?? NOTHING
}

type Stamp = typeof archiveRoots.$inferSelect

function indexOf(first: number, links: readonly ChainLink[], stamps: readonly Stamp[]): ArchiveIndex {
  const last = links.at(-1)
  return {
    format: ARCHIVE_FORMAT,
    version: ARCHIVE_VERSION,
    firstSeq: first,
    records: links.length,
    head: last ? { hash: last.hash, sm3: last.sm3 } : BEGINNING,
    roots: stamps.map(({ seq, tokenSha256 }) => ({ seq, token: tokenSha256 })),
  }
}
