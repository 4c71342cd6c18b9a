// The end of a proposal: approved, which takes effect at once, or refused, by another person; or withdrawn by who proposed it.

import { randomUUID } from 'node:crypto'
import { and, eq, isNull, max } from 'drizzle-orm'
import { builtInPolicy } from '#core/verification-policy.ts'
import type { Tx } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { trustChanges, trustMaterials } from '#db/schema/trust.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type AccountActor, AppError, type Ctx } from '#src/context.ts'
import { type Change, type ChangeRow, requireOpen, requireOther, requirePerson, requireProposer } from './rules.ts'

/** @throws AppError `forbidden` for the person who proposed it, `precondition` once decided or too late, `conflict` where the house has changed since */
export async function approveChange(ctx: Ctx, id: string): Promise<Change> {
  return decide(ctx, id, 'approved', async (tx, change, actor) => {
    requireOther(change, actor, await accountSince(tx, actor))
  })
}

/** @throws AppError as for an approval */
export async function refuseChange(ctx: Ctx, id: string, reason: string): Promise<Change> {
  const isOther = async (tx: Tx, change: ChangeRow, actor: AccountActor) =>
    requireOther(change, actor, await accountSince(tx, actor))
  return decide(ctx, id, 'refused', isOther, reason)
}

/** @throws AppError `forbidden` for anybody but the person who proposed it */
export async function withdrawChange(ctx: Ctx, id: string): Promise<Change> {
  return decide(ctx, id, 'withdrawn', async (_, change, actor) => requireProposer(change, actor))
}

type Decision = 'approved' | 'refused' | 'withdrawn'

async function decide(
  ctx: Ctx,
  id: string,
  state: Decision,
  requireMay: (tx: Tx, change: ChangeRow, actor: AccountActor) => Promise<void>,
  reason?: string,
): Promise<Change> {
  const actor = requirePerson(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    const [change] = await tx.select().from(trustChanges).where(eq(trustChanges.id, id)).for('update')
    if (!change) throw new AppError('not-found', 'trust.change-not-found')
    requireOpen(change, ctx.now)
    await requireMay(tx, change, actor)
    const decided = {
      state,
      decidedAt: ctx.now,
      decidedBy: actor.accountId,
      decidedPerson: actor.personId,
      decidedName: actor.name,
      decisionReason: reason ?? null,
    }
    await tx.update(trustChanges).set(decided).where(eq(trustChanges.id, id))
    const began = state === 'approved' ? await takeEffect(tx, ctx, change) : undefined
    const { action, kind, sha256, subject, usage, purpose, materialId, proposedName } = change
    await recordAudit(tx, ctx, {
      action: `trust-change.${state}`,
      object: { type: 'trust-change', id },
      detail: { action, kind, sha256, subject, usage, purpose, materialId, proposedName, began, reason },
    })
    const { content: _, ...rest } = change
    return { ...rest, ...decided }
  })
}

/** A session's account exists; one that was not found may decide nothing. */
async function accountSince(tx: Tx, { accountId }: AccountActor): Promise<number> {
  const [account] = await tx.select({ since: accounts.createdAt }).from(accounts).where(eq(accounts.id, accountId))
  return account?.since ?? Number.POSITIVE_INFINITY
}

/** @returns the id of what began */
async function takeEffect(tx: Tx, ctx: Ctx, change: ChangeRow): Promise<string | undefined> {
  if (change.materialId !== null) await end(tx, ctx, change.id, change.materialId)
  const { kind, sha256, sm3, subject, issuer, validFrom, validUntil, usage, purpose, content } = change
  if (content === null) return undefined
  const id = randomUUID()
  const version = kind === 'policy' ? await nextVersion(tx, subject) : null
  const [begun] = await tx
    .insert(trustMaterials)
    .values({
      ...{ id, kind, sha256, sm3, subject, issuer, validFrom, validUntil, usage, purpose, content, version },
      addedAt: ctx.now,
      addedChange: change.id,
    })
    .onConflictDoNothing()
    .returning({ id: trustMaterials.id })
  if (!begun) throw new AppError('conflict', 'trust.exists')
  return id
}

async function end(tx: Tx, ctx: Ctx, changeId: string, materialId: string): Promise<void> {
  const ended = await tx
    .update(trustMaterials)
    .set({ removedAt: ctx.now, removedChange: changeId })
    .where(and(eq(trustMaterials.id, materialId), isNull(trustMaterials.removedAt)))
    .returning({ id: trustMaterials.id })
  if (ended.length === 0) throw new AppError('conflict', 'trust.material-removed')
}

/** A policy of the product's own name goes on from version 1, which came with the product. */
async function nextVersion(tx: Tx, id: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(trustMaterials.version) })
    .from(trustMaterials)
    .where(eq(trustMaterials.subject, id))
  return (row?.last ?? builtInPolicy(id)?.version ?? 0) + 1
}
