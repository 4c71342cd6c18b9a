// What happened, told twice in the transaction of the step: to those who look at the seal, and to the audit trail.

import type { Tx } from '#db/database.ts'
import { sealEvents } from '#db/schema/seals.ts'
import { recordAudit } from '#features/audit/index.ts'
import { type Actor, AppError, type Ctx } from '#src/context.ts'
import type { SealRequestRow } from './rules.ts'

interface Told {
  /** A step of rules.ts, or `submit` and `queue` for the beginning. */
  step: string
  sealId?: string | null
  note?: string | undefined
  /** Never names or numbers of people beyond what the seal itself shows. */
  detail?: Record<string, unknown>
}

export async function tell(
  tx: Tx,
  ctx: Ctx,
  request: Pick<SealRequestRow, 'id' | 'kind' | 'sealId' | 'name'>,
  { step, sealId = request.sealId, note, detail }: Told,
): Promise<void> {
  const { id, name } = actorOf(ctx.actor)
  await tx
    .insert(sealEvents)
    .values({ requestId: request.id, sealId, at: ctx.now, step, actorId: id, actorName: name, note: note ?? null })
  await recordAudit(tx, ctx, {
    action: `seal-request.${PAST[step] ?? step}`,
    object: { type: 'seal-request', id: request.id },
    detail: { kind: request.kind, seal: request.name, sealId, note, ...detail },
  })
}

const PAST: Readonly<Record<string, string>> = {
  submit: 'submitted',
  queue: 'queued',
  take: 'taken',
  resubmit: 'resubmitted',
  cancel: 'cancelled',
  abandon: 'cancelled',
  drop: 'cancelled',
  return: 'returned',
  reject: 'rejected',
  review: 'reviewed',
  picture: 'pictured',
  make: 'made',
  supersede: 'superseded',
  deliver: 'delivered',
  approve: 'approved',
}

function actorOf(actor: Actor): { id: string; name: string } {
  if (actor.type === 'account') return { id: actor.accountId, name: actor.name }
  if (actor.type === 'system') return { id: actor.name, name: actor.name }
  throw new AppError('unauthenticated', 'app.sign-in-required')
}
