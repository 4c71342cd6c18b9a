// 离职: somebody leaves, and what they hold must end. Each certificate in force gets a drafted revocation in the same transaction; it takes
// effect by three persons, as any other. Seals are named, not touched: they have requests of their own.

import { and, eq, notInArray } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { userRequests } from '#db/schema/requests.ts'
import { leaveIn, lockActive, staffIn } from '#features/organisation/index.ts'
import type { Ctx } from '#src/context.ts'
import { createIn } from './create.ts'
import type { Desk, HeldCredential, HeldSeal } from './desk.ts'
import { ENDED, KINDS, type RequestState } from './rules.ts'

export interface LeavingStand {
  /** In force, each with the revocation that was asked for. */
  credentials: (Pick<HeldCredential, 'id' | 'algorithm' | 'state' | 'notAfter'> & { request: RevocationAsked | null })[]
  seals: HeldSeal[]
}

interface RevocationAsked {
  id: string
  number: string
  state: RequestState
}

/** What leaving takes, or what is left to do of it. @throws AppError `not-found` */
export async function leavingStand(ctx: Ctx, desk: Desk, staffId: string): Promise<LeavingStand> {
  await staffIn(ctx.db, staffId)
  return standIn(ctx.db, desk, staffId)
}

/** @throws AppError `not-found`, `precondition` for somebody who has left already */
export async function recordLeaving(ctx: Ctx, desk: Desk, staffId: string, reason: string): Promise<LeavingStand> {
  return ctx.db.transaction(async (tx) => {
    await lockActive(tx, staffId)
    const { credentials } = await standIn(tx, desk, staffId)
    for (const { id, request } of credentials) {
      const wish = { kind: 'revoke' as const, staffId, credentialId: id, details: { cause: 'left', note: reason } }
      if (!request) await createIn(tx, ctx, desk, wish)
    }
    // The drafts and the mark are one transaction: both, or neither.
    await leaveIn(tx, ctx, staffId, reason)
    return standIn(tx, desk, staffId)
  })
}

async function standIn(db: Db | Tx, desk: Desk, staffId: string): Promise<LeavingStand> {
  const inForce = KINDS.revoke.credential as readonly string[]
  const held = (await desk.held(db, [staffId])).filter(({ state }) => inForce.includes(state))
  const asked = await revocationsAsked(db, staffId)
  const credentials = held.map(({ id, algorithm, state, notAfter }) => {
    const request = asked.find(({ credentialId }) => credentialId === id)
    return { id, algorithm, state, notAfter, request: request ? shown(request) : null }
  })
  return { credentials, seals: await desk.seals(db, staffId) }
}

const shown = ({ id, number, state }: RevocationAsked): RevocationAsked => ({ id, number, state })

function revocationsAsked(db: Db | Tx, staffId: string) {
  const { id, number, state, credentialId, kind } = userRequests
  return db
    .select({ id, number, state, credentialId })
    .from(userRequests)
    .where(and(eq(userRequests.staffId, staffId), eq(kind, 'revoke'), notInArray(state, [...ENDED])))
}
