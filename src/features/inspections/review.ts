// A second person confirms the round: it is done, its message is written, and it enters the chain of archived rounds.

import { desc, isNotNull, sql } from 'drizzle-orm'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { toHex } from '#core/bytes/hex.ts'
import type { Tx } from '#db/database.ts'
import { rounds } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { tellReport } from '#features/notices/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { digestOfRound, itemsOf } from './content.ts'
import { composeMessage, recordNumber } from './message.ts'
import { person } from './record-manual.ts'
import { timeliness } from './rules.ts'
import { advance, lockRound, type RoundRow, stateOf } from './transition.ts'

/** One archiver at a time: an arbitrary number, ours alone ("rnds"). */
const ARCHIVE_LOCK = 0x726e6473
const GENESIS = '0'.repeat(64)

/** @throws AppError `precondition` (state), `forbidden` (same person), `conflict` (not what was signed) */
export async function reviewRound(ctx: Ctx, roundId: string): Promise<RoundRow> {
  const reviewer = person(ctx)
  return ctx.db.transaction(async (tx) => {
    const round = await lockRound(tx, roundId)
    if (stateOf(round) !== 'awaiting-review' || round.signedAt === null)
      throw new AppError('precondition', 'inspections.not-awaiting-review', { state: round.state })
    if (round.inspectorPersonId === reviewer.personId) throw new AppError('forbidden', 'inspections.same-person')
    const items = await itemsOf(tx, roundId)
    if ((await digestOfRound(ctx.ports.primitives, round, items)) !== round.digest)
      throw new AppError('conflict', 'inspections.content-changed', { id: roundId })
    const isLate = timeliness(round, round.signedAt) !== 'on-time'
    const reviewed = {
      ...round,
      reviewerId: reviewer.accountId,
      reviewerPersonId: reviewer.personId,
      reviewerName: reviewer.name,
      reviewedAt: ctx.now,
    }
    const message = composeMessage(reviewed, items)
    const link = await chain(tx, ctx, { ...reviewed, message })
    const closed = await advance(tx, ctx, round, isLate ? 'reviewed-late' : 'reviewed-on-time', {
      ...reviewed,
      message,
      ...link,
    })
    if (round.makesUpFor) await advance(tx, ctx, await lockRound(tx, round.makesUpFor), 'made-up')
    const [title = '', ...lines] = message.split('\n')
    await tellReport(tx, ctx, { number: recordNumber(round), onceKey: `round-${roundId}`, title, items: lines })
    await recordAudit(tx, ctx, {
      action: 'round.reviewed',
      object: { type: 'round', id: roundId },
      detail: { digest: round.digest, state: closed.state, hash: link.hash },
    })
    return closed
  })
}

/** h_n = SHA-256(h_{n-1} ‖ canonical JSON of what the archive keeps of the round). */
async function chain(tx: Tx, ctx: Ctx, round: RoundRow) {
  await tx.execute(sql`select pg_advisory_xact_lock(${ARCHIVE_LOCK}::bigint)`)
  const [last] = await tx
    .select({ archiveSeq: rounds.archiveSeq, hash: rounds.hash })
    .from(rounds)
    .where(isNotNull(rounds.archiveSeq))
    .orderBy(desc(rounds.archiveSeq))
    .limit(1)
  const previousHash = last?.hash ?? GENESIS
  return {
    archiveSeq: (last?.archiveSeq ?? 0) + 1,
    previousHash,
    hash: await archiveHash(ctx, previousHash, round),
  }
}

async function archiveHash(ctx: Ctx, previousHash: string, round: RoundRow): Promise<string> {
  const { id, digest, message, inspectorId, inspectorPersonId, signedAt, reviewerId, reviewerPersonId, reviewedAt } =
    round
  const record = {
    id,
    digest,
    message,
    inspectorId,
    inspectorPersonId,
    signedAt,
    reviewerId,
    reviewerPersonId,
    reviewedAt,
  }
  const text = `zhengxun-archive-1\n${previousHash}\n${canonicalJson(record)}`
  return toHex(await ctx.ports.primitives.digest('sha256', new TextEncoder().encode(text)))
}

/** The first archived round that is not what was archived; null when the chain is whole. */
export async function verifyArchive(ctx: Ctx): Promise<{ rounds: number; brokenId: string | null }> {
  const archived = await ctx.db.select().from(rounds).where(isNotNull(rounds.archiveSeq)).orderBy(rounds.archiveSeq)
  let previousHash = GENESIS
  for (const [index, round] of archived.entries()) {
    const items = await itemsOf(ctx.db, round.id)
    const isWhole =
      round.archiveSeq === index + 1 &&
      round.previousHash === previousHash &&
      round.hash === (await archiveHash(ctx, previousHash, round)) &&
      round.digest === (await digestOfRound(ctx.ports.primitives, round, items))
    if (!isWhole) return { rounds: archived.length, brokenId: round.id }
    previousHash = round.hash ?? ''
  }
  return { rounds: archived.length, brokenId: null }
}
