// A second person confirms the round: it is done, its message is written, and it enters the chain of archived rounds.

import { recordAudit } from '#features/audit/index.ts'
import { tellReport } from '#features/notices/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { appendToArchive } from './archive/append.ts'
import { digestOfRound, itemsOf } from './content.ts'
import { composeMessage, recordNumber } from './message.ts'
import { person } from './person.ts'
import { timeliness } from './rules.ts'
import type { JudgedSignature } from './signatures/judge.ts'
import { keepSignature } from './signatures/keep.ts'
import { advance, lockRound, type RoundRow, stateOf } from './transition.ts'

/** @throws AppError `precondition` (state), `forbidden` (same person), `conflict` (not what was signed) */
export async function reviewRound(ctx: Ctx, roundId: string, signature?: JudgedSignature): Promise<RoundRow> {
  const reviewer = person(ctx)
  return ctx.db.transaction(async (tx) => {
    const round = await lockRound(tx, roundId)
    if (stateOf(round) !== 'awaiting-review' || round.signedAt === null || round.digest === null)
      throw new AppError('precondition', 'inspections.not-awaiting-review', { state: round.state })
    if (round.inspectorPersonId === reviewer.personId) throw new AppError('forbidden', 'inspections.same-person')
    const items = await itemsOf(tx, roundId)
    if ((await digestOfRound(ctx.ports.primitives, round, items)) !== round.digest)
      throw new AppError('conflict', 'inspections.content-changed', { id: roundId })
    await keepSignature(tx, ctx, { role: 'reviewer', round, digest: round.digest, signer: reviewer }, signature)
    const isLate = timeliness(round, round.signedAt) !== 'on-time'
    const reviewed = {
      ...round,
      reviewerId: reviewer.accountId,
      reviewerPersonId: reviewer.personId,
      reviewerName: reviewer.name,
      reviewedAt: ctx.now,
    }
    const message = composeMessage(reviewed, items)
    const closed = await advance(tx, ctx, round, isLate ? 'reviewed-late' : 'reviewed-on-time', {
      ...reviewed,
      message,
    })
    const hash = await appendToArchive(tx, ctx, closed, items)
    if (round.makesUpFor) await advance(tx, ctx, await lockRound(tx, round.makesUpFor), 'made-up')
    const [title = '', ...lines] = message.split('\n')
    await tellReport(tx, ctx, { number: recordNumber(round), onceKey: `round-${roundId}`, title, items: lines })
    await recordAudit(tx, ctx, {
      action: 'round.reviewed',
      object: { type: 'round', id: roundId },
      detail: { digest: round.digest, state: closed.state, hash, isByCertificate: signature !== undefined },
    })
    return closed
  })
}
