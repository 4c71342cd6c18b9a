// What is overdue is a finding like any other: told by the channels there are, with a ticket, until the queue is decided.

import { and, count, eq, lt } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Reason } from '#core/checks/check.ts'
import { userRequests } from '#db/schema/requests.ts'
import { OWN_SYSTEM, recordSighting } from '#features/tickets/index.ts'
import type { Ctx } from '#src/context.ts'

const NODE = { id: 'zhengxun-requests', name: '证书申请' }
const CHECK = { id: 'user-requests.due', title: { zh: '证书申请办理时限', en: 'Requests decided in time' } }

/** Looks at what waits for a review and at what waits for an approval. */
export async function remindOverdue(ctx: Ctx): Promise<void> {
  const { reviewDueAt, approvalDueAt } = userRequests
  const reviews = await late(ctx, 'submitted', reviewDueAt)
  const approvals = await late(ctx, 'reviewed', approvalDueAt)
  const reasons = [
    ...(reviews > 0 ? [reason('user-requests.review-overdue', reviews)] : []),
    ...(approvals > 0 ? [reason('user-requests.approval-overdue', approvals)] : []),
  ]
  await ctx.db.transaction((tx) =>
    recordSighting(tx, { system: OWN_SYSTEM, node: NODE, check: CHECK, reasons, at: ctx.now }),
  )
}

function reason(code: string, requests: number): Reason {
  return {
    code,
    verdict: 'warn',
    citation: 'house rule: reviewed within one working day, approved within two',
    params: { count: requests },
  }
}

async function late(ctx: Ctx, state: 'submitted' | 'reviewed', due: AnyPgColumn): Promise<number> {
  const [row] = await ctx.db
    .select({ requests: count() })
    .from(userRequests)
    .where(and(eq(userRequests.state, state), lt(due, ctx.now)))
  return row?.requests ?? 0
}
