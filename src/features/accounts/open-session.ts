// Opens a session by a factor that was proven; what more it takes is seen at each request.

import { randomUUID } from 'node:crypto'
import type { Tx } from '#db/database.ts'
import { sessions } from '#db/schema/accounts.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { AccountActor, Ctx, Factor } from '#src/context.ts'
import { actorOf } from './actor.ts'
import { SESSION_ABSOLUTE_MS } from './rules.ts'
import { newToken, tokenHash } from './secrets.ts'

export interface SignedIn {
  /** For the cookie; only its hash is kept. */
  token: string
  account: AccountActor
}

export async function openSession(tx: Tx, ctx: Ctx, accountId: string, factor: Factor): Promise<SignedIn> {
  const token = newToken()
  const id = randomUUID()
  const address = ctx.actor.type === 'system' ? '' : ctx.actor.address
  const factors = [factor]
  await tx.insert(sessions).values({
    id,
    accountId,
    tokenHash: tokenHash(token),
    address,
    factors,
    authenticatedAt: ctx.now,
    createdAt: ctx.now,
    lastSeenAt: ctx.now,
    expiresAt: ctx.now + SESSION_ABSOLUTE_MS,
  })
  const assurance = { factors, at: ctx.now }
  const account = await actorOf({ db: tx, ports: ctx.ports }, accountId, { sessionId: id, address, assurance })
  await recordAudit(
    tx,
    { ...ctx, actor: account },
    { action: 'session.opened', object: { type: 'account', id: accountId }, detail: { factor } },
  )
  return { token, account }
}
