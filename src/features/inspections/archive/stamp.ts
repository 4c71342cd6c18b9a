// Has the chain stamped by a timestamp authority of the estate: once a day, and again until one answers. It never keeps a round from closing.

import { and, asc, desc, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { civilDateOf, instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import {
  ARCHIVE_VERSION,
  type ArchiveRoot,
  canonicalBytes,
  ROOT_FORMAT,
  sha256Hex,
  textBytes,
} from '#core/round-archive/layout.ts'
import { archiveRoots, roundArchives } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { enabledChecks } from '#features/systems/index.ts'
import { AppError, type Ctx } from '#src/context.ts'

/** An authority that did not answer is asked again after as long as it has been silent, an hour at most. */
const RETRY_MS = 5 * MINUTE_MS
const LONGEST_RETRY_MS = 60 * MINUTE_MS
/** Roots stamped in one go: what a long silence left is caught up without holding the job up. */
const STAMPED_AT_ONCE = 20

export type RootRow = typeof archiveRoots.$inferSelect

/** The job: roots of the days that are over, and timestamps for those that have none. Returns how many were stamped. */
export async function stampArchive(ctx: Ctx): Promise<number> {
  await writeRoots(ctx)
  if (ctx.ports.ownClock.standing().state === 'wrong') return 0
  const waiting = await ctx.db
    .select()
    .from(archiveRoots)
    .where(
      and(isNull(archiveRoots.token), or(isNull(archiveRoots.triedAt), lt(archiveRoots.triedAt, ctx.now - RETRY_MS))),
    )
    .orderBy(asc(archiveRoots.seq))
    .limit(STAMPED_AT_ONCE)
  let stamped = 0
  for (const root of waiting.filter((one) => isDue(one, ctx.now))) {
    if (!(await stampRoot(ctx, root))) break
    stamped += 1
  }
  return stamped
}

/** The chain as it stands now, stamped at once. @throws AppError `precondition` for an empty archive, `unavailable` when nobody stamps it */
export async function stampNow(ctx: Ctx): Promise<RootRow> {
  const [last] = await ctx.db.select().from(roundArchives).orderBy(desc(roundArchives.seq)).limit(1)
  if (!last) throw new AppError('precondition', 'archive.empty')
  await writeRoot(ctx, civilDateOf(ctx.now), last)
  const [root] = await ctx.db.select().from(archiveRoots).where(eq(archiveRoots.seq, last.seq))
  if (root && !root.token) await stampRoot(ctx, root)
  const [after] = await ctx.db.select().from(archiveRoots).where(eq(archiveRoots.seq, last.seq))
  if (!after?.token) throw new AppError('unavailable', 'archive.not-stamped', { problem: after?.problem ?? '' })
  return after
}

function isDue({ attempts, triedAt }: RootRow, now: number): boolean {
  return triedAt === null || now - triedAt >= Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** Math.min(attempts - 1, 8))
}

/** A root behind the last record of every day that is over; days without a record need none. */
async function writeRoots(ctx: Ctx): Promise<void> {
  const today = civilDateOf(ctx.now)
  const [newest] = await ctx.db.select().from(archiveRoots).orderBy(desc(archiveRoots.seq)).limit(1)
  const { seq, hash, sm3, archivedAt } = roundArchives
  const rows = await ctx.db
    .select({ seq, hash, sm3, archivedAt })
    .from(roundArchives)
    .where(and(gt(seq, newest?.seq ?? 0), lt(archivedAt, instantOf(today))))
    .orderBy(asc(seq))
  const lastOfDay = new Map(rows.map((row) => [civilDateOf(row.archivedAt), row]))
  for (const [date, row] of lastOfDay) await writeRoot(ctx, date, row)
}

async function writeRoot(ctx: Ctx, date: string, { seq, hash, sm3 }: { seq: number; hash: string; sm3: string }) {
  const root: ArchiveRoot = { format: ROOT_FORMAT, version: ARCHIVE_VERSION, date, seq, hash, sm3 }
  const document = new TextDecoder().decode(canonicalBytes(root))
  await ctx.db.insert(archiveRoots).values({ seq, date, document, createdAt: ctx.now }).onConflictDoNothing()
}

/** The network is asked before anything is written; two instances that ask at once keep one answer. */
async function stampRoot(ctx: Ctx, root: RootRow): Promise<boolean> {
  const answer = await askAuthorities(ctx, textBytes(root.document)).catch((error: unknown) => {
    if (error instanceof AppError) return { problem: error.code }
    throw error
  })
  await ctx.db.transaction(async (tx) => {
    const isUnstamped = and(eq(archiveRoots.seq, root.seq), isNull(archiveRoots.token))
    const tried = { attempts: root.attempts + 1, triedAt: ctx.now }
    if ('problem' in answer) {
      await tx
        .update(archiveRoots)
        .set({ ...tried, problem: answer.problem })
        .where(isUnstamped)
      return
    }
    const { token, authority } = answer
    const tokenSha256 = await sha256Hex(ctx.ports.primitives, token)
    const [stamped] = await tx
      .update(archiveRoots)
      .set({ ...tried, token, tokenSha256, authority, stampedAt: ctx.now, problem: null })
      .where(isUnstamped)
      .returning()
    if (!stamped) return
    await recordAudit(tx, ctx, {
      action: 'archive.stamped',
      object: { type: 'archive-root', id: String(root.seq) },
      detail: { date: root.date, document: root.document, tokenSha256, authority },
    })
  })
  return !('problem' in answer)
}

/** The timestamp authorities of the register that are watched, in its order. */
async function askAuthorities(ctx: Ctx, document: Uint8Array): Promise<{ token: Uint8Array; authority: string }> {
  const checks = await enabledChecks(ctx.db)
  const urls = [...new Set(checks.flatMap(({ check }) => (check.kind === 'tsa' ? [check.target] : [])))]
  if (urls.length === 0) throw new AppError('precondition', 'archive.no-authority')
  return ctx.ports.timestamper.stamp(document, urls)
}
