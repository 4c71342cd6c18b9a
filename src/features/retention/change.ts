// How long the audit trail is kept: the audit administrator asks, a security administrator decides. Nobody shortens what shows their own deeds.

import type { Tx } from '#db/database.ts'
import {
  type ApprovalKind,
  type ApprovalRow,
  type Approved,
  LIFETIME_MS,
  type Line,
  type Performed,
  propose,
} from '#features/approvals/index.ts'
import { lockAudit, readRetention, requireRetention, setRetention } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type AskRetention, RetentionChange } from './inputs.ts'

export const retentionKind: ApprovalKind<RetentionChange> = {
  id: 'audit-retention',
  requesters: ['audit-admin'],
  deciders: ['security-admin'],
  lifetimeMs: LIFETIME_MS,
  request: RetentionChange,
  describe,
  effect: { when: 'on-approval', perform },
}

function describe({ months, before }: RetentionChange): Line[] {
  const line = { code: 'approvals.audit-retention.months', params: { months, before } }
  return months < before ? [line, { code: 'approvals.audit-retention.shorter' }] : [line]
}

async function perform(tx: Tx, ctx: Ctx, { request, reason }: Approved<RetentionChange>): Promise<Performed> {
  await lockAudit(tx)
  if ((await readRetention(tx)) !== request.before) throw new AppError('conflict', 'audit.retention-changed-meanwhile')
  await setRetention(tx, ctx, { months: request.months, reason })
  return { outcome: { months: request.months } }
}

/** @throws AppError `bad-input` below six months, `conflict` where it is so already or waits already */
export async function askRetention(ctx: Ctx, { months, reason }: AskRetention): Promise<ApprovalRow> {
  requireRetention(months)
  return ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    const before = await readRetention(tx)
    if (before === months) throw new AppError('conflict', 'audit.retention-unchanged', { months })
    return propose(tx, ctx, retentionKind, {
      object: { type: 'audit', id: 'trail' },
      subject: `${before} → ${months}`,
      request: { months, before },
      reason,
    })
  })
}
