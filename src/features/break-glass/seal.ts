// New halves take two security administrators: who asks is shown the first, who approves the second, each seals theirs and hands it over.

import { randomUUID } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { newPassword } from '#features/accounts/index.ts'
import { type ApprovalKind, type ApprovalRow, LIFETIME_MS, propose } from '#features/approvals/index.ts'
import type { Ctx } from '#src/context.ts'
import { sealSet } from './halves.ts'
import type { AskSeal } from './inputs.ts'

const SealRequest = z.strictObject({ firstHolder: z.string(), secondHolder: z.string() })
type SealRequest = z.output<typeof SealRequest>

export const sealKind: ApprovalKind<SealRequest> = {
  id: 'break-glass',
  requesters: ['security-admin'],
  deciders: ['security-admin'],
  lifetimeMs: LIFETIME_MS,
  request: SealRequest,
  describe: (params) => [
    { code: 'approvals.break-glass.seal', params },
    { code: 'approvals.break-glass.replaces' },
    { code: 'approvals.break-glass.halves' },
  ],
  effect: {
    when: 'on-approval',
    perform: async (tx, ctx, { request, sealedId, requested }) => {
      if (sealedId === null) throw new Error('a request for halves without the first')
      const { passwords, secrets } = ctx.ports
      const firstHash = await secrets.use(tx, sealedId, 'first-password', (first) =>
        passwords.hash(new TextDecoder().decode(first)),
      )
      const secondHalf = newPassword()
      const set = { ...request, firstHash, secondHash: await passwords.hash(secondHalf) }
      const setId = await sealSet(tx, ctx, set, requested.name)
      return { outcome: { setId }, handOver: { secondHalf, holder: request.secondHolder } }
    },
  },
}

/** @throws AppError as `propose` */
export async function askSeal(
  ctx: Ctx,
  { reason, ...request }: AskSeal,
): Promise<{ approval: ApprovalRow; firstHalf: string }> {
  const firstHalf = newPassword()
  const secret = new TextEncoder().encode(firstHalf)
  return ctx.db.transaction(async (tx) => {
    const sealedId = await ctx.ports.secrets.keep(tx, { secret, purpose: 'first-password', now: ctx.now })
    const object = { type: 'break-glass', id: randomUUID() }
    const subject = `${request.firstHolder}、${request.secondHolder}`
    return { approval: await propose(tx, ctx, sealKind, { object, subject, request, reason, sealedId }), firstHalf }
  })
}
