// The inspector signs the round: the account, the person and the time over the round's digest, and a signature by certificate where there is one.

import { and, count, eq, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { roundItems } from '#db/schema/inspections.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { digestOfRound, type ItemWithResult, itemsOf } from './content.ts'
import { demandDuty } from './duty.ts'
import { person } from './person.ts'
import { isOverdue, isStale } from './rules.ts'
import type { JudgedSignature } from './signatures/judge.ts'
import { keepSignature } from './signatures/keep.ts'
import { advance, lockRound, type RoundRow, stateOf } from './transition.ts'

export type SignOutcome =
  | { outcome: 'signed'; digest: string }
  /** The evidence of so many items was too old: they are being probed again, and the round is signed after that. */
  | { outcome: 'probing-again'; items: number }

/** @throws AppError `precondition` when the round is not waiting for its inspector, is over, has open items, or needs a certificate; `forbidden` for somebody off duty on a non-working day. */
export async function signInspection(ctx: Ctx, roundId: string, signature?: JudgedSignature): Promise<SignOutcome> {
  const inspector = person(ctx)
  return ctx.db.transaction(async (tx) => {
    const round = await lockRound(tx, roundId)
    if (stateOf(round) !== 'awaiting-manual')
      throw new AppError('precondition', 'inspections.not-awaiting-signature', { state: round.state })
    if (isOverdue(round, ctx.now)) throw new AppError('precondition', 'inspections.round-missed', { id: roundId })
    await refuseOpenItems(tx, roundId)
    const onDuty = await demandDuty(tx, ctx, inspector)
    const items = await itemsOf(tx, roundId)
    const stale = items.filter((item) => isProbed(item) && isStale(item.recordedAt ?? 0, round, ctx.now))
    if (stale.length > 0) return probeAgain(tx, ctx, round, stale)
    const digest = await digestOfRound(ctx.ports.primitives, round, items)
    await keepSignature(tx, ctx, { role: 'inspector', round, digest, signer: inspector }, signature)
    await advance(tx, ctx, round, 'signed', {
      inspectorId: inspector.accountId,
      inspectorPersonId: inspector.personId,
      inspectorName: inspector.name,
      signedAt: ctx.now,
      digest,
    })
    await recordAudit(tx, ctx, {
      action: 'round.signed',
      object: { type: 'round', id: roundId },
      detail: { digest, items: items.length, isByCertificate: signature !== undefined, onDuty },
    })
    return { outcome: 'signed', digest }
  })
}

async function refuseOpenItems(tx: Tx, roundId: string): Promise<void> {
  const [open] = await tx
    .select({ items: count() })
    .from(roundItems)
    .where(and(eq(roundItems.roundId, roundId), isNull(roundItems.conclusion)))
  if (open && open.items > 0) throw new AppError('precondition', 'inspections.items-open', { count: open.items })
}

/** Judged by a probe, and not by a person in its place. */
function isProbed(item: ItemWithResult): boolean {
  return item.kind !== 'manual' && item.result?.fence !== null
}

async function probeAgain(tx: Tx, ctx: Ctx, round: RoundRow, stale: readonly ItemWithResult[]): Promise<SignOutcome> {
  const ids = stale.map((item) => item.id)
  await tx.update(roundItems).set({ conclusion: null }).where(inArray(roundItems.id, ids))
  await advance(tx, ctx, round, 'evidence-stale', { leaseOwner: null, leaseUntil: null, automaticDoneAt: null })
  await recordAudit(tx, ctx, {
    action: 'round.evidence-stale',
    object: { type: 'round', id: round.id },
    detail: { items: ids.length },
  })
  return { outcome: 'probing-again', items: ids.length }
}
