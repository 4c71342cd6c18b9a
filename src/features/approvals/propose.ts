// Asks for something that takes a second person. Nothing is done by it.

import { createHash, randomUUID } from 'node:crypto'
import { and, eq, gt } from 'drizzle-orm'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Tx } from '#db/database.ts'
import { approvals } from '#db/schema/approvals.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { ApprovalKind } from './kind.ts'
import { type ApprovalRow, requirePerson, requireRole } from './rules.ts'

export interface Proposal<R> {
  object: { type: string; id: string }
  /** A name for people. */
  subject: string
  request: R
  /** May be empty where what is asked for says it all. */
  reason: string
  /** Of a secret sealed in the same transaction. */
  sealedId?: string
}

/** @throws AppError `forbidden` for a job or a role that may not ask, `conflict` where the same waits already */
export async function propose<R>(
  tx: Tx,
  ctx: Ctx,
  kind: ApprovalKind<R>,
  { object, subject, request, reason, sealedId }: Proposal<R>,
): Promise<ApprovalRow> {
  const actor = requirePerson(ctx.actor)
  requireRole(actor, kind.requesters)
  const text = canonicalJson(request)
  const requestSha256 = createHash('sha256').update(text).digest('hex')
  // Two who ask for the same at once take turns.
  await lockAudit(tx)
  const same = and(eq(approvals.kind, kind.id), eq(approvals.requestSha256, requestSha256))
  const [waiting] = await tx
    .select({ id: approvals.id })
    .from(approvals)
    .where(and(same, eq(approvals.state, 'pending'), gt(approvals.expiresAt, ctx.now)))
  if (waiting) throw new AppError('conflict', 'approvals.asked-already')
  const [row] = await tx
    .insert(approvals)
    .values({
      id: randomUUID(),
      ...{ kind: kind.id, objectType: object.type, objectId: object.id, subject, request: text, requestSha256, reason },
      sealedId: sealedId ?? null,
      state: 'pending',
      requestedAt: ctx.now,
      expiresAt: ctx.now + kind.lifetimeMs,
      requestedBy: actor.accountId,
      requestedPerson: actor.personId,
      requestedName: actor.name,
    })
    .returning()
  if (!row) throw new Error('the proposal was not kept')
  await recordAudit(tx, ctx, {
    action: 'approval.requested',
    object: { type: 'approval', id: row.id },
    detail: { kind: kind.id, object, subject, request, requestSha256, reason },
  })
  return row
}
